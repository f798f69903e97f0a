"""The audit trail in words. (v1 contract, EV-60 and OAUTH-14)"""

from typing import Any

import pytest
from django.utils.translation import override

from eventhub.common import history

HOSTILE = "<script>alert(1)</script>{0.__class__} {name} %s %(x)s ${y} {{z}} {"


def test_ev_60_event_created_has_words() -> None:
    assert history.sentence("event.created", {"name": {"en": "Con"}}) == "Event created: Con"


@pytest.mark.parametrize(
    ("action", "data", "words"),
    [
        ("item.created", {"name": {"en": "Weekend"}}, "Product created: Weekend"),
        ("quota.deleted", {"id": 5}, "Quota deleted"),
        ("plugin.enabled", {"plugin": "a.b"}, "Plugin switched on: a.b"),
        ("refund.created", {}, "Refund created"),
        ("unheard.of", {}, "Something happened (unheard.of)"),
    ],
)
def test_kind_verb_and_name_make_a_sentence(action: str, data: Any, words: str) -> None:
    assert history.sentence(action, data) == words


@pytest.mark.parametrize(
    "data",
    [
        None, [], "text", 5, {}, {"name": None}, {"name": 5}, {"name": {"en": 5}}, {"name": {"en": None}}, {"name": []},
        {"name": {5: "a"}}, {"name": {"xx": ""}}, {"name": {"en": {"deeper": "x"}}}, {"code": {"a": ["b"]}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("action", ["event.created", "nothing.known", "", "."])
def test_oauth_14_no_data_is_too_strange_to_show(action: str, data: Any) -> None:
    assert isinstance(history.sentence(action, data), str)


def test_oauth_14_braces_and_markup_are_words_like_others() -> None:
    told = history.sentence("item.created", {"name": {"en": HOSTILE}})

    assert told == f"Product created: {HOSTILE}"


def test_oauth_14_a_strange_verb_is_no_template() -> None:
    assert history.sentence("event{0}.%s") == "Something happened (event{0}.%s)"


def test_a_long_name_is_cut() -> None:
    assert len(history.sentence("event.created", {"name": "x" * 9999})) < 200


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("order.paid", "Order ABC12 paid"),
        ("payment.confirmed", "Order ABC12: payment confirmed"),
        ("refund.created", "Order ABC12: refund created"),
        ("item.created", "Product created: Weekend"),
    ],
)
def test_what_happened_to_an_order_names_it(action: str, words: str) -> None:
    data = {"name": {"en": "Weekend"}} if "item" in action else {"code": "ABC12"}

    assert history.sentence(action, data, order="ABC12") == words


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ["Bestellung ABC12 bezahlt", "Bestellung ABC12: Angaben geändert", "Bestellung ABC12: Zahlung bestätigt", "Kontingent gelöscht: Plätze", "Etwas ist geschehen (unheard.of)"]),
        ("cs", ["Objednávka ABC12 zaplacena", "Objednávka ABC12: údaje změněny", "Objednávka ABC12: platba (potvrzeno)", "Kvóta (smazáno): Plätze", "Něco se stalo (unheard.of)"]),
    ],
)  # fmt: skip
def test_what_happened_is_told_in_the_readers_language(language: str, told: list[str]) -> None:
    with override(language):
        sentences = [
            history.sentence("order.paid", order="ABC12"),
            history.sentence("order.details_changed", order="ABC12"),
            history.sentence("payment.confirmed", order="ABC12"),
            history.sentence("quota.deleted", {"name": {"en": "Plätze"}}),
            history.sentence("unheard.of"),
        ]

    assert sentences == told
