"""Devices and gates in /app/: register one, show its code once, shut it out."""

import base64
import io
import json
from typing import Any

import segno
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from eventhub.common.http.serializers import Flag, Id, Line, Moment
from tenant import queries
from tenant.access.gates import capability, capable
from tenant.access.requests import access_of, actor_of, organizer_of
from tenant.devices import actions
from tenant.devices.profiles import PROFILES
from tenant.http.rows import Listed
from tenant.models import Device, Gate

RIGHT = "can_change_organizer_settings"


class DeviceRow(serializers.Serializer):
    """A device; `id` is its number at the organizer."""

    id = Id(source="serial", read_only=True)
    name = Line(max_length=190)
    all_events = Flag(required=False)
    limit_events = serializers.ListField(
        source="events", child=Line(max_length=50), required=False, max_length=1000
    )
    security_profile = Line(required=False, max_length=40)
    gate = Id(source="gate_id", required=False, allow_null=True)
    revoked = Flag(read_only=True)
    created_at = Moment(read_only=True)
    initialized_at = Moment(read_only=True, allow_null=True)
    last_seen_at = Moment(read_only=True, allow_null=True)
    hardware_brand = Line(read_only=True)
    hardware_model = Line(read_only=True)
    software_brand = Line(read_only=True)
    software_version = Line(read_only=True)


class NewDeviceRow(DeviceRow):
    """A new device, and what its app reads to set itself up: shown this once."""

    token = Line(read_only=True)
    handshake = Line(read_only=True)
    qr = Line(read_only=True)


class GateRow(serializers.Serializer):
    """A place that devices stand at."""

    id = Id(read_only=True)
    name = Line(max_length=190)
    identifier = Line(required=False, max_length=190)


class ProfileRow(serializers.Serializer):
    """What a device can be limited to."""

    name = Line()
    title = Line()


class DeviceViewSet(Listed):
    """The devices of the current organizer (or of `?organizer=<slug>`). DELETE revokes; the row stays."""

    permission_classes = (capability(RIGHT),)
    serializer_class = DeviceRow
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9]{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return Device.unscoped.none()
        return queries.device_rows(organizer_of(self.request)).order_by("revoked", "serial")

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
        return Response(self._row(self._device(request, id)))

    @extend_schema(responses={201: NewDeviceRow})
    def create(self, request: Request) -> Response:
        new = actions.create_device(
            organizer_of(request),
            data=_cleaned(DeviceRow(data=request.data)),
            actor=actor_of(request),
            granter=access_of(request),
        )
        shake = _handshake(new.token)
        shown = {"token": new.token, "handshake": shake, "qr": _code(shake)}
        return Response({**self._row(new.device), **shown}, status=status.HTTP_201_CREATED)

    @extend_schema(responses=DeviceRow)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        device = actions.change_device(
            self._device(request, id),
            data=_cleaned(DeviceRow(data=request.data, partial=True)),
            actor=actor_of(request),
            granter=access_of(request),
        )
        return Response(self._row(device))

    def destroy(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        actions.revoke_device(self._device(request, id), actor=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _device(self, request: Request, serial: str) -> Device:
        return queries.device_by_serial(organizer_of(request), int(serial))

    def _row(self, device: Device) -> dict[str, Any]:
        return dict(DeviceRow(self.get_queryset().get(pk=device.pk)).data)


class GateViewSet(Listed):
    """The gates of the current organizer."""

    permission_classes = (capability(RIGHT),)
    serializer_class = GateRow
    lookup_url_kwarg = "id"
    lookup_value_regex = r"[0-9]{1,18}"
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Gate]:
        if getattr(self, "swagger_fake_view", False):
            return Gate.unscoped.none()
        return queries.gates_of(organizer_of(self.request))

    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002 -- the address's word
        return Response(GateRow(actions.gate_of(organizer_of(request), int(id))).data)

    @extend_schema(responses={201: GateRow})
    def create(self, request: Request) -> Response:
        return self._saved(request, None, GateRow(data=request.data), status.HTTP_201_CREATED)

    @extend_schema(responses=GateRow)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        gate = actions.gate_of(organizer_of(request), int(id))
        return self._saved(request, gate, GateRow(data=request.data, partial=True), 200)

    def destroy(self, request: Request, id: str) -> Response:  # noqa: A002 -- as above
        gate = actions.gate_of(organizer_of(request), int(id))
        actions.delete_gate(gate, actor=actor_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _saved(self, request: Request, gate: Gate | None, sent: Any, code: int) -> Response:
        row = actions.save_gate(
            organizer_of(request), gate=gate, data=_cleaned(sent), actor=actor_of(request)
        )
        return Response(GateRow(row).data, status=code)


@extend_schema(responses=ProfileRow(many=True))
@api_view(["GET"])
@capable(RIGHT)
def profile_list(request: Request) -> Response:
    """What devices can be limited to."""
    return Response([{"name": name, "title": _(title)} for name, title in PROFILES.items()])


def _cleaned(serializer: Any) -> dict[str, Any]:
    """The actions' words for what was sent."""
    serializer.is_valid(raise_exception=True)
    data = dict(serializer.validated_data)
    for sent, meant in (("events", "limit_events"), ("gate_id", "gate")):
        if sent in data:
            data[meant] = data.pop(sent)
    return data


def _handshake(token: str) -> str:
    """What the app reads off the screen (contract, part C)."""
    return json.dumps({"handshake_version": 1, "url": settings.PUBLIC_URL, "token": token})


def _code(words: str) -> str:
    """The words as a QR code that a page can show: the address of an SVG."""
    drawn = io.BytesIO()
    segno.make(words, error="m", micro=False).save(drawn, kind="svg", scale=5, light="#fff")
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
