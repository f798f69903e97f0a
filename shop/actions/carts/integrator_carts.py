"""Cart positions that integrators keep, in carts that they name (contract, B13)."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import hashed, random_secret
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import DomainError, Invalid, NotFound
from shop.actions import quota_counters
from shop.actions.carts.cart_units import HOLD_TIME
from shop.actions.carts.visitor_carts import give_up_within
from shop.actions.orders.placing import unit_of
from shop.actions.vouchers import redemption
from shop.errors import SoldOut
from shop.models import Cart, Hold
from shop.reads import order_check
from shop.reads.catalogue import load
from shop.reads.order_check import Line
from shop.rules.drafts import OrderDraft, PositionDraft
from tenant.models import Event

ENDING = "@api"


def add_cart_position(
    event: Event,
    *,
    draft: PositionDraft,
    cart_name: str = "",
    expires: dt.datetime | None = None,
    actor: Actor,
) -> Hold:
    """Keeps one unit in the cart of this name (an empty one is made up) until `expires`, or for 15 minutes.

    `draft.addon_to` is the id of another position of the cart. The rules for visitors do not apply, those of quotas and
    vouchers do. Raises Invalid naming the fields, SoldOut, VoucherSpent. Locks the quotas, then the voucher. Writes
    `cart_position.created`.
    """
    try:
        return _add(event, draft=draft, cart_name=cart_name, expires=expires, actor=actor)
    except SoldOut as error:
        if quota_counters.release_expired(event):
            return _add(event, draft=draft, cart_name=cart_name, expires=expires, actor=actor)
        raise _of_one(error) from error


@durable
def _add(
    event: Event,
    *,
    draft: PositionDraft,
    cart_name: str,
    expires: dt.datetime | None,
    actor: Actor,
) -> Hold:
    if expires is not None and expires <= timezone.now():
        raise Invalid.field("expires", gettext_noop("This moment has passed."))
    cart = _cart(event, cart_name)
    line = _line(event, _with_included(event, cart, draft))
    used = quota_counters.take(event, [unit_of(line)])
    hold = Hold(
        tenant_id=event.tenant_id,
        event=event,
        cart=cart,
        item=line.item,
        variation=line.variation,
        subevent=line.subevent,
        voucher=line.voucher,
        voucher_budget_use=line.saved,
        addon_to=_parent(cart, draft.addon_to),
        price=line.price.gross,
        attendee=_attendee(draft),
        answers=[_answer(line, index) for index in range(len(line.answers))],
        expires_at=expires or timezone.now() + HOLD_TIME,
    )
    redemption.keep_to_budgets(event, [hold], vouchers=used)
    hold.save(force_insert=True)
    audit.record(
        "cart_position.created",
        actor=actor,
        target=hold,
        event=event,
        data={"cart_id": cart.api_id, "item": hold.item_id, "price": str(hold.price)},
    )
    return hold


def _with_included(event: Event, cart: Cart, draft: PositionDraft) -> PositionDraft:
    """The draft; what comes free with what it is added to has no price."""
    if draft.addon_to is None or not order_check.asks_for_parts([draft]):
        return draft
    top = Hold.objects.filter(cart=cart, pk=draft.addon_to).select_related("voucher").first()
    if top is None:
        return draft  # _parent says so
    catalogue = load(event, {draft.item_id, top.item_id}, parts=True)
    tops = {top.pk: order_check.Top(top.item_id, top.voucher)}
    return order_check.with_included([draft], tops=tops, catalogue=catalogue)[0]


def _line(event: Event, draft: PositionDraft) -> Line:
    catalogue = load(event, {draft.item_id}, subevents=[draft.subevent_id], codes=[draft.voucher])
    alone = OrderDraft(positions=(_without_parent(draft),))
    try:
        return order_check.check(event, draft=alone, catalogue=catalogue, at=timezone.now())[0]
    except Invalid as error:
        raise _of_one(error) from error


def _without_parent(draft: PositionDraft) -> PositionDraft:
    """The parent lies in the cart, not in this draft."""
    return PositionDraft(**{**vars(draft), "addon_to": None})


def _of_one(error: DomainError) -> DomainError:
    """The refusal of an order of one position as one of that position."""
    positions = error.fields.get("positions")
    if isinstance(positions, list) and positions and isinstance(positions[0], dict):
        error.fields = dict(positions[0])
    return error


def _cart(event: Event, name: str) -> Cart:
    if name and not (name.endswith(ENDING) and len(name) > len(ENDING)):
        raise Invalid.field("cart_id", f"The name of a cart ends in {ENDING}.")
    name = name or f"{random_secret()}{ENDING}"
    cart, _ = Cart.objects.get_or_create(
        event=event,
        api_id=name,
        defaults={"tenant_id": event.tenant_id, "secret_hash": hashed(random_secret())},
    )
    return cart


def _parent(cart: Cart, pk: int | None) -> Hold | None:
    if pk is None:
        return None
    mine = Hold.objects.filter(cart=cart, pk=pk, expires_at__gt=timezone.now())
    # Locked, after the quotas: nobody gives it back while something is added to it.
    parent = mine.select_for_update().first()
    if parent is None:
        raise Invalid.field("addon_to", gettext_noop("There is no such position in this cart."))
    if parent.addon_to_id is not None:
        raise Invalid.field("addon_to", gettext_noop("This position is an add-on itself."))
    return parent


def _attendee(draft: PositionDraft) -> dict[str, Any]:
    return {
        "name": draft.attendee_name,
        "name_parts": draft.attendee_name_parts or {},
        "email": draft.attendee_email,
        **draft.address,
    }


def _answer(line: Line, index: int) -> dict[str, Any]:
    question, clean = line.answers[index]
    return {"question": question.pk, "answer": clean.text, "options": list(clean.options)}


@durable
def remove_cart_position(event: Event, *, position_id: int, actor: Actor) -> None:
    """Gives a unit that lies in a cart back, and its add-ons. Raises NotFound. Locks the quotas, then the vouchers.
    Writes `cart_position.deleted`."""
    hold = Hold.objects.filter(event=event, pk=position_id, expires_at__gt=timezone.now()).first()
    if hold is None:
        raise NotFound(message=gettext_noop("Not found."))
    mine = Hold.objects.filter(Q(pk=hold.pk) | Q(addon_to=hold), event=event)
    if hold.pk not in {row.pk for row in give_up_within(event, mine)}:
        raise NotFound(message=gettext_noop("Not found."))  # sold or swept at this moment
    audit.record(
        "cart_position.deleted",
        actor=actor,
        target=hold,
        event=event,
        data={"id": hold.pk, "item": hold.item_id},
    )
