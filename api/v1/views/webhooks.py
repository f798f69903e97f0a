"""Webhooks: whom to tell when something happens (contract, B15)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.v1.base import V1View
from api.v1.permissions import requires_at_organizer
from api.v1.resource import (
    ID,
    Json,
    Kind,
    ListView,
    MemberView,
    documented_list,
    documented_member,
)
from api.v1.serializers import webhooks as shapes
from tenant.models import Webhook
from tenant.webhooks import actions, signing, webhook_rows

ADMINISTERS = [requires_at_organizer("can_change_organizer_settings")]


class WebhookKind(Kind):
    """The webhooks of the organizer of the path."""

    permission_classes = ADMINISTERS
    input = shapes.WebhookInput

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return webhook_rows.webhook_rows(self.organizer)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [_webhook(row) for row in rows]

    def find(self, pk: int) -> Webhook:
        return webhook_rows.webhook_by_id(self.organizer, pk)

    def save(self, row: Webhook | None, data: Json) -> int:
        saved = actions.save_webhook(self.organizer, webhook=row, data=data, actor=self.actor)
        return saved.pk

    def remove(self, row: Webhook) -> None:
        actions.delete_webhook(row, actor=self.actor)


def _webhook(row: Json) -> Json:
    return {
        "id": row["id"],
        "enabled": row["enabled"],
        "target_url": row["target_url"],
        "all_events": row["all_events"],
        "limit_events": row["events"],
        "action_types": row["action_types"],
        "comment": row["comment"],
    }


@documented_list(shapes.WebhookDocument, "webhook")
class WebhookList(WebhookKind, ListView):
    """The organizer's webhooks; the answer to POST holds the signing secret."""

    @extend_schema(
        operation_id="v1_webhook_create",
        request=shapes.WebhookInput,
        responses={201: shapes.NewWebhookDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        pk = self.save(None, self.data(self.input))
        secret = signing.secret_of(pk, version=1)
        return Response({**self.one(pk), "secret": secret}, status=201)


@documented_member(shapes.WebhookDocument, "webhook")
class WebhookMember(WebhookKind, MemberView):
    """One webhook."""


class WebhookSecret(V1View):
    """Another signing secret, shown in this answer only; the old one is useless at once."""

    permission_classes = ADMINISTERS

    @extend_schema(
        operation_id="v1_webhook_rotate_secret",
        parameters=[ID],
        request=None,
        responses=shapes.SecretDocument,
    )
    def post(self, request: Any, **path: str) -> Response:
        found = webhook_rows.webhook_by_id(self.organizer, self.number("id"))
        webhook = actions.rotate_secret(found, actor=self.actor)
        secret = signing.secret_of(webhook.pk, version=webhook.secret_version)
        return Response({"id": webhook.pk, "secret": secret})
