"""The shape of an event property. What makes it right is decided by tenant.events.meta_rules."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common.http.serializers import Flag, Id, Line


@extend_schema_field({"type": "array", "items": {}})
class Choices(serializers.JSONField):
    """The values that there are, or null for any."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, list):
            raise serializers.ValidationError("This is a list of values, or null.")
        return super().to_internal_value(data)


class MetaPropertyInput(serializers.Serializer):
    """What POST, PUT and PATCH take."""

    name = Line(max_length=50)
    default = Line(required=False, allow_blank=True, max_length=250)
    required = Flag(required=False)  # type: ignore[assignment]  # the wire's word
    protected = Flag(required=False)
    choices = Choices(required=False)


class MetaPropertyDocument(MetaPropertyInput):
    """A property that the organizer's events describe themselves by."""

    id = Id(read_only=True)
