"""Whatever a client sends, v1 answers as its document says, and never with a 5xx (contract, A6).

The requests are made by schemathesis out of docs/openapi-v1.yaml: well-formed ones and others. They are the same in every
run; more of them: EVENTHUB_FUZZ_EXAMPLES=200.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.management.commands.openapi import FILE
from tests import make

EXAMPLES = int(os.environ.get("EVENTHUB_FUZZ_EXAMPLES", "5"))
# With these a caller leaves out what the document calls present.
CHOOSING = {"include", "exclude"}
TOKEN = "any-input-token-0123456789"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DOCUMENT = yaml.load(FILE.read_text(), Loader=yaml.CSafeLoader)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = get_wsgi_application()


def cases() -> Iterator[Any]:
    """Each operation with what fits it, and with what does not where anything in it has a shape."""
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            query = any(one.get("in") == "query" for one in operation.get("parameters", ()))
            shaped = query or "requestBody" in operation
            for mode in GenerationMode if shaped else [GenerationMode.POSITIVE]:
                yield pytest.param(
                    path, method, mode, id=f"{operation['operationId']}-{mode.value}"
                )


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The requests run in this test's transaction: its connection stays open between them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def places(db: None) -> dict[str, str]:
    """An event with one of everything; the words of paths that lead to it."""
    organizer = make.make_organizer("bigevents")
    team = make.make_team(organizer)
    make.make_token(team, TOKEN)
    event = make.make_event(organizer)
    item = make.make_shop(event)
    order = make.make_order(event, item)
    make.make_list(event)
    return {"organizer": "bigevents", "event": event.slug, "code": order.code}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("path", "method", "mode"), list(cases()))
def test_err_1_to_5_any_input_is_answered_as_the_document_says(
    path: str, method: str, mode: GenerationMode, places: dict[str, str]
) -> None:
    operation = SCHEMA[path][method.upper()]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip
    def answered(case: Any) -> None:
        for name, word in places.items():
            if name in (case.path_parameters or {}):
                case.path_parameters[name] = word
        for word in CHOOSING & set(case.query or {}):
            del case.query[word]
        case.call_and_validate(
            app=SCHEMA.app, headers={"Authorization": f"Token {TOKEN}"}, checks=CHECKS
        )

    answered()
