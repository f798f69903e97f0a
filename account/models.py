"""People who sign in, and the applications that act for them."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)


class UserManager(BaseUserManager["User"]):
    """Finds users by what they type at the sign-in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # untyped package
    """One login for all tenants. Signs in with the e-mail address, or with the user name where one was given."""

    email = models.EmailField(max_length=254)
    username = models.CharField(max_length=150, null=True, blank=True)  # noqa: DJ001 -- unique where given
    first_name = models.CharField(max_length=150, blank=True, default="")
    last_name = models.CharField(max_length=150, blank=True, default="")
    locale = models.CharField(max_length=20, default="en")
    is_active = models.BooleanField(default=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="account_user_email_unique"),
            models.UniqueConstraint(
                Lower("username"),
                condition=Q(username__isnull=False),
                name="account_user_username_unique",
            ),
        ]

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_staff(self) -> bool:
        """Django's word for a platform administrator."""
        return self.is_superuser


class Application(AbstractApplication):  # type: ignore[misc]  # untyped package
    """A program of somebody else that acts for a person who allowed it."""

    # What it may ask for at the most; empty: whatever the installation offers.
    allowed_scopes = models.JSONField(default=list, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractApplication.Meta):  # type: ignore[misc]  # untyped package
        pass

    @property
    def address_lines(self) -> str:
        """The addresses to return to, one a line, as a person edits them."""
        return "\n".join(self.redirect_uris.split())

    def is_usable(self, request: object) -> bool:
        """The library's question, before it looks at anything else: a disabled application does not exist."""
        return self.disabled_at is None


class Authorization(models.Model):
    """A person's word that an application may act for them: what all its tokens draw their limits from.

    Which organizers it reaches is kept in tenant.AuthorizationOrganizer. Tokens come and go; this row stays, so that no
    refresh and no revocation can ever widen what was allowed.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="authorizations")
    application = models.ForeignKey(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
        on_delete=models.CASCADE,
        related_name="authorizations",
    )
    scope = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "application"], name="account_authorization_user")]


class Grant(AbstractGrant):  # type: ignore[misc]  # untyped package
    """An authorization code between consent and token."""

    # None where no person was asked: an application that acts for itself.
    authorization = models.ForeignKey(
        Authorization, on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta(AbstractGrant.Meta):  # type: ignore[misc]  # untyped package
        pass


class AccessToken(AbstractAccessToken):  # type: ignore[misc]  # untyped package
    """What an application shows with each call."""

    # None where no person was asked: an application that acts for itself.
    authorization = models.ForeignKey(
        Authorization, on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta(AbstractAccessToken.Meta):  # type: ignore[misc]  # untyped package
        pass


class RefreshToken(AbstractRefreshToken):  # type: ignore[misc]  # untyped package
    """What an application trades for the next access token."""

    # None where no person was asked: an application that acts for itself.
    authorization = models.ForeignKey(
        Authorization, on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta(AbstractRefreshToken.Meta):  # type: ignore[misc]  # untyped package
        pass


class IDToken(AbstractIDToken):  # type: ignore[misc]  # untyped package
    """Who signed in, for OpenID Connect."""

    class Meta(AbstractIDToken.Meta):  # type: ignore[misc]  # untyped package
        pass
