"""Which scopes an OAuth application may ask for: those that the operator gave it."""

from typing import Any

from oauth2_provider.scopes import SettingsScopes


class _Described(dict[str, str]):
    """Scopes with what a person reads at the consent; one that only an application knows is called by its name."""

    def __missing__(self, scope: str) -> str:
        return scope


class ApplicationScopes(SettingsScopes):  # type: ignore[misc]  # the library has no types
    """The scopes of the settings, narrowed (or, for APIs with words of their own, widened) by the application's own."""

    def get_all_scopes(self) -> dict[str, str]:
        return _Described(super().get_all_scopes())

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """What the application may ask for at the most."""
        own = getattr(application, "allowed_scopes", None)
        return list(own) if own else list(super().get_available_scopes())

    def get_default_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """What it gets when it asks for nothing in particular: all that it may have."""
        own = getattr(application, "allowed_scopes", None)
        return list(own) if own else list(super().get_default_scopes())
