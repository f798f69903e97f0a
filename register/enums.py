"""The words that register's columns hold."""

from django.db import models


class RegistrationStatus(models.TextChoices):
    """Where a registration stands; `register.registration_states` says what leads from one to another."""

    DRAFT = "draft"
    PENDING = "pending_payment"
    ACTIVE = "active"
    CANCELED = "cancelled"
    REFUNDED = "refunded"
    TRANSFERRED = "transferred"
    DEFERRED = "deferred"
    WAITLISTED = "waitlisted"
    EXPIRED = "expired"


class HoldKind(models.TextChoices):
    """Why somebody must be looked at before they may come in."""

    NAME_WATCH = "name_watch"
    PAYMENT_DISPUTE = "payment_dispute"
    MINOR_CONSENT = "minor_consent"
    ID_MISMATCH = "id_mismatch"
    DUPLICATE = "duplicate"
    ESCALATION = "escalation"
    MANUAL = "manual"


class Attendance(models.TextChoices):
    NOT_ARRIVED = "not_arrived"
    CHECKED_IN = "checked_in"
    OUT = "out"


class ScanKind(models.TextChoices):
    ENTRY = "entry"
    EXIT = "exit"
