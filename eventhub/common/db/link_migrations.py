"""Migrations: a many-to-many table that Django made by itself becomes a model of ours, with the tenant in every row."""

from dataclasses import dataclass

import django.db.models.manager
from django.db import models
from django.db.migrations import operations
from django.db.migrations.operations.base import Operation


@dataclass(frozen=True)
class End:
    """One side of a relation: the foreign key's name, its model ("shop.Item") and that model's table."""

    name: str
    model: str
    table: str


@dataclass(frozen=True)
class Link:
    """The table `table` of `left`'s field `relation`, whose pairs were unique by the constraint `was_unique`, and the
    name of its model. `related_name` is the relation's."""

    model: str
    table: str
    relation: str
    related_name: str
    left: End
    right: End
    was_unique: str


def own(link: Link) -> list[Operation]:
    """Makes the table a model with a tenant, which is filled from the left row, and refuses pairs of two tenants.

    Keeps the rows and their ids; can be undone.
    """
    app = link.left.model.partition(".")[0]
    unique = f"{app}_{link.model.lower()}_once"
    filled = f"UPDATE {link.table} SET tenant_id = owner.tenant_id FROM {link.left.table} AS owner WHERE owner.id = {link.table}.{link.left.name}_id"  # noqa: S608 -- names from a migration
    return [
        operations.SeparateDatabaseAndState(
            state_operations=[_model(link, unique), _relation(link, app)],
            database_operations=[
                operations.RunSQL(
                    f"ALTER TABLE {link.table} RENAME CONSTRAINT {link.was_unique} TO {unique}",
                    f"ALTER TABLE {link.table} RENAME CONSTRAINT {unique} TO {link.was_unique}",
                )
            ],
        ),
        operations.AddField(link.model, "tenant", _key("tenant.Tenant", null=True)),
        operations.RunSQL(filled, operations.RunSQL.noop),
        operations.AlterField(link.model, "tenant", _key("tenant.Tenant")),
        _same_tenant(link),
    ]


def _key(to: str, *, null: bool = False) -> "models.ForeignKey[models.Model]":
    return models.ForeignKey(to, on_delete=models.CASCADE, related_name="+", null=null)


def _model(link: Link, unique: str) -> operations.CreateModel:
    return operations.CreateModel(
        name=link.model,
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (link.left.name, _key(link.left.model)),
            (link.right.name, _key(link.right.model)),
        ],
        options={
            "abstract": False,
            "base_manager_name": "unscoped",
            "db_table": link.table,
            "constraints": [
                models.UniqueConstraint(fields=(link.left.name, link.right.name), name=unique)
            ],
        },
        managers=[
            ("objects", django.db.models.manager.Manager()),
            ("unscoped", django.db.models.manager.Manager()),
        ],
    )


def _relation(link: Link, app: str) -> operations.AlterField:
    return operations.AlterField(
        link.left.model.partition(".")[2],
        link.relation,
        models.ManyToManyField(
            link.right.model,
            blank=True,
            related_name=link.related_name,
            through=f"{app}.{link.model}",
        ),
    )


def _same_tenant(link: Link) -> operations.RunSQL:
    """A link is refused (check_violation) unless it and the rows at its two ends have the same tenant.

    A trigger and not a composite foreign key: that would need a second unique index on each of the tables at the ends.
    """
    name = f"{link.table}_same_tenant"
    wrong = " OR ".join(
        f"NEW.tenant_id IS DISTINCT FROM (SELECT tenant_id FROM {end.table} WHERE id = NEW.{end.name}_id)"  # noqa: S608 -- names from a migration
        for end in (link.left, link.right)
    )
    return operations.RunSQL(
        f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {wrong} THEN
                RAISE check_violation USING
                    MESSAGE = 'the link and what it links are not of one tenant',
                    CONSTRAINT = '{name}', TABLE = '{link.table}';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {link.table}
            FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {link.table}; DROP FUNCTION {name}();",
    )
