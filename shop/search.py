"""What the search finds in the shop."""

from urllib.parse import quote

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common.i18n import localize
from shop.enums import OrderStatus
from shop.reads import catalogue_rows, order_rows, voucher_rows
from tenant.access.surfaces import Found, Kind
from tenant.models import Event

STATES: dict[str, str] = {
    OrderStatus.PENDING: gettext_noop("To be paid"),
    OrderStatus.PAID: gettext_noop("Paid"),
    OrderStatus.EXPIRED: gettext_noop("Expired"),
    OrderStatus.CANCELED: gettext_noop("Canceled"),
}


def orders(event: Event, words: str, limit: int) -> list[Found]:
    """Orders by code, e-mail address or attendee, the newest first. One query."""
    found = order_rows.orders(Q(event=event), filters={"search": words}).order_by("-pk")
    rows = found.values_list("code", "email", "status")[:limit]
    return [
        Found(code, " · ".join(filter(None, (email, _(STATES[status])))), f"orders/{code}")
        for code, email, status in rows
    ]


def items(event: Event, words: str, limit: int) -> list[Found]:
    """Items by a part of their name. One query."""
    found = catalogue_rows.item_rows(event, filters={"search": words}).order_by("position", "id")
    rows = found.values_list("id", "name", "internal_name")[:limit]
    return [Found(localize(name), inner or "", f"items/{pk}") for pk, name, inner in rows]


def vouchers(event: Event, words: str, limit: int) -> list[Found]:
    """Vouchers by a part of their code, tag or comment. One query."""
    found = voucher_rows.vouchers(event, filters={"search": words}).order_by("-pk")
    rows = found.values_list("code", "tag")[:limit]
    return [Found(code, tag, f"vouchers?search={quote(code)}") for code, tag in rows]


KINDS = (
    Kind("order", gettext_noop("Orders"), "orders", orders),
    Kind("item", gettext_noop("Levels & items"), "items", items),
    Kind("voucher", gettext_noop("Vouchers"), "vouchers", vouchers),
)
