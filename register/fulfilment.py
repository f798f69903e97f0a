"""Registrations follow orders: an admission that is ordered makes one, and its status is the order's."""

from collections.abc import Sequence

from eventhub.common.codes import random_code
from people.actions import PersonDraft, match_or_create
from register.enums import RegistrationStatus
from register.models import Registration
from shop.enums import ItemKind, OrderStatus
from shop.models import Order, OrderPosition

CODE_LENGTH = 8
STATUS_OF = {
    OrderStatus.PENDING: RegistrationStatus.PENDING,
    OrderStatus.PAID: RegistrationStatus.ACTIVE,
    OrderStatus.EXPIRED: RegistrationStatus.EXPIRED,
    OrderStatus.CANCELED: RegistrationStatus.CANCELED,
}


def follow_order(*, order: Order, positions: Sequence[OrderPosition] | None = None) -> None:
    """Makes the order's registrations when it is new (`positions` given) and lets their status follow it afterwards.

    Runs in the order's transaction (settings.ORDER_FULFILLERS). Idempotent for an order that exists.
    """
    if positions is None:
        Registration.objects.filter(
            event=order.event_id, position__order=order, position__canceled=False
        ).update(status=STATUS_OF[OrderStatus(order.status)])
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
