"""Devices calling v1: `Authorization: Device <key>` (contract, part C)."""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from api.v1 import device_profiles
from api.v1.errors import forbidden
from eventhub.common.codes import hashed
from eventhub.common.db.prepared import Prepared
from tenant.access import rights
from tenant.access.rights import actor_of_device
from tenant.devices.actions import note_call
from tenant.models import Device, DeviceEvent, Gate, Organizer

# Scan apps compare this string, and wipe their data when they read it: never say it to anybody else.
REVOKED = "Device access has been revoked."
_HEADER = re.compile(r"^device ([^\s]+)$", re.IGNORECASE)
_LIMITED_TO = DeviceEvent.objects.filter(device=OuterRef("pk")).values("event_id")
_PARTS = (("", Device), ("organizer__", Organizer), ("gate__", Gate))
_NAMES = {
    prefix: [field.attname for field in model._meta.concrete_fields] for prefix, model in _PARTS
}
_DEVICE = Prepared(
    lambda key_hash: (
        Device.unscoped.filter(key_hash=key_hash)
        .annotate(limited_to=ArraySubquery(_LIMITED_TO))
        .values("limited_to", *(f"{prefix}{n}" for prefix, names in _NAMES.items() for n in names))
    ),
    kinds=["word"],
)


class DeviceAuthentication(BaseAuthentication):
    """`Authorization: Device <key>`: a device at its events, as far as its security profile goes.

    One query reads the device, its events, its organizer and its gate; once a minute another one writes that it called. What the profile does not open is 403 before
    anything is looked up. Only a revoked device is told that it was revoked.
    """

    def authenticate(self, request: Any) -> tuple[Any, rights.Access] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if header.split(" ", 1)[0].lower() != "device":
            return None
        match = _HEADER.match(header)
        found = _DEVICE.rows(hashed(match[1])) if match else []
        if not found:
            raise AuthenticationFailed("The key of the device is not valid.")
        device = _device(found[0])
        if device.revoked:
            raise AuthenticationFailed(REVOKED)
        plain = request._request  # noqa: SLF001 -- DRF has no other way to the plain request
        if not device_profiles.allows(
            device.security_profile, request.method, plain.resolver_match.url_name
        ):
            raise forbidden()
        note_call(device, at=timezone.now())
        plain.known_organizer, plain.device = device.organizer, device
        return AnonymousUser(), rights.of_device(
            device, actor=actor_of_device(device), event_ids=found[0]["limited_to"]
        )

    def authenticate_header(self, request: Any) -> str:
        return "Token"


def device_of(request: Any) -> Device | None:
    """The device that is calling, as it was read when it proved itself; None for other callers."""
    return getattr(getattr(request, "_request", request), "device", None)


def _device(row: dict[str, Any]) -> Device:
    def part(prefix: str, model: Any) -> Any:
        return model.from_db(
            "default", _NAMES[prefix], [row[f"{prefix}{n}"] for n in _NAMES[prefix]]
        )

    device: Device = part("", Device)
    device.organizer = part("organizer__", Organizer)
    device.gate = part("gate__", Gate) if row["gate__id"] is not None else None
    return device
