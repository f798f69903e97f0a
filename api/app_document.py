"""The part of the OpenAPI document that the single-page surfaces live on: /app/. Their types are made from it."""

import hashlib
import json

from drf_spectacular.generators import SchemaGenerator

from api.openapi import Json, used_components

PREFIX = "/app/"


def app() -> Json:
    """The document of /app/ alone, in a stable order. What we answer names every field, so that each is required there."""
    whole = SchemaGenerator().get_schema(request=None, public=True)
    paths = {
        path: found for path, found in sorted(whole["paths"].items()) if path.startswith(PREFIX)
    }
    used = used_components(paths, whole["components"])
    schemas = {
        name: _answered(name, found)
        for name, found in sorted(whole["components"]["schemas"].items())
        if ("schemas", name) in used
    }
    info = {"title": "EventHub, /app/", "version": whole["info"]["version"]}
    return {
        "openapi": whole["openapi"],
        "info": info,
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _answered(name: str, schema: Json) -> Json:
    if name.endswith("Request") or "properties" not in schema:
        return schema
    return {**schema, "required": sorted(schema["properties"])}


def fingerprint(document: Json) -> str:
    """What says that types were made from this very document."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
