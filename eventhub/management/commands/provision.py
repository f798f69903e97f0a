"""`manage.py provision FILE`: what an installation holds, from a file under version control."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eventhub.common.actors import SYSTEM
from eventhub.common.provisioning import Outcome, ProvisionError
from eventhub.provisioning import provision
from eventhub.server import schema

STDIN = "-"
UNCHANGED = "Nothing to do: everything is as the file says."


class Command(BaseCommand):
    help = "Applies a provision file in one transaction. The same file again does nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a YAML file (docs/provision.md), or - for standard input")
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the secrets that were newly made as JSON, and nothing else",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = _content(options["file"])
        name = "standard input" if options["file"] == STDIN else options["file"]
        try:
            schema.bring_up_to_date(self.stderr.write)
            outcome = provision(source, actor=SYSTEM)
        except schema.SchemaError as error:
            raise CommandError(str(error)) from None
        except ProvisionError as error:
            raise CommandError(f"{name}, {error}" if error.line else f"{name}: {error}") from None
        for warning in outcome.warnings:
            self.stderr.write(f"Warning: {name}, {warning}")
        if options["json"]:
            self.stdout.write(json.dumps(outcome.secrets, ensure_ascii=False))
        else:
            self.stdout.write(summary(outcome))


def _content(name: str) -> bytes:
    if name == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: the file cannot be read ({error.strerror}).") from None


def summary(outcome: Outcome) -> str:
    """What a run did, for a person; secrets are shown here and never again."""
    if not outcome.created and not outcome.changed:
        return UNCHANGED
    lines = [f"created  {called}" for called in outcome.created]
    lines += [f"changed  {called}" for called in outcome.changed]
    secrets = [f"  token   {name}  {secret}" for name, secret in outcome.tokens.items()]
    secrets += [f"  device  {name}  {secret}" for name, secret in outcome.devices.items()]
    secrets += [
        f"  OAuth   {name}  {app['client_id']}  {app['client_secret']}"
        for name, app in outcome.oauth_applications.items()
    ]
    if secrets:
        lines += ["", "New secrets, shown this once:", *secrets]
    return "\n".join(lines)
