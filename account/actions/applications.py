"""Applications: what a person registers to act for others, and what they take back from those they allowed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from oauth2_provider.generators import generate_client_secret

from account.actions import tokens
from account.models import Application, Authorization, User
from account.queries import registered_on_the_page
from account.redirects import redirect_problem
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.errors import Invalid, NotFound
from eventhub.common.text import has_nul

# People decide by the name: nothing in it may turn the words of the page around.
MISLEADING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME, MOST_ADDRESSES, MOST_APPLICATIONS = 100, 10, 100

IN_FILE = "This application stands in the installation's file, and is changed there."


@dataclass(frozen=True)
class NewSecret:
    """An application and its secret, which is shown now and never again. Empty for a public client, which has none."""

    application: Application
    secret: str


@durable
def create_application(
    user: User, *, name: str, redirect_uris: Sequence[str], public: bool, actor: Actor
) -> NewSecret:
    """Registers an application of the user's (contract, OAUTH-1).

    `public`: it runs where it can keep no secret (a phone, a browser). Raises Invalid by field: `name`, `redirect_uris`.
    Writes `application.created`. Not idempotent.
    """
    name = " ".join(name.split())
    uris = list(dict.fromkeys(redirect_uris))
    wrong = _wrong(name=name, uris=uris, public=public)
    if problem := _crowd(user):
        wrong["name"] = [problem]
    if wrong:
        raise _refusal(wrong)
    kind = Application.CLIENT_PUBLIC if public else Application.CLIENT_CONFIDENTIAL
    secret = generate_client_secret()
    application = Application.objects.create(
        user=user,
        name=name,
        redirect_uris=" ".join(uris),
        client_type=kind,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        client_secret=secret,
    )
    _record("created", application, actor, redirect_uris=uris, client_type=kind)
    return NewSecret(application, "" if public else secret)


@durable
def renew_secret(user: User, *, client_id: str, actor: Actor) -> NewSecret:
    """Gives the user's application another secret; the old one is worth nothing from now on, tokens live on.

    Raises NotFound, and Invalid `public` for a public client. Writes `application.secret_renewed`.
    """
    application = _own(user, client_id)
    if application.client_type == Application.CLIENT_PUBLIC:
        raise Invalid("public", "A public client has no secret.")
    secret = generate_client_secret()
    application.client_secret = secret
    application.save(update_fields=["client_secret", "updated"])
    _record("secret_renewed", application, actor)
    return NewSecret(application, secret)


@durable
def change_application(
    user: User, *, client_id: str, name: str, redirect_uris: Sequence[str], actor: Actor
) -> Application:
    """Gives the user's application another name and other addresses to return to; id, secret and tokens stay.

    Codes that were sent to an address which is none any more die. Raises NotFound, and Invalid by field: `name`,
    `redirect_uris`; by `name` also for an application of the provision file, which the file would change back. Writes `application.changed`; the same again writes nothing.
    """
    application = _own(user, client_id)
    name = " ".join(name.split())
    uris = list(dict.fromkeys(redirect_uris))
    public = application.client_type == Application.CLIENT_PUBLIC
    if wrong := _wrong(name=name, uris=uris, public=public):
        raise _refusal(wrong)
    if not Application.objects.filter(registered_on_the_page(), pk=application.pk).exists():
        raise _refusal({"name": [IN_FILE]})
    if (application.name, application.redirect_uris.split()) == (name, uris):
        return application
    application.name, application.redirect_uris = name, " ".join(uris)
    application.save(update_fields=["name", "redirect_uris", "updated"])
    tokens.end_codes_to_others(application)
    _record("changed", application, actor, redirect_uris=uris)
    return application


@durable
def disable_application(user: User, *, client_id: str, actor: Actor) -> Application:
    """Ends the user's application with every word, code and token that it was given, for everybody (contract,
    OAUTH-13).

    Raises NotFound. Writes `application.disabled`. A second time changes nothing.
    """
    application = _own(user, client_id)
    if application.disabled_at is not None:
        return application
    application.disabled_at = timezone.now()
    application.save(update_fields=["disabled_at", "updated"])
    _end_given(application)
    _record("disabled", application, actor)
    return application


@durable
def enable_application(user: User, *, client_id: str, actor: Actor) -> Application:
    """Lets the user's disabled application begin anew: with its id and secret, and with nobody's word.

    Whatever it was given before it was disabled stays dead. Raises NotFound, Invalid `invalid` when there are too many
    applications. Writes `application.enabled`. A second time changes nothing.
    """
    application = _own(user, client_id)
    if application.disabled_at is None:
        return application
    if problem := _crowd(user):
        raise Invalid("invalid", problem, fields={"name": [problem]})
    _end_given(application)
    application.disabled_at = None
    application.save(update_fields=["disabled_at", "updated"])
    _record("enabled", application, actor)
    return application


@durable
def revoke_authorizations(user: User, *, client_id: str, actor: Actor) -> Application:
    """Takes back whatever the user allowed the application: its codes, access and refresh tokens die at once
    (contract, OAUTH-12).

    Raises NotFound when nothing is allowed to it. Locks the authorizations, writes `authorization.revoked`.
    """
    found = list(
        Authorization.objects.select_for_update(of=("self",))
        .select_related("application")
        .filter(user=user, application__client_id=client_id, revoked_at=None)
        .order_by("pk")
    )
    if not found:
        raise NotFound("authorization_not_found", "You have not allowed anything to this.")
    tokens.end_all(found)
    Authorization.objects.filter(pk__in=[row.pk for row in found]).update(revoked_at=timezone.now())
    application = found[0].application
    audit.record(
        "authorization.revoked",
        actor=actor,
        target=user,
        data={"application_id": application.pk, "application_name": application.name},
    )
    return application


def _end_given(application: Application) -> None:
    """The caller holds the application's row: no word is given meanwhile (tenant.oauth.actions)."""
    given = list(
        Authorization.objects.select_for_update()
        .filter(application=application, revoked_at=None)
        .order_by("pk")
    )
    tokens.end_all(given)
    Authorization.objects.filter(pk__in=[row.pk for row in given]).update(revoked_at=timezone.now())


def _wrong(*, name: str, uris: Sequence[str], public: bool) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    if not name or len(name) > LONGEST_NAME or has_nul(name):
        wrong["name"] = [f"Give it a name of at most {LONGEST_NAME} characters."]
    elif MISLEADING.search(name):
        wrong["name"] = [
            "Leave out characters that turn the direction of the text, and control characters."
        ]
    problems = [
        f"{uri[:200]}: {problem}".replace("\x00", "")
        for uri in uris
        if (problem := redirect_problem(uri, public=public))
    ]
    if not uris:
        problems = ["Name at least one address to return to."]
    if len(uris) > MOST_ADDRESSES:
        problems = [f"At most {MOST_ADDRESSES} addresses."]
    if problems:
        wrong["redirect_uris"] = problems
    return wrong


def _crowd(user: User) -> str | None:
    if Application.objects.filter(user=user, disabled_at=None).count() < MOST_APPLICATIONS:
        return None
    return "You have too many applications. Disable one first."


def _refusal(wrong: dict[str, list[str]]) -> Invalid:
    return Invalid("invalid", "Please correct what is marked.", fields=wrong)


def _own(user: User, client_id: str) -> Application:
    found = None
    if "\x00" not in client_id:
        found = (
            # Not the key: tokens that are made at this moment refer to it, and wait for nobody.
            Application.objects.select_for_update(of=("self",), no_key=True)
            .filter(user=user, client_id=client_id)
            .first()
        )
    if found is None:
        raise NotFound("application_not_found", "You have no such application.")
    return found  # type: ignore[no-any-return]  # untyped package


def _record(verb: str, application: Application, actor: Actor, **data: object) -> None:
    audit.record(
        f"application.{verb}",
        actor=actor,
        target=application,
        data={"name": application.name, **data},
    )
