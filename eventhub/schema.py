"""Whether the database and the code are of one age."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]


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
