"""New secrets for orders and tickets, and tickets that are blocked for a while."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import random_secret
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid, NotFound
from shop import locks
from shop.actions.orders.following import touch_order
from shop.actions.orders.placing import SECRET_LENGTH, TICKET_LENGTH
from shop.models import BlockedSecret, Order, OrderPosition, RevokedSecret
from tenant.models import Event

# Who blocked a ticket: the organizer, or a program under a name of its own.
BLOCK = re.compile(r"admin|api:[A-Za-z0-9_.:-]{1,60}")


@durable
def regenerate_order_secrets(event: Event, *, code: str, actor: Actor) -> Order:
    """A new link for the order and new codes for all of its tickets: the old ones stop working at once.

    Raises NotFound. Locks the order. Writes a RevokedSecret for each ticket, `order.secrets_renewed`.
    """
    order = locks.order_locked(event, code)
    order.secret = random_secret(SECRET_LENGTH)
    order.last_modified = timezone.now()
    order.save(update_fields=["secret", "last_modified"])
    positions = list(OrderPosition.objects.filter(order=order))
    renew(event, positions)
    audit.record(
        "order.secrets_renewed",
        actor=actor,
        target=order,
        event=event,
        data={"positions": [position.positionid for position in positions]},
    )
    return order


@durable
def regenerate_position_secret(event: Event, *, position_id: int, actor: Actor) -> OrderPosition:
    """A new code for one ticket. Raises NotFound. Locks the order. Writes a RevokedSecret,
    `position.secret_renewed`."""
    position = position_locked(event, position_id)
    renew(event, [position])
    _record(position, "position.secret_renewed", actor=actor)
    return position


def renew(event: Event, positions: Sequence[OrderPosition]) -> None:
    """Gives tickets of a locked order new secrets and revokes the old ones."""
    for position in positions:
        give_secret(event, position, random_secret(TICKET_LENGTH))


def give_secret(event: Event, position: OrderPosition, secret: str) -> None:
    """This secret is the ticket's from now on, whatever was said of it before; its old one is revoked, and what scanners
    were told of a block moves along."""
    now = timezone.now()
    old, position.secret = position.secret, secret
    position.save(update_fields=["secret"])
    RevokedSecret.objects.get_or_create(
        event=event,
        secret=old,
        defaults={"tenant_id": event.tenant_id, "position": position, "created_at": now},
    )
    RevokedSecret.objects.filter(event=event, secret=secret).delete()
    if position.blocked:
        _tell_scanners(event, position, blocked=True)


@durable
def block_position(event: Event, *, position_id: int, name: str, actor: Actor) -> OrderPosition:
    """Keeps a ticket from admitting anybody, under a name: `admin`, or `api:` and a word of the caller's own. A ticket
    can be blocked under several names.

    Raises NotFound, Invalid `name`. Locks the order. Writes the BlockedSecret, `position.blocked`.
    Idempotent.
    """
    _insist_name(name)
    position = position_locked(event, position_id)
    set_block(position, name=name, blocked=True, actor=actor)
    return position


@durable
def unblock_position(event: Event, *, position_id: int, name: str, actor: Actor) -> OrderPosition:
    """Takes a block back; the ticket is good again once no name blocks it.

    Raises NotFound, Invalid `name`. Locks the order. Writes the BlockedSecret,
    `position.unblocked`. Idempotent.
    """
    _insist_name(name)
    position = position_locked(event, position_id)
    set_block(position, name=name, blocked=False, actor=actor)
    return position


@transaction.atomic(savepoint=False)
def set_block(position: OrderPosition, *, name: str, blocked: bool, actor: Actor) -> None:
    """Blocks a ticket of a locked order under this name, or takes that block back. `name` may be a word that only
    another floor uses: what it blocks, nobody unblocks by hand.

    Writes the BlockedSecret, `position.blocked` or `position.unblocked`. Idempotent.
    """
    names = list(position.blocked or [])
    if blocked == (name in names):
        return
    kept = [other for other in names if other != name]
    position.blocked = [*kept, name] if blocked else kept or None
    _save_blocks(position, actor=actor, verb="blocked" if blocked else "unblocked", name=name)


def _insist_name(name: str) -> None:
    if not BLOCK.fullmatch(name):
        raise Invalid.field(
            "name", gettext_noop('A block is called "admin", or "api:" and a word of yours.')
        )


def _save_blocks(position: OrderPosition, *, actor: Actor, verb: str, name: str) -> None:
    position.save(update_fields=["blocked"])
    _tell_scanners(position.order.event, position, blocked=bool(position.blocked))
    _record(position, f"position.{verb}", actor=actor, name=name)


def _tell_scanners(event: Event, position: OrderPosition, *, blocked: bool) -> None:
    BlockedSecret.objects.update_or_create(
        event=event,
        secret=position.secret,
        defaults={"position": position, "blocked": blocked, "updated_at": timezone.now()},
        create_defaults={
            "tenant_id": event.tenant_id,
            "position": position,
            "blocked": blocked,
            "updated_at": timezone.now(),
        },
    )


def position_locked(event: Event, position_id: int) -> OrderPosition:
    """The position with its order, whose row is locked until the transaction ends. Raises NotFound."""
    found = OrderPosition.objects.filter(event=event, pk=position_id)
    code = found.values_list("order__code", flat=True).first()
    if code is None:
        raise NotFound("position_not_found", gettext_noop("There is no such position."))
    order = locks.order_locked(event, code)
    position = found.select_related("item", "variation").get()
    position.order = order
    return position


def _record(position: OrderPosition, verb: str, *, actor: Actor, **data: str) -> None:
    order = position.order
    audit.record(
        verb,
        actor=actor,
        target=order,
        event=order.event,
        data={"positionid": position.positionid, **data},
    )
    touch_order(order.pk)
