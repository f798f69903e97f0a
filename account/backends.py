"""How a password is checked: against the e-mail address or the user name, whichever was typed."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest

from account.models import User


class EmailOrUsernameBackend(ModelBackend):
    """Signs in by e-mail address or user name; unknown names take as long as wrong passwords."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        typed = (username or kwargs.get("email") or "").strip()
        if not typed or password is None or "\x00" in typed:
            return None
        # Lower() matches the unique indexes; the address wins should a user name look like somebody's address.
        found = sorted(
            User.objects.filter(Q(email__iexact=typed) | Q(username__iexact=typed)),
            key=lambda user: user.email.lower() != typed.lower(),
        )
        if not found:
            User().set_password(password)
            return None
        user = found[0]
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
