"""The shapes of organizers, events and teams in /app/."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common.http.rendering import moment
from eventhub.common.http.serializers import Coordinate, Email, Flag, Id, Line, Moment, Text
from tenant.access.levels import BY_NAME, MODULES, PERMISSIONS
from tenant.events import event_settings
from tenant.events.actions.events import live_problems
from tenant.events.addresses import event_url
from tenant.queries import meta_values
from tenant.teams.actions.invitations import expires_at


class EventRef(serializers.Serializer):
    """An event as lists and menus name it."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    organizer = Line(source="organizer.slug", max_length=50)
    slug = Line(max_length=50)
    name = Text(filled=True)
    live = Flag(required=False)
    date_from = Moment()
    date_to = Moment(required=False, allow_null=True)
    timezone = Line(required=False, max_length=60)
    currency = Line(required=False, max_length=3)
    has_subevents = Flag(required=False)


def _setting(default: Any) -> dict[str, Any]:
    if isinstance(default, bool):
        return {"type": "boolean"}
    if isinstance(default, dict):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    return {"type": "integer" if isinstance(default, int) else "string"}


SETTINGS = {name: _setting(default) for name, default in event_settings.DEFAULTS.items()}


@extend_schema_field({"type": "object", "properties": SETTINGS})
class Settings(serializers.Field):
    """An event's settings by name, defaults filled in on the way out."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        try:
            return event_settings.parse(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return {**event_settings.DEFAULTS, **value}


class Problem(serializers.Serializer):
    """What keeps an event from going live."""

    code = Line()
    message = Line()


class EventRow(EventRef):
    """An event with all that an organizer can set."""

    testmode = Flag(required=False)
    date_admission = Moment(required=False, allow_null=True)
    presale_start = Moment(required=False, allow_null=True)
    presale_end = Moment(required=False, allow_null=True)
    is_public = Flag(required=False)
    location = Text(required=False, allow_null=True)
    geo_lat = Coordinate(required=False, allow_null=True, min_value=-90, max_value=90)
    geo_lon = Coordinate(required=False, allow_null=True, min_value=-180, max_value=180)
    plugins = serializers.ListField(child=Line(max_length=80), required=False, max_length=100)
    meta_data = serializers.DictField(
        child=Line(allow_blank=True, max_length=250), required=False, write_only=True
    )
    settings = Settings(required=False)
    public_url = serializers.SerializerMethodField()

    def get_public_url(self, event: Any) -> str:
        return event_url(None, event)


class EventCopy(EventRow):
    """An event that begins as a copy: it stays with the source's organizer."""

    organizer = Line(source="organizer.slug", max_length=50, required=False)


class EventDetail(EventRow):
    """One event, and what keeps it from going live."""

    meta_data = serializers.SerializerMethodField()  # type: ignore[assignment]  # read here, written above
    problems = serializers.SerializerMethodField()

    def get_meta_data(self, event: Any) -> dict[str, str]:
        return meta_values(event)

    @extend_schema_field(Problem(many=True))
    def get_problems(self, event: Any) -> list[dict[str, str]]:
        return live_problems(event)


class MetaPropertyRow(serializers.Serializer):
    """A property that the organizer's events describe themselves by."""

    id = Id(read_only=True)
    name = Line(max_length=50)
    default = Line(required=False, allow_blank=True, max_length=250)
    required = Flag(required=False)  # type: ignore[assignment]  # the wire's word
    protected = Flag(required=False)
    choices = serializers.JSONField(required=False, allow_null=True)


class OrganizerRef(serializers.Serializer):
    slug = Line()
    name = Line()
    can_create_events = Flag()


class SessionUser(serializers.Serializer):
    """Who is signed in."""

    email = Line()
    name = Line()


@extend_schema_field(
    {"type": "array", "prefixItems": [{"type": "string"}] * 2, "minItems": 2, "maxItems": 2}
)
class LanguageChoice(serializers.ListField):
    """A language's code and its own name."""

    child = Line()


class Session(serializers.Serializer):
    """Who is signed in, and what they can choose from."""

    user = SessionUser(allow_null=True)
    organizers = OrganizerRef(many=True)
    events = EventRef(many=True)
    current = Line(allow_null=True)
    languages = serializers.ListField(child=LanguageChoice())


class MenuItem(serializers.Serializer):
    key = Line()
    title = Line()
    icon = Line()
    url = Line()


class MenuSubmenu(serializers.Serializer):
    key = Line()
    title = Line()
    items = MenuItem(many=True)


class MenuModule(serializers.Serializer):
    """`items` are all pages in a row; `submenus` the same by what belongs together."""

    key = Line()
    title = Line()
    icon = Line()
    level = serializers.ChoiceField(choices=list(BY_NAME))
    url = Line()
    items = MenuItem(many=True)
    submenus = MenuSubmenu(many=True)


class SearchInput(serializers.Serializer):
    q = Line(required=False, default="", allow_blank=True, max_length=100)


class SearchResult(serializers.Serializer):
    """`kind`: a page, or a kind of thing (order, item, registration, team ...); `kind_title`: what its group is called."""

    kind = Line()
    kind_title = Line()
    module = Line()
    title = Line()
    text = Line(allow_blank=True)
    url = Line()


class SearchResults(serializers.Serializer):
    results = SearchResult(many=True)


class Menu(serializers.Serializer):
    """The current event and the surfaces that the caller may open."""

    event = EventRef()
    modules = MenuModule(many=True)


class TriggerFilter(serializers.Serializer):
    module = Line(required=False, default="", allow_blank=True, max_length=40)


class TriggerOrder(serializers.Serializer):
    """`dry_run`: says what would be done, and does nothing."""

    dry_run = serializers.BooleanField(default=False)


class TriggerDone(serializers.Serializer):
    """What was done, or would be: numbers, each with a name; `text` says it of what was done."""

    dry_run = serializers.BooleanField()
    text = Line(allow_blank=True)
    result = serializers.DictField(child=serializers.IntegerField())


class TriggerRow(serializers.Serializer):
    """`last_run`: when it was last carried out at the event, and what came of it (`done`, or the code of a refusal)."""

    name = Line()
    module = Line()
    title = Line()
    text = Line()
    confirm = serializers.ChoiceField(choices=["none", "dialog"])
    cooldown_s = serializers.IntegerField()
    is_running = serializers.BooleanField()
    last_run = serializers.DateTimeField(allow_null=True)
    outcome = Line(allow_blank=True)


class Permissions(serializers.Serializer):
    modules = serializers.DictField(child=serializers.ChoiceField(choices=list(BY_NAME)))
    capabilities = serializers.ListField(child=Line())


class EventChoice(serializers.Serializer):
    """`organizer/event`."""

    event = Line(max_length=101)


class CurrentEvent(serializers.Serializer):
    event = EventRef()


class PluginRow(serializers.Serializer):
    """What an event can switch on. `available`: open to the current organizer."""

    name = Line()
    title = Line()
    restricted = Flag()
    kind = serializers.ChoiceField(choices=["payment", "other"])
    available = Flag()


class Member(serializers.Serializer):
    email = Line(source="user.email")
    name = Line(source="user.full_name")


class Invite(serializers.Serializer):
    """An invitation that nobody has accepted yet."""

    id = Id(read_only=True)
    email = Email(max_length=254)
    created_at = Moment(read_only=True)
    expires_at = serializers.SerializerMethodField()

    @extend_schema_field(Moment())
    def get_expires_at(self, invite: Any) -> str | None:
        return moment(expires_at(invite))


class Token(serializers.Serializer):
    id = Id(read_only=True)
    name = Line(max_length=190)
    prefix = Line(read_only=True)
    active = Flag(read_only=True)
    created_at = Moment(read_only=True)


class TokenWithSecret(serializers.Serializer):
    """A new key; the secret is shown this once."""

    id = Id(source="token.id")
    name = Line(source="token.name")
    prefix = Line(source="token.prefix")
    secret = Line()


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Slugs(serializers.ListField):
    """Events by their slugs, in and out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Line(max_length=50), max_length=1000, **kwargs)

    def to_representation(self, data: Any) -> list[str]:
        return [event.slug for event in data.all()]


class TeamRow(serializers.Serializer):
    """A team; `modules` names the level per module, `limit_events` the events when they are not all."""

    id = Id(read_only=True)
    name = Line(max_length=190)
    all_events = Flag(required=False)
    limit_events = Slugs(required=False)
    members = Member(source="memberships", many=True, read_only=True)
    invites = Invite(many=True, read_only=True)
    tokens = Token(many=True, read_only=True)
    modules = serializers.DictField(
        child=serializers.ChoiceField(choices=list(BY_NAME)), required=False
    )

    def validate_modules(self, value: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(value) - set(MODULES)):
            raise serializers.ValidationError(f"There is no module {unknown[0]!r}.")
        return value

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), **{name: Flag(required=False) for name in PERMISSIONS}}
