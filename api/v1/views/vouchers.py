"""Vouchers, and those who wait for one (contract, B9 and B12)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from api.shared import params
from api.v1 import voucher_wire
from api.v1.base import V1View
from api.v1.permissions import requires
from api.v1.resource import ID, Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import vouchers as shapes
from api.v1.serializers.documents import Detail
from api.v1.serializers.fields import Entries
from eventhub.common.errors import Invalid
from shop.actions.vouchers import vouchers, waiting_list
from shop.enums import PriceMode
from shop.models import Voucher, WaitingListEntry
from shop.reads import catalogue_rows, voucher_rows


class VoucherKind(Kind):
    """Codes that open, reserve or cheapen something."""

    permission_classes = [requires("can_view_vouchers", to_write="can_change_vouchers")]
    input = shapes.VoucherInput
    readers = {
        **dict.fromkeys(("code", "tag", "comment", "search"), params.text),
        **dict.fromkeys(
            ("max_usages", "min_usages", "redeemed", "item", "variation", "quota", "subevent"),
            params.number,
        ),
        **dict.fromkeys(
            (
                "active", "block_quota", "allow_ignore_quota", "show_hidden_items", "all_addons_included",
                "all_bundles_included",
            ),
            params.boolean,
        ),
        **dict.fromkeys(("value", "budget"), params.decimal),
        "valid_until": params.moment,
        "price_mode": params.one_of(PriceMode.values),
    }  # fmt: skip
    orderings = {
        "id": "pk",
        "code": "code",
        "max_usages": "max_usages",
        "valid_until": "valid_until",
        "value": "value",
    }

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return voucher_rows.vouchers(self.event, filters=filters).values()

    def wired(self, rows: list[Json]) -> list[Json]:
        return [voucher_wire.voucher(row) for row in rows]

    def find(self, pk: int) -> Voucher:
        return catalogue_rows.at_event(Voucher, self.event, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return vouchers.voucher_problems(self.event, data)

    def save(self, row: Voucher | None, data: Json) -> int:
        return vouchers.save_voucher(self.event, voucher=row, data=data, actor=self.actor).pk

    def remove(self, row: Voucher) -> None:
        vouchers.delete_voucher(self.event, voucher=row, actor=self.actor)


@documented_list(shapes.VoucherDocument, "voucher")
class VoucherList(VoucherKind, ListView):
    """The event's vouchers."""


@documented_member(shapes.VoucherDocument, "voucher")
class VoucherMember(VoucherKind, MemberView):
    """One voucher."""


class VoucherBatch(VoucherKind):
    """Many vouchers at once, all or none."""

    body = list
    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="v1_voucher_batch_create",
        request=shapes.VoucherInput(many=True),
        responses={201: shapes.VoucherDocument(many=True)},
    )
    def post(self, request: Any, **path: str) -> Response:
        reader = Entries(
            child=shapes.VoucherInput(),
            data=request.data,
            context={"event": self.event},
            allow_empty=False,
            at_most=vouchers.MAX_BATCH,
        )
        reader.is_valid(raise_exception=True)
        try:
            created = vouchers.batch_create(
                self.event, batch=reader.validated_data, actor=self.actor
            )
        except Invalid as error:
            raise ValidationError(error.fields.get("vouchers", error.fields)) from error
        found = {row["id"]: row for row in self.rows({"pk__in": [row.pk for row in created]})}
        return Response(self.wired([found[row.pk] for row in created]), status=201)


class WaitingKind(Kind):
    """Those who want what is sold out."""

    permission_classes = [requires("can_view_orders", to_write="can_change_orders")]
    input = shapes.WaitingListEntryInput
    readers = {
        **dict.fromkeys(("item", "variation", "subevent"), params.number),
        **dict.fromkeys(("email", "locale", "search"), params.text),
        "has_voucher": params.boolean,
    }
    orderings = {
        "id": "pk",
        "created": "created_at",
        "email": "email",
        "item": "item",
        "priority": "priority",
    }
    default = ("created_at",)

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return voucher_rows.waiting(self.event, filters=filters).values()

    def wired(self, rows: list[Json]) -> list[Json]:
        return [voucher_wire.waiting_list_entry(row) for row in rows]

    def find(self, pk: int) -> WaitingListEntry:
        return catalogue_rows.at_event(WaitingListEntry, self.event, pk)

    def save(self, row: WaitingListEntry | None, data: Json) -> int:
        if row is None and "locale" not in data and self.event.locales:
            data["locale"] = self.event.locales[0]
        return waiting_list.save_entry(self.event, entry=row, data=data, actor=self.actor).pk

    def remove(self, row: WaitingListEntry) -> None:
        waiting_list.delete_entry(self.event, entry=row, actor=self.actor)


@documented_list(shapes.WaitingListEntryDocument, "waitinglistentry")
class WaitingList(WaitingKind, ListView):
    """The event's waiting list."""


@documented_member(shapes.WaitingListEntryDocument, "waitinglistentry")
class WaitingListMember(WaitingKind, MemberView):
    """Somebody who waits."""


class SendVoucher(V1View):
    """Their turn has come."""

    permission_classes = [requires("can_change_orders")]

    @extend_schema(
        operation_id="v1_waitinglistentry_send_voucher",
        parameters=[ID],
        request=None,
        responses={204: None, 400: Detail},
    )
    def post(self, request: Any, **path: str) -> Response:
        row = catalogue_rows.at_event(WaitingListEntry, self.event, self.number("id"))
        waiting_list.send_voucher(self.event, entry=row, actor=self.actor)
        return Response(status=204)
