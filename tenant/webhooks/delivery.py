"""Telling: at least once, in no order, with growing pauses, for about three days (contract, B15; ADR 0010)."""

import json
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from eventhub.common import hooks
from eventhub.common.actors import SYSTEM
from eventhub.common.effects import outbox
from eventhub.common.models import AuditEntry
from tenant.models import Webhook, WebhookCall
from tenant.webhooks import gateway, signing, types
from tenant.webhooks.gateway import Answer
from tenant.webhooks.switching import disable_within

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# What passes between the first call and the second, and so on; after the last there is no other.
PAUSES = (
    MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR,
)  # fmt: skip
# After a failure nothing else is tried at the same webhook for so long: a dead server must not keep others waiting.
REST = MINUTE
KEEP_CALLS = timedelta(days=30)
DELIVER = "webhook.deliver"
GONE = 410
NO_MORE = "The server said that this address is gone (410)."
SILENT = "It took no call for about three days."


def announce(entry: int, event: str | None) -> None:
    """Promises one call to each enabled webhook that wants to hear of this entry of the audit trail.

    Run twice, it promises once. Writes outbox rows.
    """
    row = AuditEntry.unscoped.select_related("organizer").filter(pk=entry).first()
    news = types.news_of(row.action) if row is not None else None
    if row is None or row.organizer is None or news is None:
        return
    wanted = Webhook.objects.filter(
        Q(all_events=True) | Q(limit_events=row.event_id),
        organizer=row.organizer,
        enabled=True,
        action_types__has_any_keys=sorted(news.names),
    )
    subscribed = list(wanted.values_list("pk", flat=True))
    payload = payload_of(row, action=news.action, event=event)
    with transaction.atomic():
        for pk in subscribed:
            promise(pk, tenant_id=row.organizer.tenant_id, payload=payload)


def payload_of(row: AuditEntry, *, action: str, event: str | None) -> dict[str, Any]:
    """What is sent: who, where and which, so that the receiver asks the API for the rest. No personal data."""
    facts: dict[str, Any] = {
        "notification_id": row.pk,
        "organizer": row.organizer.slug if row.organizer is not None else None,
        "event": event,
        "action": action,
    }
    for said in hooks.run("WEBHOOK_SUBJECTS", entry=row):
        facts |= said
    return facts


def promise(webhook_id: int, *, tenant_id: int, payload: dict[str, Any]) -> None:
    """Puts the first call into the outbox, unless a call of the same notification waits or is made at this moment."""
    outbox.enqueue_once(
        DELIVER,
        key=_key(webhook_id, payload["notification_id"]),
        tenant_id=tenant_id,
        webhook=webhook_id,
        payload=payload,
        attempt=1,
        urgent=False,
    )


def call_at(
    moment: datetime,
    webhook_id: int,
    *,
    tenant_id: int,
    payload: dict[str, Any],
    attempt: int,
    urgent: bool = False,
) -> None:
    """Makes the call that waits one of this moment and attempt; a call of a notification is one row that moves.

    `urgent`: somebody waits for it, so it is made even while the webhook rests.
    """
    outbox.reschedule(
        DELIVER,
        key=_key(webhook_id, payload["notification_id"]),
        tenant_id=tenant_id,
        at=moment,
        payload={"webhook": webhook_id, "payload": payload, "attempt": attempt, "urgent": urgent},
    )


def _key(webhook_id: int, notification_id: int | str) -> str:
    return f"webhook.{webhook_id}.{notification_id}"


def deliver(webhook: int, payload: dict[str, Any], attempt: int, *, urgent: bool = False) -> None:
    """Makes one call and keeps its answer; what follows from a failure is promised in the same transaction.

    A process that dies between the call and the commit makes the call again: at least once, with the same
    `notification_id` and attempt. A call that is on record is not made again. Nothing is locked during the call.
    """
    row = Webhook.unscoped.filter(pk=webhook, enabled=True).select_related("organizer").first()
    if row is None or _is_on_record(row, payload, attempt):
        return
    rested = None if urgent else _rests_until(row)
    if rested is not None:
        call_at(rested, row.pk, tenant_id=row.tenant_id, payload=payload, attempt=attempt)
        _let_rest(row, until=rested)
        return
    began = time.monotonic()
    answer = _called(row, payload, attempt)
    milliseconds = int((time.monotonic() - began) * 1000)
    try:
        with transaction.atomic():
            _keep(row, payload, attempt, answer, milliseconds)
            _go_on(row, payload, attempt, answer)
    except IntegrityError:
        return  # the same call was made by another worker, and is on record with what follows


def _let_rest(row: Webhook, *, until: datetime) -> None:
    """All that waits for the webhook waits until then, moved by one statement."""
    outbox.hold_back(tenant_id=row.tenant_id, key_prefix=_key(row.pk, ""), until=until)


def _is_on_record(row: Webhook, payload: dict[str, Any], attempt: int) -> bool:
    return WebhookCall.objects.filter(
        webhook=row, notification_id=payload["notification_id"], attempt=attempt
    ).exists()


def _rests_until(row: Webhook) -> datetime | None:
    """Until when the webhook is left alone, if its last call failed just now."""
    last = WebhookCall.objects.filter(webhook=row).order_by("-pk").first()
    if last is None or last.success or last.at + REST <= timezone.now():
        return None
    return last.at + REST


def _called(row: Webhook, payload: dict[str, Any], attempt: int) -> Answer:
    body = json.dumps(payload, separators=(",", ":")).encode()
    now = int(time.time())
    secret = signing.secret_of(row.pk, version=row.secret_version)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "EventHub-Webhooks/1",
        "X-EventHub-Notification": str(payload["notification_id"]),
        "X-EventHub-Attempt": str(attempt),
        signing.TIMESTAMP: str(now),
        signing.SIGNATURE: signing.signature(body, secret=secret, timestamp=now),
    }
    return gateway.post(row.target_url, body=body, headers=headers, local=settings.WEBHOOKS_LOCAL)


def _keep(
    row: Webhook, payload: dict[str, Any], attempt: int, answer: Answer, milliseconds: int
) -> None:
    WebhookCall.objects.create(
        tenant_id=row.tenant_id,
        webhook=row,
        notification_id=payload["notification_id"],
        action_type=payload["action"],
        target_url=row.target_url,
        payload=payload,
        attempt=attempt,
        success=answer.ok,
        status_code=answer.status,
        answer=answer.text,
        milliseconds=milliseconds,
    )


def _go_on(row: Webhook, payload: dict[str, Any], attempt: int, answer: Answer) -> None:
    if answer.ok:
        return
    if answer.status == GONE:
        disable_within(row, why=NO_MORE, actor=SYSTEM)
    elif attempt <= len(PAUSES):
        call_at(
            timezone.now() + PAUSES[attempt - 1],
            row.pk,
            tenant_id=row.tenant_id,
            payload=payload,
            attempt=attempt + 1,
        )
    elif attempt == len(PAUSES) + 1 and _was_silent_since(row, payload):
        disable_within(row, why=SILENT, actor=SYSTEM)


def _was_silent_since(row: Webhook, payload: dict[str, Any]) -> bool:
    """Whether no call at all was taken since this notification was first tried."""
    calls = WebhookCall.objects.filter(webhook=row)
    first = calls.filter(notification_id=payload["notification_id"]).order_by("pk").first()
    return first is not None and not calls.filter(pk__gt=first.pk, success=True).exists()


def prune() -> None:
    """Forgets calls after KEEP_CALLS."""
    WebhookCall.unscoped.filter(at__lt=timezone.now() - KEEP_CALLS).delete()
