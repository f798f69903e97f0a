"""Every address of the product, on the platform's host and on an organizer's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver

PLATFORM, ORGANIZER = "eventhub.urls", "eventhub.urls_organizer"


@dataclass(frozen=True)
class Route:
    """One address: its path with `<name>` for each parameter, and the view behind it."""

    urlconf: str
    path: str
    view: Any

    @property
    def api(self) -> Any | None:
        """The class of a REST framework view; None for a plain one."""
        return getattr(self.view, "cls", None)

    @property
    def permissions(self) -> list[type]:
        """What a REST framework view declares."""
        given = getattr(self.view, "initkwargs", {}).get("permission_classes")
        return list(given if given is not None else self.api.permission_classes)  # type: ignore[union-attr]

    @property
    def public(self) -> bool:
        """Whether everybody may look."""
        if self.api is None:
            return getattr(self.view, "gate", "") == "public"
        return all(getattr(p, "declares", "") == "public" for p in self.permissions)

    @property
    def methods(self) -> set[str]:
        """The methods that a REST framework view has, OPTIONS and HEAD apart."""
        actions = getattr(self.view, "actions", None) or {
            name: name
            for name in ("get", "post", "put", "patch", "delete")
            if hasattr(self.api, name)
        }
        allowed = {name.lower() for name in self.api.http_method_names}  # type: ignore[union-attr]
        return {name for name in actions if name in allowed and name not in {"head", "options"}}


def routes(urlconf: str) -> list[Route]:
    """All addresses of one kind of host."""
    return [Route(urlconf, path, view) for path, view in _walk(get_resolver(urlconf), "/")]


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        path = prefix + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback


def _plain(pattern: str) -> str:
    """`^teams/(?P<id>[0-9]+)/$` and `teams/<int:id>/` are both `teams/<id>/`."""
    if pattern.startswith("^"):
        pattern = simplify_regex(pattern).removeprefix("/")
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern).removesuffix("\\Z")
