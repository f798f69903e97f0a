"""Every action tells integrators what it did, under the names that they subscribe to. Walked through the real actions:
nothing here says what an entry of the trail might look like. (v1 contract, B15 and LEN-12)"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.effects import outbox
from eventhub.common.models import OutboxTask
from register.checkin.actions import annulment, scans
from register.checkin.actions.scans import ScanRequest
from shop.actions import catalogue, orders
from shop.actions.catalogue import parts, series
from shop.actions.vouchers import vouchers, waiting_list
from shop.enums import RefundState
from shop.models import Item, Order, ProgramTime, WaitingListEntry
from shop.rules.drafts import FeeDraft, PositionDraft, Rearrangement
from tenant.events.actions import events
from tenant.models import Event
from tenant.webhooks import actions, types
from tests.guards.test_history import recorded
from tests.make import make_date, make_event, make_item, make_list, make_order, make_quota
from tests.people import World

pytestmark = pytest.mark.django_db(transaction=True)
Told = list[tuple[str, dict[str, Any]]]
ORDER = "pretix.event.order"


@pytest.fixture(autouse=True)
def _subscribed(world: World) -> None:
    """Somebody who wants to hear of everything."""
    data = {"target_url": "https://hooks.example.org/", "action_types": sorted(types.names())}
    actions.save_webhook(world.organizer, webhook=None, data=data, actor=SYSTEM)


def news() -> Told:
    """What has been promised to the webhook since the last look: action and the rest of the call."""
    for pk in OutboxTask.objects.filter(name="webhook.announce").order_by("pk").values_list("pk"):
        outbox.run(*pk)
    calls = OutboxTask.objects.filter(name="webhook.deliver").order_by("pk")
    told = [task.payload["payload"] for task in calls]
    OutboxTask.objects.all().delete()
    assert len({one["notification_id"] for one in told}) == len(told)
    return [
        (one.pop("action"), {name: said for name, said in one.items() if name != "notification_id"})
        for one in told
    ]


def names(told: Told) -> list[str]:
    return [action.removeprefix(f"{ORDER}.") for action, _ in told]


class Walk:
    """One order that things are done to; after each, what was told of it."""

    def __init__(self, event: Event, item: Item, **draft: Any) -> None:
        self.event, self.item = event, item
        self.order = make_order(event, item, **draft)
        self.placed = self.told()

    def told(self) -> list[str]:
        told = news()
        for action, facts in told:
            if action.startswith(ORDER):
                assert facts["code"], action
        return names(told)

    def does(self, action: Callable[..., Any], *args: Any, **words: Any) -> list[str]:
        """Does something to the order; the names that were told."""
        action(self.event, *args, code=self.order.code, actor=SYSTEM, **words)
        return self.told()

    @property
    def position(self) -> int:
        return self.order.positions.filter(canceled=False)[0].pk

    def rearranged(self, **change: Any) -> list[str]:
        return self.does(orders.rearrange_order, change=Rearrangement(**change))


@pytest.fixture
def unpaid(world: World) -> Walk:
    return Walk(world.event, world.item, paid=False)


@pytest.fixture
def paid(world: World) -> Walk:
    return Walk(world.event, world.item)


def test_placing_tells_of_the_order_and_of_the_money(world: World) -> None:
    assert Walk(world.event, world.item, paid=False).placed == ["placed"]
    assert sorted(Walk(world.event, world.item).placed) == ["paid", "payment.confirmed", "placed"]


def test_two_types_are_two_notifications(world: World) -> None:
    waiting = Walk(world.event, world.item, paid=False, require_approval=True)
    assert waiting.placed == ["placed", "placed.require_approval"]

    address = {"email": "new@example.org", "invoice_address": {"city": "Brno"}}
    assert waiting.does(orders.change_order, data=address) == ["contact.changed", "modified"]


def test_money_that_came_and_went_is_told_whoever_says_so(unpaid: Walk) -> None:
    assert sorted(unpaid.does(orders.mark_paid)) == ["paid", "payment.confirmed"]
    assert unpaid.does(orders.mark_pending) == ["unpaid"]
    amount = {"amount": Decimal(5), "provider": "cash", "state": "confirmed"}
    assert "payment.confirmed" in unpaid.does(orders.record_payment, **amount)

    assert "refund.created" in unpaid.does(orders.create_refund, amount=Decimal(1))
    assert unpaid.does(orders.finish_refund, local_id=1) == ["refund.done"]
    assert unpaid.does(orders.reverse_refund, local_id=1)[0] == "refund.failed"
    unpaid.does(orders.create_refund, amount=Decimal(1))
    assert unpaid.does(orders.cancel_refund, local_id=2) == ["refund.canceled"]
    done = unpaid.does(orders.create_refund, amount=Decimal(1), state=RefundState.DONE)
    assert done == ["refund.created", "refund.done"]
    elsewhere = unpaid.does(orders.create_refund, amount=Decimal(1), state=RefundState.EXTERNAL)
    assert elsewhere == ["refund.created.externally"]
    assert unpaid.does(orders.process_refund, local_id=4)[0] == "refund.done"


def test_a_payment_that_waited_is_confirmed(unpaid: Walk) -> None:
    assert sorted(unpaid.does(orders.confirm_payment, local_id=1)) == ["paid", "payment.confirmed"]


def test_a_refund_of_a_payment_lets_the_order_wait_again(paid: Walk) -> None:
    assert paid.does(orders.refund_payment, local_id=1) == ["refund.created", "unpaid"]


def test_an_order_that_is_marked_refunded_is_canceled(paid: Walk) -> None:
    assert paid.does(orders.mark_refunded) == ["refund.created", "refund.done", "canceled"]


def test_the_life_of_an_order_is_told(unpaid: Walk) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    assert unpaid.does(orders.expire_order, overdue_only=False) == ["expired"]
    assert unpaid.does(orders.extend_order, expires=tomorrow) == ["expirychanged"]
    assert unpaid.does(orders.cancel_order) == ["canceled"]
    assert unpaid.does(orders.reactivate_order) == ["reactivated"]
    assert unpaid.does(orders.cancel_order, fee=Decimal(5)) == ["canceled"]


def test_what_the_organizer_decides_is_told(world: World) -> None:
    words = {"paid": False, "require_approval": True}
    assert Walk(world.event, world.item, **words).does(orders.approve_order) == ["approved"]
    assert Walk(world.event, world.item, **words).does(orders.deny_order) == ["denied"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"email": "new@example.org"}, ["contact.changed"]),
        ({"phone": "+420777123456"}, ["contact.changed"]),
        ({"comment": "VIP"}, ["modified"]),
        ({"email": "ada@example.org"}, []),
    ],
)
def test_a_correction_is_told_by_what_was_corrected(
    unpaid: Walk, data: dict[str, Any], told: list[str]
) -> None:
    assert unpaid.does(orders.change_order, data=data) == told


def test_new_secrets_are_told(paid: Walk) -> None:
    assert paid.does(orders.regenerate_order_secrets) == ["changed.secret"]

    orders.regenerate_position_secret(paid.event, position_id=paid.position, actor=SYSTEM)
    assert paid.told() == ["changed.secret"]


def test_positions_and_fees_are_told_one_by_one(world: World) -> None:
    walk = Walk(world.event, world.item, count=3)
    other = make_item(world.event, name="Day ticket", price="60.00")
    make_quota(world.event, [other])
    news()
    changed = [f"changed.{word}" for word in ("item", "price")]

    patch = {"item_id": other.pk, "price": Decimal(80)}
    assert sorted(walk.rearranged(patched=((walk.position, patch),)))[:2] == changed
    assert "changed.cancel" in walk.rearranged(canceled=(walk.position,))
    assert "changed.add" in walk.rearranged(created=(PositionDraft(world.item.pk),))
    assert "changed.addfee" in walk.rearranged(created_fees=(FeeDraft(Decimal(3)),))
    fee = walk.order.fees.get()
    assert "changed.feevalue" in walk.rearranged(patched_fees=((fee.pk, Decimal(4)),))
    assert "changed.cancelfee" in walk.rearranged(canceled_fees=(fee.pk,))
    split = walk.rearranged(split=(walk.position,))
    assert {"changed.split", "changed.split_from"} <= set(split)


def test_tickets_that_are_changed_or_blocked_are_told(paid: Walk) -> None:
    event, position = paid.event, paid.position

    orders.change_position(
        event, position_id=position, data={"attendee_name": "Grace"}, actor=SYSTEM
    )
    assert paid.told() == ["modified"]
    orders.block_position(event, position_id=position, name="admin", actor=SYSTEM)
    assert paid.told() == ["changed.add_block"]
    orders.unblock_position(event, position_id=position, name="admin", actor=SYSTEM)
    assert paid.told() == ["changed.remove_block"]


def test_a_deleted_test_order_is_told_by_its_code(paid: Walk) -> None:
    Order.objects.filter(event=paid.event).update(testmode=True)

    assert paid.does(orders.delete_test_order) == ["deleted"]


def test_the_door_tells_of_scans(paid: Walk) -> None:
    door = make_list(paid.event)
    secret = paid.order.positions.get().secret
    news()

    scan: Any = scans.redeem(door, scan=ScanRequest(secret), actor=SYSTEM)
    assert paid.told() == ["pretix.event.checkin"]
    annulment.undo(paid.event, checkin_id=scan.checkin.pk, actor=SYSTEM)
    assert paid.told() == ["pretix.event.checkin.reverted"]


def test_an_item_and_its_parts_are_told_by_the_item_s_id_and_their_own(world: World) -> None:
    event = world.event
    item = catalogue.save_item(
        event, item=None, data={"name": {"en": "Shirt"}, "default_price": Decimal(20)}, actor=SYSTEM
    )
    assert news() == [("pretix.event.item.added", _facts(event, item=item.pk))]
    start = event.date_from
    sent: list[tuple[parts.Part, dict[str, Any]]] = [
        (parts.PROGRAM_TIME, {"start": start, "end": start + dt.timedelta(hours=1)}),
        (parts.VARIATION, {"value": {"en": "M"}}),
        (parts.ADDON, {"addon_category_id": _addons(event).pk}),
        (parts.BUNDLE, {"bundled_item_id": world.item.pk, "count": 1}),
    ]
    news()
    for part, data in sent:
        words: dict[str, Any] = {"part": part, "owner": item, "actor": SYSTEM}
        row = parts.save_part(event, row=None, data=data, **words)
        parts.save_part(event, row=row, data={}, **words)
        if part is not parts.VARIATION:
            parts.delete_part(event, row=row, **words)

        told = news()
        facts = _facts(event, item=item.pk) | {part.kind: row.pk}
        verbs = ["added", "changed", "deleted"][: len(told)]
        assert told == [(f"pretix.event.item.{part.kind}.{verb}", facts) for verb in verbs]
        assert len(told) == (2 if part is parts.VARIATION else 3)
    assert not ProgramTime.objects.filter(item=item).exists()


def _addons(event: Event) -> Any:
    return catalogue.save_category(
        event, category=None, data={"name": {"en": "Extras"}, "is_addon": True}, actor=SYSTEM
    )


def _facts(event: Event, **more: Any) -> dict[str, Any]:
    return {"organizer": "bigevents", "event": event.slug, **more}


def test_the_rest_of_the_house_is_told(world: World) -> None:
    event = world.event
    quota = make_quota(event, [world.item], name="Extra")
    catalogue.delete_quota(event, quota=quota, actor=SYSTEM)
    voucher = vouchers.save_voucher(event, voucher=None, data={"code": "A"}, actor=SYSTEM)
    vouchers.save_voucher(event, voucher=voucher, data={"comment": "x"}, actor=SYSTEM)
    vouchers.delete_voucher(event, voucher=voucher, actor=SYSTEM)
    catalogue.delete_item(event, item=make_item(event, name="Cup"), actor=SYSTEM)
    events.change_event(event, data={"live": False, "testmode": True}, actor=SYSTEM)
    events.change_event(event, data={"testmode": False}, actor=SYSTEM)
    events.change_event(event, data={"live": True}, actor=SYSTEM)
    events.delete_event(make_event(world.organizer, "gone"), actor=SYSTEM)

    told = [action.removeprefix("pretix.") for action, _ in news()]

    assert {"event.quota.added", "event.quota.deleted"} <= set(told)
    assert {"voucher.added", "voucher.changed", "voucher.deleted"} <= set(told)
    assert {"event.item.added", "event.item.deleted", "event.changed"} <= set(told)
    assert {"event.testmode.activated", "event.testmode.deactivated"} <= set(told)
    assert {"event.live.activated", "event.live.deactivated"} <= set(told)
    assert "event.deleted" in told


def test_dates_of_a_series_are_told(world: World) -> None:
    many = make_event(world.organizer, "many", has_subevents=True)
    date = make_date(many)
    news()

    row = series.save_subevent(many, subevent=date, data={"name": {"en": "Noon"}}, actor=SYSTEM)
    series.delete_subevent(many, subevent=row, actor=SYSTEM)

    assert names(news()) == ["pretix.subevent.changed", "pretix.subevent.deleted"]


def test_a_ticket_that_moves_to_another_date_is_told(world: World) -> None:
    many = make_event(world.organizer, "many", has_subevents=True)
    item, first, second = make_item(many), make_date(many), make_date(many, days=1)
    for date in (first, second):
        make_quota(many, [item], date=date)
    walk = Walk(many, item, date=first)

    moved = walk.rearranged(patched=((walk.position, {"subevent_id": second.pk}),))

    assert moved == ["changed.subevent"]


def test_the_waiting_list_is_told(world: World) -> None:
    event = world.event
    item = make_item(event, name="Rare")
    quota = make_quota(event, [item], size=0, name="Rare")
    news()
    data = {"item_id": item.pk, "email": "eve@example.org"}

    def told() -> list[str]:
        return [action.rpartition(".")[2] for action, _ in news() if "waitinglist" in action]

    def entered(**more: Any) -> WaitingListEntry:
        return waiting_list.save_entry(event, entry=None, data=data | more, actor=SYSTEM)

    entry = entered()
    assert told() == ["added"]
    waiting_list.save_entry(event, entry=entry, data={"priority": 3}, actor=SYSTEM)
    assert told() == ["changed"]
    waiting_list.delete_entry(event, entry=entered(email="bo@example.org"), actor=SYSTEM)
    assert told() == ["added", "deleted"]
    catalogue.save_quota(event, quota=quota, data={"size": 5}, actor=SYSTEM)
    waiting_list.send_voucher(event, entry=WaitingListEntry.objects.get(event=event), actor=SYSTEM)
    assert told() == ["voucher_assigned"]


def test_every_published_verb_is_written_by_some_action() -> None:
    assert set(types.published()) - set(recorded()) == set()


def test_every_name_that_happens_has_its_verb() -> None:
    told = [types.news_of(verb) for verb in types.published()]
    heard = {name for one in told if one for name in one.names}

    assert {one.name for one in types.action_types() if one.happens} == heard
