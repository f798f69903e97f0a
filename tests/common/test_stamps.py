"""Change stamps: what conditional fetching answers from."""

import datetime as dt

import pytest
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from shop.actions import catalogue
from tenant.events import stamps
from tenant.models import ChangeStamp
from tests.make import make_event, make_item, make_organizer

NOON = dt.datetime(2027, 3, 1, 12, 0, 5, 700_000, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOON, 4),
        (NOON.replace(microsecond=999_999), 4),
        (NOON + dt.timedelta(seconds=1), 5),
        (NOON + dt.timedelta(hours=1), 5),
    ],
)
def test_a_write_of_this_second_is_never_hidden(now, expected):
    assert stamps.handed_out(NOON, now=now) == NOON.replace(second=expected, microsecond=0)


@pytest.mark.django_db
def test_a_deletion_moves_the_stamp_of_its_kind_and_event_only():
    event, other = make_event(make_organizer()), make_event(make_organizer("other"), "other")
    item = make_item(event)
    make_item(other)
    past = timezone.now() - dt.timedelta(days=1)
    ChangeStamp.unscoped.update(changed_at=past)

    catalogue.delete_item(event, item=item, actor=SYSTEM)

    assert stamps.stamp(event, "items").newest > past
    assert stamps.stamp(other, "items").newest == past.replace(microsecond=0)
    assert stamps.stamp(event, "taxrules") is None
