"""`manage.py doctor`: one line for each thing that an installation needs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from eventhub.server import probes

WORDS = {True: "ok", False: "FAIL", None: "-"}


class Command(BaseCommand):
    help = (
        "Checks database, Redis, mail, Stripe keys, migrations, clock, disk and whether counters and money agree with their rows;"
        " exit code 1 if any fails."
    )
    requires_system_checks = []  # they may need what is being looked at

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [probe() for probe in probes.ALL]
        for finding in findings:
            self.stdout.write(f"{WORDS[finding.ok]:<5}{finding.name:<13} {finding.detail}")
        if any(finding.ok is False for finding in findings):
            sys.exit(1)
