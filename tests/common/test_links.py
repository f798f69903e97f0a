"""Many-to-many relations: every row knows its tenant, and links nothing of another's."""

import importlib
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import TestCase

from eventhub.common.db import links
from shop.models import Quota, QuotaItem
from tenant.models import DeviceEvent
from tests.make import make_device, make_event, make_item, make_organizer

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Any:
    return make_event(make_organizer())


@pytest.fixture
def quota(event) -> Quota:
    return Quota.objects.create(tenant=event.tenant, event=event, name="Places", size=10)


def pairs(quota: Quota) -> list[tuple[int, int, int]]:
    rows = QuotaItem.objects.filter(quota=quota).order_by("pk")
    return list(rows.values_list("tenant_id", "quota_id", "item_id"))


def test_what_is_linked_carries_the_tenant_of_its_owner(event, quota):
    first, second, third = (make_item(event, name=name) for name in ("Day", "Week", "Year"))

    links.replace(quota, "items", targets=[first, second.pk])
    kept = QuotaItem.objects.get(quota=quota, item=second).pk
    links.replace(quota, "items", targets=[second, third])

    tenant = event.tenant_id
    assert pairs(quota) == [(tenant, quota.pk, second.pk), (tenant, quota.pk, third.pk)]
    assert QuotaItem.objects.get(quota=quota, item=second).pk == kept

    links.replace(quota, "items", targets=())
    assert pairs(quota) == []


def test_what_was_prefetched_is_forgotten(event, quota):
    item = make_item(event)
    links.replace(quota, "items", targets=())
    [seen] = Quota.objects.filter(event=event).prefetch_related("items")
    assert list(seen.items.all()) == []

    links.replace(seen, "items", targets=[item])

    assert list(seen.items.all()) == [item]


def test_replacing_takes_two_statements(event, quota):
    items = [make_item(event, name=str(number)) for number in range(3)]
    for targets in (items[:1], items):
        with TestCase().assertNumQueries(2):
            links.replace(quota, "items", targets=targets)
    with TestCase().assertNumQueries(1):
        links.replace(quota, "items", targets=())


def test_a_link_between_two_tenants_is_refused_by_the_database(event, quota):
    mine, foreign = make_item(event), make_item(make_event(make_organizer("other"), "fest"))
    links.replace(quota, "items", targets=[mine])
    before = pairs(quota)

    with pytest.raises(IntegrityError, match="not of one tenant"), transaction.atomic():
        links.replace(quota, "items", targets=[foreign])
    for row in (
        QuotaItem(tenant=event.tenant, quota=quota, item=foreign),
        QuotaItem(tenant_id=foreign.tenant_id, quota=quota, item=mine),
        QuotaItem(tenant_id=foreign.tenant_id, quota=quota, item=foreign),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuotaItem.objects.filter(quota=quota).update(item=foreign)

    assert pairs(quota) == before


def test_djangos_own_way_of_adding_does_not_forget_the_tenant_in_silence(event, quota):
    with pytest.raises(IntegrityError), transaction.atomic():
        quota.items.add(make_item(event))

    assert pairs(quota) == []


@pytest.mark.parametrize("app", ["shop", "register", "tenant"])
def test_the_migration_loses_no_link_and_can_be_undone(app, event, quota):
    links.replace(
        quota, "items", targets=[make_item(event, name=str(number)) for number in range(3)]
    )
    make_device(event.organizer, events=[event])
    name = "links_of_tenants"
    loader = MigrationLoader(connection)
    [key] = [key for key in loader.disk_migrations if key[0] == app and key[1].endswith(name)]
    tables = [link.table for link in importlib.import_module(f"{app}.migrations.{key[1]}").LINKS]
    rows = {table: contents(table) for table in tables}
    constraints = {table: described(table) for table in tables}
    migration, before = loader.get_migration(*key), loader.project_state(key, at_end=False)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        migration.unapply(before.clone(), editor)
    undone = [contents(table) for table in tables]
    with connection.schema_editor() as editor:
        migration.apply(before.clone(), editor)

    assert [len(row) for table in undone for row in table] == [
        3 for table in tables for _ in rows[table]
    ]  # an id and two keys: no tenant
    assert {table: contents(table) for table in tables} == rows
    assert {table: described(table) for table in tables} == constraints


def contents(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 -- from a migration
        return cursor.fetchall()


def described(table: str) -> list[str]:
    """The table's constraints, triggers and indexes in PostgreSQL's words, without generated names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
            " UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            " UNION ALL SELECT attname || attnotnull FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " ORDER BY 1",
            [table] * 3,
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_device_is_limited_in_its_own_tenant(event):
    make_device(event.organizer, events=[event])

    assert list(DeviceEvent.objects.filter(event=event).values_list("tenant", flat=True)) == [
        event.tenant_id
    ]
