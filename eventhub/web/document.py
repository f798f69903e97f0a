"""The OpenAPI document of /app/, module by module: each operation stands with the module whose address it has."""

import re
from collections.abc import Iterator
from typing import Any

from eventhub.common import floors

Json = dict[str, Any]
ADDRESS = re.compile(r"^/app/(\w+)/")
UI = "What the single-page surfaces ask first: who is here, the menu, the search."


def tagged(result: Json, **_: Any) -> Json:
    """drf-spectacular's hook: gives the operations of /app/ the tag of their module, and the tags their words.

    A module says in its `api/urls.py` what its API is about (ABOUT).
    """
    for path, operations in result["paths"].items():
        if found := ADDRESS.match(path):
            for operation in operations.values():
                operation["tags"] = [found[1]]
    result["tags"] = list(_tags())
    return result


def _tags() -> Iterator[Json]:
    yield {"name": "ui", "description": UI}
    for module, urls in floors.brought("api.urls"):
        yield {"name": module, "description": getattr(urls, "ABOUT", "")}
