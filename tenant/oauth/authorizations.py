"""Reads about the applications that people allowed to act for them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet

from account.models import Application, Authorization, User
from account.queries import registered_on_the_page
from eventhub.common.models import AuditEntry
from tenant.models import AuthorizationOrganizer, Organizer

HISTORY = 20
# What the words of a scope come to, for somebody who is about to allow them.
EXPLAINED = {
    "read": "Events, products, orders and the people in them, wherever your own rights let you.",
    "write": "Events, products, orders and check-ins, wherever your own rights let you.",
    "profile": "Your name, e-mail address and language.",
}
SENTENCES = {
    "application.created": "You made {name}.",
    "application.changed": "{name} was changed.",
    "application.secret_renewed": "{name} got a new secret.",
    "application.disabled": "{name} was disabled.",
    "application.enabled": "{name} was enabled again.",
    "authorization.granted": "{application_name} was allowed to act for you at {organizers}.",
    "authorization.revoked": "{application_name} may not act for you any more.",
}


@dataclass(frozen=True)
class Allowed:
    """One application with all that a person allowed it and did not take back."""

    application: Application
    words: list["Word"]


@dataclass(frozen=True)
class Word:
    """What a person allowed: the scope in words, where, and since when. Said twice, it counts once."""

    scope: list[str]
    organizers: list[Organizer]
    since: dt.datetime


@dataclass(frozen=True)
class Happening:
    """When something happened, and what, as a person reads it."""

    at: dt.datetime
    words: str


def scope_words(scope: Iterable[str]) -> list[str]:
    """What a person reads for each word of a scope."""
    return [settings.OAUTH_SCOPES.get(one, one) for one in scope]


def scopes_explained(scope: Iterable[str]) -> list[tuple[str, str]]:
    """Each word of a scope as a person reads it, and what it comes to."""
    return [(settings.OAUTH_SCOPES.get(one, one), EXPLAINED.get(one, "")) for one in scope]


def own_applications(user: User) -> QuerySet[Application]:
    """The user's applications, the living first; `on_the_page` are those that can be changed there. One query."""
    found: QuerySet[Application] = Application.objects.filter(user=user)
    found = found.annotate(on_the_page=registered_on_the_page())
    return found.order_by(F("disabled_at").desc(nulls_first=True), "name", "pk")


def allowed_applications(user: User) -> list[Allowed]:
    """Which applications may act for the user, and where, the same words together. Three queries."""
    links = AuthorizationOrganizer.unscoped.select_related("organizer").order_by("organizer__name")
    rows = (
        Authorization.objects.filter(user=user, revoked_at=None, application__disabled_at=None)
        .select_related("application")
        .prefetch_related(Prefetch("organizer_links", queryset=links))
        .order_by("application__name", "application_id", "pk")
    )
    found: dict[int, Allowed] = {}
    for row in rows:
        word = Word(
            scope=scope_words(sorted(row.scope.split())),
            organizers=[link.organizer for link in row.organizer_links.all()],
            since=row.created_at,
        )
        words = found.setdefault(row.application_id, Allowed(row.application, [])).words
        if not any((word.scope, word.organizers) == (one.scope, one.organizers) for one in words):
            words.append(word)
    return list(found.values())


def standing_authorization(
    user: User, *, application: Application, scope: Iterable[str]
) -> tuple[Authorization, list[str]] | None:
    """The newest authorization that covers the scope, and the slugs of its organizers; None when there is none."""
    wanted = set(scope)
    rows = Authorization.objects.filter(user=user, application=application, revoked_at=None)
    for row in rows.order_by("-pk"):
        if wanted <= set(row.scope.split()):
            links = AuthorizationOrganizer.unscoped.filter(authorization=row)
            return row, list(links.values_list("organizer__slug", flat=True))
    return None


def history(user: User) -> list[Happening]:
    """What happened between the user and applications, and to those they made, newest first. One query."""
    about_me = Q(object_type="account.User", object_id=user.pk)
    mine = Application.objects.filter(user=user).values("pk")
    about_mine = Q(object_type="account.Application", object_id__in=mine)
    rows = AuditEntry.unscoped.filter(about_me | about_mine, tenant=None, action__in=SENTENCES)
    return [Happening(row.at, sentence(row)) for row in rows.order_by("-pk")[:HISTORY]]


def sentence(entry: AuditEntry) -> str:
    """An entry about applications, as a person reads it."""
    data = {"application_name": "An application", **entry.data}
    data["organizers"] = ", ".join(data.get("organizers", [])) or "no organizer"
    return SENTENCES[entry.action].format_map(data)
