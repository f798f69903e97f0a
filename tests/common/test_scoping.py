"""Rows of a tenant are not read by accident."""

import pytest
from django.db.models import Q

from eventhub.common.db.scoping import UnscopedQueryError
from shop.models import Item, OrderPosition
from tenant.models import Event
from tests.make import make_event, make_item, make_organizer

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item(make_event(make_organizer()))


@pytest.mark.parametrize(
    "read",
    [
        lambda item: list(Item.objects.all()),
        lambda item: Item.objects.get(pk=item.pk),
        lambda item: Item.objects.count(),
        lambda item: Item.objects.exclude(event=item.event).exists(),
        lambda item: Item.objects.filter(active=True).update(active=False),
        lambda item: OrderPosition.objects.filter(secret="x").first(),
        lambda item: Item.objects.filter(Q(event=item.event) | Q(active=True)).exists(),
        lambda item: Item.objects.filter(~Q(event=item.event)).exists(),
    ],
)
def test_a_read_without_a_scope_is_refused(item, read):
    with pytest.raises(UnscopedQueryError):
        read(item)


def test_a_read_with_a_scope_finds_its_own(item):
    other = make_item(make_event(make_organizer("other"), "other"))

    assert list(Item.objects.filter(event=item.event)) == [item]
    assert list(Item.objects.filter(tenant=other.tenant_id)) == [other]
    assert list(item.event.items.all()) == [item]
    assert list(Item.objects.filter(Q(event=item.event), Q(active=True))) == [item]
    assert [
        list(event.items.all())
        for event in Event.objects.filter(organizer=item.event.organizer).prefetch_related("items")
    ] == [[item]]
    assert not Item.objects.filter(event=item.event, pk=other.pk).exists()
