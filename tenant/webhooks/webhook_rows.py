"""Webhooks and their calls, as lists read them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_noop

from eventhub.common.errors import NotFound
from tenant.models import Organizer, Webhook, WebhookCall, WebhookEvent

COLUMNS = ("id", "enabled", "target_url", "all_events", "action_types", "comment")


def webhook_rows(organizer: Organizer) -> QuerySet[Any]:
    """The organizer's webhooks as rows of COLUMNS, the slugs of their `events`, and how the last call ended."""
    slugs = (
        WebhookEvent.objects.filter(webhook=OuterRef("pk"))
        .order_by("event__slug")
        .values("event__slug")
    )
    last = WebhookCall.unscoped.filter(webhook=OuterRef("pk")).order_by("-pk")
    webhooks = Webhook.objects.filter(organizer=organizer).annotate(
        events=ArraySubquery(slugs),
        last_success=Subquery(last.values("success")[:1]),
        last_at=Subquery(last.values("at")[:1]),
    )
    rows: QuerySet[Any] = webhooks.values(*COLUMNS, "events", "last_success", "last_at")
    return rows


def webhook_by_id(organizer: Organizer, pk: int) -> Webhook:
    """The organizer's webhook with this id. Raises NotFound."""
    found = Webhook.objects.filter(organizer=organizer, pk=pk).select_related("organizer").first()
    if found is None:
        raise NotFound("webhook_not_found", gettext_noop("There is no such webhook."))
    return found


def calls_of(webhook: Webhook) -> QuerySet[WebhookCall]:
    """What was sent to the webhook and what it answered, newest first."""
    return WebhookCall.objects.filter(webhook=webhook).order_by("-pk")
