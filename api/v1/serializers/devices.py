"""The shapes of devices and gates, in and out. What may be given is decided by tenant.devices.actions."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from api.v1.serializers.fields import Instant, Open, Strings
from eventhub.common.http.serializers import Flag, Id, Line, Whole

MAX_INFO = 20_000


class Info(Open):
    """Whatever the device says of itself besides; not endless."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        found = super().to_internal_value(data)
        if len(str(found)) > MAX_INFO:
            raise serializers.ValidationError("This is too long.")
        return found


def _said() -> Line:
    return Line(required=False, allow_blank=True, max_length=190)


class DeviceFacts(serializers.Serializer):
    """What a device says of itself."""

    hardware_brand = _said()
    hardware_model = _said()
    os_name = _said()
    os_version = _said()
    software_brand = _said()
    software_version = _said()
    info = Info(required=False, allow_null=True)
    rsa_pubkey = Line(required=False, allow_null=True, allow_blank=True, max_length=10_000)


class InitializeInput(DeviceFacts):
    """The set-up token, and what the device says of itself."""

    token = Line(max_length=190)


class GateInput(serializers.Serializer):
    """A place of scanning."""

    name = Line(max_length=190)
    identifier = Line(required=False, allow_null=True, allow_blank=True, max_length=190)


class GateDocument(GateInput):
    """A gate."""

    id = Id(read_only=True)


class DeviceInput(serializers.Serializer):
    """What an organizer says of a device."""

    name = Line(max_length=190)
    all_events = Flag(required=False)
    limit_events = Strings(required=False)
    security_profile = Line(required=False, max_length=40)
    gate = Id(required=False, allow_null=True)


class DeviceChanges(DeviceInput):
    """Besides: `revoked`, which can only become true."""

    revoked = Flag(required=False)


class DeviceDocument(DeviceChanges):
    """A device. `initialization_token` is told once, by the answer to the POST; later it is null."""

    device_id = Whole(read_only=True)
    unique_serial = Line(read_only=True)
    initialization_token = Line(read_only=True, allow_null=True)
    created = Instant(read_only=True)
    initialized = Instant(read_only=True, allow_null=True)
    hardware_brand = Line(read_only=True, allow_null=True)
    hardware_model = Line(read_only=True, allow_null=True)
    os_name = Line(read_only=True, allow_null=True)
    os_version = Line(read_only=True, allow_null=True)
    software_brand = Line(read_only=True, allow_null=True)
    software_version = Line(read_only=True, allow_null=True)


class OwnDocument(serializers.Serializer):
    """A device as it is told of itself. `api_token` only where it was just made."""

    organizer = Line()
    device_id = Whole()
    unique_serial = Line()
    api_token = Line(allow_null=True)
    name = Line()
    security_profile = Line()
    gate = GateDocument(allow_null=True)


class VersionDocument(serializers.Serializer):
    """Which version of the published API this is."""

    pretix = Line()
    pretix_numeric = Id()


class InfoDocument(serializers.Serializer):
    """The device and the server."""

    device = OwnDocument()
    server = inline_serializer("ServerOfDevice", {"version": VersionDocument()})
    medium_key_sets = serializers.ListField(child=serializers.DictField())


class EventSelectionDocument(serializers.Serializer):
    """Where the device should scan now."""

    event = inline_serializer("SelectedEvent", {"slug": Line(), "name": Line()})
    subevent = Id(allow_null=True)
    checkinlist = Id(allow_null=True)
