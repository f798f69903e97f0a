"""Carts: units kept for a visitor, 15 minutes at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.codes import hashed
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.errors import Conflict, Invalid
from shop import locks
from shop.actions import quota_counters
from shop.actions.carts.cart_units import HOLD_TIME, CartUnits, line_problem, units_of_line
from shop.actions.vouchers import redemption
from shop.errors import SoldOut
from shop.models import Cart, Hold
from shop.reads.catalogue import load
from shop.rules import sales
from shop.rules.availability import Unit
from shop.rules.drafts import CartLine
from tenant.models import Event

LONGEST_HOLD = timedelta(minutes=60)
MAX_UNITS = 100


def add_to_cart(event: Event, *, secret: str, lines: Sequence[CartLine]) -> list[Hold]:
    """Keeps the units for 15 minutes at the price of this moment; returns the new holds.

    All or nothing. Raises Conflict (shop closed), Invalid `fields.lines` mirroring the input, SoldOut. Locks the quotas
    of the items. A cart is known by its `secret`; its hash is stored.
    """
    try:
        return _add(event, secret=secret, lines=lines)
    except SoldOut:
        if not quota_counters.release_expired(event):
            raise
        return _add(event, secret=secret, lines=lines)


@durable
def _add(event: Event, *, secret: str, lines: Sequence[CartLine]) -> list[Hold]:
    now = timezone.now()
    if closed := sales.closed_reason(event, at=now):
        raise Conflict(*closed)
    catalogue = load(
        event,
        {line.item_id for line in lines} | {one.item_id for line in lines for one in line.addons},
        subevents=[line.subevent_id for line in lines],
        codes=[line.voucher for line in lines],
        parts=True,
    )
    # Locked: the limits per order are counted over the whole cart, and `close_cart` may be removing an empty one.
    cart, _ = Cart.objects.select_for_update().get_or_create(
        event=event, secret_hash=hashed(secret), defaults={"tenant_id": event.tenant_id}
    )
    held = list(Hold.objects.filter(event=event, cart=cart))
    cart_units = CartUnits(event, cart, catalogue, now)
    _check(cart_units, lines, held=held)
    units = [units_of_line(cart_units, line) for line in lines for _ in range(line.quantity)]
    holds = _stored(event, units)
    extend(cart)
    return holds


def _stored(event: Event, packages: Sequence[Sequence[Hold]]) -> list[Hold]:
    """Takes the units of all packages and stores their holds; a refusal names the packages."""
    owners = [index for index, package in enumerate(packages) for _ in package]
    holds = [hold for package in packages for hold in package]
    try:
        used = quota_counters.take(event, [unit_of(hold) for hold in holds])
    except SoldOut as error:
        refused = {owners[index] for index in error.indexes}
        raise type(error)(indexes=refused, count=len(packages)) from error
    redemption.insist_on_least(used.values(), field="voucher")
    redemption.keep_to_budgets(event, holds, vouchers=used)
    store(holds)
    return holds


def store(holds: Sequence[Hold]) -> None:
    """Stores new holds, and after them those that are added to them. Two statements at most."""
    Hold.objects.bulk_create([hold for hold in holds if hold.addon_to is None])
    if added := [hold for hold in holds if hold.addon_to is not None]:
        Hold.objects.bulk_create(added)


def unit_of(hold: Hold) -> Unit:
    """What the hold keeps."""
    return Unit(*(getattr(hold, name) for name in quota_counters.UNIT))


def _check(cart_units: CartUnits, lines: Sequence[CartLine], *, held: Sequence[Hold]) -> None:
    counts = chosen(held)
    for line in lines:
        counts[line.item_id] += line.quantity
        for addon in line.addons:
            counts[addon.item_id] += line.quantity * addon.quantity
    check_size(counts)
    barred = sales.count_problems(cart_units.catalogue.items.values(), counts)
    problems = [line_problem(cart_units, line) or _barred(line, barred) for line in lines]
    if any(problems):
        raise Invalid(
            message=gettext_noop("Part of your selection cannot be ordered like this."),
            fields={"lines": problems},
        )


def chosen(held: Iterable[Hold]) -> Counter[int]:
    """How many of each item somebody chose: what came with something else does not count."""
    return Counter(hold.item_id for hold in held if not hold.is_bundled)


def check_size(counts: Counter[int]) -> None:
    """Raises Invalid `lines` for more than one cart may hold."""
    if sum(counts.values()) > MAX_UNITS:
        raise Invalid.field("lines", f"A cart holds at most {MAX_UNITS} pieces.")


def _barred(line: CartLine, barred: dict[int, str]) -> dict[str, list[str]]:
    for name, pk in (("quantity", line.item_id), *(("addons", one.item_id) for one in line.addons)):
        if pk in barred:
            return {name: [barred[pk]]}
    return {}


def extend(cart: Cart) -> None:
    """Activity keeps the whole cart for another 15 minutes, an hour at the most."""
    until = min(timezone.now() + HOLD_TIME, cart.created_at + LONGEST_HOLD)
    Hold.objects.filter(cart=cart, expires_at__lt=until, expires_at__gt=timezone.now()).update(
        expires_at=until
    )


@durable
def remove_from_cart(event: Event, *, secret: str, hold_ids: Sequence[int]) -> int:
    """Gives units of the cart back, with all that was added to them; how many there still were. What is bundled with a
    unit goes only with it. Locks as `give_up_within`. Idempotent."""
    named = Q(pk__in=hold_ids, is_bundled=False) | Q(addon_to__in=hold_ids)
    mine = Hold.objects.filter(named, event=event, cart__secret_hash=hashed(secret))
    return len(give_up_within(event, mine))


def forgotten(event: Event, holds: Sequence[Hold]) -> bool:
    """Deletes these holds, whose units go somewhere else. False when it were not exactly these: one was gone before, or
    something was added to one of them at this moment; the caller then undoes everything."""
    gone, _ = Hold.objects.filter(event=event, pk__in=[hold.pk for hold in holds]).delete()
    return gone == len(holds)


@durable
def close_cart(event: Event, *, secret: str) -> None:
    """Forgets a cart whose units were sold. A cart that holds something again stays. Locks the cart. Idempotent."""
    cart = Cart.objects.filter(event=event, secret_hash=hashed(secret)).select_for_update().first()
    if cart is not None and not Hold.objects.filter(cart=cart).exists():
        cart.delete()


@durable
def keep_alive(event: Event, *, secret: str) -> None:
    """The visitor is still there: what they hold is kept for another 15 minutes, an hour at the most."""
    cart = Cart.objects.filter(event=event, secret_hash=hashed(secret)).first()
    if cart is not None:
        extend(cart)


@transaction.atomic(savepoint=False)
def consume_carts(event: Event, names: Sequence[str], *, before: Sequence[Unit]) -> None:
    """Gives the units of these carts back to whoever takes `before` next, in the same transaction. Names that no cart
    has are not looked at.

    Locks as `give_up_within`, the quotas of both.
    """
    if names:
        mine = Hold.objects.filter(event=event, cart__in=carts_named(event, names))
        give_up_within(event, mine, before=before)


@transaction.atomic(savepoint=False)
def give_up_within(
    event: Event, holds: QuerySet[Hold], *, before: Sequence[Unit] = ()
) -> list[Hold]:
    """Gives back the units of these holds, as far as nobody else was faster; the rows that there were. `holds` name the
    add-ons of whatever they name.

    Locks the quotas (those of `before` too), then the holds, then the vouchers.
    """
    seen = [Unit(*key) for key in holds.values_list(*quota_counters.UNIT)]
    if not seen:
        return []
    locks.quotas_of_units_locked(event, [*seen, *before])
    rows = list(holds.select_for_update(of=("self",)).order_by("pk"))
    if not forgotten(event, rows):
        raise Contended(
            message=gettext_noop("Your cart is being changed right now. Please try again.")
        )
    quota_counters.give_back(event, [unit_of(row) for row in rows])
    return rows


def carts_named(event: Event, names: Sequence[str]) -> QuerySet[Cart]:
    """The event's carts that integrators know by these names: the ones they gave, or those of visitors' carts."""
    return Cart.objects.filter(
        Q(api_id__in=names) | Q(api_id=None, secret_hash__in=names), event=event
    )
