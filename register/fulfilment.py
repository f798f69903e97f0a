"""Registrations follow orders: an admission that is ordered makes one, and the order moves it as far as it may
(register.registration_states)."""

from collections.abc import Sequence

from eventhub.common.codes import random_code
from people.actions import PersonDraft, match_or_create
from people.models import Person
from register import registration_states
from register.actions import registrations
from register.models import Registration
from shop.enums import ItemKind, OrderStatus
from shop.models import Order, OrderPosition

CODE_LENGTH = 8
STATUS_OF = {status: registration_states.begun(status) for status in OrderStatus}


def follow_order(*, order: Order, positions: Sequence[OrderPosition] | None = None) -> None:
    """Makes registrations of `positions`, which are new; without them lets the order's registrations follow its state.

    Runs in the order's transaction (settings.ORDER_FULFILLERS). Idempotent for an order that exists.
    """
    if positions is None:
        _follow_state(order)
        return
    admissions = [position for position in positions if position.item.kind == ItemKind.ADMISSION]
    if not admissions:
        return
    # Somebody without a name is nobody in particular yet: the person is found when the name is known.
    named = [position for position in admissions if position.attendee_name]
    persons = dict(
        zip(
            [position.pk for position in named],
            match_or_create(
                order.tenant_id,
                drafts=[
                    PersonDraft(p.attendee_name, p.attendee_email or order.email, order.locale)
                    for p in named
                ],
            ),
            strict=True,
        )
    )
    Registration.objects.bulk_create(
        Registration(
            tenant_id=order.tenant_id,
            event_id=order.event_id,
            code=random_code(CODE_LENGTH),
            person=persons.get(position.pk),
            position=position,
            level=position.item,
            status=STATUS_OF[OrderStatus(order.status)],
            badge_name=position.attendee_name,
            created_at=order.datetime,
        )
        for position in admissions
    )


def _follow_state(order: Order) -> None:
    """The order moves its registrations; they have the level and the name of their position."""
    rows = list(
        Registration.objects.filter(event=order.event_id, position__order=order)
        .select_related("position")
        .order_by("pk")
    )
    registrations.follow(rows, order=order)
    for row in rows:
        position = row.position
        if row.level_id != position.item_id or row.badge_name != position.attendee_name:
            _follow_position(row, order)


def _follow_position(registration: Registration, order: Order) -> None:
    """The level and the name of the position; somebody else's name is somebody else."""
    position = registration.position
    registration.level_id = position.item_id
    if registration.badge_name != position.attendee_name:
        registration.badge_name = position.attendee_name
        registration.person = _person(position, order)
    registration.save(update_fields=["level", "badge_name", "person"])


def _person(position: OrderPosition, order: Order) -> Person | None:
    if not position.attendee_name:
        return None
    draft = PersonDraft(
        position.attendee_name, position.attendee_email or order.email, order.locale
    )
    return match_or_create(order.tenant_id, drafts=[draft])[0]
