"""One position of an order: whose it is, what they answered, which code it has."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid
from shop.actions.orders.following import follow, searchable
from shop.actions.orders.placing import store_answers
from shop.actions.orders.rearranging import rearrange_order_within
from shop.actions.orders.secrets import give_secret, position_locked
from shop.models import Answer, OrderPosition
from shop.reads import order_check
from shop.reads.catalogue import load
from shop.reads.order_check import Line
from shop.reads.position_rows import code_of_position, secret_is_taken
from shop.rules import pricing
from shop.rules.drafts import AnswerDraft, PositionDraft, Rearrangement
from tenant.models import Event

ATTENDEE = (
    "attendee_name", "attendee_name_parts", "attendee_email", "company", "street", "zipcode", "city", "country",
    "state",
)  # fmt: skip
MOVES = (
    "item_id", "variation_id", "subevent_id", "price", "tax_rule_id", "valid_from", "valid_until"
)  # fmt: skip
KEPT_FILE = "file:keep"


@durable
def change_position(
    event: Event,
    *,
    position_id: int,
    data: Mapping[str, Any],
    actor: Actor,
    answers: tuple[AnswerDraft, ...] | None = None,
    force: bool = False,
) -> OrderPosition:
    """Changes what `data` names of ATTENDEE, `secret` and MOVES (those as `rearrange_order` does, and with its
    refusals), and replaces all `answers` where they are given.

    Raises NotFound, Invalid with the field. Locks the quotas (for MOVES), then the order. Writes
    `order.details_changed` and what follows; moves `last_modified`; the registration's name follows. Idempotent.
    """
    moves = {name: data[name] for name in MOVES if name in data}
    if moves:
        _rearrange(event, position_id, moves, actor=actor, force=force)
    position = position_locked(event, position_id)
    changed = [name for name in ATTENDEE if name in data and getattr(position, name) != data[name]]
    for name in changed:
        setattr(position, name, data[name])
    if data.get("secret") and data["secret"] != position.secret:
        if secret_is_taken(event.pk, data["secret"]):
            raise Invalid.field(
                "secret", gettext_noop("This secret is already used at this event.")
            )
        give_secret(event, position, data["secret"])
        changed.append("secret")
    if answers is not None:
        _answer(event, position, answers, actor=actor)
        changed.append("answers")
    if not changed:
        return position
    order = position.order
    position.search_text = searchable(
        order, position.attendee_name, position.attendee_email, position.company
    )
    position.save(update_fields=[*ATTENDEE, "search_text"])
    order.last_modified = timezone.now()
    order.save(update_fields=["last_modified"])
    follow(order)
    audit.record(
        "order.details_changed",
        actor=actor,
        target=order,
        event=event,
        data={"positionid": position.positionid, "fields": changed},
    )
    return position


def _rearrange(
    event: Event, position_id: int, moves: Mapping[str, Any], *, actor: Actor, force: bool
) -> None:
    code = code_of_position(event, position_id)
    change = Rearrangement(patched=((position_id, moves),))
    try:
        rearrange_order_within(event, code=code, change=change, actor=actor, force=force)
    except Invalid as error:
        mirrored = error.fields.get("patch_positions")
        if mirrored:
            error.fields = mirrored[0].get("body", mirrored[0])
        raise


def _answer(
    event: Event, position: OrderPosition, answers: tuple[AnswerDraft, ...], *, actor: Actor
) -> None:
    """These answers and no others; `file:keep` leaves a file as it is."""
    kept = {answer.question_id for answer in answers if answer.answer == KEPT_FILE}
    draft = PositionDraft(
        position.item_id,
        position.variation_id,
        answers=tuple(answer for answer in answers if answer.question_id not in kept),
    )
    catalogue = load(event, {position.item_id})
    given, wrong = order_check.clean_answers(draft, catalogue=catalogue, strict=False)
    if wrong:
        raise Invalid(
            "invalid_answers", gettext_noop("An answer does not fit."), fields={"answers": wrong}
        )
    Answer.objects.filter(position=position).exclude(question__in=kept).delete()
    price = pricing.Price(position.price, position.tax_rate, position.tax_value)
    line = Line(draft, position.item, position.variation, price, given)
    store_answers(position.order, [(position, line)], actor=actor)
