"""Accounts that people make for themselves."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from account.models import User
from eventhub.common.errors import Conflict, Invalid

LONGEST_NAME, LONGEST_PASSWORD = 150, 1024
EXISTS = gettext_noop("An account with this address already exists. Please sign in.")


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address. Only for those who have shown that they read its mail."""
    return User.objects.filter(email__iexact=email).exists()


@transaction.atomic(savepoint=False)
def create_account_within(*, email: str, name: str, password: str) -> User:
    """Makes an account for the reader of a verified address, and returns it.

    Raises Invalid by field (`name`, `password`) and Conflict `account_exists`; the address is unique without regard to
    case. Writes the user, the password as a hash.
    """
    name = " ".join(name.replace("\x00", "").split())
    user = User(email=email.strip().lower(), first_name=name, email_verified_at=timezone.now())
    _insist_on_fields(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("account_exists", EXISTS) from error
    return user


def _insist_on_fields(user: User, password: str) -> None:
    problems: dict[str, list[str]] = {}
    if not 0 < len(user.first_name) <= LONGEST_NAME:
        problems["name"] = [
            gettext("Enter your name, with at most %(limit)d characters.") % {"limit": LONGEST_NAME}
        ]
    if len(password) > LONGEST_PASSWORD or "\x00" in password:
        problems["password"] = [gettext_noop("Choose a password that can be typed.")]
    else:
        try:
            validate_password(password, user)
        except ValidationError as error:
            problems["password"] = list(error.messages)
    if problems:
        raise Invalid(message=gettext_noop("Some fields are not right."), fields=problems)
