"""The files of an order: its tickets, its invoices, and what was handed in with answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_noop

from eventhub.common.errors import Conflict, NotFound
from eventhub.common.i18n import localize
from shop.documents import mails, tickets
from shop.documents.invoice_pdf import invoice_pdf
from shop.documents.ticket_pdf import Ticket, tickets_pdf
from shop.models import AnswerFile, Invoice, Order, OrderPosition
from shop.rules import moments
from tenant.models import Event

PDF, IMAGE = "application/pdf", "image/"
# Images of layouts are named by the question that they answer.
OF_QUESTION = "question_"


@dataclass(frozen=True)
class File:
    """A file to keep."""

    name: str
    content_type: str
    content: bytes


def ticket(event: Event, *, position_id: int) -> File:
    """The ticket of one position. Raises NotFound (unknown, or no ticket comes with it), Conflict `not_valid` while it
    would not open a door."""
    position = _tickets_of(event).filter(pk=position_id).first()
    if position is None or not _is_ticket(position):
        raise NotFound("ticket_not_found", gettext_noop("There is no such ticket."))
    _insist_valid(event, position.order, canceled=position.canceled)
    name = f"{event.slug}-{position.order.code}-{position.positionid}.pdf"
    return File(name, PDF, _printed(event, [position]))


def ticket_of(event: Event, *, order: Order, number: int) -> File:
    """The ticket of the order's position of this number. Raises NotFound, Conflict as `ticket`."""
    position = OrderPosition.objects.filter(event=event, order=order, positionid=number).first()
    if position is None:
        raise NotFound("ticket_not_found", gettext_noop("There is no such ticket."))
    return ticket(event, position_id=position.pk)


def tickets_of(event: Event, *, code: str) -> File:
    """All tickets of an order as one file. Raises NotFound, Conflict `not_valid`."""
    found = list(_tickets_of(event).filter(order__code=code).order_by("positionid"))
    if not found:
        raise NotFound("order_not_found", "There is no such order.")
    _insist_valid(event, found[0].order, canceled=False)
    shown = [row for row in found if _is_ticket(row) and not row.canceled]
    if not shown:
        raise NotFound("ticket_not_found", gettext_noop("There are no tickets in this order."))
    return File(f"{event.slug}-{code}.pdf", PDF, _printed(event, shown))


def image(event: Event, *, position_id: int, key: str) -> File:
    """The picture that a layout of tickets or badges knows as `key`: `question_<identifier>` is the one that was handed
    in as the answer (contract, B8). Raises NotFound."""
    files = AnswerFile.objects.filter(
        answer__position__event=event,
        answer__position=position_id,
        answer__question__identifier=key.removeprefix(OF_QUESTION),
        content_type__startswith=IMAGE,
    )
    file = files.first() if key.startswith(OF_QUESTION) else None
    if file is None:
        raise NotFound("image_not_found", "There is no such image.")
    return File(file.name, file.content_type, bytes(file.content))


def _tickets_of(event: Event) -> QuerySet[OrderPosition]:
    return OrderPosition.objects.filter(event=event).select_related(
        "order", "item", "variation", "subevent"
    )


def _is_ticket(position: OrderPosition) -> bool:
    return tickets.is_ticket(position.item.kind, position.item.generate_tickets)


def _insist_valid(event: Event, order: Order, *, canceled: bool) -> None:
    order.event = event
    if canceled or not mails.admits(order, provider=mails.last_provider(order)):
        raise Conflict("not_valid", gettext_noop("There are no tickets before the order is paid."))


def _printed(event: Event, positions: Sequence[OrderPosition]) -> bytes:
    order = positions[0].order
    below = OrderPosition.objects.filter(
        event=event, addon_to__in=[row.pk for row in positions], canceled=False
    ).select_related("item", "variation")
    addons: dict[int | None, list[OrderPosition]] = {}
    for row in below.order_by("positionid"):
        addons.setdefault(row.addon_to_id, []).append(row)
    with translation.override(order.locale):
        return tickets_pdf(
            [_said(event, row, addons.get(row.pk, [])) for row in positions],
            title=f"{localize(event.name, language=order.locale)} {order.code}",
        )


def _said(event: Event, position: OrderPosition, addons: Sequence[OrderPosition]) -> Ticket:
    language = position.order.locale
    date = position.subevent or event
    return Ticket(
        secret=position.secret,
        event=localize(event.name, language=language),
        when=moments.of_date(position.subevent, zone=event.timezone, language=language)
        if position.subevent
        else moments.span(event.date_from, event.date_to, zone=event.timezone, language=language),
        where=localize(date.location, language=language)
        or localize(event.location, language=language),
        attendee=position.attendee_name,
        product=_product(position, language),
        addons=tuple(_product(row, language) for row in addons),
        order=position.order.code,
        number=str(position.positionid),
        organizer=event.organizer.name,
        contact=mails.contact_of(event),
    )


def _product(position: OrderPosition, language: str) -> str:
    name = localize(position.item.name, language=language)
    if position.variation is None:
        return name
    return f"{name}, {localize(position.variation.value, language=language)}"


def answer_file(event: Event, *, position_id: int, question_id: int) -> File:
    """The file of one answer. Raises NotFound."""
    file = AnswerFile.objects.filter(
        answer__position__event=event, answer__position=position_id, answer__question=question_id
    ).first()
    if file is None:
        raise NotFound("file_not_found", "There is no such file.")
    return File(file.name, file.content_type, bytes(file.content))


def invoice(event: Event, number: str, *, order: Order | None = None) -> File:
    """The invoice as a PDF; `order`: only if it is this order's. Raises NotFound."""
    return invoice_within(Q(event=event) if order is None else Q(event=event, order=order), number)


def invoice_within(scope: Q, number: str) -> File:
    """The invoice of this number within `scope` (which names an event or an organizer's events) as a PDF. Raises
    NotFound."""
    row = Invoice.unscoped.filter(scope, number=number).first()
    if row is None:
        raise NotFound("invoice_not_found", gettext_noop("There is no such invoice."))
    content = invoice_pdf(
        row.facts, number=row.number, date=row.date, is_cancellation=row.is_cancellation
    )
    return File(f"{row.number}.pdf", PDF, content)
