"""Tables that every floor writes through: the audit trail, the outbox, the mail, answers kept for repetition, streams."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from eventhub.common.codes import uuid7
from eventhub.common.db.scoping import ScopedManager, TenantOwned


class AuditEntry(models.Model):
    """Who did what to which row, and what was sent. Append-only; written in the action's own transaction."""

    tenant = models.ForeignKey(
        "tenant.Tenant", on_delete=models.CASCADE, null=True, related_name="+"
    )
    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.CASCADE, null=True, related_name="+"
    )
    event = models.ForeignKey(
        "tenant.Event", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=250)
    action = models.CharField(max_length=100)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["event", "id"], name="common_audit_event"),
            models.Index(fields=["organizer", "id"], name="common_audit_organizer"),
            models.Index(fields=["tenant", "object_type", "object_id"], name="common_audit_object"),
        ]


class OutboxTask(models.Model):
    """Work that leaves a transaction: written inside it, carried out after it, retried until it is done.

    A task with a `key` waits once: what comes again under the key moves the row that waits.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    tenant = models.ForeignKey(
        "tenant.Tenant", on_delete=models.CASCADE, null=True, related_name="+"
    )
    name = models.CharField(max_length=60)
    # Who carries it out: each lane has threads of its own (eventhub.common.effects.lanes).
    lane = models.CharField(max_length=12, default="jobs", db_default="jobs")
    key = models.CharField(max_length=120, default="", db_default="", blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    run_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["run_at"],
                condition=Q(state__in=["queued", "running"]),
                name="common_outbox_due",
            ),
            models.Index(
                "lane", Coalesce("tenant_id", 0), "run_at",
                condition=Q(state="queued"), name="common_outbox_lane",
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
                nulls_distinct=False,
                name="common_outboxtask_once",
            )
        ]


class PeriodicWork(models.Model):
    """When a piece of periodic work (settings.PERIODIC) is due next, for all processes that keep the clock."""

    path = models.CharField(max_length=120, unique=True)
    due_at = models.DateTimeField()


class Mail(models.Model):
    """One message to one reader. `key` makes it once: a second message of the same key is never written."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        UNCONFIRMED = "unconfirmed"

    tenant = models.ForeignKey(
        "tenant.Tenant", on_delete=models.CASCADE, null=True, related_name="+"
    )
    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=120)
    to = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, default="", blank=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    html = models.TextField(default="", blank=True)
    attachments = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "key"], nulls_distinct=False, name="common_mail_once"
            ),
        ]


class IdempotentResponse(models.Model):
    """The answer to a request that named a key of its own, for whoever repeats it (contract, B15).

    Neither the key nor the caller's credential is here, and the answer is sealed with both: the table alone opens nothing.
    `body_digest` is empty where the body does not count (v1).
    """

    digest = models.CharField(max_length=64, unique=True)
    method = models.CharField(max_length=10)
    path_digest = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64, default="", db_default="", blank=True)
    begun_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    sealed = models.BinaryField(default=b"")


class Upload(models.Model):
    """A file that a program handed in for a later request of its own (see eventhub.common.effects.uploads)."""

    tenant = models.ForeignKey(
        "tenant.Tenant", on_delete=models.CASCADE, null=True, related_name="+"
    )
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    name = models.CharField(max_length=250)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        base_manager_name = "unscoped"


class StreamCounter(TenantOwned):
    """The last number given in a stream of events. Its row is the lock that keeps the numbers gapless."""

    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "stream"], name="common_streamcounter_once")
        ]


class StreamEvent(TenantOwned):
    """One event that sockets send: numbered and written in the transaction of the change that it tells of.

    `audience`: who sees more than its number (words that the stream's consumer knows); null for everybody who may join.
    """

    stream = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    audience = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "stream", "seq"], name="common_streamevent_once"
            )
        ]


class SocketTicket(models.Model):
    """Lets a browser's page open one socket without a cookie. The page holds the secret, the row its hash."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="socket_tickets"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    session_key = models.CharField(max_length=40)
    expires_at = models.DateTimeField(db_index=True)


class OpenSocket(models.Model):
    """A socket that is open in one of the processes: counted per caller. One that its process no longer confirms is gone."""

    caller = models.CharField(max_length=60, db_index=True)
    # The place that only one socket may hold at a time (a terminal's side); empty for most.
    place = models.CharField(max_length=100, blank=True, default="")
    process = models.CharField(max_length=32, db_index=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=~Q(place=""), name="common_opensocket_place"
            )
        ]
