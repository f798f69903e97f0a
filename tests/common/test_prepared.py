"""A read whose SQL is kept says what the query itself would say, for every parameter and every time."""

from collections.abc import Iterator

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from eventhub.common.db.prepared import Prepared
from shop.models import Item, Order, Payment
from tenant.models import Event
from tests.make import (
    make_event,
    make_item,
    make_order,
    make_organizer,
    make_shop,
    make_tax_rule,
)

pytestmark = pytest.mark.django_db


def prices(event: object, slug: object) -> QuerySet:
    found = Item.unscoped.filter(event=event, event__slug=slug).order_by("pk")
    return found.values("id", "name", "default_price", "tax_rule__rate", "available_from")


def some(ids: object) -> QuerySet:
    return Item.unscoped.filter(id__any_of=ids).order_by("-pk").values("id", "event__slug")


def test_rows_are_those_of_the_query_with_the_types_of_its_columns() -> None:
    first, second = (make_event(make_organizer(slug), slug) for slug in ("one", "two"))
    make_item(first, price="12.50", tax_rule_id=make_tax_rule(first).pk)
    make_item(second, name="Žluťoučký % kůň")
    read = Prepared(prices, kinds=["id", "word"])

    for event in (first, second, first):
        assert read.rows(event.pk, event.slug) == list(prices(event.pk, event.slug))
    assert read.rows(first.pk, second.slug) == []
    assert read.rows(first.pk, "'; DROP TABLE shop_item; --") == []
    assert Item.unscoped.count() == 2


def notes(event: object) -> QuerySet:
    found = Order.unscoped.filter(event=event).annotate(
        details=ArraySubquery(
            Payment.unscoped.filter(order=OuterRef("pk"), local_id=1).values(
                row=JSONObject(of="details")
            )
        )
    )
    return found.values("api_meta", "details")


def test_json_is_what_was_stored_also_in_lists_and_past_64_bits() -> None:
    event = make_event(make_organizer())
    kept = {"ž": [1, 2.5, None, True, {"n": 2**60}], "long": 1e25}
    order = make_order(event, make_shop(event))
    Order.unscoped.filter(pk=order.pk).update(api_meta=kept)
    Payment.unscoped.filter(order=order).update(details={"payer": "Ada"})
    read = Prepared(notes, kinds=["id"])

    assert read.rows(event.pk) == [{"api_meta": kept, "details": [{"of": {"payer": "Ada"}}]}]
    Payment.unscoped.filter(order=order).update(local_id=2)
    assert read.rows(event.pk)[0]["details"] == []


def test_a_list_is_one_parameter_however_long_it_is() -> None:
    event: Event = make_event(make_organizer())
    ids = [make_item(event).pk for _ in range(3)]
    read = Prepared(some, kinds=["ids"])

    assert read.rows(ids) == list(some(ids))
    assert read.rows(ids[:1]) == [{"id": ids[0], "event__slug": event.slug}]
    assert read.rows([]) == []


@pytest.fixture
def pooled() -> Iterator[None]:
    """A pooler lends a connection for one transaction."""
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
    yield
    connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False


def kept_statements() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


def test_postgresql_keeps_a_read_whose_sql_is_always_the_same() -> None:
    event = make_event(make_organizer())
    item, before = make_item(event), kept_statements()
    read = Prepared(some, kinds=["ids"])

    for _ in range(3):
        assert read.rows([item.pk]) == [{"id": item.pk, "event__slug": event.slug}]

    assert kept_statements() == before + 1


def test_behind_a_pooler_nothing_is_kept(pooled: None) -> None:
    event = make_event(make_organizer())
    item, before = make_item(event), kept_statements()

    assert Prepared(prices, kinds=["id", "word"]).rows(event.pk, event.slug)[0]["id"] == item.pk
    assert kept_statements() == before
