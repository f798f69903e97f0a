"""What drf-spectacular cannot know by itself: how callers prove who they are, and the names of our words."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

Json = dict[str, Any]
REFERENCE = re.compile(r"^#/components/(\w+)/(.+)$")


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token <secret>`."""

    target_class = "tenant.access.authentication.TeamTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token <secret>`: a key of a team, with exactly the team's rights.",
        }


class V1TokenScheme(TokenScheme):
    """The same, read by v1's own class."""

    target_class = "api.v1.authentication.TokenAuthentication"
    name = "v1_token"


class V1BearerScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer <access token>`."""

    target_class = "api.v1.authentication.BearerAuthentication"
    name = "v1_oauth2"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        flow = {
            "authorizationUrl": "/api/v1/oauth/authorize",
            "tokenUrl": "/api/v1/oauth/token",
            "refreshUrl": "/api/v1/oauth/token",
            "scopes": settings.OAUTH_SCOPES,
        }
        return {"type": "oauth2", "flows": {"authorizationCode": flow}}


class DeviceScheme(OpenApiAuthenticationExtension):
    """`Authorization: Device <key>`."""

    target_class = "api.v1.device_authentication.DeviceAuthentication"
    name = "v1_device"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Device <key>`: a scan app or a till, at its events.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """A browser session."""

    target_class = "tenant.access.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


def used_components(start: Any, components: Json) -> set[tuple[str, str]]:
    """The components that `start` refers to, and those that these refer to: (kind, name)."""
    found: set[tuple[str, str]] = set()
    waiting = [start]
    while waiting:
        for kind, name in _references(waiting.pop()):
            if (kind, name) not in found:
                found.add((kind, name))
                waiting.append(components[kind][name])
    return found


def _references(thing: Any) -> Iterator[tuple[str, str]]:
    if isinstance(thing, dict):
        if isinstance(pointer := thing.get("$ref"), str) and (match := REFERENCE.match(pointer)):
            yield match[1], match[2]
        for entry in thing.values():
            yield from _references(entry)
    elif isinstance(thing, list):
        for entry in thing:
            yield from _references(entry)
