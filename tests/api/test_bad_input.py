"""Every address that takes a body, with bodies that are none and values of the wrong kind (v1 contract, A6 and A7).

The addresses and their fields are those of the OpenAPI document, so that a new one is covered from its first day.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from shop.models import Category
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.make import (
    make_device,
    make_event,
    make_item,
    make_list,
    make_order,
    make_question,
    make_quota,
    make_shop,
    make_tax_rule,
    make_team,
    make_token,
)

pytestmark = pytest.mark.django_db
BELOW = "/api/v1/organizers/"
# Bodies that no parser may take, or that no view may take for an object.
BROKEN = {
    "no JSON": b'{"name":',
    "nothing": b"nonsense",
    "NaN": b'{"name": NaN}',
    "infinity": b'{"position": 1e999}',
    "duplicate": b'{"name": {"en": "A"}, "name": {"en": "B"}}',
    "NUL": b'{"name": "A\\u0000B"}',
    "half a character": b'{"name": "\\ud800"}',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "deep": b'{"name": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "deep, broken": b'{"name": ' + b"[" * 100_000,
    "a list": b"[]",
    "a word": b'"word"',
    "a number": b"5",
}
LONG = "x" * 5000
# The work of one test is shared out over this many.
PARTS = 12
# Limits of a number question: decimals that may come as JSON numbers too.
NUMBERS_OR_WORDS = {"valid_number_min", "valid_number_max"}
# Values that are never right for a field of this type.
WRONG: dict[str, list[Any]] = {
    "integer": ["5", 1.5, True, [1]],
    "boolean": ["true", 1, {}],
    "string": [5, True, ["x"]],
    "array": ["x", {"a": 1}],
    "number": [[], "many", True],
}
# Values that may be right somewhere: they are never a fault of ours.
STRANGE: list[Any] = [
    None, LONG, -1, 10**30, 2**63, -(2**63), 1e300, "2027-99-99", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00", "999999999999999999.99", "NaN", "-0.00", "\u202e", [None], [[]], {"en": None}, {"xx": "y"},
]  # fmt: skip


@cache
def document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


def writes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """method, path and the fields of the body of every address below an organizer."""
    shapes = document()["components"]["schemas"]
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is None or not path.startswith(BELOW):
                continue
            shape = shapes.get(body.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1], {})
            fields = shape.get("properties", {})
            yield method.upper(), path, fields


@pytest.fixture
def full(organizer: Organizer) -> dict[str, str]:
    """An event with one of everything: the last fixed word of a path -> the id that stands below it."""
    event: Event = make_event(organizer)
    series = make_event(organizer, "series", has_subevents=True)
    item = make_item(event, name="Shirt", variations=[{"value": {"en": "S"}}])
    question = make_question(event, [item], type="C", options=[{"answer": {"en": "yes"}}])
    order = make_order(event, make_shop(event))
    team = make_team(organizer)
    make_token(team, "alice-token")
    category = Category.objects.create(tenant=event.tenant, event=event, name={"en": "A"})
    return {
        "organizers": organizer.slug,
        "events": event.slug,
        "series": series.slug,
        "categories": str(category.pk),
        "items": str(item.pk),
        "variations": str(item.variations.get().pk),
        "questions": str(question.pk),
        "options": str(question.options.get().pk),
        "quotas": str(make_quota(event, []).pk),
        "taxrules": str(make_tax_rule(event).pk),
        "checkinlists": str(make_list(event).pk),
        "orders": order.code,
        "orderpositions": str(order.positions.get().pk),
        "teams": str(team.pk),
        "devices": str(make_device(organizer).pk),
    }


def filled(path: str, ids: dict[str, str]) -> str:
    words = dict(ids)
    if "/subevents/" in path:
        words["events"] = ids["series"]
    return re.sub(r"(\w+)/\{\w+\}", lambda found: f"{found[1]}/{words.get(found[1], '1')}", path)


def never_right(name: str, schema: dict[str, Any]) -> list[Any]:
    """Values that the field must refuse; nothing for a field of several types."""
    types = kinds(schema)
    found = list(WRONG.get(next(iter(types)), ())) if len(types) == 1 else []
    if schema.get("enum"):
        found += ["a word of no list", LONG]
    return [] if name in NUMBERS_OR_WORDS else found


def kinds(schema: dict[str, Any]) -> set[str]:
    given = schema.get("type")
    found = set(given if isinstance(given, list) else [given] if given else [])
    return found - {"null"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(PARTS))
def test_err_5_a_body_that_is_none_is_400_everywhere(full: dict[str, str], part: int) -> None:
    alice = Api("alice-token")
    for method, path, _ in [*writes()][part::PARTS]:
        url = filled(path, full)
        for name, body in BROKEN.items():
            if name == "a list" and url.endswith(("bulk_create/", "batch_create/")):
                continue  # these take lists
            answer = alice.send(method, url, body)
            assert answer.status_code in {400, 404}, (method, url, name, answer.content)
            assert isinstance(answer.json(), dict), (method, url, name)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", range(PARTS))
def test_err_3_and_type_6_a_value_of_the_wrong_kind_is_400_on_its_field(
    full: dict[str, str], part: int
) -> None:
    alice, strange = Api("alice-token"), cycle(STRANGE)
    for method, path, fields in [*writes()][part::PARTS]:
        url = filled(path, full)
        missing = alice.send(method, url, {}).status_code == 404
        for name, schema in fields.items():
            for value in never_right(name, schema):
                answer = alice.send(method, url, {name: value})
                case = (method, url, name, value, answer.status_code, answer.content)
                assert answer.status_code == 400 or (missing and answer.status_code == 404), case
                assert missing or name in answer.json(), case
            for value in islice(strange, 3):
                answer = alice.send(method, url, {name: value})
                assert answer.status_code < 500, (method, url, name, value)


@pytest.mark.parametrize("word", [LONG, "%00", "%ff%fe", "-1", "1e5", "0x1", "9" * 40, "..", "é"])
def test_perm_6_words_of_a_path_that_lead_nowhere_are_404_below_an_event(
    full: dict[str, str], word: str
) -> None:
    alice = Api("alice-token")
    for path, operations in document()["paths"].items():
        if not path.startswith(BELOW) or "get" not in operations or "{id}" not in path:
            continue
        url = filled(path.replace("{id}", word, 1), full)
        status = alice.get(url).status_code
        assert status in {301, 403, 404}, (path, status)


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-1", "page=x", f"page={'9' * 30}", "page_size=0", "page_size=x", "ordering=nonsense",
        "ordering=-nonsense", f"ordering={LONG}", "ordering=position;drop", "search=%00", f"search={LONG}",
        "modified_since=yesterday", "modified_since=2027-99-99T00:00:00Z", "modified_since=0000-00-00", "is_addon=1",
        "active=yes", "item=x", f"item={'9' * 30}", "subevent=-1", "created_since=12", "list=x", "exclude=%ff",
    ],
)  # fmt: skip
def test_qry_1_and_2_no_list_fails_over_a_strange_parameter(
    full: dict[str, str], query: str
) -> None:
    alice = Api("alice-token")
    for path, operations in document()["paths"].items():
        if not path.startswith(BELOW) or "get" not in operations or path.endswith("}/"):
            continue
        status = alice.get(f"{filled(path, full)}?{query}").status_code
        assert status in {200, 302, 400, 403, 404, 409}, (path, status)
