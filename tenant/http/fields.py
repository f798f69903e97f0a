"""Fields that several floors' shapes share."""

from typing import Any

from rest_framework import serializers

from eventhub.common.http.serializers import Line


class MetaValues(serializers.DictField):
    """What something says of itself, by property; in and out."""

    child = Line(allow_blank=True, max_length=250)

    def to_representation(self, value: Any) -> dict[str, str]:
        return {row.property.name: row.value for row in value.all()}
