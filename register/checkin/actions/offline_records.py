"""What scanners without network tell afterwards: whom they turned away, and what they printed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor, ActorKind
from eventhub.common.db.transactions import Contended, durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid
from register.checkin.actions.scans import announce
from register.checkin.admission import SENTENCES, Reason
from register.models import CheckIn, CheckInList, PrintLog
from shop.actions.orders import touch_order
from shop.models import Item, OrderPosition, Variation
from tenant.models import Gate, SubEvent


@durable
def record_failure(
    checkin_list: CheckInList, *, data: Mapping[str, Any], actor: Actor, gate: Gate | None = None
) -> CheckIn:
    """Stores a scan that a device turned away by itself; it changes nothing for the ticket.

    `data`: `raw_barcode`, `error_reason`, `error_explanation`, `type`, `datetime`, `nonce`, and ids of the event:
    `position`, `raw_item`, `raw_variation`, `raw_subevent`. A repeated nonce returns the first row. Raises Invalid by
    field. `checkin_list` must come with `event`. (contract, part C)
    """
    nonce, now = data.get("nonce") or None, timezone.now()
    if nonce and (known := CheckIn.objects.filter(list=checkin_list, nonce=nonce).first()):
        return known
    rows = _named(checkin_list, data)
    reason = Reason(data["error_reason"])
    row = CheckIn(
        tenant_id=checkin_list.tenant_id,
        event_id=checkin_list.event_id,
        list=checkin_list,
        kind=data.get("type", "entry"),
        datetime=min(data.get("datetime") or now, now),
        successful=False,
        error_reason=reason,
        error_explanation=data.get("error_explanation") or SENTENCES[reason],
        nonce=nonce,
        raw_barcode=data["raw_barcode"][:250],
        gate="" if gate is None else gate.name[:120],
        at_gate=gate,
        device_id=actor.pk if actor.kind == ActorKind.DEVICE else None,
        actor_kind=actor.kind,
        actor_id=actor.pk,
        actor_label=actor.label,
        **rows,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Contended(
            message=gettext_noop("This scan is being stored at this moment.")
        ) from error
    announce(checkin_list.event)
    return row


def _named(checkin_list: CheckInList, data: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of the event that `data` names. Raises Invalid by field."""
    event = checkin_list.event
    found: dict[str, Any] = {}
    wanted: dict[str, Any] = {
        "position": lambda pk: OrderPosition.objects.filter(event=event, pk=pk),
        "raw_item": lambda pk: Item.objects.filter(event=event, pk=pk),
        "raw_variation": lambda pk: Variation.unscoped.filter(item__event=event, pk=pk),
        "raw_subevent": lambda pk: SubEvent.objects.filter(event=event, pk=pk),
    }
    problems = {}
    for name, rows in wanted.items():
        if data.get(name) is None:
            continue
        found[name] = rows(data[name]).first()
        if found[name] is None:
            problems[name] = [gettext_noop("There is no such row at this event.")]
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    if "position" not in found:
        secret = data["raw_barcode"]
        found["position"] = OrderPosition.objects.filter(event=event, secret=secret).first()
    return found


@durable
def record_print(position: OrderPosition, *, data: Mapping[str, Any], actor: Actor) -> PrintLog:
    """Stores that something came out of a printer for this ticket: `source`, `type`, `datetime`, `info`, `successful`.

    Writes `position.printed` and the order's `last_modified`. Not idempotent by itself. `position` must come
    with `event`.
    """
    at: dt.datetime = data.get("datetime") or timezone.now()
    touch_order(position.order_id)  # first: orders are locked before what belongs to them
    row = PrintLog.objects.create(
        tenant_id=position.tenant_id,
        event_id=position.event_id,
        position=position,
        device_id=actor.pk if actor.kind == ActorKind.DEVICE else None,
        successful=data.get("successful", True),
        source=data["source"],
        type=data["type"],
        info=data.get("info") or {},
        datetime=at,
    )
    audit.record(
        "position.printed",
        actor=actor,
        target=position,
        event=position.event,
        data={"position": position.pk, "positionid": position.positionid, "type": row.type},
    )
    return row
