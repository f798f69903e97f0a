"""The shape of an event property. What makes it right is decided by tenant.meta_rules."""

from rest_framework import serializers

from eventhub.common.serializers import Flag, Id, Line


class MetaPropertyInput(serializers.Serializer):
    """What POST, PUT and PATCH take."""

    name = Line(max_length=50)
    default = Line(required=False, allow_blank=True, max_length=250)
    required = Flag(required=False)  # type: ignore[assignment]  # the wire's word
    protected = Flag(required=False)
    choices = serializers.JSONField(required=False, allow_null=True)


class MetaPropertyDocument(MetaPropertyInput):
    """A property that the organizer's events describe themselves by."""

    id = Id(read_only=True)
