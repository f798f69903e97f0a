"""The shape of an event's input. Whether the values make sense together is decided by tenant.events.actions.events."""

from rest_framework import serializers

from api.v1.serializers.fields import Coordinate, Instant, Strings, Words
from eventhub.common.http.serializers import Flag, Line


class MetaData(serializers.DictField):
    """Property -> value."""

    child = Line(allow_blank=True, max_length=250)


class EventInput(serializers.Serializer):
    """What POST, PUT and PATCH take."""

    name = Words(filled=True)
    slug = Line(trim_whitespace=False)
    live = Flag(required=False)
    testmode = Flag(required=False)
    currency = Line(required=False, trim_whitespace=False)
    timezone = Line(required=False, trim_whitespace=False)
    date_from = Instant()
    date_to = Instant(required=False, allow_null=True)
    date_admission = Instant(required=False, allow_null=True)
    is_public = Flag(required=False)
    presale_start = Instant(required=False, allow_null=True)
    presale_end = Instant(required=False, allow_null=True)
    location = Words(required=False, allow_null=True)
    geo_lat = Coordinate(required=False, allow_null=True, min_value=-90, max_value=90)
    geo_lon = Coordinate(required=False, allow_null=True, min_value=-180, max_value=180)
    has_subevents = Flag(required=False)
    meta_data = MetaData(required=False)
    plugins = Strings(required=False)
