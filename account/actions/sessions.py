"""Sign-ins that are over."""

from importlib import import_module

from django.conf import settings


def forget_expired() -> None:
    """Deletes the sessions that expired: visitors make one each, and nobody takes them away. Periodic; idempotent."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
