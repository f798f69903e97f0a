"""Ids in bodies and filters: what belongs to another event, of the same organizer or of strangers, is refused and
changes nothing."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from eventhub.common.actors import SYSTEM
from eventhub.common.db.scoping import TenantOwned
from shop.actions import catalogue
from shop.actions.carts import integrator_carts
from shop.models import OrderFee, OrderPosition, QuestionOption, Variation
from shop.rules.drafts import FeeDraft, PositionDraft
from tenant.models import Event
from tests.api.conftest import Api
from tests.make import (
    make_date,
    make_event,
    make_gate,
    make_item,
    make_list,
    make_order,
    make_organizer,
    make_question,
    make_quota,
    make_tax_rule,
    make_team,
    make_token,
    make_voucher,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1/organizers/ours/"
NUMBERS = itertools.count()


@dataclass(frozen=True)
class Rows:
    """One row of everything at one event, by the names that bodies call them."""

    event: Event
    ids: dict[str, Any]


def rows_of(event: Event) -> Rows:
    category = catalogue.save_category_within(
        event, category=None, data={"name": {"en": "Kind"}}, actor=SYSTEM
    )
    tax = make_tax_rule(event)
    item = make_item(event)
    shirt = make_item(event, name="Shirt", kind="merch", variations=[{"value": {"en": "S"}}])
    variation = Variation.objects.get(item=shirt)
    date = make_date(event)
    quota = make_quota(event, [item], date=date)
    make_quota(event, [shirt], date=date, variations=[variation.pk], name="Shirts")
    question = make_question(event, [item], type="C", options=[{"answer": {"en": "Yes"}}])
    order = make_order(event, item, date=date, fees=(FeeDraft(Decimal(1)),))
    kept = integrator_carts.add_cart_position(
        event, draft=PositionDraft(item.pk, subevent_id=date.pk), cart_name="kept@api", actor=SYSTEM
    )
    return Rows(
        event,
        {
            "category": category.pk, "tax_rule": tax.pk, "item": item.pk, "shirt": shirt.pk,
            "variation": variation.pk, "date": date.pk, "quota": quota.pk, "question": question.pk,
            "option": question.options.get().pk, "order": order.code,
            "position": OrderPosition.objects.get(order=order).pk,
            "fee": OrderFee.objects.get(order=order).pk, "hold": kept.pk,
            "voucher": make_voucher(event, f"CODE{event.pk}", max_usages=9).code,
            "list": make_list(event).pk, "slug": event.slug,
            "gate": make_gate(event.organizer, name=f"Gate {event.pk}").pk,
        },
    )  # fmt: skip


Body = Callable[[dict[str, Any], dict[str, Any]], Any]
# What is sent where: `o` are ids of the event itself, `f` those of another.
CASES: dict[str, tuple[str, str, Body]] = {
    "item category": ("POST", "items/", lambda o, f: item_(category=f["category"])),
    "item tax rule": ("POST", "items/", lambda o, f: item_(tax_rule=f["tax_rule"])),
    "item add-ons": ("POST", "items/", lambda o, f: item_(addons=[{"addon_category": f["category"]}])),
    "item bundle": ("POST", "items/", lambda o, f: item_(bundles=[{"bundled_item": f["item"]}])),
    "item bundle's variation": ("POST", "items/", lambda o, f: item_(
        bundles=[{"bundled_item": f["shirt"], "bundled_variation": f["variation"]}])),
    "item change": ("PATCH", "items/{item}/", lambda o, f: {"category": f["category"]}),
    "item's add-on": ("POST", "items/{item}/addons/", lambda o, f: {"addon_category": f["category"]}),
    "item's bundle": ("POST", "items/{item}/bundles/", lambda o, f: {"bundled_item": f["shirt"], "bundled_variation": f["variation"]}),
    "question items": ("POST", "questions/", lambda o, f: {
        "question": {"en": "?"}, "type": "S", "items": [f["item"]]}),
    "question dependency": ("POST", "questions/", lambda o, f: {
        "question": {"en": "?"}, "type": "S", "items": [o["item"]], "dependency_question": f["question"],
        "dependency_values": [option_of(f["option"])]}),
    "quota items": ("POST", "quotas/", lambda o, f: quota_(o, items=[f["item"]])),
    "quota variations": ("POST", "quotas/", lambda o, f: quota_(o, items=[o["shirt"]], variations=[f["variation"]])),
    "quota date": ("POST", "quotas/", lambda o, f: quota_(o, subevent=f["date"])),
    "voucher item": ("POST", "vouchers/", lambda o, f: {"item": f["item"]}),
    "voucher variation": ("POST", "vouchers/", lambda o, f: {"item": o["shirt"], "variation": f["variation"]}),
    "voucher quota": ("POST", "vouchers/", lambda o, f: {"quota": f["quota"]}),
    "voucher date": ("POST", "vouchers/", lambda o, f: {"subevent": f["date"]}),
    "vouchers at once": ("POST", "vouchers/batch_create/", lambda o, f: [{"item": f["item"]}]),
    "waiting item": ("POST", "waitinglistentries/", lambda o, f: waiting_(o, item=f["item"])),
    "waiting variation": ("POST", "waitinglistentries/", lambda o, f: waiting_(o, item=o["shirt"], variation=f["variation"])),
    "waiting date": ("POST", "waitinglistentries/", lambda o, f: waiting_(o, subevent=f["date"])),
    "cart item": ("POST", "cartpositions/", lambda o, f: {"item": f["item"], "subevent": o["date"]}),
    "cart variation": ("POST", "cartpositions/", lambda o, f: {"item": o["shirt"], "variation": f["variation"], "subevent": o["date"]}),
    "cart date": ("POST", "cartpositions/", lambda o, f: {"item": o["item"], "subevent": f["date"]}),
    "cart voucher": ("POST", "cartpositions/", lambda o, f: {"item": o["item"], "subevent": o["date"], "voucher": f["voucher"]}),
    "cart add-on": ("POST", "cartpositions/", lambda o, f: {
        "item": o["item"], "subevent": o["date"], "cart_id": "kept@api", "addon_to": f["hold"]}),
    "cart answer": ("POST", "cartpositions/", lambda o, f: {
        "item": o["item"], "subevent": o["date"], "answers": [answer_(f["question"], f["option"])]}),
    "order item": ("POST", "orders/", lambda o, f: order_(o, item=f["item"])),
    "order variation": ("POST", "orders/", lambda o, f: order_(o, item=o["shirt"], variation=f["variation"])),
    "order date": ("POST", "orders/", lambda o, f: order_(o, subevent=f["date"])),
    "order voucher": ("POST", "orders/", lambda o, f: order_(o, voucher=f["voucher"])),
    "order question": ("POST", "orders/", lambda o, f: order_(o, answers=[answer_(f["question"], f["option"])])),
    "order option": ("POST", "orders/", lambda o, f: order_(o, answers=[answer_(o["question"], f["option"])])),
    "order fee": ("POST", "orders/", lambda o, f: {**order_(o), "fees": [fee_(f)]}),
    "change position": ("POST", "orders/{order}/change/", lambda o, f: {
        "patch_positions": [{"position": f["position"], "body": {"price": "1.00"}}]}),
    "change item": ("POST", "orders/{order}/change/", lambda o, f: patch_(o, item=f["item"])),
    "change date": ("POST", "orders/{order}/change/", lambda o, f: patch_(o, subevent=f["date"])),
    "change tax": ("POST", "orders/{order}/change/", lambda o, f: patch_(o, tax_rule=f["tax_rule"])),
    "change create": ("POST", "orders/{order}/change/", lambda o, f: {"create_positions": [position_(o, item=f["item"])]}),
    "change fee": ("POST", "orders/{order}/change/", lambda o, f: {"patch_fees": [{"fee": f["fee"], "body": {"value": "2.00"}}]}),
    "change create fee": ("POST", "orders/{order}/change/", lambda o, f: {"create_fees": [fee_(f)]}),
    "position order": ("POST", "orderpositions/", lambda o, f: {**position_(o), "order": f["order"]}),
    "position item": ("POST", "orderpositions/", lambda o, f: {**position_(o, item=f["item"]), "order": o["order"]}),
    "position change item": ("PATCH", "orderpositions/{position}/", lambda o, f: {"item": f["item"]}),
    "position change date": ("PATCH", "orderpositions/{position}/", lambda o, f: {"subevent": f["date"]}),
    "position change tax": ("PATCH", "orderpositions/{position}/", lambda o, f: {"tax_rule": f["tax_rule"]}),
    "position answers": ("PATCH", "orderpositions/{position}/", lambda o, f: {"answers": [answer_(f["question"], f["option"])]}),
    "position price": ("POST", "orderpositions/{position}/price_calc/", lambda o, f: {"item": f["item"], "subevent": o["date"]}),
    "list products": ("POST", "checkinlists/", lambda o, f: {"name": "L", "all_products": False, "limit_products": [f["item"]]}),
    "list date": ("POST", "checkinlists/", lambda o, f: {"name": "L", "all_products": True, "subevent": f["date"]}),
    "failed position": ("POST", "checkinlists/{list}/failed_checkins/", lambda o, f: failed_(position=f["position"])),
    "failed item": ("POST", "checkinlists/{list}/failed_checkins/", lambda o, f: failed_(raw_item=f["item"])),
    "failed variation": ("POST", "checkinlists/{list}/failed_checkins/", lambda o, f: failed_(raw_variation=f["variation"])),
    "failed date": ("POST", "checkinlists/{list}/failed_checkins/", lambda o, f: failed_(raw_subevent=f["date"])),
    "date's item price": ("PATCH", "subevents/{date}/", lambda o, f: {
        "item_price_overrides": [{"item": f["item"], "price": "1.00"}]}),
    "date's variation price": ("PATCH", "subevents/{date}/", lambda o, f: {
        "variation_price_overrides": [{"variation": f["variation"], "price": "1.00"}]}),
    # Last, for those who send them all: nothing of the order is left.
    "change cancel fee": ("POST", "orders/{order}/change/", lambda o, f: {"cancel_fees": [{"fee": f["fee"]}]}),
    "change cancel": ("POST", "orders/{order}/change/", lambda o, f: {
        "cancel_positions": [{"position": f["position"]}], "create_positions": [position_(o)]}),
}  # fmt: skip
# Below the organizer: what belongs to a sibling event is its own.
OF_THE_ORGANIZER: dict[str, tuple[str, str, Body]] = {
    "team events": ("POST", "teams/", lambda o, f: {"name": "T", "limit_events": [f["slug"]]}),
    "device events": ("POST", "devices/", lambda o, f: {"name": "D", "limit_events": [f["slug"]]}),
    "device gate": ("POST", "devices/", lambda o, f: {"name": "D", "all_events": True, "gate": f["gate"]}),
    "webhook events": ("POST", "webhooks/", lambda o, f: {
        "target_url": "https://example.org/", "action_types": ["pretix.event.order.placed"],
        "limit_events": [f["slug"]]}),
}  # fmt: skip


def item_(**more: Any) -> Any:
    return {"name": {"en": "New"}, "default_price": "1.00", **more}


def quota_(own: dict[str, Any], **more: Any) -> Any:
    return {"name": "Q", "size": 100, "items": [own["item"]], "subevent": own["date"], **more}


def waiting_(own: dict[str, Any], **more: Any) -> Any:
    return {
        "email": f"{next(NUMBERS)}@example.org",
        "item": own["item"],
        "subevent": own["date"],
        **more,
    }


def position_(own: dict[str, Any], **more: Any) -> Any:
    return {"item": own["item"], "subevent": own["date"], **more}


def order_(own: dict[str, Any], **more: Any) -> Any:
    return {"positions": [position_(own, **more)]}


def answer_(question: int, option: int) -> Any:
    return {"question": question, "answer": "Yes", "options": [option]}


def fee_(foreign: dict[str, Any]) -> Any:
    return {"fee_type": "other", "value": "1.00", "tax_rule": foreign["tax_rule"]}


def patch_(own: dict[str, Any], **body: Any) -> Any:
    return {"patch_positions": [{"position": own["position"], "body": body}]}


def failed_(**more: Any) -> Any:
    return {
        "raw_barcode": "x",
        "error_reason": "product",
        "datetime": "2027-01-01T00:00:00Z",
        **more,
    }


def option_of(pk: int) -> str:
    return str(QuestionOption.unscoped.get(pk=pk).identifier)


def counted() -> dict[str, int]:
    """How many rows there are of everything that is anybody's."""
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, TenantOwned)]
    return {model.__name__: model.unscoped.count() for model in models}


@pytest.fixture
def own() -> Rows:
    return rows_of(make_event(make_organizer("ours"), "con", has_subevents=True))


@pytest.fixture
def sibling(own: Rows) -> Rows:
    return rows_of(make_event(own.event.organizer, "other", has_subevents=True))


@pytest.fixture
def foreign(own: Rows) -> Rows:
    return rows_of(make_event(make_organizer("strangers"), "fest", has_subevents=True))


@pytest.fixture
def api(own: Rows) -> Api:
    """Somebody with every right at our organizer and none elsewhere."""
    return Api(make_token(make_team(own.event.organizer, name="Test")), base=BASE)


def sent(api: Api, own: Rows, case: tuple[str, str, Body], of: Rows) -> Any:
    method, path, body = case
    return api.send(method, path.format(**own.ids), body(own.ids, of.ids))


def test_ids_of_another_event_in_a_body_are_refused(
    api: Api, own: Rows, sibling: Rows, foreign: Rows
) -> None:
    before = counted()

    for name, case in CASES.items():
        for of in (sibling, foreign):
            answer = sent(api.at(own.event), own, case, of)
            assert answer.status_code == 400, (name, of.event.slug, answer.content)
            assert "detail" not in answer.json(), (name, answer.content)
        assert counted() == before, name


def test_the_same_bodies_with_own_ids_are_taken(api: Api, own: Rows) -> None:
    """Else a refusal could have any other reason."""
    for name, case in CASES.items():
        answer = sent(api.at(own.event), own, case, own)
        assert answer.status_code in {200, 201}, (name, answer.content)


@pytest.mark.parametrize("name", OF_THE_ORGANIZER)
def test_ids_of_strangers_in_a_body_of_the_organizer_are_refused(
    api: Api, own: Rows, foreign: Rows, name: str
) -> None:
    before = counted()

    refused = sent(api, own, OF_THE_ORGANIZER[name], foreign)

    assert (refused.status_code, counted()) == (400, before), refused.content
    assert sent(api, own, OF_THE_ORGANIZER[name], own).status_code == 201


FILTERS = (
    "orders/?item={item}", "orders/?variation={variation}", "orders/?subevent={date}", "orders/?code={order}",
    "orderpositions/?item__in={item}", "orderpositions/?order={order}", "orderpositions/?addon_to={position}",
    "vouchers/?item={item}", "vouchers/?quota={quota}", "vouchers/?code={voucher}", "waitinglistentries/?item={item}",
    "quotas/?subevent={date}", "checkinlists/?subevent={date}",  "items/?category={category}",
    "checkinlists/{own_list}/positions/?item={item}", "invoices/?order={order}",
)  # fmt: skip


def test_ids_of_another_event_in_a_filter_find_nothing(
    api: Api, own: Rows, sibling: Rows, foreign: Rows
) -> None:
    for path, of in itertools.product(FILTERS, (sibling, foreign)):
        answer = api.at(own.event).get(path.format(**of.ids, own_list=own.ids["list"]))
        assert answer.status_code in {200, 400}
        assert answer.status_code == 400 or answer.json()["results"] == [], path
