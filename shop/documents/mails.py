"""The mails about orders: composed from the order as it is, sent through the outbox."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from eventhub.common import money
from eventhub.common.effects.mail import queue_mail
from eventhub.common.i18n import localize
from shop import gateways
from shop.documents import tickets
from shop.enums import OrderStatus
from shop.models import Order, OrderPosition, Payment, Voucher, WaitingListEntry
from shop.reads import visitor
from shop.rules import moments, transitions
from tenant.events import event_settings
from tenant.events.addresses import event_url
from tenant.models import Event

LONGEST_ADDRESS = 254
SUBJECTS = {
    "placed": gettext_noop("Your order %(code)s for %(event)s"),
    "paid": gettext_noop("We received your payment: order %(code)s for %(event)s"),
    "canceled": gettext_noop("Your order %(code)s for %(event)s was canceled"),
    "approved": gettext_noop("Your order %(code)s for %(event)s was approved"),
    "denied": gettext_noop("Your order %(code)s for %(event)s was not approved"),
    "changed": gettext_noop("Your order %(code)s for %(event)s was changed"),
    "resend": gettext_noop("Your order %(code)s for %(event)s"),
}

_OPENINGS = {
    "canceled": gettext_noop(
        "Your order %(code)s for %(event)s was canceled. Its tickets are no longer valid."
    ),
    "denied": gettext_noop(
        "The organizer could not approve your order %(code)s for %(event)s. You do not have to pay anything."
    ),
    "approved": gettext_noop(
        "Good news: the organizer approved your order %(code)s for %(event)s."
    ),
    "changed": gettext_noop(
        "Your order %(code)s for %(event)s was changed. Here is the current version."
    ),
    "paid": gettext_noop(
        "Thank you, we received your payment. Your order %(code)s for %(event)s is complete."
    ),
}


def send_order_mail(order: Order, *, kind: str, key: str, comment: str = "") -> bool:
    """Promises the mail of `kind` (a key of SUBJECTS) about the order; `comment` is a word of the organizer in it. False when `key` was used before or
    the order has no address.

    The order's event and organizer should be loaded. Writes a Mail and its outbox row; idempotent by `key`.
    """
    if not order.email:
        return False
    with translation.override(order.locale):
        return _queue_order_mail(order, kind=kind, key=key, comment=comment)


def _queue_order_mail(order: Order, *, kind: str, key: str, comment: str) -> bool:
    event = order.event
    positions = visitor.positions_of(order)
    name = localize(event.name, language=order.locale)
    context = {
        **_facts(order, positions=positions),
        "opening": _opening(order, kind=kind) % {"code": order.code, "event": name},
        "comment": comment,
        "event_name": name,
        "contact": contact_of(event),
    }
    return queue_mail(
        key=key,
        tenant_id=order.tenant_id,
        event=event,
        to=order.email,
        reply_to=contact_of(event),
        subject=gettext(SUBJECTS[kind]) % {"code": order.code, "event": name},
        body=render_to_string("shop/mail/order.txt", context),
        html=render_to_string("shop/mail/order.html", context),
        attachments=_attachments(order, positions=positions),
    )


def send_waiting_list_mail(entry: WaitingListEntry, *, key: str) -> bool:
    """Promises the mail with the voucher of somebody who waited; False when `key` was used before.

    The entry's event, organizer, item, variation, date and voucher should be loaded. Idempotent by `key`.
    """
    if entry.voucher is None or not entry.email:
        return False
    with translation.override(entry.locale):
        return _queue_waiting_list_mail(entry, voucher=entry.voucher, key=key)


def _queue_waiting_list_mail(entry: WaitingListEntry, *, voucher: Voucher, key: str) -> bool:
    event = entry.event
    name = localize(event.name, language=entry.locale)
    what = localize(entry.item.name, language=entry.locale)
    if entry.variation is not None:
        what = f"{what}, {localize(entry.variation.value, language=entry.locale)}"
    if entry.subevent is not None:
        what = f"{what} ({localize(entry.subevent.name, language=entry.locale)})"
    page = f"dates/{entry.subevent_id}/" if entry.subevent_id is not None else ""
    opening = gettext("Good news: %(what)s for %(event)s is available again and reserved for you.")
    if voucher.valid_until:
        opening = gettext(
            "Good news: %(what)s for %(event)s is available again and reserved for you until %(until)s."
        )
    until = moments.moment(voucher.valid_until, zone=event.timezone) if voucher.valid_until else ""
    context = {
        "name": entry.name,
        "event_name": name,
        "opening": opening % {"what": what, "event": name, "until": until},
        "code": voucher.code,
        "link": event_url(None, event, f"{page}?{urlencode({'voucher': voucher.code})}"),
        "contact": contact_of(event),
    }
    return queue_mail(
        key=key,
        tenant_id=event.tenant_id,
        event=event,
        to=entry.email,
        reply_to=contact_of(event),
        subject=gettext("Now available: %(what)s for %(event)s") % {"what": what, "event": name},
        body=render_to_string("shop/mail/waiting.txt", context),
        html=render_to_string("shop/mail/waiting.html", context),
    )


def contact_of(event: Event) -> str:
    """The organizer's address for questions; empty when the setting holds none that mail could reach."""
    address: str = event_settings.value(event, "contact_mail").strip()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= LONGEST_ADDRESS else ""


def last_provider(order: Order) -> str:
    """The word of the way to pay that the buyer chose last. One query."""
    word: str | None = (
        Payment.objects.filter(order=order)
        .order_by("-local_id")
        .values_list("provider", flat=True)
        .first()
    )
    return word or ""


def admits(order: Order, *, provider: str) -> bool:
    """Whether the order's codes are to be shown at the door: it is paid, or it will be paid there."""
    return transitions.tickets_are_valid(
        order.status,
        require_approval=order.require_approval,
        valid_if_pending=order.valid_if_pending,
        provider=provider,
    )


def _opening(order: Order, *, kind: str) -> str:
    """The first sentences of a mail: `%(code)s` and `%(event)s` are still to be filled in."""
    if kind in _OPENINGS:
        return gettext(_OPENINGS[kind])
    if order.status == OrderStatus.PAID:
        return gettext("Thank you for your order %(code)s for %(event)s. It is paid and confirmed.")
    if order.require_approval:
        return gettext(
            "Thank you for your order %(code)s for %(event)s. The organizer will review it and contact you."
        )
    return gettext("Thank you for your order %(code)s for %(event)s.")


def _facts(order: Order, *, positions: list[OrderPosition]) -> dict[str, Any]:
    event = order.event
    waiting = order.status == OrderStatus.PENDING and not order.require_approval
    paying = visitor.movements_of(order)
    return {
        "order": order,
        "event": event,
        "link": event_url(None, event, f"order/{order.code}/{order.secret}/"),
        "when": _when(event, positions, language=order.locale),
        "location": localize(event.location, language=order.locale),
        "total": money.display(order.total, currency=event.currency),
        "lines": [_line(position, order=order) for position in positions],
        "instructions": gateways.gateway(paying.last_provider).instructions(order, paying.owed)
        if waiting
        else None,
    }


def _when(event: Event, positions: list[OrderPosition], *, language: str) -> str:
    """When the event is; of a series, the dates that were bought, with semicolons between them."""
    dates = visitor.dates_of(positions)
    if not dates:
        return moments.span(event.date_from, event.date_to, zone=event.timezone, language=language)
    return "; ".join(
        moments.of_date(date, zone=event.timezone, language=language) for date in dates
    )


def _line(position: OrderPosition, *, order: Order) -> dict[str, str]:
    what = localize(position.item.name, language=order.locale)
    if position.variation is not None:
        what = f"{what}, {localize(position.variation.value, language=order.locale)}"
    if position.subevent is not None:
        zone, language = order.event.timezone, order.locale
        what = f"{what} ({moments.of_date(position.subevent, zone=zone, language=language)})"
    return {
        "what": what,
        "who": position.attendee_name,
        "price": money.display(position.price, currency=order.event.currency),
    }


def _attachments(order: Order, *, positions: list[OrderPosition]) -> list[tuple[str, bytes, str]]:
    if order.status in {OrderStatus.CANCELED, OrderStatus.EXPIRED}:
        return []
    event = order.event
    url = event_url(None, event)
    at = timezone.now()
    files = [
        (
            "event.ics",
            tickets.event_ics(
                event,
                url=url,
                language=order.locale,
                at=at,
                dates=visitor.dates_of(positions),
            ),
            "text/calendar",
        )
    ]
    if admits(order, provider=last_provider(order)):
        files += [
            (
                f"ticket-{order.code}-{position.positionid}.png",
                tickets.qr_png(position.secret),
                "image/png",
            )
            for position in positions
            if tickets.is_ticket(position.item.kind, position.item.generate_tickets)
        ]
    return files
