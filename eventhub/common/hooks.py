"""Flows that run up the house: ordered dotted paths in settings, called one after the other."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def run(setting: str, **arguments: Any) -> list[Any]:
    """Calls every function that `settings.<setting>` lists, in order, inside the caller's transaction.

    Returns their results. An exception of one stops the rest and reaches the caller, whose transaction it undoes.
    """
    return [import_string(path)(**arguments) for path in getattr(settings, setting)]
