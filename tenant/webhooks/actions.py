"""Webhooks: set up, change, rotate the secret, try, send again."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db import links
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Conflict, Invalid, NotFound
from tenant import locks
from tenant.models import Event, Organizer, Webhook, WebhookCall
from tenant.teams.actions.teams import unknown_events
from tenant.webhooks import delivery, destinations, types

FIELDS = ("enabled", "target_url", "all_events", "action_types", "comment")
EITHER = gettext_noop("Name events or choose all of them, not both.")
OFF = gettext_noop("This webhook is switched off. Switch it on first.")


@durable
def save_webhook(
    organizer: Organizer, *, webhook: Webhook | None, data: Mapping[str, Any], actor: Actor
) -> Webhook:
    """Creates (`webhook` None) or changes a webhook and returns it.

    `data`: any of FIELDS, `limit_events` (slugs of the organizer's events); a new one that names no events and says
    nothing about all of them is for all. Raises Invalid by field: an address that may
    not be called, events of others, action types that nobody knows (all known ones are listed). NotFound when it is gone.
    Locks the organizer, writes `webhook.created|changed`. Changing is idempotent. What happened before a webhook
    was enabled is not told.
    """
    locks.organizer_locked(organizer.pk)
    row = _fresh(organizer, webhook.pk) if webhook else _new(organizer, data)
    events = _events(row, data)
    problems = _problems(row, data, events)
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    named = [name for name in FIELDS if name in data]
    for name in named:
        setattr(row, name, data[name])
    row.save(update_fields=named if row.pk else None)  # not over a switch that was thrown meanwhile
    if events is not None:
        links.replace(row, "limit_events", targets=events)
    _record("changed" if webhook else "created", row, actor=actor, data=dict(data))
    return row


@durable
def delete_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """Deletes a webhook with the record of its calls; what was not delivered yet never will be.

    Raises NotFound. Locks the organizer, writes `webhook.deleted`.
    """
    locks.organizer_locked(webhook.organizer_id)
    row = _fresh(webhook.organizer, webhook.pk)
    Webhook.objects.filter(organizer=webhook.organizer_id, pk=row.pk).delete()
    _record("deleted", row, actor=actor, data={"id": row.pk, "target_url": row.target_url})


@durable
def rotate_secret(webhook: Webhook, *, actor: Actor) -> Webhook:
    """Makes a new signing secret; every call from now on is signed with it. Writes `webhook.secret_renewed`."""
    locks.organizer_locked(webhook.organizer_id)
    row = _fresh(webhook.organizer, webhook.pk)
    row.secret_version += 1
    row.save(update_fields=["secret_version"])
    _record("secret_renewed", row, actor=actor, data={"version": row.secret_version})
    return row


@durable
def try_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """Promises a call that says nothing but that it is a test. Raises NotFound, Conflict `webhook_off`.

    Writes `webhook.tested`, whose number is the notification's, and an outbox row.
    """
    row = _enabled(webhook)
    entry = _record("tested", row, actor=actor, data={})
    payload = delivery.payload_of(entry, action=types.TEST, event=None)
    delivery.call_at(
        timezone.now(), row.pk, tenant_id=row.tenant_id, payload=payload, attempt=1, urgent=True
    )


@durable
def send_again(webhook: Webhook, *, call_id: int, actor: Actor) -> None:
    """Promises another call with the same content. Raises NotFound, Conflict `webhook_off`.

    It takes the next number of attempts; a retry that is waiting becomes this call.
    """
    row = _enabled(webhook)
    call = WebhookCall.objects.filter(webhook=row, pk=call_id).first()
    if call is None:
        raise NotFound("call_not_found", gettext_noop("There is no such call."))
    last = (
        WebhookCall.objects.filter(webhook=row, notification_id=call.notification_id)
        .order_by("-attempt")
        .values_list("attempt", flat=True)[0]
    )
    _record("resent", row, actor=actor, data={"notification_id": call.notification_id})
    delivery.call_at(
        timezone.now(),
        row.pk,
        tenant_id=row.tenant_id,
        payload=call.payload,
        attempt=last + 1,
        urgent=True,
    )


def _enabled(webhook: Webhook) -> Webhook:
    row = _fresh(webhook.organizer, webhook.pk)
    if not row.enabled:
        raise Conflict("webhook_off", OFF)
    return row


def _new(organizer: Organizer, data: Mapping[str, Any]) -> Webhook:
    everywhere = not data.get("limit_events")
    return Webhook(tenant_id=organizer.tenant_id, organizer=organizer, all_events=everywhere)


def _fresh(organizer: Organizer, pk: int) -> Webhook:
    row = Webhook.objects.filter(organizer=organizer, pk=pk).select_related("organizer").first()
    if row is None:
        raise NotFound("webhook_not_found", gettext_noop("There is no such webhook."))
    return row


def _events(row: Webhook, data: Mapping[str, Any]) -> list[Event] | None:
    """The events to limit it to; None where nothing is said about them. Choosing all of them forgets the list."""
    if "limit_events" in data:
        return list(
            Event.objects.filter(organizer=row.organizer_id, slug__in=set(data["limit_events"]))
        )
    return [] if data.get("all_events") and row.pk else None


def _problems(
    row: Webhook, data: Mapping[str, Any], events: list[Event] | None
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if "target_url" in data:
        try:
            destinations.read(data["target_url"], local=settings.WEBHOOKS_LOCAL)
        except destinations.Refused as error:
            found["target_url"] = [str(error)]
    if unknown := sorted(set(data.get("action_types", ())) - types.names()):
        known = ", ".join(sorted(types.names()))
        found["action_types"] = [f"There is no {unknown[0]!r}. There are: {known}."]
    if unknown_slugs := unknown_events(row.organizer, data):
        found["limit_events"] = unknown_slugs
    elif "limit_events" in data and events and data.get("all_events", row.all_events):
        found["limit_events"] = [EITHER]
    return found


def _record(verb: str, row: Webhook, *, actor: Actor, data: dict[str, Any]) -> Any:
    return audit.record(
        f"webhook.{verb}", actor=actor, target=row, organizer=row.organizer, data=data
    )
