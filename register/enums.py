"""The words that register's columns hold."""

from django.db import models


class RegistrationStatus(models.TextChoices):
    PENDING = "pending_payment"
    ACTIVE = "active"
    CANCELED = "cancelled"
    EXPIRED = "expired"


class Attendance(models.TextChoices):
    NOT_ARRIVED = "not_arrived"
    CHECKED_IN = "checked_in"
    OUT = "out"


class ScanKind(models.TextChoices):
    ENTRY = "entry"
    EXIT = "exit"
