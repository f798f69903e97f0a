"""Whether an answer fits its question: each kind with what it takes, its bounds, and what it refuses."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from shop.rules import answers
from shop.rules.answers import Clean

RED, BLUE, GREEN = 1, 2, 3
OPTIONS = {RED: "Red", BLUE: "Blue", GREEN: "Green"}
DAY, NOON = dt.date(2027, 6, 24), dt.datetime(2027, 6, 24, 12, tzinfo=dt.UTC)
FILE = "file:0190a9c2-6a3b-7c11-8d2e-0123456789ab"


@dataclass(frozen=True)
class Question:
    type: str = "S"
    required: bool = False
    dependency_question_id: int | None = None
    dependency_values: list[str] = field(default_factory=list)
    valid_number_min: Decimal | None = None
    valid_number_max: Decimal | None = None
    valid_date_min: dt.date | None = None
    valid_date_max: dt.date | None = None
    valid_datetime_min: dt.datetime | None = None
    valid_datetime_max: dt.datetime | None = None
    valid_string_length_max: int | None = None


def clean(question: Question, raw: object = "", options: tuple[int, ...] = ()) -> Clean | None:
    return answers.clean(question, raw, options=options, option_texts=OPTIONS)


@pytest.mark.parametrize(
    ("kind", "raw", "text"),
    [
        ("N", "3,50", "3.50"), ("N", "-1e2", "-100"), ("N", 7, "7"), ("S", "  Ada   Lovelace ", "Ada Lovelace"),
        ("S", "x" * 250, "x" * 250), ("T", " two\nlines ", "two\nlines"), ("T", "x" * 10_000, "x" * 10_000),
        ("D", "2027-06-24", "2027-06-24"), ("H", "18:05", "18:05:00"),
        ("W", "2027-06-24T18:00", "2027-06-24T18:00:00+00:00"),
        ("W", "2027-06-24T18:00+02:00", "2027-06-24T18:00:00+02:00"), ("CC", "cz", "CZ"),
        ("TEL", "+420 601 234 567", "+420 601 234 567"), ("F", FILE, FILE),
        ("B", "yes", "True"), ("B", "ON", "True"), ("B", "no", "False"),
    ],
)  # fmt: skip
def test_what_fits_is_stored_in_one_form(kind: str, raw: object, text: str) -> None:
    assert clean(Question(kind), raw) == Clean(text)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("N", "many"), ("N", "NaN"), ("N", "Infinity"), ("S", "x" * 251), ("T", "x" * 10_001), ("D", "24.6.2027"),
        ("D", "2027-02-30"), ("H", "25:00"), ("W", "tomorrow"), ("CC", "Narnia"), ("TEL", "call me"), ("TEL", "+420"),
        ("F", "C:/me.png"), ("B", "perhaps"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_a_sentence(kind: str, raw: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        clean(Question(kind), raw)


@pytest.mark.parametrize("kind", ["N", "S", "T", "D", "H", "W", "CC", "TEL", "F", "B", "C", "M"])
@pytest.mark.parametrize("raw", ["", "   ", None])
def test_nothing_is_no_answer(kind: str, raw: object) -> None:
    assert clean(Question(kind), raw) is None


BOUNDS: list[tuple[str, dict[str, Any], list[object], list[object]]] = [
    (
        "N",
        {"valid_number_min": Decimal(1), "valid_number_max": Decimal(5)},
        ["1", "5", "5.00"],
        ["0.99", "5.01"],
    ),
    (
        "D",
        {"valid_date_min": DAY, "valid_date_max": DAY + dt.timedelta(days=2)},
        ["2027-06-24", "2027-06-26"],
        ["2027-06-23", "2027-06-27"],
    ),
    (
        "W",
        {"valid_datetime_min": NOON, "valid_datetime_max": NOON + dt.timedelta(hours=1)},
        ["2027-06-24T12:00", "2027-06-24T13:00", "2027-06-24T15:00+02:00"],
        ["2027-06-24T11:59:59", "2027-06-24T13:00:01", "2027-06-24T15:01+02:00"],
    ),
    ("S", {"valid_string_length_max": 3}, ["abc"], ["abcd"]),
    ("T", {"valid_string_length_max": 3}, ["abc"], ["abcd"]),
]


@pytest.mark.parametrize(("kind", "bounds", "inside", "outside"), BOUNDS)
def test_the_bounds_themselves_are_allowed(
    kind: str, bounds: dict[str, Any], inside: list[object], outside: list[object]
) -> None:
    question = Question(kind, **bounds)

    assert all(clean(question, raw) is not None for raw in inside)
    for raw in outside:
        with pytest.raises(ValueError, match=r"at (least|most)"):
            clean(question, raw)


def test_a_question_cannot_allow_longer_lines_than_there_are() -> None:
    with pytest.raises(ValueError, match="Use at most 250 characters"):
        clean(Question("S", valid_string_length_max=900), "x" * 251)


def test_a_required_consent_is_answered_by_yes_only() -> None:
    consent = Question("B", required=True)

    assert (clean(consent, "yes"), clean(consent, "no"), clean(consent, "")) == (
        Clean("True"),
        None,
        None,
    )


@pytest.mark.parametrize(
    ("kind", "raw", "chosen", "stored"),
    [
        ("C", "", (BLUE,), Clean("Blue", (BLUE,))),
        ("C", "", (BLUE, BLUE), Clean("Blue", (BLUE,))),
        ("C", " Blue ", (), Clean("Blue", (BLUE,))),
        ("M", "", (GREEN, RED), Clean("Green, Red", (GREEN, RED))),
        ("M", "", (RED, RED, BLUE), Clean("Red, Blue", (RED, BLUE))),
    ],
)
def test_options_are_chosen_by_id_or_by_their_text(
    kind: str, raw: str, chosen: tuple[int, ...], stored: Clean
) -> None:
    assert clean(Question(kind), raw, chosen) == stored


@pytest.mark.parametrize(
    ("kind", "raw", "chosen", "sentence"),
    [
        ("C", "", (RED, BLUE), "Choose only one option."),
        ("C", "", (9,), "Choose one of the options."),
        ("M", "", (RED, 9), "Choose one of the options."),
        ("M", "Mauve", (), "Choose one of the options."),
        ("S", "Ada", (RED,), "This question has no options to choose from."),
    ],
)
def test_choices_that_do_not_fit_are_refused(
    kind: str, raw: str, chosen: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 -- the sentence is compared whole
        clean(Question(kind), raw, chosen)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("given", "values", "asked"),
    [
        ({}, ["red"], False),
        ({8: Clean("Red", (RED,))}, ["red"], True),
        ({8: Clean("Red, Blue", (RED, BLUE))}, ["blue"], True),
        ({8: Clean("Green", (GREEN,))}, ["red", "blue"], False),
        ({8: Clean("True")}, ["True"], True),
        ({8: Clean("False")}, ["True"], False),
        ({9: Clean("True")}, ["True"], False),
    ],
)
def test_a_dependent_question_is_asked_after_the_right_answer(
    given: dict[int, Clean], values: list[str], asked: bool
) -> None:
    question = Question(dependency_question_id=8, dependency_values=values)
    identifiers = {RED: "red", BLUE: "blue", GREEN: "green"}

    assert answers.is_asked(question, given=given, identifiers=identifiers) is asked
    assert answers.is_asked(Question(), given=given, identifiers=identifiers)
