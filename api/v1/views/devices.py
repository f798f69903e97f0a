"""Devices and gates as an organizer sees them, and what devices say and ask of themselves (contract, B15 and C1)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from api.shared import params
from api.v1 import wire
from api.v1.base import V1View
from api.v1.device_authentication import device_of
from api.v1.errors import forbidden
from api.v1.permissions import AnyCaller, ForDevices, requires_at_organizer
from api.v1.resource import ID, Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import devices as shapes
from api.v1.serializers.documents import Detail
from eventhub.common.i18n import localize
from register.checkin import list_choice
from tenant import queries
from tenant.access.gates import Public
from tenant.access.requests import access_of
from tenant.devices import actions
from tenant.devices.actions import unique_serial
from tenant.models import Device, Gate

ADMINISTERS = [requires_at_organizer("can_change_organizer_settings")]
# What this API is measured by: clients use what this version of the published API has.
VERSION = {"pretix": "2026.8.0", "pretix_numeric": 20260080005000}


class DeviceKind(Kind):
    """The devices of the organizer of the path, by `device_id`."""

    permission_classes = ADMINISTERS
    input = shapes.DeviceInput
    changes = shapes.DeviceChanges
    orderings = {"device_id": "serial", "name": "name"}
    default = ("serial",)
    http_method_names = ["get", "post", "put", "patch", "head", "options"]

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return queries.device_rows(self.organizer)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [wire.device(row) for row in rows]

    def find(self, pk: int) -> Device:
        return queries.device_by_serial(self.organizer, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return actions.device_problems(self.organizer, data)

    def save(self, row: Device | None, data: Json) -> int:
        granter = access_of(self.request)
        assert row is not None  # noqa: S101 -- POST is the list's own
        return actions.change_device(row, data=data, actor=self.actor, granter=granter).pk


@documented_list(shapes.DeviceDocument, "device")
class DeviceList(DeviceKind, ListView):
    """The organizer's devices; POST registers one, and its answer alone holds the set-up token."""

    @extend_schema(
        operation_id="v1_device_create",
        request=shapes.DeviceInput,
        responses={201: shapes.DeviceDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        new = actions.create_device(
            self.organizer,
            data=self.data(self.input),
            actor=self.actor,
            granter=access_of(request),
        )
        return Response({**self.one(new.device.pk), "initialization_token": new.token}, status=201)


@documented_member(shapes.DeviceDocument, "device")
class DeviceMember(DeviceKind, MemberView):
    """One device. It cannot be deleted: revoke it."""

    http_method_names = ["get", "put", "patch", "head", "options"]

    def get(self, request: Any, **path: str) -> Response:
        return Response(self.one(self.find(self.number("id")).pk))


class DeviceRevocation(V1View):
    """Shuts a device out for good."""

    permission_classes = ADMINISTERS

    @extend_schema(
        operation_id="v1_device_revocation",
        parameters=[ID],
        request=None,
        responses=shapes.DeviceDocument,
    )
    def post(self, request: Any, **path: str) -> Response:
        device = queries.device_by_serial(self.organizer, self.number("id"))
        actions.revoke_device(device, actor=self.actor)
        (row,) = queries.device_rows(self.organizer).filter(pk=device.pk)
        return Response(wire.device(row))


class GateKind(Kind):
    """The organizer's gates: where devices stand."""

    permission_classes = ADMINISTERS
    input = shapes.GateInput
    orderings = {"id": "pk", "name": "name"}

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return Gate.objects.filter(organizer=self.organizer).values("id", "name", "identifier")

    def wired(self, rows: list[Json]) -> list[Json]:
        return rows

    def find(self, pk: int) -> Gate:
        return actions.gate_of(self.organizer, pk)

    def save(self, row: Gate | None, data: Json) -> int:
        return actions.save_gate(self.organizer, gate=row, data=data, actor=self.actor).pk

    def remove(self, row: Gate) -> None:
        actions.delete_gate(row, actor=self.actor)


@documented_list(shapes.GateDocument, "gate")
class GateList(GateKind, ListView):
    """The organizer's gates."""


@documented_member(shapes.GateDocument, "gate")
class GateMember(GateKind, MemberView):
    """One gate."""


def _own(device: Device, *, key: str | None = None) -> Json:
    """A device as it is told of itself."""
    gate = device.gate
    return {
        "organizer": device.organizer.slug,
        "device_id": device.serial,
        "unique_serial": unique_serial(device.pk),
        "api_token": key,
        "name": device.name,
        "security_profile": device.security_profile,
        "gate": None
        if gate is None
        else {"id": gate.pk, "name": gate.name, "identifier": gate.identifier},
    }


class Initialize(V1View):
    """The first call of a device: its set-up token for a key."""

    authentication_classes = []
    permission_classes = [Public]

    @extend_schema(
        operation_id="v1_device_initialize",
        request=shapes.InitializeInput,
        responses={200: shapes.OwnDocument, 400: Detail},
    )
    def post(self, request: Any) -> Response:
        facts = self.data(shapes.InitializeInput)
        new = actions.initialize_device(token=facts.pop("token"), facts=_known(facts))
        return Response(_own(new.device, key=new.key))


def _known(facts: Json) -> Json:
    """Columns of words hold no null."""
    return {name: value for name, value in facts.items() if value is not None or name == "info"}


class _OfDevice(V1View):
    permission_classes = [ForDevices]

    @property
    def device(self) -> Device:
        found = device_of(self.request)
        if found is None:
            raise forbidden()
        return found


class Update(_OfDevice):
    """What the device says of itself after its software was updated."""

    @extend_schema(
        operation_id="v1_device_update",
        request=shapes.DeviceFacts,
        responses=shapes.OwnDocument,
    )
    def post(self, request: Any) -> Response:
        facts = _known(self.data(shapes.DeviceFacts))
        return Response(_own(actions.update_device(self.device, facts=facts)))


class Roll(_OfDevice):
    """A new key; the old one dies."""

    @extend_schema(operation_id="v1_device_roll", request=None, responses=shapes.OwnDocument)
    def post(self, request: Any) -> Response:
        new = actions.roll_key(self.device)
        return Response(_own(new.device, key=new.key))


class Revoke(_OfDevice):
    """The device gives up its own key."""

    @extend_schema(operation_id="v1_device_revoke", request=None, responses=shapes.OwnDocument)
    def post(self, request: Any) -> Response:
        return Response(_own(actions.revoke_device(self.device, actor=self.actor)))


class DeviceInfo(_OfDevice):
    """The device and the server, in one look."""

    @extend_schema(operation_id="v1_device_info", responses=shapes.InfoDocument)
    def get(self, request: Any) -> Response:
        own = _own(self.device)
        return Response({"device": own, "server": {"version": VERSION}, "medium_key_sets": []})


class EventSelection(_OfDevice):
    """Where a device should scan that may choose by itself: 304 when it should stay where it is."""

    READERS: params.Readers = {
        "current_event": params.text,
        "current_subevent": params.number,
        "current_checkinlist": params.number,
    }

    @extend_schema(
        operation_id="v1_device_eventselection",
        parameters=[OpenApiParameter(name) for name in READERS],
        responses={200: shapes.EventSelectionDocument, 304: None, 404: Detail},
    )
    def get(self, request: Any) -> Response:
        now, scope = timezone.now(), access_of(request).events_to_read(self.device.organizer)
        assert scope is not None  # noqa: S101 -- a device always has a scope
        current = params.read(request.GET, self.READERS)
        if {"current_event", "current_checkinlist"} <= set(current) and list_choice.still_right(
            scope,
            event=current["current_event"],
            list_id=current["current_checkinlist"],
            subevent_id=current.get("current_subevent"),
            now=now,
        ):
            return Response(status=304)
        found = list_choice.choice(scope, now=now)
        if found is None:
            return Response({"detail": "There is no event to scan at."}, status=404)
        return Response(
            {
                "event": {"slug": found.event.slug, "name": localize(found.event.name)},
                "subevent": found.subevent_id,
                "checkinlist": found.list_id,
            }
        )


class Version(V1View):
    """Which version of the published API this is."""

    permission_classes = [AnyCaller]

    @extend_schema(operation_id="v1_version", responses=shapes.VersionDocument)
    def get(self, request: Any) -> Response:
        return Response(VERSION)
