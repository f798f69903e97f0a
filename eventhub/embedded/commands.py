"""What `manage.py` does around Django's own commands: the database is there for those that need one."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from eventhub import env
from eventhub.embedded.errors import PostgresUnavailable
from eventhub.embedded.postgres import running

WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
}


def execute(argv: Sequence[str]) -> None:
    """Runs the command of `argv`, with our own PostgreSQL for its length when no DATABASE_URL is set.

    A server that another process runs is found and left alone. Settings that cannot be, and whatever keeps the database
    away, are one sentence on standard error and exit code 1.
    """
    command = argv[1] if len(argv) > 1 else "help"
    if command == "up":
        _prepare_up(argv[2:])
    try:
        _ = (
            settings.SECRET_KEY
        )  # whatever is wrong in the settings is said before anything is started
        if env.text("DATABASE_URL") or not _needs_database(command, argv[2:]):
            execute_from_command_line(list(argv))
        else:
            _stop_cleanly_on_sigterm(exit_code=0 if command == "up" else 128 + signal.SIGTERM)
            with running(env.data_dir()):
                execute_from_command_line(list(argv))
    except (PostgresUnavailable, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(0 if command == "up" else 128 + signal.SIGINT)


def _needs_database(command: str, arguments: Sequence[str]) -> bool:
    if command.startswith("-") or {"-h", "--help"} & set(arguments):
        return False
    if command == "check":
        return any(argument.startswith("--database") for argument in arguments)
    return command not in WITHOUT_DATABASE


def _prepare_up(arguments: Sequence[str]) -> None:
    """What `up` must settle before the settings are read: the data directory, where links lead, who runs tasks."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data-dir")
    parser.add_argument("--port", default="8000")
    chosen = parser.parse_known_args(list(arguments))[0]
    if chosen.data_dir:
        os.environ["EVENTHUB_DATA_DIR"] = chosen.data_dir
    if not env.flag("EVENTHUB_HTTPS"):
        host = env.text("EVENTHUB_PLATFORM_HOST", "localhost")
        os.environ.setdefault("EVENTHUB_PUBLIC_URL", f"http://{host}:{chosen.port}")
    os.environ.setdefault("EVENTHUB_TASKS", "thread")
    _insist_on_writable(env.data_dir())


def _insist_on_writable(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        sys.exit(
            f"The data directory {data_dir} is not writable ({error.strerror});"
            " choose another with --data-dir or EVENTHUB_DATA_DIR."
        )


def _stop_cleanly_on_sigterm(*, exit_code: int) -> None:
    def leave(_number: int, _frame: object) -> NoReturn:
        sys.exit(exit_code)

    signal.signal(signal.SIGTERM, leave)
