"""The settings of an event (contract, B14)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from api.v1 import event_settings
from api.v1.base import V1View
from api.v1.device_authentication import device_of
from api.v1.permissions import ReadsEvent
from api.v1.serializers.documents import SettingsDocument
from tenant.events.actions import events


class EventSettings(V1View):
    """Names and values, flat. Devices are told what they need."""

    permission_classes = [ReadsEvent]

    def answer(self) -> Response:
        device = device_of(self.request)
        return Response(event_settings.document(self.event, for_device=device is not None))

    @extend_schema(operation_id="v1_event_settings_retrieve", responses=SettingsDocument)
    def get(self, request: Any, **path: str) -> Response:
        return self.answer()

    @extend_schema(
        operation_id="v1_event_settings_change",
        request=SettingsDocument,
        responses=SettingsDocument,
    )
    def patch(self, request: Any, **path: str) -> Response:
        data = event_settings.changes(self.event, request.data)
        if data:
            self.event = events.change_event(self.event, data=data, actor=self.actor)
        return self.answer()
