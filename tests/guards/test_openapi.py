"""The OpenAPI document says everything that the APIs do."""

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api.management.commands import openapi
from api.v1 import document as api_document
from tests.guards.routes import PLATFORM, routes

# The document itself and the page to try it.
NOT_DESCRIBED = {"/api/schema/", "/api/docs/"}


@pytest.fixture(scope="module")
def document() -> Any:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def test_every_route_and_method_is_described(document: Any) -> None:
    described = {
        (path.replace("{", "<").replace("}", ">"), method)
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }
    served = {
        (route.path, method)
        for route in routes(PLATFORM)
        if route.api is not None and route.path not in NOT_DESCRIBED
        for method in route.methods
    }

    assert served - described == set()
    assert described - served == set()


def test_the_document_is_valid_and_was_made_without_complaint(document: Any) -> None:
    validate_schema(document)

    assert GENERATOR_STATS._warn_cache == {}
    assert GENERATOR_STATS._error_cache == {}


def test_the_document_in_the_docs_is_the_one_that_the_program_makes() -> None:
    """A change of what v1 promises must be seen in review: it is part of the same change as the code."""
    assert openapi.FILE.read_text() == openapi.written(), (
        "v1 is described differently now. Look at what changed with: .venv/bin/python manage.py openapi && git diff docs"
    )


def test_every_operation_of_the_surfaces_stands_with_its_module(document: Any) -> None:
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    tags = {
        path.split("/")[2]: operation["tags"]
        for path, operations in document["paths"].items()
        if path.startswith("/app/")
        for operation in operations.values()
    }

    assert {"ui", "shop", "register", "tenant"} <= set(tags)
    assert tags == {module: [module] for module in tags}
    assert [module for module in tags if not described.get(module)] == []


def test_v1_says_of_every_operation_who_may_call_it_and_how_it_is_refused() -> None:
    described = api_document.v1()

    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            name = f"{method} {path}"
            assert operation["description"], name
            assert operation["tags"], name
            if path not in api_document.OPEN:
                assert operation["security"], name
                assert {"401", "403", "429"} <= set(operation["responses"]), name
            if method != "get":
                assert {"400", "409"} <= set(operation["responses"]), name
