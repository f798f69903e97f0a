"""Teams, their members, invitations and keys (contract, B15 and AUTH-6 to AUTH-8)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from api.v1.errors import NOT_FOUND
from api.v1.permissions import requires_at_organizer
from api.v1.resource import ID, Json, Kind, ListView, MemberView, documented_list, documented_member
from api.v1.serializers import teams as shapes
from tenant import queries
from tenant.access.levels import PERMISSIONS
from tenant.access.requests import access_of
from tenant.models import Team
from tenant.teams.actions import invitations, teams

CHANGE_TEAMS = [requires_at_organizer("can_change_teams")]
FIXED = ["get", "delete", "head", "options"]


class TeamKind(Kind):
    """The teams of the organizer of the path."""

    permission_classes = CHANGE_TEAMS
    input = shapes.TeamInput
    orderings = {"id": "pk", "name": "name"}

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return queries.team_rows(self.organizer)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [_team(row) for row in rows]

    def find(self, pk: int) -> Team:
        return queries.team_by_id(self.organizer, pk)

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return teams.team_problems(self.organizer, data)

    def save(self, row: Team | None, data: Json) -> int:
        granter = access_of(self.request)
        if row is None:
            return teams.create_team(
                self.organizer, data=data, actor=self.actor, granter=granter
            ).pk
        return teams.change_team(row, data=data, actor=self.actor, granter=granter).pk

    def remove(self, row: Team) -> None:
        teams.delete_team(row, actor=self.actor)


def _team(row: Json) -> Json:
    return {
        "id": row["id"],
        "name": row["name"],
        "all_events": row["all_events"],
        "limit_events": row["events"],
        **{name: row[name] for name in PERMISSIONS},
    }


@documented_list(shapes.TeamDocument, "team")
class TeamList(TeamKind, ListView):
    """The organizer's teams."""


@documented_member(shapes.TeamDocument, "team")
class TeamMember(TeamKind, MemberView):
    """One team."""


class BelongingKind(Kind):
    """What belongs to the team that the path names."""

    permission_classes = CHANGE_TEAMS
    team: Team

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.team = queries.team_by_id(self.organizer, self.number("owner"))

    def wired(self, rows: list[Json]) -> list[Json]:
        return rows

    def find(self, pk: int) -> Any:
        return self.one(pk)


class MemberKind(BelongingKind):
    """People in the team. They come by invitation; `id` is the person's."""

    orderings = {"id": "user"}
    default = ("user",)

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return queries.member_rows(self.team)

    def wired(self, rows: list[Json]) -> list[Json]:
        return [_member(row) for row in rows]

    def one(self, pk: int) -> Json:
        found = list(self.rows({}).filter(user=pk))
        if not found:
            raise NotFound(NOT_FOUND)
        return _member(found[0])

    def remove(self, row: Json) -> None:
        teams.remove_member(self.team, user_id=row["id"], actor=self.actor)


def _member(row: Json) -> Json:
    name = f"{row['user__first_name']} {row['user__last_name']}".strip()
    return {
        "id": row["user"],
        "email": row["user__email"],
        "fullname": name or None,
        "require_2fa": False,
    }


@documented_list(shapes.MemberDocument, "team_member")
class MemberList(MemberKind, ListView):
    """The team's members."""

    http_method_names = ["get", "head", "options"]


@documented_member(shapes.MemberDocument, "team_member")
class MemberMember(MemberKind, MemberView):
    """One member; DELETE takes them out of the team."""

    http_method_names = FIXED


class InviteKind(BelongingKind):
    """Invitations that nobody has accepted yet."""

    input = shapes.InviteInput

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return queries.invite_rows(self.team)

    def save(self, row: Any | None, data: Json) -> int:
        return invitations.invite(
            self.team, email=data["email"], actor=self.actor, granter=access_of(self.request)
        ).pk

    def remove(self, row: Json) -> None:
        invitations.withdraw_invite(self.team, invite_id=row["id"], actor=self.actor)


@documented_list(shapes.InviteDocument, "team_invite")
class InviteList(InviteKind, ListView):
    """Pending invitations; POST sends one by mail."""


@documented_member(shapes.InviteDocument, "team_invite")
class InviteMember(InviteKind, MemberView):
    """One invitation; DELETE withdraws it."""

    http_method_names = FIXED


class TokenKind(BelongingKind):
    """The team's keys."""

    input = shapes.TokenInput

    def rows(self, filters: Mapping[str, Any]) -> QuerySet[Any]:
        return queries.token_rows(self.team)


@documented_list(shapes.TokenDocument, "team_token")
class TokenList(TokenKind, ListView):
    """The team's keys; POST makes one, and its answer alone holds the secret."""

    @extend_schema(
        operation_id="v1_team_token_create",
        request=shapes.TokenInput,
        responses={201: shapes.NewTokenDocument},
    )
    def post(self, request: Any, **path: str) -> Response:
        data = self.data(self.input)
        new = teams.create_token(
            self.team, name=data["name"], actor=self.actor, granter=access_of(request)
        )
        return Response({**self.one(new.token.pk), "token": new.secret}, status=201)


@documented_member(shapes.TokenDocument, "team_token")
@extend_schema_view(
    delete=extend_schema(
        operation_id="v1_team_token_delete", parameters=[ID], responses=shapes.TokenDocument
    )
)
class TokenMember(TokenKind, MemberView):
    """One key; DELETE makes it useless from now on, its row stays."""

    http_method_names = FIXED

    def delete(self, request: Any, **path: str) -> Response:
        token = teams.revoke_token(self.team, token_id=self.number("id"), actor=self.actor)
        return Response(self.one(token.pk))
