"""Devices: terminals at the door and the till, from their set-up to the day they are taken away."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.codes import hashed, random_secret
from eventhub.common.db import links
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Denied, Invalid, NotFound
from tenant import locks
from tenant.access.rights import Access, actor_of_device
from tenant.devices.profiles import PROFILES
from tenant.models import Device, Event, Gate, Organizer
from tenant.teams.actions.teams import unknown_events

SETUP_LENGTH, KEY_LENGTH = 16, 64
SEEN_EVERY = dt.timedelta(minutes=1)
FIELDS = ("name", "all_events", "security_profile")
# What a device says of itself.
SELF = (
    "hardware_brand", "hardware_model", "os_name", "os_version", "software_brand", "software_version", "info",
    "rsa_pubkey",
)  # fmt: skip
UNUSABLE = gettext_noop(
    "This set-up token is unknown, was used before, or belongs to a device that was revoked."
)


@dataclass(frozen=True)
class NewDevice:
    """A device and its set-up token, which is shown now and never again."""

    device: Device
    token: str


@dataclass(frozen=True)
class KeyedDevice:
    """A device and its key, which is shown now and never again."""

    device: Device
    key: str


@durable
def create_device(
    organizer: Organizer, *, data: Mapping[str, Any], actor: Actor, granter: Access
) -> NewDevice:
    """Registers a device; its set-up token is in the result and nowhere else.

    `data`: FIELDS, `limit_events` (slugs of the organizer's events), `gate` (id or None). Raises Invalid by field, and
    Denied `grants_too_much` for events that the granter does not have. Locks the organizer, writes
    `device.created`. Not idempotent.
    """
    values = _values(organizer, data, granter=granter, before=None)
    device, token = add_device_within(organizer, data=values, actor=actor)
    return NewDevice(device, token)


@transaction.atomic(savepoint=False)
def add_device_within(
    organizer: Organizer, *, data: Mapping[str, Any], actor: Actor
) -> tuple[Device, str]:
    """Registers a device inside a larger transaction; returns it and its set-up token, which is shown now and never
    again.

    `data`: FIELDS, `gate`, and `limit_events` (events of the organizer). Gives the organizer's next serial number under
    its lock, stores the token's hash, writes `device.created`. Not idempotent.
    """
    locks.organizer_locked(organizer.pk)
    last = Device.objects.filter(organizer=organizer).aggregate(last=Max("serial"))["last"] or 0
    secret = random_secret(SETUP_LENGTH)
    device = Device.objects.create(
        tenant_id=organizer.tenant_id,
        organizer=organizer,
        serial=last + 1,
        setup_hash=hashed(secret),
        **{name: data[name] for name in (*FIELDS, "gate") if name in data},
    )
    links.replace(device, "limit_events", targets=data.get("limit_events", ()))
    _record("created", device, actor=actor, data={"name": device.name, "serial": device.serial})
    return device, secret


@durable
def change_device(
    device: Device, *, data: Mapping[str, Any], actor: Actor, granter: Access
) -> Device:
    """Changes what `data` names (see `create_device`; besides `revoked`, which can only become true).

    Only events that are added must be the granter's. Locks the device, writes `device.changed` when something
    changed. Idempotent.
    """
    device = _locked(device)
    values = _values(device.organizer, data, granter=granter, before=device)
    if "revoked" in data and device.revoked and not data["revoked"]:
        raise Invalid.field(
            "revoked", gettext_noop("A device that was revoked stays so. Set it up as a new one.")
        )
    columns = [name for name in (*FIELDS, "gate") if name in values]
    for name in columns:
        setattr(device, name, values[name])
    if columns:
        device.save(update_fields=columns)
    if "limit_events" in values:
        links.replace(device, "limit_events", targets=values["limit_events"])
    sent = {name: value for name, value in data.items() if name != "revoked"}
    if sent:
        _record("changed", device, actor=actor, data=sent)
    if data.get("revoked"):
        _revoke(device, actor=actor)
    return device


@durable
def initialize_device(*, token: str, facts: Mapping[str, Any]) -> KeyedDevice:
    """The first words of a device: its set-up token becomes worthless, and it gets the key that it will call with.

    `facts`: some of SELF. Raises Invalid `token` for a token that is unknown, used, or of a revoked device. Of two calls
    at once one gets the key. Writes the key's hash and `device.initialized`. (contract, C1)
    """
    device = (
        Device.unscoped.select_for_update(of=("self",), no_key=True)
        .select_related("organizer", "gate")
        .filter(setup_hash=hashed(token), revoked=False, initialized_at=None)
        .first()
    )
    if device is None:
        raise Invalid.field("token", UNUSABLE)
    device.setup_hash, device.initialized_at = None, timezone.now()
    _describe(device, facts)
    key = _new_key(device)
    device.save()
    _record("initialized", device, actor=actor_of_device(device), data={"serial": device.serial})
    return KeyedDevice(device, key)


@durable
def update_device(device: Device, *, facts: Mapping[str, Any]) -> Device:
    """What the device says of itself after an update of its software. Writes `device.updated`. Idempotent."""
    device = _locked(device)
    _describe(device, facts)
    device.save(update_fields=list(SELF))
    said = {name: facts[name] for name in ("software_version", "os_version") if name in facts}
    _record("updated", device, actor=actor_of_device(device), data=said)
    return device


def note_call(device: Device, *, at: dt.datetime) -> None:
    """Remembers that the device called: one write a minute, whatever the number of its calls, in no transaction of theirs.

    Writes no audit entry and locks nothing that a scan waits for. Idempotent within the minute. `device` as the call read
    it: within that minute there is not even a statement.
    """
    if device.last_seen_at is not None and at - device.last_seen_at < SEEN_EVERY:
        return
    long_ago = Q(last_seen_at=None) | Q(last_seen_at__lte=at - SEEN_EVERY)
    Device.objects.filter(long_ago, organizer=device.organizer_id, pk=device.pk).update(
        last_seen_at=at
    )


@durable
def roll_key(device: Device) -> KeyedDevice:
    """Gives the device a new key; the old one is worthless from now on. Raises Denied for a revoked device. Writes
    `device.key_renewed`. Not idempotent."""
    device = _locked(device)
    if device.revoked:
        raise Denied("revoked", gettext_noop("This device was revoked."))
    key = _new_key(device)
    device.save(update_fields=["key_hash"])
    _record("key_renewed", device, actor=actor_of_device(device), data={})
    return KeyedDevice(device, key)


@durable
def revoke_device(device: Device, *, actor: Actor) -> Device:
    """Shuts the device out for good: its next call is told so, and its set-up token is worthless. Its past stays.

    Locks the device, writes `device.revoked`. Idempotent.
    """
    device = _locked(device)
    _revoke(device, actor=actor)
    return device


@durable
def save_gate(
    organizer: Organizer, *, gate: Gate | None, data: Mapping[str, Any], actor: Actor
) -> Gate:
    """Creates (`gate` None) or changes a gate: `name`, `identifier` (one of its own where none is given).

    Raises Invalid `identifier` when another gate has it. Locks the organizer, writes `gate.created|changed`.
    """
    locks.organizer_locked(organizer.pk)
    row = gate or Gate(tenant_id=organizer.tenant_id, organizer=organizer)
    new = row.pk is None
    for name in ("name", "identifier"):
        if data.get(name):
            setattr(row, name, data[name])
    row.identifier = row.identifier or random_secret(8)
    taken = Gate.objects.filter(organizer=organizer, identifier=row.identifier).exclude(pk=row.pk)
    if taken.exists():
        raise Invalid.field("identifier", gettext_noop("Another gate has this identifier."))
    row.save()
    audit.record(
        "gate.created" if new else "gate.changed",
        actor=actor,
        target=row,
        organizer=organizer,
        data=dict(data),
    )
    return row


@durable
def delete_gate(gate: Gate, *, actor: Actor) -> None:
    """Deletes a gate; its devices stand at none. Writes `gate.deleted`."""
    gone = {"id": gate.pk, "name": gate.name}
    Gate.objects.filter(organizer=gate.organizer_id, pk=gate.pk).delete()
    audit.record("gate.deleted", actor=actor, organizer=gate.organizer, data=gone)


def unique_serial(device_id: int) -> str:
    """The device's number of its own in the world: 16 characters, the same for ever, no secret."""
    return hashed(f"device.{device_id}")[:16].upper()


def _locked(device: Device) -> Device:
    return (
        Device.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organizer", "gate")
        .get(organizer=device.organizer_id, pk=device.pk)
    )


def _revoke(device: Device, *, actor: Actor) -> None:
    if device.revoked:
        return
    device.revoked, device.setup_hash = True, None
    device.save(update_fields=["revoked", "setup_hash"])
    _record("revoked", device, actor=actor, data={})


def _new_key(device: Device) -> str:
    key = random_secret(KEY_LENGTH)
    device.key_hash = hashed(key)
    return key


def _describe(device: Device, facts: Mapping[str, Any]) -> None:
    for name in SELF:
        if name in facts:
            setattr(device, name, facts[name])


def _record(verb: str, device: Device, *, actor: Actor, data: Mapping[str, Any]) -> None:
    audit.record(
        f"device.{verb}",
        actor=actor,
        target=device,
        organizer=device.organizer,
        data=dict(data),
    )


def _values(
    organizer: Organizer, data: Mapping[str, Any], *, granter: Access, before: Device | None
) -> dict[str, Any]:
    """`data` with rows in place of slugs and ids. Raises Invalid by field and Denied `grants_too_much`."""
    values = {name: data[name] for name in FIELDS if name in data}
    if problems := device_problems(organizer, data):
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
    if "gate" in data:
        values["gate"] = None if data["gate"] is None else gate_of(organizer, data["gate"])
    if "limit_events" in data:
        slugs = set(data["limit_events"])
        values["limit_events"] = tuple(Event.objects.filter(organizer=organizer, slug__in=slugs))
    _insist(organizer, values, granter=granter, before=before)
    return values


def device_problems(organizer: Organizer, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with `data` for a device of the organizer, as far as it is there."""
    found: dict[str, list[str]] = {}
    if data.get("security_profile", "full") not in PROFILES:
        found["security_profile"] = [f"Choose one of: {', '.join(PROFILES)}."]
    gate = data.get("gate")
    if gate is not None and not Gate.objects.filter(organizer=organizer, pk=gate).exists():
        found["gate"] = [gettext_noop("There is no such gate.")]
    if unknown := unknown_events(organizer, data):
        found["limit_events"] = unknown
    return found


def gate_of(organizer: Organizer, pk: int) -> Gate:
    """The organizer's gate with this id. Raises NotFound."""
    found = Gate.objects.filter(organizer=organizer, pk=pk).select_related("organizer").first()
    if found is None:
        raise NotFound("gate_not_found", gettext_noop("There is no such gate."))
    return found


def _insist(
    organizer: Organizer, values: Mapping[str, Any], *, granter: Access, before: Device | None
) -> None:
    """Nobody lends a device events that are not theirs; what it had before it may keep."""
    if values.get("all_events") and not (before is not None and before.all_events):
        refused = not granter.sees_all(organizer)
    else:
        known = set(before.limit_events.values_list("pk", flat=True)) if before else set()
        refused = not (before is not None and before.all_events) and any(
            event.pk not in known and not granter.sees(event)
            for event in values.get("limit_events", ())
        )
    if refused:
        raise Denied(
            "grants_too_much", gettext_noop("You cannot give a device events that you do not have.")
        )
