"""Many hands do many different things at one event at the same moment; afterwards its books are right.

Nothing may end in anything but a refusal, nobody may wait for somebody who waits for them (no deadlock), no unit may be
sold twice, and every sum has to be what its rows say.
"""

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from eventhub.common.actors import SYSTEM, VISITOR, Actor, ActorKind
from eventhub.common.errors import DomainError
from register.checkin.actions import annulment, closing, offline_records
from register.checkin.actions.scans import ScanRequest, redeem
from register.enums import RegistrationStatus
from register.fulfilment import STATUS_OF
from register.models import CheckIn, CheckInList, Registration
from shop.actions import catalogue, orders, quota_counters
from shop.actions.carts import integrator_carts, visitor_carts
from shop.actions.carts.visitor_carts import CartLine
from shop.actions.vouchers import vouchers, waiting_list
from shop.enums import OrderStatus
from shop.hooks import consistency
from shop.models import (
    Hold,
    Invoice,
    Order,
    OrderPosition,
    Payment,
    Quota,
    Refund,
    Voucher,
    WaitingListEntry,
)
from shop.rules.drafts import FeeDraft, OrderDraft, PositionDraft, Rearrangement
from tenant.models import Event
from tests.make import (
    make_date,
    make_event,
    make_item,
    make_list,
    make_order,
    make_organizer,
    make_quota,
    make_voucher,
)

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, DEEDS, SEATS = 6, 360, 40
HAND = Actor(ActorKind.DEVICE, None, "a hand")


class Fair:
    """An event that sells two kinds in three quotas, with vouchers, invoices, a waiting list and a door; a series sells
    them for two dates."""

    def __init__(self, *, series: bool) -> None:
        self.event = make_event(make_organizer(), has_subevents=series)
        self.dates = [make_date(self.event, days=days) for days in (0, 1)] if series else [None]
        self.event.settings = {"invoice_generate": "order", "waiting_list_auto": True}
        self.event.save(update_fields=["settings"])
        self.items = [make_item(self.event, name=name) for name in ("Day", "Weekend")]
        for date in self.dates:
            for item in self.items:
                make_quota(self.event, [item], date=date, size=SEATS - 10, name=f"Of {item.pk}")
            self.quota = make_quota(self.event, self.items, date=date, size=SEATS, name="Venue")
        make_voucher(self.event, "OPEN", max_usages=25)
        make_voucher(
            self.event, "CHEAP", max_usages=60, price_mode="subtract", value="20", budget="90.00"
        )
        date = self.dates[0]
        make_voucher(
            self.event,
            "KEPT",
            max_usages=5,
            block_quota=True,
            item_id=self.items[0].pk,
            subevent_id=date and date.pk,
        )
        self.door = make_list(self.event)
        for count in (1, 2, 3):
            make_order(
                self.event, self.items[count % 2], count=count, paid=count > 1, date=self.dates[-1]
            )


class Hands:
    """What one of the many does: something at random, to something at random."""

    def __init__(self, fair: Fair, seed: int) -> None:
        self.fair, self.event, self.any = fair, fair.event, random.Random(seed)
        self.deeds = [name for name in vars(Hands) if not name.startswith("_")]

    def _order(self, *states: str) -> str:
        found = Order.objects.filter(event=self.event)
        if states and self.any.random() < 0.8:
            found = found.filter(status__in=states)
        codes = list(found.values_list("code", flat=True))
        return self.any.choice(codes) if codes else "NONE"

    def _position(self) -> OrderPosition:
        return self.any.choice(list(OrderPosition.objects.filter(event=self.event)))

    def _thing(self) -> dict[str, int]:
        """Something to buy: an item, and in a series for which date."""
        date = self.any.choice(self.fair.dates)
        found = {"item_id": self.any.choice(self.fair.items).pk}
        return {**found, "subevent_id": date.pk} if date else found

    def _code(self) -> str:
        return self.any.choice(["", "", "OPEN", "CHEAP", "KEPT"])

    def _cart(self) -> str:
        return f"cart-{self.any.randrange(6)}"

    def _lists(self) -> CheckInList:
        return CheckInList.objects.select_related("event").get(event=self.event)

    def buy(self) -> None:
        pieces = [
            PositionDraft(
                **self._thing(), attendee_name=f"Guest {self.any.random()}", voucher=self._code()
            )
            for _ in range(self.any.randint(1, 3))
        ]
        draft = OrderDraft(
            positions=tuple(pieces), email="guest@example.org", provider="banktransfer", strict=True,
            fees=(FeeDraft(Decimal(3)),) if self.any.random() < 0.3 else (), send_mail=True,
        )  # fmt: skip
        orders.place_order(self.event, draft=draft, actor=VISITOR)

    def fill_a_cart(self) -> None:
        visitor_carts.add_to_cart(
            self.event,
            secret=self._cart(),
            lines=[
                CartLine(**self._thing(), quantity=self.any.randint(1, 2), voucher=self._code())
            ],
        )

    def buy_a_cart(self) -> None:
        secret = self._cart()
        held = list(
            Hold.objects.filter(event=self.event, cart__secret_hash=visitor_carts.hashed(secret))
        )
        pieces = [
            PositionDraft(
                row.item_id,
                subevent_id=row.subevent_id,
                hold_id=row.pk,
                attendee_name="Carter",
                price=row.price,
            )
            for row in held
        ]
        if self.any.random() < 0.3:
            pieces.append(PositionDraft(**self._thing(), attendee_name="One more"))
        if pieces:
            draft = OrderDraft(positions=tuple(pieces), provider="banktransfer")
            orders.place_order(self.event, draft=draft, actor=VISITOR)
            visitor_carts.close_cart(self.event, secret=secret)

    def empty_a_cart(self) -> None:
        secret = self._cart()
        held = Hold.objects.filter(event=self.event, cart__secret_hash=visitor_carts.hashed(secret))
        visitor_carts.remove_from_cart(
            self.event, secret=secret, hold_ids=list(held.values_list("pk", flat=True))
        )

    def keep_over_the_api(self) -> None:
        name = f"{self._cart()}@api"
        parents = list(Hold.objects.filter(event=self.event, cart__api_id=name))
        parent = self.any.choice(parents).pk if parents and self.any.random() < 0.5 else None
        draft = PositionDraft(**self._thing(), voucher=self._code(), addon_to=parent)
        integrator_carts.add_cart_position(self.event, draft=draft, cart_name=name, actor=SYSTEM)

    def give_back_over_the_api(self) -> None:
        held = list(Hold.objects.filter(event=self.event, cart__api_id__isnull=False))
        if held:
            pk = self.any.choice(held).pk
            integrator_carts.remove_cart_position(self.event, position_id=pk, actor=SYSTEM)

    def buy_over_the_api(self) -> None:
        draft = OrderDraft(
            positions=(PositionDraft(**self._thing(), voucher=self._code()),),
            consume_carts=(f"{self._cart()}@api",),
            paid=self.any.random() < 0.5,
        )
        orders.place_order(self.event, draft=draft, actor=SYSTEM)

    def let_time_pass(self) -> None:
        held = list(Hold.objects.filter(event=self.event).values_list("pk", flat=True))
        some = self.any.sample(held, len(held) // 3)
        Hold.objects.filter(event=self.event, pk__in=some).update(expires_at=timezone.now())
        quota_counters.release_expired(self.event)

    def pay(self) -> None:
        orders.mark_paid(self.event, code=self._order("n", "e"), actor=SYSTEM)

    def unpay(self) -> None:
        orders.mark_pending(self.event, code=self._order("p"), actor=SYSTEM)

    def cancel(self) -> None:
        fee = Decimal(5) if self.any.random() < 0.3 else None
        orders.cancel_order(self.event, code=self._order("n", "p"), actor=SYSTEM, fee=fee)

    def expire(self) -> None:
        orders.expire_order(self.event, code=self._order("n"), actor=SYSTEM, overdue_only=False)

    def extend(self) -> None:
        until = timezone.now() + timezone.timedelta(days=5)
        orders.extend_order(self.event, code=self._order("e", "n"), expires=until, actor=SYSTEM)

    def bring_back(self) -> None:
        orders.reactivate_order(self.event, code=self._order("c"), actor=SYSTEM)

    def take_money(self) -> None:
        orders.record_payment(
            self.event, code=self._order("n", "e"), amount=Decimal(self.any.choice([10, 60, 120])),
            provider="manual", actor=SYSTEM, state=self.any.choice(["created", "confirmed"]),
        )  # fmt: skip

    def confirm_money(self) -> None:
        waiting_ = Payment.objects.filter(order__event=self.event, state="created")
        row = waiting_.select_related("order").order_by("?").first()
        if row is not None:
            orders.confirm_payment(
                self.event, code=row.order.code, local_id=row.local_id, actor=SYSTEM
            )

    def give_money_back(self) -> None:
        orders.create_refund(
            self.event, code=self._order("p", "c"), amount=Decimal(self.any.choice([10, 40, 60])),
            actor=SYSTEM, state=self.any.choice(["created", "done"]),
            cancel=self.any.random() < 0.3, pending=self.any.random() < 0.3,
        )  # fmt: skip

    def refund_a_payment(self) -> None:
        came = Payment.objects.filter(order__event=self.event, state="confirmed")
        row = came.select_related("order").order_by("?").first()
        if row is not None:
            orders.refund_payment(
                self.event, code=row.order.code, local_id=row.local_id, actor=SYSTEM,
                amount=self.any.choice([None, Decimal(20)]),
            )  # fmt: skip

    def end_a_refund(self) -> None:
        row = Refund.objects.filter(order__event=self.event, state="created").order_by("?").first()
        if row is not None:
            end = self.any.choice([orders.finish_refund, orders.cancel_refund])
            end(self.event, code=row.order.code, local_id=row.local_id, actor=SYSTEM)

    def refund_it_all(self) -> None:
        orders.mark_refunded(self.event, code=self._order("p"), actor=SYSTEM)

    def change(self) -> None:
        code = self._order("n", "p")
        mine = list(
            OrderPosition.objects.filter(event=self.event, order__code=code, canceled=False)
        )
        patched = [(row.pk, self._thing()) for row in mine if self.any.random() < 0.4]
        ended = [row.pk for row in mine if self.any.random() < 0.3]
        new = (
            [PositionDraft(**self._thing(), attendee_name="New")] if self.any.random() < 0.5 else []
        )
        change = Rearrangement(
            patched=tuple(patched), canceled=tuple(ended), created=tuple(new), send_mail=True
        )
        orders.rearrange_order(self.event, code=code, change=change, actor=SYSTEM)

    def rename(self) -> None:
        data = {"attendee_name": f"Guest {self.any.random()}"}
        if self.any.random() < 0.4:
            data |= self._thing()
        orders.change_position(self.event, position_id=self._position().pk, data=data, actor=SYSTEM)

    def correct(self) -> None:
        data = {"email": f"{self.any.random()}@example.org"}
        orders.change_order(self.event, code=self._order(), data=data, actor=SYSTEM)

    def new_secret(self) -> None:
        orders.regenerate_position_secret(self.event, position_id=self._position().pk, actor=SYSTEM)

    def new_secrets(self) -> None:
        orders.regenerate_order_secrets(self.event, code=self._order(), actor=SYSTEM)

    def block_and_unblock(self) -> None:
        pk = self._position().pk
        orders.block_position(self.event, position_id=pk, name="admin", actor=SYSTEM)
        orders.unblock_position(self.event, position_id=pk, name="admin", actor=SYSTEM)

    def scan(self) -> None:
        scan = ScanRequest(
            self._position().secret, kind=self.any.choice(["entry", "entry", "exit"]),
            nonce=f"nonce-{self.any.randrange(400)}", ignore_unpaid=True,
        )  # fmt: skip
        redeem(self._lists(), scan=scan, actor=HAND)

    def take_a_scan_back(self) -> None:
        found = CheckIn.objects.filter(event=self.event, successful=True, annulled_at=None)
        pks = list(found.values_list("pk", flat=True))
        if pks:
            annulment.undo(self.event, checkin_id=self.any.choice(pks), actor=HAND)

    def print_a_badge(self) -> None:
        position = OrderPosition.objects.select_related("event").get(
            event=self.event, pk=self._position().pk
        )
        offline_records.record_print(
            position, data={"source": "desk", "type": "badge"}, actor=SYSTEM
        )

    def close_the_door(self) -> None:
        CheckInList.objects.filter(event=self.event).update(exit_all_at=timezone.now())
        closing.check_out_all(self.fair.door.pk, now=timezone.now())

    def invoice(self) -> None:
        orders.create_invoice(self.event, code=self._order("n", "p"), actor=SYSTEM)

    def invoice_anew(self) -> None:
        numbers = Invoice.objects.filter(event=self.event).values_list("number", flat=True)
        if numbers := list(numbers):
            orders.reissue_invoice(self.event, number=self.any.choice(numbers), actor=SYSTEM)

    def change_a_voucher(self) -> None:
        code = self.any.choice(["OPEN", "CHEAP", "KEPT"])
        row = Voucher.objects.get(event=self.event, code=code)
        data = {"max_usages": self.any.randint(1, 40), "block_quota": code == "KEPT"}
        vouchers.save_voucher(self.event, voucher=row, data=data, actor=SYSTEM)

    def make_and_drop_a_voucher(self) -> None:
        data = {"block_quota": self.any.random() < 0.5, **self._thing()}
        row = vouchers.save_voucher(self.event, voucher=None, data=data, actor=SYSTEM)
        vouchers.delete_voucher(self.event, voucher=row, actor=SYSTEM)

    def wait(self) -> None:
        data = {"email": f"{self.any.randrange(9)}@example.org", **self._thing()}
        waiting_list.save_entry(self.event, entry=None, data=data, actor=VISITOR)

    def serve_one(self) -> None:
        row = WaitingListEntry.objects.filter(event=self.event).order_by("?").first()
        if row is not None:
            waiting_list.send_voucher(self.event, entry=row, actor=SYSTEM)

    def serve_them(self) -> None:
        waiting_list.serve(self.event, at_most=3)

    def change_a_quota(self) -> None:
        quota = Quota.objects.get(event=self.event, pk=self.fair.quota.pk)
        some = self.fair.items if self.any.random() < 0.7 else self.fair.items[:1]
        catalogue.save_quota(
            self.event, quota=quota, data={"items": [item.pk for item in some]}, actor=SYSTEM
        )


@pytest.mark.parametrize("series", [False, True], ids=["event", "series"])
def test_the_books_are_right_after_many_hands_did_many_things(series):
    fair = Fair(series=series)
    start = threading.Barrier(HANDS)
    done, broken = Counter(), []
    ends = time.monotonic() + 40
    before = _deadlocks()

    def work(number: int) -> None:
        hands = Hands(fair, number)
        start.wait(timeout=30)
        try:
            for _ in range(DEEDS // HANDS):
                name = hands.any.choice(hands.deeds)
                if time.monotonic() > ends:
                    return
                try:
                    getattr(hands, name)()
                    done[name] += 1
                except DomainError as refusal:
                    done[f"{name}: {refusal.code}"] += 1
                except Exception as error:  # noqa: BLE001 -- told below
                    broken.append(f"{name}: {error!r}")
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(work, range(HANDS)))

    assert len(done) > 30, done
    assert broken == []
    assert consistency.discrepancies(fair.event) == []
    assert _deadlocks() == before
    assert _faults(fair.event) == []


def _faults(event: Event) -> list[str]:
    """What the shop's books do not know: the door's, and that registrations follow their orders."""
    found = []
    rows = Registration.objects.filter(event=event).select_related("position__order")
    for row in rows:
        order = row.position.order
        wanted = STATUS_OF[OrderStatus(order.status)]
        if row.status != (RegistrationStatus.CANCELED if row.position.canceled else wanted):
            found.append(f"registration {row.pk} is {row.status}, its order {order.status}")
        if row.level_id != row.position.item_id or row.badge_name != row.position.attendee_name:
            found.append(f"registration {row.pk} is not its position's")
    for position in OrderPosition.objects.filter(event=event):
        scans = CheckIn.objects.filter(position=position, successful=True, annulled_at=None)
        kinds = list(scans.order_by("pk").values_list("kind", flat=True))
        if kinds.count("entry") > 1 + kinds.count("exit") + scans.filter(forced=True).count():
            found.append(f"position {position.pk} came in twice: {kinds}")
    return found


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        time.sleep(1.2)  # servers tell their numbers once a second
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
