"""What a provision file says about people who sign in, and about programs that act for them."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from account.models import Application, User
from account.queries import application_of_file
from account.redirects import redirect_problem
from eventhub.common.actors import Actor
from eventhub.common.provisioning import Outcome, Section

SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, section 3.3
NAMES = ("username", "first_name", "last_name")


def apply(*, file: Section, outcome: Outcome, actor: Actor) -> None:
    """Makes and updates the file's users and OAuth applications.

    Writes in the caller's transaction, and nothing where the database agrees with the file already. Raises
    ProvisionError. Teams and organizers of a user are another floor's part.
    """
    seen: set[str] = set()
    for _, part in file.entries("users"):
        if part["email"].lower() in seen:
            raise part.wrong("email", f"{part['email']!r} is here for the second time.")
        seen.add(part["email"].lower())
        _user(part, outcome)
    for _, part in file.entries("oauth_applications"):
        _application(part, outcome)


def user_of(part: Section, key: str) -> User:
    """The user whose address stands at `key`. Raises ProvisionError when there is none."""
    user = User.objects.filter(email__iexact=part[key]).first()
    if user is None:
        raise part.wrong(key, f"There is no user {part[key]!r}.")
    return user


def _user(part: Section, outcome: Outcome) -> None:
    email = part["email"].lower()
    user = User.objects.filter(email__iexact=email).first()
    _check_user(part, user)
    values = part.given(*NAMES)
    if "superuser" in part:
        values["is_superuser"] = part["superuser"]
    if user is None:
        _warn_of_weak_password(part, User(email=email, **values), outcome)
        User.objects.create_user(
            email, part.get("password"), email_verified_at=timezone.now(), **values
        )
        outcome.created.append(f"user {email}")
        return
    if "password" in part and not user.check_password(part["password"]):
        _warn_of_weak_password(part, user, outcome)
        user.set_password(part["password"])
        user.save(update_fields=["password"])
        outcome.changed.append(f"password of {email}")
    outcome.update(user, values=values, called=f"user {email}")


def _check_user(part: Section, user: User | None) -> None:
    try:
        validate_email(part["email"])
    except ValidationError:
        raise part.wrong("email", f"{part['email']!r} is not an e-mail address.") from None
    if "username" not in part:
        return
    holder = User.objects.filter(username__iexact=part["username"]).first()
    if holder is not None and holder != user:
        raise part.wrong("username", f"The user name {part['username']!r} belongs to another user.")


def _warn_of_weak_password(part: Section, user: User, outcome: Outcome) -> None:
    """The operator may choose any password, and hears what speaks against it."""
    if "password" not in part:
        return
    try:
        validate_password(part["password"], user)
    except ValidationError as error:
        outcome.warnings.append(str(part.wrong("password", " ".join(error.messages))))


def _application(part: Section, outcome: Outcome) -> None:
    app = application_of_file(part["name"])
    called = f"OAuth application {part['name']}"
    new = app is None
    app = app or Application(name=part["name"])
    values = _application_values(part)
    _check_application(part, values)
    _warn_of_unusable_addresses(part, outcome)
    if not new:
        outcome.update(app, values=values, called=called)
        return
    for name, value in values.items():
        setattr(app, name, value)
    secret = app.client_secret
    app.save(force_insert=True)
    outcome.created.append(called)
    outcome.oauth_applications[part["name"]] = {
        "client_id": app.client_id,
        "client_secret": secret,
    }


def _application_values(part: Section) -> dict[str, object]:
    values: dict[str, object] = {
        "authorization_grant_type": part["grant"],
        "client_type": Application.CLIENT_CONFIDENTIAL,
    }
    if "owner" in part:
        values["user_id"] = user_of(part, "owner").pk
    if "redirect_uris" in part:
        values["redirect_uris"] = " ".join(part["redirect_uris"])
    if "scopes" in part:
        for index, scope in part.entries("scopes"):
            if not SCOPE.fullmatch(scope):
                raise part.wrong("scopes", f"{scope!r} cannot be a scope.", entry=index)
        values["allowed_scopes"] = list(part["scopes"])
    return values


def _check_application(part: Section, values: dict[str, object]) -> None:
    for index, uri in part.entries("redirect_uris"):
        if len(uri.split()) != 1:
            raise part.wrong("redirect_uris", "An address has no blanks.", entry=index)
    if part["grant"] == Application.GRANT_CLIENT_CREDENTIALS and "organizer" not in part:
        raise part.wrong(
            "organizer", "An application with client credentials needs the organizer it works for."
        )
    if part["grant"] == Application.GRANT_CLIENT_CREDENTIALS and not part.get("redirect_uris"):
        return
    for index, uri in part.entries("redirect_uris"):
        try:
            Application(**{**values, "redirect_uris": uri}).clean()
        except ValidationError as error:
            raise part.wrong("redirect_uris", error.messages[0], entry=index) from None
    if not part.get("redirect_uris") and not _has_addresses(part["name"]):
        raise part.wrong("redirect_uris", "This grant needs at least one address to return to.")


def _warn_of_unusable_addresses(part: Section, outcome: Outcome) -> None:
    """Nobody is sent there from here; another installation with the same file may be reached differently."""
    if part["grant"] != Application.GRANT_AUTHORIZATION_CODE:
        return
    for index, uri in part.entries("redirect_uris"):
        if problem := redirect_problem(uri, public=False):
            words = f"Nobody is sent back to {uri!r}: {problem}"
            outcome.warnings.append(str(part.wrong("redirect_uris", words, entry=index)))


def _has_addresses(name: str) -> bool:
    known = application_of_file(name)
    return known is not None and bool(known.redirect_uris)
