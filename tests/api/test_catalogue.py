"""Categories, tax rules, items, questions, quotas. (v1 contract, B1-B4 and B6)"""

from typing import Any

import pytest

from shop.models import Category, Item, Question, Quota, TaxRule, Variation
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import make_event, make_item, make_order, make_quota, make_shop, make_tax_rule

pytestmark = pytest.mark.django_db

NAME = {"en": "Thing", "de": "Ding"}
TEXT_MISTAKES = [None, "", {}, {"en": ""}, {"xx": "?"}, {"en": 5}, 5, ["x"], {"en": "x" * 30_000}]
FLAG_MISTAKES = ["true", 1, None, "", [], {}]
NUMBER_MISTAKES = ["5", 1.5, True, None, [], 10**12, 10**30]
AMOUNT_MISTAKES = [
    5,
    5.5,
    True,
    "",
    "x",
    "-1.00",
    "NaN",
    "Infinity",
    "1e400",
    "99999999999.00",
    "1.2345",
    [],
    {},
]
MOMENT_MISTAKES = ["tomorrow", 5, "", "2027-06-24", "2027-06-24T10:00:00", [], True]


def test_b1_a_category_comes_and_goes_and_its_items_stay(alice: Api, event: Event) -> None:
    api = alice.at(event)
    sent = {
        "name": NAME, "internal_name": "x", "description": {"en": "d"}, "position": 4, "is_addon": True,
    }  # fmt: skip

    made = api.post("categories/", sent)
    pk = made.json()["id"]
    item = make_item(event, category_id=pk)
    changed = api.patch(f"categories/{pk}/", {"position": -2})
    replaced = api.put(f"categories/{pk}/", {"name": "New"})
    gone = api.delete(f"categories/{pk}/")

    assert (made.status_code, made.json()) == (201, {"id": pk, **sent})
    assert changed.json() == {"id": pk, **sent, "position": -2}
    assert (replaced.json()["name"], replaced.json()["is_addon"]) == ({"en": "New"}, True)
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.get(f"categories/{pk}/").status_code == 404
    assert api.get(f"items/{item.pk}/").json()["category"] is None


def test_b1_categories_are_sorted_by_position(alice: Api, event: Event) -> None:
    api = alice.at(event)
    for position in (2, 0, 1):
        api.post("categories/", {"name": "A", "position": position})

    rows = api.get("categories/").json()["results"]
    backwards = api.get("categories/?ordering=-id").json()["results"]

    assert [row["position"] for row in rows] == [0, 1, 2]
    assert [row["position"] for row in backwards] == [1, 0, 2]


def test_b6_the_first_tax_rule_is_the_default_until_another_is(alice: Api, event: Event) -> None:
    api = alice.at(event)
    first = api.post("taxrules/", {"name": "VAT", "rate": "19"}).json()
    second = api.post("taxrules/", {"name": "Less", "rate": "7.00", "default": True}).json()

    assert (first["rate"], first["default"]) == ("19.00", True)
    assert second["default"] is True
    assert api.get(f"taxrules/{first['id']}/").json()["default"] is False


def test_b6_a_tax_rule_in_use_stays(alice: Api, event: Event) -> None:
    rule = make_tax_rule(event)
    make_item(event, tax_rule_id=rule.pk)

    refused = alice.at(event).delete(f"taxrules/{rule.pk}/")

    assert (refused.status_code, set(refused.json())) == (403, {"detail"})
    assert TaxRule.objects.filter(event=event).exists()


def test_b2_an_item_is_born_with_its_parts(alice: Api, event: Event) -> None:
    api = alice.at(event)
    extras = api.post("categories/", {"name": "Extras", "is_addon": True}).json()["id"]
    rule = api.post("taxrules/", {"name": "VAT", "rate": "19.00"}).json()["id"]
    cup = api.post("items/", {"name": "Cup", "default_price": "3"}).json()
    sent = {
        "name": NAME, "category": extras, "tax_rule": rule, "internal_name": "t", "active": False,
        "description": {"en": "d"}, "default_price": "23.00", "original_price": "30.00", "free_price": True,
        "admission": True, "position": 3, "available_from": "2027-01-01T00:00:00Z", "available_until": None,
        "require_voucher": True, "hide_without_voucher": True, "allow_cancel": False, "min_per_order": 1,
        "max_per_order": 4, "checkin_attention": True, "checkin_text": "Hi", "require_approval": True,
        "require_bundling": True, "generate_tickets": None, "personalized": False,
    }  # fmt: skip
    parts = {
        "variations": [{"value": {"en": "S"}, "default_price": "25.00"}, {"value": {"en": "M"}}],
        "addons": [{"addon_category": extras, "min_count": 0, "max_count": 2}],
        "bundles": [{"bundled_item": cup["id"], "count": 2, "designated_price": "1.50"}],
    }

    made = api.post("items/", {**sent, **parts})

    assert made.status_code == 201, made.content
    body = made.json()
    assert {name: body[name] for name in sent} == sent
    assert (body["tax_rate"], body["has_variations"]) == ("19.00", True)
    assert [(v["default_price"], v["price"]) for v in body["variations"]] == [
        ("25.00", "25.00"),
        (None, "23.00"),
    ]
    assert body["addons"][0]["addon_category"] == extras
    assert body["bundles"][0]["designated_price"] == "1.50"
    assert (cup["default_price"], cup["admission"], cup["variations"]) == ("3.00", False, [])


@pytest.mark.parametrize("method", ["patch", "put"])
@pytest.mark.parametrize("part", ["variations", "addons", "bundles"])
def test_b2_parts_are_refused_once_the_item_exists(
    alice: Api, event: Event, method: str, part: str
) -> None:
    item = make_item(event)
    body = {"name": NAME, "default_price": "1.00", part: []}

    response = getattr(alice.at(event), method)(f"items/{item.pk}/", body)

    assert (response.status_code, set(response.json())) == (400, {part})
    assert alice.at(event).get(f"items/{item.pk}/").json()["default_price"] == "60.00"


def test_b2_variations_at_their_own_address(alice: Api, event: Event) -> None:
    item = make_item(event, price="10.00")
    url = f"items/{item.pk}/variations/"
    api = alice.at(event)

    first = api.post(url, {"value": "S"}).json()
    second = api.post(url, {"value": "M", "default_price": "12.00", "position": 5}).json()
    changed = api.patch(f"{url}{first['id']}/", {"active": False})
    gone = api.delete(f"{url}{first['id']}/")
    last = api.delete(f"{url}{second['id']}/")

    assert (first["price"], second["price"]) == ("10.00", "12.00")
    assert changed.json() == {**first, "active": False}
    assert gone.status_code == 204
    assert (last.status_code, set(last.json())) == (403, {"detail"})
    assert [row["id"] for row in api.get(url).json()["results"]] == [second["id"]]
    assert api.get(f"{url}{first['id']}/").status_code == 404


def test_b2_an_addon_rule_names_each_category_of_the_event_once(alice: Api, event: Event) -> None:
    item, api = make_item(event), alice.at(event)
    other = make_event(event.organizer, "con2028")
    foreign = alice.at(other).post("categories/", {"name": "F"}).json()["id"]
    extras = api.post("categories/", {"name": "E"}).json()["id"]
    url = f"items/{item.pk}/addons/"

    made = api.post(url, {"addon_category": extras, "max_count": 3})
    twice = api.post(url, {"addon_category": extras})
    abroad = api.post(url, {"addon_category": foreign})
    crossed = api.patch(f"{url}{made.json()['id']}/", {"min_count": 4})

    assert made.status_code == 201
    for refused, field in (
        (twice, "addon_category"),
        (abroad, "addon_category"),
        (crossed, "min_count"),
    ):
        assert (refused.status_code, set(refused.json())) == (400, {field})
    assert item.addons.count() == 1


def test_b2_a_bundle_holds_things_of_this_event(alice: Api, event: Event) -> None:
    item, cup = make_item(event), make_item(event, name="Cup")
    other = make_shop(make_event(event.organizer, "con2028"))
    shirt = make_item(event, name="Shirt", variations=[{"value": {"en": "S"}}])
    api, url = alice.at(event), f"items/{item.pk}/bundles/"

    assert api.post(url, {"bundled_item": cup.pk}).status_code == 201
    for body, field in (
        ({"bundled_item": other.pk}, "bundled_item"),
        ({"bundled_item": item.pk}, "bundled_item"),
        ({"bundled_item": shirt.pk}, "bundled_variation"),
        ({"bundled_item": cup.pk, "bundled_variation": shirt.variations.get().pk}, "bundled_variation"),
    ):  # fmt: skip
        refused = api.post(url, body)
        assert (refused.status_code, set(refused.json())) == (400, {field})
    assert item.bundles.count() == 1


def test_b2_what_was_ordered_cannot_be_deleted(alice: Api, event: Event) -> None:
    item = make_shop(event)
    make_order(event, item)

    refused = alice.at(event).delete(f"items/{item.pk}/")

    assert (refused.status_code, set(refused.json())) == (403, {"detail"})
    assert Item.objects.filter(event=event).exists()


def test_b2_admission_says_what_an_item_is(alice: Api, event: Event) -> None:
    api = alice.at(event)
    pk = api.post("items/", {"name": "Day", "default_price": "1.00", "admission": True}).json()[
        "id"
    ]

    assert api.patch(f"items/{pk}/", {"admission": False}).json()["kind"] == "merch"
    assert api.patch(f"items/{pk}/", {"admission": True}).json()["kind"] == "admission"
    assert api.get("items/?admission=true").json()["count"] == 1
    assert api.get("items/?admission=false").json()["count"] == 0
    assert api.get("items/?search=day&active=true&free_price=false").json()["count"] == 1
    assert api.get("items/?tax_rate=19.00").json()["count"] == 0


def test_b3_a_question_with_options(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_item(event)
    sent = {
        "question": NAME, "type": "C", "required": True, "items": [item.pk], "position": 2, "ask_during_checkin": False,
        "show_during_checkin": True, "identifier": "SIZE", "dependency_question": None, "dependency_values": [],
        "hidden": True, "print_on_invoice": True, "help_text": {"en": "h"}, "valid_number_min": "1.5",
        "valid_number_max": None, "valid_date_min": "2027-01-01", "valid_date_max": None,
        "valid_datetime_min": "2027-01-01T00:00:00Z", "valid_datetime_max": None, "valid_string_length_max": 9,
        "valid_file_portrait": False,
    }  # fmt: skip
    options = [{"identifier": "S", "answer": {"en": "Small"}, "position": 1}, {"answer": "Large"}]

    made = api.post("questions/", {**sent, "options": options}).json()

    assert {name: made[name] for name in sent} == sent
    assert {option["answer"]["en"] for option in made["options"]} == {"Small", "Large"}
    assert all(option["identifier"] for option in made["options"])
    assert api.get("questions/?identifier=SIZE&required=true").json()["count"] == 1


def test_b3_a_missing_identifier_is_made_and_options_have_their_own_address(
    alice: Api, event: Event
) -> None:
    api = alice.at(event)
    pk = api.post("questions/", {"question": "?", "type": "C", "identifier": None}).json()["id"]
    url = f"questions/{pk}/options/"

    made = api.post(url, {"answer": "Yes"}).json()
    changed = api.patch(f"{url}{made['id']}/", {"answer": "No"}).json()
    refused = api.patch(f"questions/{pk}/", {"options": []})

    assert made["identifier"]
    assert changed == {**made, "answer": {"en": "No"}}
    assert (refused.status_code, set(refused.json())) == (400, {"options"})
    assert api.delete(f"{url}{made['id']}/").status_code == 204
    assert api.get(url).json()["count"] == 0


def test_b3_what_questions_may_not_do(alice: Api, event: Event) -> None:
    api = alice.at(event)
    first = api.post("questions/", {"question": "A", "type": "B", "identifier": "A"}).json()["id"]
    second = api.post(
        "questions/", {"question": "B", "type": "S", "dependency_question": first}
    ).json()["id"]

    wrong = [
        (api.post("questions/", {"question": "C", "type": "S", "identifier": "A"}), "identifier"),
        (api.patch(f"questions/{first}/", {"dependency_question": second}), "dependency_question"),
        (api.patch(f"questions/{second}/", {"ask_during_checkin": True}), "dependency_question"),
        (api.patch(f"questions/{second}/", {"dependency_question": 999}), "dependency_question"),
        (api.post("questions/", {"question": "C", "type": "X"}), "type"),
        (api.post("questions/", {"question": "C", "type": "S", "items": [999]}), "items"),
        (api.post("questions/", {"question": "C", "type": "S", "options": [{"answer": "x"}]}), "options"),
    ]  # fmt: skip

    for refused, field in wrong:
        assert (refused.status_code, set(refused.json())) == (400, {field})
    assert Question.objects.filter(event=event).count() == 2


def test_b4_a_quota_and_what_it_has_left(alice: Api, event: Event) -> None:
    api, item = alice.at(event), make_item(event)
    sent = {"name": "All", "size": 3, "items": [item.pk], "variations": [], "subevent": None}

    made = api.post("quotas/", sent).json()
    make_order(event, item, paid=False)
    make_order(event, item)
    shown = api.get("quotas/?with_availability=true").json()["results"][0]
    where = api.get(f"quotas/{made['id']}/availability/").json()

    assert {name: made[name] for name in sent} == sent
    assert (shown["available"], shown["available_number"]) == (True, 1)
    assert where == {
        "available": True, "available_number": 1, "total_size": 3, "pending_orders": 1, "paid_orders": 1,
        "cart_positions": 0, "exited_orders": 0, "blocking_vouchers": 0, "waiting_list": 0,
    }  # fmt: skip
    assert "available" not in made


def test_b4_a_quota_without_limit(alice: Api, event: Event) -> None:
    quota = make_quota(event, [make_item(event)], size=None)

    where = alice.at(event).get(f"quotas/{quota.pk}/availability/").json()

    assert (where["available"], where["available_number"], where["total_size"]) == (
        True,
        None,
        None,
    )


def test_b4_a_quota_that_names_no_size_is_unlimited_and_a_change_keeps_it(
    alice: Api, event: Event
) -> None:
    api = alice.at(event)

    made = api.post("quotas/", {"name": "All"}).json()
    api.patch(f"quotas/{made['id']}/", {"size": 4})
    kept = api.put(f"quotas/{made['id']}/", {"name": "Some"}).json()

    assert (made["size"], kept["size"], kept["name"]) == (None, 4, "Some")


def test_b4_variations_belong_to_the_items(alice: Api, event: Event) -> None:
    api, cup = alice.at(event), make_item(event, name="Cup")
    shirt = make_item(event, name="Shirt", variations=[{"value": {"en": "S"}}])
    kind = shirt.variations.get().pk

    for body, field in (
        ({"items": [cup.pk], "variations": [kind]}, "variations"),
        ({"items": [shirt.pk]}, "variations"),
        ({"items": [999]}, "items"),
        ({"items": [shirt.pk], "variations": [kind], "subevent": 5}, "subevent"),
    ):
        refused = api.post("quotas/", {"name": "Q", "size": 1, **body})
        assert (refused.status_code, set(refused.json())) == (400, {field})
    assert not Quota.objects.filter(event=event).exists()
    made = api.post("quotas/", {"name": "Q", "size": 1, "items": [shirt.pk], "variations": [kind]})
    assert made.status_code == 201
    assert api.get(f"quotas/?items__in={shirt.pk}").json()["count"] == 1
    assert api.get(f"quotas/?items__in={cup.pk}").json()["count"] == 0


BASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "categories/": (Category, {"name": NAME}),
    "taxrules/": (TaxRule, {"name": NAME, "rate": "1.00"}),
    "items/": (Item, {"name": NAME, "default_price": "1.00"}),
    "questions/": (Question, {"question": NAME, "type": "S"}),
    "quotas/": (Quota, {"name": "Q"}),
}
MISTAKES: dict[str, dict[str, list[Any]]] = {
    "categories/": {
        "name": TEXT_MISTAKES, "position": NUMBER_MISTAKES, "is_addon": FLAG_MISTAKES, "description": [5, {"xx": ""}],
        "internal_name": [5, ["x"], "x" * 251],
    },
    "taxrules/": {
        "name": TEXT_MISTAKES, "rate": [*AMOUNT_MISTAKES, None, "100.01", "1.001"], "price_includes_tax": FLAG_MISTAKES,
        "home_country": ["XX", 5, None, "DEU"], "default": FLAG_MISTAKES,
    },
    "items/": {
        "name": TEXT_MISTAKES, "default_price": [*AMOUNT_MISTAKES, None], "original_price": AMOUNT_MISTAKES,
        "category": [999, "1", 0, -1, 1.5, True, 10**30, {}], "tax_rule": [999, "1", [], 10**18],
        "active": FLAG_MISTAKES, "admission": FLAG_MISTAKES, "position": NUMBER_MISTAKES,
        "min_per_order": ["1", -1, 10**12], "available_from": MOMENT_MISTAKES, "available_until": MOMENT_MISTAKES,
        "kind": ["nonsense", 5, [], None], "checkin_text": [5, {}],
        "variations": [{}, "x", ["x"], [{}], [{"value": ""}], [{"value": "S", "default_price": "-1.00"}], [[]], None],
        "addons": [[{"addon_category": 999}], [{"addon_category": "x"}], 5],
        "bundles": [[{"bundled_item": 999}], [{"bundled_item": None}], {}],
    },
    "questions/": {
        "question": TEXT_MISTAKES, "type": ["X", 5, None, [], {}, ""], "required": FLAG_MISTAKES,
        "items": [[999], ["1"], "1", {}, None, [True], [10**30], [0]], "valid_number_min": ["x", True, []],
        "valid_date_min": ["24.6.2027", 5, "2027-13-01", True], "valid_datetime_min": MOMENT_MISTAKES,
        "identifier": [5, "x" * 191, []], "dependency_question": [999, "x"], "dependency_values": ["x", [5], None],
    },
    "quotas/": {
        "name": [None, "", 5, {}, "x" * 201], "size": ["5", -1, 1.5, True, 10**12, {}],
        "items": [[999], "x", None, [None]], "variations": [[999], 5], "closed": FLAG_MISTAKES,
    },
}  # fmt: skip


@pytest.mark.parametrize("path", list(BASES))
def test_err_3_each_wrong_value_is_400_on_its_field_and_nothing_is_written(
    alice: Api, event: Event, path: str
) -> None:
    model, base = BASES[path]

    for field, values in MISTAKES[path].items():
        for value in values:
            response = alice.at(event).post(path, {**base, field: value})
            assert (response.status_code, set(response.json())) == (400, {field}), (field, value)

    assert not model.objects.filter(event=event).exists()


@pytest.mark.parametrize("path", list(BASES))
def test_err_3_what_is_required_is_missed(alice: Api, event: Event, path: str) -> None:
    _, base = BASES[path]

    response = alice.at(event).post(path, {})

    assert (response.status_code, set(response.json())) == (400, set(base))


def test_err_4_nested_mistakes_stand_where_they_were_made(alice: Api, event: Event) -> None:
    body = {
        "name": NAME,
        "default_price": "1.00",
        "variations": [{"value": "S"}, {"value": "M", "default_price": "-1.00"}],
    }

    response = alice.at(event).post("items/", body)

    assert response.status_code == 400
    assert response.json()["variations"][0] == {}
    assert set(response.json()["variations"][1]) == {"default_price"}
    assert not Variation.unscoped.exists()


def test_b2_a_sale_that_ends_before_it_starts(alice: Api, event: Event) -> None:
    times = {"available_from": "2027-02-01T00:00:00Z", "available_until": "2027-01-01T00:00:00Z"}

    response = alice.at(event).post("items/", {"name": NAME, "default_price": "1.00", **times})

    assert (response.status_code, set(response.json())) == (400, {"available_until"})
    assert not Item.objects.filter(event=event).exists()
