"""What was published stays (v1 contract, COMPAT-2).

`published.json` holds every address with its methods, the fields of every body and answer with their types, and the fields that
a caller must send. It may only grow: write it anew with `PUBLISH=1 pytest tests/api/test_compatibility.py` after
something was added, and look at its diff: it has no lines that went away.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.surroundings import ROOT

PUBLISHED = Path(__file__).with_name("published.json")
PREFIX = "/api/v1/"


def types_of(schema: dict[str, Any], shapes: dict[str, Any]) -> list[str]:
    """The JSON types of a field, sorted; a union has those of its members."""
    given = schema.get("type")
    found = set(given if isinstance(given, list) else [given] if given else [])
    for word in ("oneOf", "anyOf", "allOf"):
        for part in schema.get(word, ()):
            found |= set(types_of(part, shapes))
    if "$ref" in schema:
        found |= set(types_of(shapes[schema["$ref"].rsplit("/", 1)[-1]], shapes))
    return sorted(found)


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "request", operation.get("requestBody", {})
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield status, answer


def described(document: dict[str, Any]) -> dict[str, Any]:
    """The document cut down to what a client can lean on."""
    shapes = document["components"]["schemas"]
    found: dict[str, Any] = {}
    for path, operations in document["paths"].items():
        if not path.startswith(PREFIX):
            continue
        for method, operation in operations.items():
            fields: dict[str, list[str]] = {}
            required: list[str] = []
            for place, body in bodies(operation):
                for content in body.get("content", {}).values():
                    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
                    shape = shapes.get(name, {})
                    for field, schema in shape.get("properties", {}).items():
                        fields[f"{place}.{field}"] = types_of(schema, shapes)
                    if place == "request":
                        required = sorted(shape.get("required", []))
            found[f"{method} {path}"] = {"fields": fields, "required": required}
    return found


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return described(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


def test_compat_2_nothing_goes_and_nothing_narrows(now: dict[str, Any]) -> None:
    if os.environ.get("PUBLISH"):
        lines = [
            f"{json.dumps(key)}: {json.dumps(now[key], sort_keys=True)}" for key in sorted(now)
        ]
        PUBLISHED.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    published = json.loads(PUBLISHED.read_text())

    broken = [f"{address} is gone" for address in published.keys() - now.keys()]
    for address, promise in published.items():
        present = now.get(address, promise)
        for field, types in promise["fields"].items():
            there = present["fields"].get(field)
            if there is None:
                broken.append(f"{address}: {field} is gone")
            elif field.startswith("request.") and not set(types) <= set(there):
                broken.append(f"{address}: {field} took {types} and takes {there}")
            elif not field.startswith("request.") and types != there:
                broken.append(f"{address}: {field} was {types} and is {there}")
        newly = set(present["required"]) - set(promise["required"])
        broken += [f"{address}: {name} is required now" for name in newly]

    assert broken == []


def test_compat_2_changes_are_told() -> None:
    text = (ROOT / "docs" / "changelog.md").read_text()

    assert "**Breaking**" in text
    assert "changelog.md" in (ROOT / "docs" / "api.md").read_text()
