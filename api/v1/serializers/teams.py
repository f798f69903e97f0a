"""The shapes of teams, in and out. Who may give which rights is decided by tenant.teams.actions.teams."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.fields import Strings
from eventhub.common.http.serializers import Flag, Id, Line
from tenant.access.levels import PERMISSIONS


class Address(serializers.EmailField):
    """An e-mail address, as a string."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class TeamInput(serializers.Serializer):
    """What POST, PUT and PATCH take."""

    name = Line(max_length=190)
    all_events = Flag(required=False)
    limit_events = Strings(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), **{name: Flag(required=False) for name in PERMISSIONS}}


class TeamDocument(TeamInput):
    """A team."""

    id = Id(read_only=True)


class InviteInput(serializers.Serializer):
    """Whom to invite."""

    email = Address(max_length=254)


class InviteDocument(InviteInput):
    """An invitation that nobody has accepted yet."""

    id = Id(read_only=True)


class TokenInput(serializers.Serializer):
    """What the key is for."""

    name = Line(max_length=190)


class TokenDocument(TokenInput):
    """A key."""

    id = Id(read_only=True)
    active = Flag(read_only=True)


class NewTokenDocument(TokenDocument):
    """A key and its secret, which is shown this once."""

    token = Line(read_only=True)


class MemberDocument(serializers.Serializer):
    """A person in the team; `id` is theirs."""

    id = Id()
    email = Line()
    fullname = Line(allow_null=True)
    require_2fa = Flag()
