"""Orders and their positions as plain rows, for lists that are written straight to the wire.

A page of orders costs the same few queries whatever it holds: the orders with their payments and refunds in one, the
positions in one, the answers in one.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils.translation import gettext_noop

from eventhub.common.db.prepared import Prepared
from eventhub.common.errors import NotFound
from eventhub.common.text import folded
from shop.models import Answer, AnswerOption, Order, OrderFee, OrderPosition, Payment, Refund
from tenant.models import Event

Row = dict[str, Any]
ORDER_COLUMNS = (
    "id", "event__slug", "code", "status", "testmode", "secret", "email", "phone", "locale", "datetime", "expires",
    "canceled_at", "total", "comment", "custom_followup_at", "invoice_address", "checkin_attention", "checkin_text",
    "require_approval", "valid_if_pending", "sales_channel", "api_meta", "last_modified",
)  # fmt: skip
POSITION_COLUMNS = (
    "id", "order_id", "order__code", "positionid", "item_id", "variation_id", "addon_to_id", "subevent_id", "price",
    "tax_rule_id", "voucher_id", "voucher_budget_use",
    "tax_rate", "tax_value", "secret", "pseudonymization_id", "attendee_name", "attendee_name_parts", "attendee_email",
    "company", "street", "zipcode", "city", "country", "state", "canceled", "blocked", "valid_from", "valid_until",
)  # fmt: skip
# Whether there is a ticket to fetch for it (`shop.documents.tickets.is_ticket`).
OF_THE_ITEM = ("item__kind", "item__generate_tickets")
OF_THE_ORDER = (
    "order__status",
    "order__valid_if_pending",
    "order__require_approval",
    "order__locale",
)
ATTENTION = (
    "order__checkin_attention", "order__checkin_text", "item__checkin_attention", "item__checkin_text",
    "variation__checkin_attention", "variation__checkin_text",
)  # fmt: skip
# Who holds an add-on's ticket, or one without a name (`api.v1.order_wire.position_at_door`).
OF_THE_PARENT = ("addon_to__attendee_name", "addon_to__attendee_name_parts")
OF_THE_BUYER = ("order__invoice_address",)
AT_DOOR = (*OF_THE_ORDER, *OF_THE_BUYER, *OF_THE_PARENT, *ATTENTION)
LOOKUPS = {
    "code": "code__iexact",
    "status": "status",
    "email": "email__iexact",
    "locale": "locale",
    "testmode": "testmode",
    "require_approval": "require_approval",
    "sales_channel": "sales_channel",
    "modified_since": "last_modified__gte",
    "created_since": "datetime__gte",
    "created_before": "datetime__lt",
}
OF_A_POSITION = {
    "item": "item",
    "variation": "variation",
    "subevent": "subevent",
    "subevent_before": "subevent__date_from__lt",
}
WORD = re.compile(r"[^\W_]+")
MAX_WORDS = 12
PREFIX = 4


def orders(scope: Q, *, filters: Mapping[str, Any]) -> QuerySet[Order]:
    """The orders within `scope` (which names an event or an organizer's events).

    `filters`: those of LOOKUPS and OF_A_POSITION (a ticket of this item, variation, date, or of a date that begins before
    a moment), `subevent_after` (of a date that ends after it), `payment_provider`, `search`.
    """
    found = Order.unscoped.filter(
        scope, **{LOOKUPS[name]: value for name, value in filters.items() if name in LOOKUPS}
    )
    positions = OrderPosition.unscoped.filter(order=OuterRef("pk"), canceled=False)
    if "customer" in filters:  # no order knows a customer's account
        found = found.none()
    for name, lookup in OF_A_POSITION.items():
        if name in filters:
            found = found.filter(Exists(positions.filter(**{lookup: filters[name]})))
    if "subevent_after" in filters:
        late = positions.annotate(over=Coalesce("subevent__date_to", "subevent__date_from"))
        found = found.filter(Exists(late.filter(over__gt=filters["subevent_after"])))
    if "payment_provider" in filters:
        payments = Payment.unscoped.filter(
            order=OuterRef("pk"), provider=filters["payment_provider"]
        )
        found = found.filter(Exists(payments))
    if words := filters.get("search"):
        found = found.filter(
            Q(code__istartswith=words)
            | Q(email__icontains=words)
            | Exists(positions.filter(matching(words)))
        )
    return found


def of_events(events: Q) -> Q:
    """The scope of all orders of the events within `events`."""
    return Q(event__in=Event.unscoped.filter(events))


def _payments() -> JSONObject:
    return JSONObject(
        local_id="local_id",
        state="state",
        amount=Cast("amount", TextField()),
        provider="provider",
        created="created",
        payment_date="payment_date",
        details="details",
    )


def _refunds() -> JSONObject:
    return JSONObject(
        local_id="local_id",
        state="state",
        source="source",
        amount=Cast("amount", TextField()),
        provider="provider",
        created="created",
        execution_date="execution_date",
        comment="comment",
        payment=F("payment__local_id"),
    )


def _fees() -> JSONObject:
    return JSONObject(
        id="pk",
        fee_type="fee_type",
        internal_type="internal_type",
        description="description",
        value=Cast("value", TextField()),
        tax_rule="tax_rule_id",
        tax_rate=Cast("tax_rate", TextField()),
        tax_value=Cast("tax_value", TextField()),
        canceled="canceled",
    )


def as_rows(found: QuerySet[Order]) -> QuerySet[Any]:
    """The orders as rows of ORDER_COLUMNS, `payment_rows`, `refund_rows` and `fee_rows`. One query."""
    payments = Payment.unscoped.filter(order=OuterRef("pk")).order_by("local_id")
    refunds = Refund.unscoped.filter(order=OuterRef("pk")).order_by("local_id")
    fees = OrderFee.unscoped.filter(order=OuterRef("pk")).order_by("pk")
    rows: QuerySet[Any] = found.annotate(
        payment_rows=ArraySubquery(payments.values(row=_payments())),
        refund_rows=ArraySubquery(refunds.values(row=_refunds())),
        fee_rows=ArraySubquery(fees.values(row=_fees())),
    ).values(*ORDER_COLUMNS, "payment_rows", "refund_rows", "fee_rows")
    return rows


def payments_of(order_id: int) -> QuerySet[Any]:
    """The order's payments as `as_rows` has them, oldest first."""
    rows = Payment.objects.filter(order=order_id).order_by("local_id")
    found: QuerySet[Any] = rows.values_list(_payments(), flat=True)
    return found


def refunds_of(order_id: int) -> QuerySet[Any]:
    """The order's refunds as `as_rows` has them, oldest first."""
    rows = Refund.objects.filter(order=order_id).order_by("local_id")
    found: QuerySet[Any] = rows.values_list(_refunds(), flat=True)
    return found


def fees_of(order: Order) -> list[OrderFee]:
    """What the order costs besides its positions, without canceled fees. One query."""
    return list(OrderFee.objects.filter(order=order, canceled=False).order_by("pk"))


def order_id(event: Event, code: str) -> int:
    """The id of the event's order with this code. Raises NotFound. One query."""
    found = Order.objects.filter(event=event, code=code).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("order_not_found", gettext_noop("Not found."))
    return found


def order_row(event: Event, code: str) -> Row:
    """The event's order with this code, as in `as_rows`. Raises NotFound. One query."""
    found = _ORDER.rows(event.pk, code)
    if not found:
        raise NotFound("order_not_found", gettext_noop("Not found."))
    return found[0]


def orders_by_ids(ids: list[int]) -> list[Row]:
    """These orders as `as_rows` makes them, in the order of `ids`. One query."""
    found = {row["id"]: row for row in _ORDERS.rows(ids)}
    return [found[pk] for pk in ids if pk in found]


_ORDERS = Prepared(lambda ids: as_rows(Order.unscoped.filter(id__any_of=ids)), kinds=["ids"])
_ORDER = Prepared(
    lambda event, code: as_rows(Order.unscoped.filter(event=event, code=code)),
    kinds=["id", "word"],
)


def position_rows(found: QuerySet[OrderPosition], *extra: str) -> QuerySet[Any]:
    """Positions as rows of POSITION_COLUMNS and `extra` columns. One query."""
    rows: QuerySet[Any] = found.values(*POSITION_COLUMNS, *extra)
    return rows


def positions_at_door_by_ids(ids: list[int]) -> list[Row]:
    """These positions as rows of POSITION_COLUMNS and AT_DOOR, in the order of `ids`. One query."""
    found = {row["id"]: row for row in _AT_DOOR.rows(ids)}
    return [found[pk] for pk in ids if pk in found]


_AT_DOOR = Prepared(
    lambda ids: position_rows(OrderPosition.unscoped.filter(id__any_of=ids), *AT_DOOR),
    kinds=["ids"],
)


def row_of(position: OrderPosition) -> Row:
    """A position that was read with its order, item and variation, as a row with OF_THE_ORDER, OF_THE_BUYER and
    ATTENTION."""
    row = {name: getattr(position, name) for name in POSITION_COLUMNS if "__" not in name}
    for name in ("order__code", *OF_THE_ORDER, *OF_THE_BUYER, *ATTENTION):
        owner, _, column = name.partition("__")
        thing = getattr(position, owner)
        row[name] = None if thing is None else getattr(thing, column)
    return row


def positions_of(order_ids: Collection[int], *, with_canceled: bool = False) -> list[Row]:
    """The positions of these orders, in their order. One query; none for no orders."""
    if not order_ids:
        return []
    return (_POSITIONS if with_canceled else _LIVE_POSITIONS).rows(list(order_ids))


def _positions(order_ids: list[int]) -> QuerySet[OrderPosition]:
    found = OrderPosition.objects.filter(order__id__any_of=order_ids)
    return found.order_by("order_id", "positionid")


_POSITIONS = Prepared(lambda ids: position_rows(_positions(ids), *OF_THE_ITEM), kinds=["ids"])
_LIVE_POSITIONS = Prepared(
    lambda ids: position_rows(_positions(ids).filter(canceled=False), *OF_THE_ITEM), kinds=["ids"]
)


def answers_as_json(**of: Any) -> ArraySubquery:
    """The answers of one position of an outer query as an array of what `answers_of` has; `of` names the position."""
    links = AnswerOption.objects.filter(answer=OuterRef("pk")).order_by("questionoption_id")
    given = Answer.unscoped.filter(**of).order_by("question__position", "question_id")
    return ArraySubquery(
        given.values(
            row=JSONObject(
                question_id="question_id",
                question__identifier="question__identifier",
                answer="answer",
                option_ids=ArraySubquery(links.values("questionoption_id")),
                option_identifiers=ArraySubquery(links.values("questionoption__identifier")),
            )
        )
    )


def answers_of(position_ids: Sequence[int]) -> Mapping[int, list[Row]]:
    """The answers of these positions: position id -> rows, options with ids and identifiers. One query; none for none."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    if position_ids:
        for row in _ANSWERS.rows(list(position_ids)):
            found[row["position_id"]].append(row)
    return found


def _answers(position_ids: list[int]) -> QuerySet[Any, Any]:
    links = AnswerOption.objects.filter(answer=OuterRef("pk")).order_by("questionoption_id")
    return (
        Answer.objects.filter(position__id__any_of=position_ids)
        .annotate(
            option_ids=ArraySubquery(links.values("questionoption_id")),
            option_identifiers=ArraySubquery(links.values("questionoption__identifier")),
        )
        .order_by("question__position", "question_id")
        .values(
            "position_id", "question_id", "question__identifier", "answer", "option_ids", "option_identifiers"
        )
    )  # fmt: skip


_ANSWERS = Prepared(_answers, kinds=["ids"])


def matching(text: str) -> Q:
    """The positions that somebody at the door means by what they typed: every word begins a word of the name, the
    address, the company or the order's code; or the whole is a ticket's secret, or begins one (a word of at least PREFIX
    letters)."""
    code = text.strip()
    exact = Q(secret=code)
    if len(code) >= PREFIX and " " not in code:
        # As a range besides, which the index of secrets answers whatever its collation.
        exact = Q(secret__gte=code, secret__lt=f"{code}\uffff", secret__startswith=code)
    words = folded(text).split()[:MAX_WORDS]
    plain = [part for word in words if "@" not in word for part in WORD.findall(word)]
    found = Q()
    for address in (word for word in words if "@" in word):
        found &= Q(search_text__contains=address)
    if plain:
        query = " & ".join(f"{word}:*" for word in plain)
        found &= Q(search=SearchQuery(query, search_type="raw", config="simple"))
    return exact | found if found else exact
