"""The shapes of levels, registrations, check-in lists, scans and figures in /app/."""

from typing import Any

from django.utils.translation import gettext_noop
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from eventhub.common.http.serializers import Color, Flag, Id, Line, Moment, Money, Open, Text, Whole
from register.enums import Attendance, HoldKind, RegistrationStatus, ScanKind
from register.hold_reasons import may_read_reason
from register.metrics import DEFAULT_COLOR
from register.queries import profile_of
from register.registration_states import STEPS, steps
from shop.http.items import DateRef, ItemRow

OLDEST = 150


class LevelProfile(serializers.Serializer):
    """What an admission means at the door."""

    rank = Whole(required=False)
    color = Color(required=False)
    badge_type = Line(required=False, allow_blank=True, max_length=40)
    min_age = Whole(required=False, allow_null=True, min_value=0, max_value=OLDEST)
    max_age = Whole(required=False, allow_null=True, min_value=0, max_value=OLDEST)


class LeveledItem(ItemRow):
    """An item with its profile at the door; null for what admits nobody."""

    level = LevelProfile(required=False, allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        # The profile may be missing, which a nested serializer takes for an error.
        fields = self.fields
        shown = {
            name: field.to_representation(value)
            if (value := field.get_attribute(instance)) is not None
            else None
            for name, field in fields.items()
            if name != "level" and not field.write_only
        }
        if "level" in fields:
            profile = profile_of(instance)
            shown["level"] = None if profile is None else fields["level"].to_representation(profile)
        return shown


class LevelRef(serializers.Serializer):
    id = Id()
    name = Text()
    color = serializers.SerializerMethodField()

    def get_color(self, item: Any) -> str:
        return getattr(profile_of(item), "color", DEFAULT_COLOR)


class HoldRow(serializers.Serializer):
    """A hold. Why somebody is on the name watch is for admins."""

    kind = serializers.ChoiceField(choices=HoldKind.choices)
    reason = serializers.SerializerMethodField()
    placed_at = Moment()
    placed_by = Line()

    def get_reason(self, hold: Any) -> str:
        return hold.reason if may_read_reason(hold.kind, self.context["level"]) else ""


class ReleasedHoldRow(HoldRow):
    """A hold that may be released; `released_at` null: it is not."""

    released_at = Moment(allow_null=True)
    released_by = Line()
    release_note = serializers.SerializerMethodField()

    def get_release_note(self, hold: Any) -> str:
        return hold.release_note if may_read_reason(hold.kind, self.context["level"]) else ""


class HoldRows(serializers.Serializer):
    results = ReleasedHoldRow(many=True)


class HoldRequest(serializers.Serializer):
    kind = serializers.ChoiceField(choices=HoldKind.choices)
    reason = Line(required=False, allow_blank=True, max_length=500)


class ReleaseRequest(serializers.Serializer):
    note = Line(required=False, allow_blank=True, max_length=500)


class TransitionRequest(serializers.Serializer):
    """Where an organizer wants a registration to stand; `active` brings it back to where its order is."""

    to = serializers.ChoiceField(choices=[state.value for state in STEPS])
    note = Line(default="", allow_blank=True, max_length=500)


class RegistrationRow(serializers.Serializer):
    """One person at the event."""

    code = Line()
    name = Line(source="position.attendee_name")
    badge_name = Line()
    level = LevelRef()
    status = serializers.ChoiceField(choices=RegistrationStatus.choices)
    attendance = serializers.ChoiceField(choices=Attendance.choices)
    checked_in_at = Moment(allow_null=True)
    email = serializers.SerializerMethodField()
    order = Line(source="position.order.code")
    created_at = Moment()
    holds = HoldRow(source="open_holds", many=True)
    steps = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_steps(self, registration: Any) -> list[str]:
        """What an admin can lead it to now: words of a transition's `to`."""
        return [state.value for state in steps(registration.standing)]

    def get_email(self, registration: Any) -> str:
        position = registration.position
        return position.attendee_email or position.order.email


class CheckInListRow(serializers.Serializer):
    """Who may pass one door."""

    id = Id(read_only=True)
    name = Line(max_length=190)
    all_products = Flag(required=False)
    limit_products = serializers.ListField(
        child=Id(), source="products", required=False, max_length=5000
    )
    subevent = Id(source="subevent_id", required=False, allow_null=True)
    include_pending = Flag(required=False)
    allow_multiple_entries = Flag(required=False)
    allow_entry_after_exit = Flag(required=False)
    addon_match = Flag(required=False)
    exit_all_at = Moment(required=False, allow_null=True)
    rules = Open(required=False)
    checkin_count = serializers.IntegerField(read_only=True)
    position_count = serializers.IntegerField(read_only=True)


# --- The door ----------------------------------------------------------------------------------------------------------


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class Answers(serializers.DictField):
    """Answers to questions of the door: question id -> text, options by their ids."""

    child = Line(allow_blank=True, max_length=10_000)

    def to_internal_value(self, data: Any) -> dict[int, str]:
        found = super().to_internal_value(data)
        if any(not str(key).isdecimal() for key in found):
            raise serializers.ValidationError(
                gettext_noop("Answers are named by the question's id.")
            )
        return {int(key): words for key, words in found.items()}


class Scan(serializers.Serializer):
    """One scan. `answers`, also when empty, says that the scanner can ask the door's questions."""

    list = Id()
    secret = Line(max_length=1000)
    nonce = Line(required=False, allow_null=True, max_length=190)
    kind = serializers.ChoiceField(choices=ScanKind.choices, default=ScanKind.ENTRY)
    force = Flag(default=False)
    ignore_unpaid = Flag(default=False)
    gate = Line(required=False, allow_blank=True, max_length=120)
    answers = Answers(required=False)


class Counters(serializers.Serializer):
    inside = serializers.IntegerField()
    entries = serializers.IntegerField()
    expected = serializers.IntegerField()


class Ticket(serializers.Serializer):
    """What the person at the door sees of a ticket."""

    order = Line(source="order.code")
    positionid = serializers.IntegerField()
    secret = Line()
    name = Line(source="attendee_name")
    badge_name = serializers.SerializerMethodField()
    level = serializers.SerializerMethodField()
    level_color = serializers.SerializerMethodField()
    item = Text(source="item.name")
    variation = serializers.SerializerMethodField()
    date = DateRef(source="subevent", allow_null=True)
    attention = serializers.SerializerMethodField()
    texts = serializers.SerializerMethodField()
    order_status = Line(source="order.status")
    can_ignore_unpaid = serializers.SerializerMethodField()

    def get_badge_name(self, position: Any) -> str:
        return getattr(getattr(position, "registration", None), "badge_name", "")

    @extend_schema_field(Text(allow_null=True))
    def get_level(self, position: Any) -> dict[str, str] | None:
        return position.item.name if position.item.admission else None

    def get_level_color(self, position: Any) -> str | None:
        return getattr(profile_of(position.item), "color", None)

    @extend_schema_field(Text(allow_null=True))
    def get_variation(self, position: Any) -> dict[str, str] | None:
        return position.variation.value if position.variation else None

    def get_attention(self, position: Any) -> bool:
        return any(part.checkin_attention for part in _parts(position))

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_texts(self, position: Any) -> list[str]:
        return [part.checkin_text for part in _parts(position) if part.checkin_text]

    def get_can_ignore_unpaid(self, position: Any) -> bool:
        return self.context["list"].include_pending and position.order.status == "n"


def _parts(position: Any) -> list[Any]:
    return [part for part in (position.order, position.variation, position.item) if part]


class Previous(serializers.Serializer):
    """The last entry before."""

    at = Moment(source="datetime")
    by = Line(source="actor_label")
    list = serializers.SerializerMethodField()
    gate = Line()

    def get_list(self, checkin: Any) -> str:
        return self.context["list"].name


class DoorOption(serializers.Serializer):
    id = Id()
    answer = Text()


class DoorQuestion(serializers.Serializer):
    """A question that is asked before the ticket may pass; an empty answer is one unless it is `required`."""

    id = Id()
    question = Text()
    type = Line()
    required = Flag()  # type: ignore[assignment]  # the wire's word
    options = DoorOption(many=True)


class Verdict(serializers.Serializer):
    """The door's answer to a scan."""

    verdict = serializers.ChoiceField(choices=["ok", "refused", "questions"])
    reason = Line(allow_null=True)
    message = Line()
    replay = Flag()
    checkin = Id(allow_null=True)
    ticket = Ticket(allow_null=True)
    previous = Previous(allow_null=True)
    questions = DoorQuestion(many=True)
    counters = Counters()


class Hit(serializers.Serializer):
    """One ticket that a search found."""

    order = Line(source="order.code")
    positionid = serializers.IntegerField()
    secret = Line()
    name = Line(source="attendee_name")
    level = serializers.SerializerMethodField()
    level_color = serializers.SerializerMethodField()
    item = Text(source="item.name")
    order_status = Line(source="order.status")
    checked_in_at = Moment(source="entered_at", allow_null=True)

    @extend_schema_field(Text(allow_null=True))
    def get_level(self, position: Any) -> dict[str, str] | None:
        return position.item.name if position.item.admission else None

    def get_level_color(self, position: Any) -> str | None:
        return getattr(profile_of(position.item), "color", None)


class Hits(serializers.Serializer):
    results = Hit(many=True)


class Undo(serializers.Serializer):
    checkin = Id()
    reason = Line(required=False, allow_blank=True, max_length=200)


class Undone(serializers.Serializer):
    checkin = Id(source="pk")
    annulled_at = Moment()


class RecentScan(serializers.Serializer):
    """One scan of the door's recent past."""

    at = Moment(source="datetime")
    name = serializers.SerializerMethodField()
    level = serializers.SerializerMethodField()
    kind = Line()
    by = Line(source="actor_label")
    verdict = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    checkin = Id(source="pk")
    annulled = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_name(self, checkin: Any) -> str | None:
        return checkin.position.attendee_name if checkin.position else None

    @extend_schema_field(Text(allow_null=True))
    def get_level(self, checkin: Any) -> dict[str, str] | None:
        return checkin.position.item.name if checkin.position else None

    def get_verdict(self, checkin: Any) -> str:
        return "ok" if checkin.successful else "refused"

    @extend_schema_field({"type": ["string", "null"]})
    def get_reason(self, checkin: Any) -> str | None:
        return checkin.error_reason or None

    def get_annulled(self, checkin: Any) -> bool:
        return checkin.annulled_at is not None


class DoorState(Counters):
    """How full it is, and who came last."""

    recent = RecentScan(many=True)


# --- Figures -----------------------------------------------------------------------------------------------------------


class Totals(serializers.Serializer):
    registrations = serializers.IntegerField()
    active = serializers.IntegerField()
    pending = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    expired = serializers.IntegerField()
    checked_in = serializers.IntegerField()
    orders = serializers.IntegerField()
    revenue = Money()
    outstanding = Money()
    unfulfilled = serializers.IntegerField()
    held = Money()


class LevelFigures(serializers.Serializer):
    id = Id()
    name = Text()
    color = Line()
    active = serializers.IntegerField()
    pending = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    expired = serializers.IntegerField()
    checked_in = serializers.IntegerField()
    revenue = Money()


class DayFigures(serializers.Serializer):
    day = serializers.DateField()
    count = serializers.IntegerField()
    revenue = Money()


class Arrivals(serializers.Serializer):
    hour = Moment()
    count = serializers.IntegerField()


class Figures(serializers.Serializer):
    """The dashboard. register.metrics says what each number means."""

    as_of = Moment()
    totals = Totals()
    by_level = LevelFigures(many=True)
    by_day = DayFigures(many=True)
    arrivals = Arrivals(many=True)
