"""Whether the database and the code are of one age."""

from collections.abc import Callable
from functools import cache

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]
LOCK = 0x45564D47  # "EVMG": two programs starting on one database migrate one after the other


class SchemaError(Exception):
    """The database cannot be used as it is; one sentence says why."""


def bring_up_to_date(say: Callable[[str], object]) -> None:
    """Applies what migrations are missing, under a lock, and says so when there are any.

    Raises SchemaError when the database does not answer or is newer than the code.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise SchemaError(f"The database does not answer: {reason}") from None
    try:
        if unknown := unknown_migrations():
            raise SchemaError(
                f"The database is newer than this program: {unknown[-1]} was applied and is not known here."
                " Start the newer program, or restore the backup from before the upgrade."
            )
        if pending_migrations():
            say("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@cache
def _known() -> frozenset[Migration]:
    """Every migration in the code; read once, since code does not change under a process."""
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(set(loader.disk_migrations) | replaced)


@cache
def _needed() -> frozenset[Migration]:
    return frozenset(MigrationLoader(None).graph.nodes)


def _applied() -> set[Migration]:
    return set(MigrationRecorder(connection).applied_migrations())


def unknown_migrations() -> list[str]:
    """Migrations that were applied and that the code does not know: the database is newer. One query."""
    return _names(_applied() - _known())


def pending_migrations() -> list[str]:
    """Migrations of the code that are not applied yet. One query."""
    return _names(_needed() - _applied())


def _names(migrations: set[Migration] | frozenset[Migration]) -> list[str]:
    return sorted(f"{app}.{name}" for app, name in migrations)
