"""Vouchers, those who wait, and what lies in carts, as plain rows for lists."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from shop.models import Hold, Question, QuestionOption, Voucher, WaitingListEntry
from tenant.models import Event

Row = dict[str, Any]
LIKE_CODE = {"code": "code__iexact", "email": "email__iexact"}
HOLD_COLUMNS = (
    "id", "item_id", "variation_id", "subevent_id", "voucher_id", "addon_to_id", "price", "attendee", "answers",
    "expires_at", "created_at", "is_bundled",
)  # fmt: skip


def active(*, at: dt.datetime) -> Q:
    """The vouchers that can be used at the moment `at`."""
    lasting = Q(valid_until=None) | Q(valid_until__gt=at)
    return lasting & Q(redeemed__lt=F("max_usages"))


def vouchers(event: Event, *, filters: Mapping[str, Any] | None = None) -> QuerySet[Voucher]:
    """The event's vouchers. `filters`: columns by name, `active`, and `search` in code, tag and comment."""
    filters = dict(filters or {})
    words, usable = filters.pop("search", None), filters.pop("active", None)
    found = Voucher.objects.filter(
        event=event, **{LIKE_CODE.get(name, name): value for name, value in filters.items()}
    )
    if usable is not None:
        can_be_used = active(at=timezone.now())
        found = found.filter(can_be_used if usable else ~can_be_used)
    if words:
        found = found.filter(
            Q(code__icontains=words) | Q(tag__icontains=words) | Q(comment__icontains=words)
        )
    return found


def waiting(
    event: Event, *, filters: Mapping[str, Any] | None = None
) -> QuerySet[WaitingListEntry]:
    """Those who wait at the event. `filters`: columns by name, `has_voucher`, and `search` in name and e-mail."""
    filters = dict(filters or {})
    words, served = filters.pop("search", None), filters.pop("has_voucher", None)
    found = WaitingListEntry.objects.filter(
        event=event, **{LIKE_CODE.get(name, name): value for name, value in filters.items()}
    )
    if served is not None:
        found = found.filter(voucher__isnull=not served)
    if words:
        found = found.filter(Q(email__icontains=words) | Q(name__icontains=words))
    return found


def held(event: Event) -> QuerySet[Hold]:
    """What lies in carts at the event and is not over, newest first, with its item, variation, voucher and cart. One
    query."""
    found = Hold.objects.filter(event=event, expires_at__gt=timezone.now())
    return found.select_related("cart", "item", "variation", "voucher").order_by(
        "-created_at", "pk"
    )


def in_carts(event: Event) -> QuerySet[Any]:
    """What lies in carts at the event as rows of HOLD_COLUMNS and `cart_id`, the name of the cart: what an integrator
    calls it, or for a visitor's a name that says nothing. What is over is not in it. One query."""
    rows: QuerySet[Any] = (
        Hold.objects.filter(event=event, expires_at__gt=timezone.now())
        .annotate(cart_name=Coalesce("cart__api_id", "cart__secret_hash"))
        .values(*HOLD_COLUMNS, "cart_name")
    )
    return rows


def spoken_for(event: Event, quota: Row) -> dict[str, int]:
    """Who else has a claim on a quota's units: `blocking_vouchers`, `waiting_list`. Two queries."""
    kinds = Q(variation=None) | Q(variation__in=quota["variation_ids"])
    covered = Q(item__in=quota["item_ids"]) & kinds & Q(subevent=quota["subevent_id"])
    keeping = Voucher.objects.filter(covered | Q(quota=quota["id"]), event=event, blocking__gt=0)
    queue = WaitingListEntry.objects.filter(covered, event=event, voucher=None)
    return {
        "blocking_vouchers": keeping.aggregate(units=Sum("blocking"))["units"] or 0,
        "waiting_list": queue.aggregate(people=Count("pk"))["people"],
    }


def answered(rows: Iterable[Row]) -> tuple[dict[int, str], dict[int, str]]:
    """The identifiers of the questions and of the options that rows of `in_carts` hold answers to, by id. Two queries;
    none for none."""
    given = [answer for row in rows for answer in row["answers"]]
    questions = {answer["question"] for answer in given}
    if not questions:
        return {}, {}
    return (
        dict(Question.unscoped.filter(pk__in=questions).values_list("pk", "identifier")),
        dict(QuestionOption.objects.filter(question__in=questions).values_list("pk", "identifier")),
    )
