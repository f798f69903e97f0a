"""What the floors bring to the house: each says it in files of its own, which are found by their names.

`settings.FLOORS` lists the floors from the ground up, `settings.MODULES` those that are modules; what they bring has that
order. Each may have

* `wiring.py`, read with the settings, hence without any import of its own: the hooks that it runs (HOOKS), what it adds
  to its own and other floors' hooks, its TASKS, the LANES of those that have one of their own, and its PERIODIC work;
* as a module also `api/urls.py`, `routing.py`, `surfaces.py`, `search.py`, `triggers.py`, `history.py`,
  `webhook_types.py` and `provision_keys.py`, read when they are first wanted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass
class Wiring:
    """Hook -> ordered dotted paths; task -> dotted path; task -> lane; periodic work: dotted path, seconds."""

    hooks: dict[str, list[str]] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    periodic: list[tuple[str, int]] = field(default_factory=list)


def wiring(floors: Iterable[str]) -> Wiring:
    """What the floors' `wiring.py` say together, in the order of the floors.

    Raises ImproperlyConfigured for a hook that no floor runs, and for a task or a hook that two floors claim.
    """
    modules = [(floor, module) for floor in floors if (module := part(floor, "wiring"))]
    found = Wiring()
    for floor, module in modules:
        for hook in getattr(module, "HOOKS", ()):
            _claim(hook, found.hooks, floor)
            found.hooks[hook] = []
    for floor, module in modules:
        for name, value in _says(module):
            if name == "TASKS":
                for task, path in value.items():
                    _claim(task, found.tasks, floor)
                    found.tasks[task] = path
            elif name == "LANES":
                found.lanes |= value
            elif name == "PERIODIC":
                found.periodic += value
            elif name in found.hooks:
                found.hooks[name] += value
            else:
                raise ImproperlyConfigured(f"{floor}/wiring.py: no floor runs {name}.")
    return found


def _says(module: ModuleType) -> list[tuple[str, Any]]:
    return [
        (name, said) for name, said in vars(module).items() if name.isupper() and name != "HOOKS"
    ]


def _claim(name: str, taken: Iterable[str], floor: str) -> None:
    if name in taken:
        raise ImproperlyConfigured(f"{floor}/wiring.py: another floor has {name} already.")


@cache
def brought(name: str) -> tuple[tuple[str, ModuleType], ...]:
    """The modules that have a part of this name, such as `history` or `api.urls`, with it, from the ground up."""
    parts = ((module, part(module, name)) for module in settings.MODULES)
    return tuple((module, found) for module, found in parts if found is not None)


def part(floor: str, name: str) -> ModuleType | None:
    """The floor's module of this name; None where it has none. What fails inside the module is not hidden."""
    path = f"{floor}.{name}"
    try:
        return import_module(path)
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.startswith(f"{floor}.") and f"{path}.".startswith(f"{missing}."):
            return None
        raise
