"""How a view says who may pass. A view that says nothing is closed, and a guard test finds it."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext_noop
from rest_framework.permissions import SAFE_METHODS, BasePermission

from eventhub.common.errors import Denied, Unauthenticated
from tenant.access.levels import MODULES, PERMISSIONS, Level
from tenant.access.requests import access_of, check_permission, organizer_of

View = TypeVar("View", bound=Callable[..., Any])
ACCOUNT_NEEDED = gettext_noop("Please sign in first.")


class Declared(BasePermission):
    """What every gate is: the guard test looks for it on each route."""

    declares: ClassVar[str] = ""


class DenyUndeclared(BasePermission):
    """The default: a view that declares no gate is closed to all."""

    def has_permission(self, request: Any, view: Any) -> bool:
        raise Denied(
            "undeclared", gettext_noop("This address has no rule of who may use it, so nobody may.")
        )


class Public(Declared):
    """Open to everyone."""

    declares = "public"

    def has_permission(self, request: Any, view: Any) -> bool:
        return True


class SelfService(Declared):
    """Open to everyone who signed in; the view shows them only their own."""

    declares = "self"

    def has_permission(self, request: Any, view: Any) -> bool:
        _insist_on_caller(request)
        return True


def _insist_on_caller(request: Any) -> None:
    access = access_of(request)
    if access.actor.kind == "visitor":
        raise Unauthenticated(message=ACCOUNT_NEEDED)


def gate(module: str, *, read: Level = Level.STAFF, write: Level | None = None) -> type[Declared]:
    """A permission class: `read` is the least level for safe methods, `write` for the others (default: the same)."""
    if module not in MODULES:
        raise ValueError(f"{module!r} is not a module of the house.")
    needed_to_write = read if write is None else write

    class Gate(Declared):
        declares = f"{module}:{read.name.lower()}/{needed_to_write.name.lower()}"

        def has_permission(self, request: Any, view: Any) -> bool:
            _insist_on_caller(request)
            required = read if request.method in SAFE_METHODS else needed_to_write
            actual = check_permission(request, module)
            if actual < required:
                raise Denied(
                    message=f"This needs the level {required.name.lower()} in {module}; you have {actual.name.lower()}.",
                    module=module,
                    required=required.name.lower(),
                    actual=actual.name.lower(),
                )
            return True

    return Gate


def capability(permission: str, *, read: bool = True) -> type[Declared]:
    """A permission class: a right at the request's organizer, such as `can_change_teams`, whatever the method.

    `read` False: everyone who has a place at the organizer may look.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is not a right of the house.")

    class Gate(Declared):
        declares = f"{permission if read else ''}/{permission}"

        def has_permission(self, request: Any, view: Any) -> bool:
            _insist_on_caller(request)
            organizer = organizer_of(request)  # one that the caller has a place at, or NotFound
            asked = read or request.method not in SAFE_METHODS
            if asked and not access_of(request).can_at_organizer(organizer, permission):
                raise Denied(message=f"This needs the right {permission}.", required=permission)
            return True

    return Gate


def capable(permission: str) -> Callable[[View], View]:
    """`capability` for a function view; stands below `@api_view`."""

    def mark(view: View) -> View:
        view.permission_classes = [capability(permission)]  # type: ignore[attr-defined]
        return view

    return mark


def gated(
    module: str, *, min: Level = Level.STAFF, write: Level | None = None
) -> Callable[[View], View]:
    """The gate of a function view; stands below `@api_view`, which reads it."""

    def mark(view: View) -> View:
        view.permission_classes = [gate(module, read=min, write=write)]  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Marks a view that everyone may use: below `@api_view` of an API view, outermost of a page."""
    view.permission_classes = [Public]  # type: ignore[attr-defined]  # read by api_view
    view.gate = "public"  # type: ignore[attr-defined]  # read by the guard test
    return view


def self_service(view: View) -> View:
    """Marks a view for everyone who signed in, about their own things."""
    view.permission_classes = [SelfService]  # type: ignore[attr-defined]  # read by api_view
    view.gate = "self"  # type: ignore[attr-defined]  # read by the guard test
    return view
