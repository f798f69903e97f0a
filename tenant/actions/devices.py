"""Devices: terminals at the door and the till."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from eventhub.common import audit
from eventhub.common.actors import Actor
from eventhub.common.codes import hashed, random_secret
from tenant import locks
from tenant.models import Device, Organizer

SETUP_LENGTH = 16
FIELDS = ("name", "all_events", "security_profile")


@transaction.atomic(savepoint=False)
def add_device_within(
    organizer: Organizer, *, data: Mapping[str, Any], actor: Actor
) -> tuple[Device, str]:
    """Registers a device inside a larger transaction; returns it and its set-up token, which is shown now and never
    again.

    `data`: FIELDS, and `limit_events` (events of the organizer). Gives the organizer's next serial number under its
    lock, stores the token's hash, writes `pretix.device.created`. Not idempotent.
    """
    locks.organizer_locked(organizer.pk)
    last = Device.objects.filter(organizer=organizer).aggregate(last=Max("serial"))["last"] or 0
    secret = random_secret(SETUP_LENGTH)
    device = Device.objects.create(
        tenant_id=organizer.tenant_id,
        organizer=organizer,
        serial=last + 1,
        setup_hash=hashed(secret),
        **{name: data[name] for name in FIELDS if name in data},
    )
    device.limit_events.set(data.get("limit_events", ()))
    audit.record(
        "pretix.device.created",
        actor=actor,
        target=device,
        organizer=organizer,
        data={"name": device.name, "serial": device.serial},
    )
    return device, secret
