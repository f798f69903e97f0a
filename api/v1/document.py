"""The OpenAPI document of v1: what all its operations share, and the part of the whole document that is v1's.

A view describes its own parameters, bodies and answers. What holds for every address (who may call, how refusals look,
repeating, conditional fetching) is written here once and added to each operation.
"""

import re
from collections.abc import Iterator
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from api.openapi import used_components

Json = dict[str, Any]
PREFIX = "/api/v1/"
UNSAFE = frozenset({"post", "put", "patch", "delete"})
METHODS = UNSAFE | {"get"}
# Nobody has credentials yet where they are handed out.
OPEN = frozenset({"/api/v1/device/initialize", "/api/v1/version"})
SCHEMES: Json = {
    "team_token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Token <secret>`: a key of a team, with exactly the team's rights.",
    },
    "device": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Device <secret>`: the key that a terminal got when it was set up.",
    },
    "oauth2": {
        "type": "oauth2",
        "description": "`Bearer <token>`: an application acts for a person, at the organizers that they ticked.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/api/v1/oauth/authorize",
                "tokenUrl": "/api/v1/oauth/token",
                "refreshUrl": "/api/v1/oauth/token",
                "scopes": {
                    "read": "Safe methods.",
                    "write": "Unsafe methods.",
                    "profile": "Who the person is.",
                },
            }
        },
    },
}
DETAIL: Json = {
    "type": "object",
    "properties": {"detail": {"type": "string"}},
    "required": ["detail"],
    "description": "A refusal, in a sentence.",
}
PROBLEMS: Json = {
    "anyOf": [
        {"type": "object", "additionalProperties": True},
        {"type": "array", "items": {"type": "object", "additionalProperties": True}},
    ],
    "description": "What is wrong: one key for each field, with a list of sentences (or, for nested input, the shape of"
    " the input: a list where the input is one); `non_field_errors` where it is no single field's fault; `detail` where"
    " the request as a whole cannot be read or carried out.",
}
RETRY: Json = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}, "required": True}
}  # fmt: skip
WORDS = {
    "400": ("BadRequest", "Problems", "The input is not right, or the state of things forbids it."),
    "401": ("Unauthorized", "Refusal", "No credentials, or none that are valid."),
    "403": ("Forbidden", "Refusal", "Not allowed here; also for organizers and events that do not exist."),
    "404": ("NotFound", "Refusal", "There is no such object, or no such page."),
    "409": ("Busy", "Refusal", "The same thing is being done at this moment. Nothing was changed."),
    "429": ("TooManyRequests", "Refusal", "Too many requests."),
}  # fmt: skip
HEADERS: Json = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}}},
    "409": RETRY,
    "429": RETRY,
}
KEY: Json = {
    "name": "X-Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same key from the same caller within 24 hours gets the first answer again; nothing happens twice.",
}


def completed(result: Json, **_: Any) -> Json:
    """drf-spectacular's hook: gives every operation of v1 what all of them share."""
    components = result["components"]
    components.setdefault("schemas", {}).update({"Refusal": DETAIL, "Problems": PROBLEMS})
    components["responses"] = {
        name: {**_answer(schema), "description": words, "headers": HEADERS.get(status, {})}
        for status, (name, schema, words) in WORDS.items()
    }
    components["parameters"] = {"IdempotencyKey": KEY}
    schemes = components.setdefault("securitySchemes", {})
    schemes.update(SCHEMES)
    schemes.pop("v1_token", None)
    for path, method, operation in _operations(result):
        _complete(path, method, operation)
    return result


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, operations in document["paths"].items():
        if path.startswith(PREFIX):
            for method, operation in operations.items():
                if method in METHODS:
                    yield path, method, operation


def _complete(path: str, method: str, operation: Json) -> None:
    operation["tags"] = [tag(path)]
    operation["security"] = [] if path in OPEN else _security(method)
    for status in _shared_statuses(path, method, operation):
        shared = {"$ref": f"#/components/responses/{WORDS[status][0]}"}
        operation["responses"].setdefault(status, shared)
    _widen(operation["responses"])
    operation["responses"] = dict(sorted(operation["responses"].items()))
    for status, said in operation["responses"].items():
        if not said.get("description", "there"):
            said["description"] = (
                "Done." if status < "300" else WORDS.get(status, ("", "", "Refused."))[2]
            )
    if method in UNSAFE:
        operation.setdefault("parameters", []).append(
            {"$ref": "#/components/parameters/IdempotencyKey"}
        )


def _widen(responses: Json) -> None:
    """Whatever else a 400 can say, it can also name the fields of the request that are wrong."""
    if "400" not in responses or "content" not in responses["400"]:
        return
    shape = responses["400"]["content"]["application/json"]
    known = shape["schema"].get("$ref", "").rpartition("/")[2]
    if known in {"Detail", "Refusal", "Problems"}:
        responses["400"] = {"$ref": "#/components/responses/BadRequest"}
    else:
        problems = {"$ref": "#/components/schemas/Problems"}
        shape["schema"] = {"anyOf": [shape["schema"], problems]}


def _security(method: str) -> list[Json]:
    scope = "write" if method in UNSAFE else "read"
    return [{"team_token": []}, {"oauth2": [scope]}, {"device": []}]


def _shared_statuses(path: str, method: str, operation: Json) -> list[str]:
    found = ["429"] if path in OPEN else ["401", "403", "429"]
    words = {one.get("name") for one in operation.get("parameters", ())}
    if words - {"organizer", "event"} or method in UNSAFE:
        found.append("400")
    if words & {"page", "id", "code", "owner"} or _inner_parameters(path):
        found.append("404")
    if method in UNSAFE:
        found.append("409")
    return found


def _inner_parameters(path: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", path)) - {"organizer", "event"}


def _answer(schema: str) -> Json:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"content": {"application/json": {"schema": reference}}, "description": ""}


def tag(path: str) -> str:
    """The resource that an address belongs to."""
    parts = [part for part in path.removeprefix(PREFIX).split("/") if part]
    named = [part for part in parts if not part.startswith("{")]
    if parts[:1] != ["organizers"]:
        return parts[0]
    below = named[2:] if named[1:2] == ["events"] and len(named) > 2 else named[1:]  # noqa: PLR2004 -- organizers, events, kind
    return below[0] if below else "organizers"


def v1() -> Json:
    """v1's document alone, with the components that it uses: what docs/openapi-v1.yaml holds."""
    whole = SchemaGenerator().get_schema(request=None, public=True)
    paths = {path: found for path, found in whole["paths"].items() if path.startswith(PREFIX)}
    used = used_components(paths, whole["components"])
    components = {
        kind: {name: found for name, found in sorted(entries.items()) if (kind, name) in used}
        for kind, entries in whole["components"].items()
        if kind != "securitySchemes"
    }
    info = {**whole["info"], "title": "EventHub API v1"}
    return {
        "openapi": whole["openapi"],
        "info": info,
        "paths": paths,
        "components": {**components, "securitySchemes": SCHEMES},
    }
