"""What an order holds becomes something else. (v1 contract, B7 change)"""

from typing import Any

import pytest

from eventhub.common.models import AuditEntry, OutboxTask
from register.models import Registration
from shop.actions import quota_counters
from shop.models import Order, OrderPosition, Quota
from tenant.models import Event
from tests.api.conftest import Api
from tests.api.test_order_steps import at_once
from tests.make import make_item, make_order, make_quota, make_shop, make_tax_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(event: Event) -> Any:
    return make_shop(event, size=3)


@pytest.fixture
def vip(event: Event) -> Any:
    item = make_item(event, name="VIP", price="100.00")
    make_quota(event, [item], size=1, name="VIP")
    return item


def change(api: Api, event: Event, order: Order, **body: Any) -> Any:
    return api.at(event).post(f"orders/{order.code}/change/", body)


def taken(event: Event) -> dict[str, int]:
    return dict(Quota.objects.filter(event=event).values_list("name", "taken"))


def test_b7_a_position_becomes_another(alice: Api, event: Event, item: Any, vip: Any) -> None:
    order = make_order(event, item)
    position = order.positions.get()
    patch = {"position": position.pk, "body": {"item": vip.pk, "price": "100.00"}}

    answer = change(alice, event, order, patch_positions=[patch])

    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["positions"][0]["item"], body["total"]) == (vip.pk, "100.00")
    assert body["status"] == "n"  # 40.00 are missing now
    assert taken(event) == {"All": 0, "VIP": 1}
    assert Registration.objects.get(event=event).level_id == vip.pk
    assert alice.at(event).get(f"orders/{order.code}/").json() == body


def test_b7_a_cheaper_order_stays_paid_and_what_is_too_much_can_go_back(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item, count=2)
    first = order.positions.order_by("positionid")[0]

    body = change(alice, event, order, cancel_positions=[{"position": first.pk}]).json()

    assert (body["status"], body["total"], len(body["positions"])) == ("p", "60.00", 1)
    assert taken(event) == {"All": 1}
    statuses = Registration.objects.filter(event=event).order_by("position")
    assert [row.status for row in statuses] == ["cancelled", "active"]
    back = alice.at(event).post(
        f"orders/{order.code}/refunds/", {"amount": "60.00", "provider": "manual"}
    )
    assert back.status_code == 201


def test_b7_an_open_order_that_owes_nothing_any_more_is_paid(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item, paid=False)
    patch = {"position": order.positions.get().pk, "body": {"price": "0.00"}}

    body = change(alice, event, order, patch_positions=[patch]).json()

    assert (body["status"], body["total"]) == ("p", "0.00")


def test_b7_positions_and_addons_come_and_go_together(alice: Api, event: Event, item: Any) -> None:
    shirt = make_item(event, name="Shirt", price="20.00", kind="merch")
    make_quota(event, [shirt], name="Shirts")
    order = make_order(event, item, paid=False)
    new = [
        {"item": shirt.pk, "addon_to": 1},
        {"item": item.pk, "attendee_name": "Bob", "price": "50.00"},
    ]

    grown = change(alice, event, order, create_positions=new).json()
    first = grown["positions"][0]
    shrunk = change(alice, event, order, cancel_positions=[{"position": first["id"]}]).json()

    assert [(line["positionid"], line["price"]) for line in grown["positions"]] == [
        (1, "60.00"), (2, "20.00"), (3, "50.00"),
    ]  # fmt: skip
    assert grown["positions"][1]["addon_to"] == first["id"]
    assert grown["total"] == "130.00"
    assert grown["payments"][0]["amount"] == "130.00"
    assert [line["positionid"] for line in shrunk["positions"]] == [3]
    assert taken(event) == {"All": 1, "Shirts": 0}
    assert Registration.objects.filter(event=event, badge_name="Bob").exists()


def test_b7_a_position_that_changes_and_goes_at_once_takes_no_unit(
    alice: Api, event: Event, item: Any, vip: Any
) -> None:
    order = make_order(event, item, count=2)
    first = order.positions.order_by("positionid")[0]

    answer = change(
        alice, event, order,
        patch_positions=[{"position": first.pk, "body": {"item": vip.pk}}],
        cancel_positions=[{"position": first.pk}],
    )  # fmt: skip

    assert answer.status_code == 200, answer.content
    assert len(answer.json()["positions"]) == 1
    assert taken(event) == {"All": 1, "VIP": 0}
    assert quota_counters.recount(event) == {}


def test_b7_nothing_is_added_to_a_position_that_goes(alice: Api, event: Event, item: Any) -> None:
    order = make_order(event, item, count=2)
    first = order.positions.order_by("positionid")[0]

    answer = change(
        alice, event, order,
        cancel_positions=[{"position": first.pk}],
        create_positions=[{"item": item.pk, "addon_to": first.positionid}],
    )  # fmt: skip

    assert answer.status_code == 400
    assert list(answer.json()) == ["create_positions"]
    assert taken(event) == {"All": 2}
    assert order.positions.filter(canceled=False).count() == 2


def test_b7_a_taken_secret_is_said_of_the_position_that_has_it(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item)
    secret = order.positions.get().secret
    new = {"item": item.pk}

    answer = change(alice, event, order, create_positions=[new, {**new, "secret": secret}])

    assert answer.status_code == 400
    problems = answer.json()["create_positions"]
    assert problems == [{}, {"secret": ["This secret is already used."]}]
    assert order.positions.count() == 1


def test_b7_fees_change_too(alice: Api, event: Event, item: Any) -> None:
    rule = make_tax_rule(event, rate="10.00")
    order = make_order(event, item, paid=False)
    new = {"fee_type": "service", "value": "11.00", "tax_rule": rule.pk}

    charged = change(alice, event, order, create_fees=[new]).json()
    fee = charged["fees"][0]["id"]
    patched = change(alice, event, order, patch_fees=[{"fee": fee, "body": {"value": "5.50"}}])
    canceled = change(alice, event, order, cancel_fees=[{"fee": fee}]).json()

    assert (charged["total"], charged["fees"][0]["tax_value"]) == ("71.00", "1.00")
    assert (patched.json()["total"], patched.json()["fees"][0]["tax_value"]) == ("65.50", "0.50")
    assert (canceled["total"], canceled["fees"]) == ("60.00", [])


@pytest.mark.parametrize(("keep", "price"), [("keep_gross", "60.00"), ("keep_net", "66.00")])
def test_b7_taxes_are_counted_anew(alice: Api, event: Event, keep: str, price: str) -> None:
    item = make_shop(event)
    order = make_order(event, item, paid=False)
    rule = make_tax_rule(event, rate="10.00")
    OrderPosition.objects.filter(order=order).update(tax_rule=rule)

    body = change(alice, event, order, recalculate_taxes=keep).json()

    assert (body["positions"][0]["price"], body["positions"][0]["tax_rate"]) == (price, "10.00")


def test_b7_a_change_needs_places_all_or_nothing(
    alice: Api, event: Event, item: Any, vip: Any
) -> None:
    make_order(event, vip)
    order = make_order(event, item, count=2)
    first, second = order.positions.order_by("positionid")
    before = alice.at(event).get(f"orders/{order.code}/").json()
    body = {
        "cancel_positions": [{"position": first.pk}],
        "patch_positions": [{"position": second.pk, "body": {"item": vip.pk}}],
    }

    refused = change(alice, event, order, **body)
    unchanged = alice.at(event).get(f"orders/{order.code}/").json()
    forced = change(alice, event, order, **body, force=True)

    assert (refused.status_code, set(refused.json())) == (400, {"detail"})
    assert unchanged == before
    assert forced.status_code == 200
    assert taken(event) == {"All": 0, "VIP": 2}


def test_b7_a_swap_in_a_full_house_is_possible(alice: Api, event: Event) -> None:
    item = make_item(event, name="A")
    other = make_item(event, name="B")
    make_quota(event, [item, other], size=1)
    order = make_order(event, item)
    patch = {"position": order.positions.get().pk, "body": {"item": other.pk}}

    assert change(alice, event, order, patch_positions=[patch]).status_code == 200
    assert taken(event) == {"All": 1}


def test_err_4_mistakes_in_a_change_stand_where_they_were_made(
    alice: Api, event: Event, item: Any
) -> None:
    order, foreign = make_order(event, item), make_order(event, item)
    pk, other = order.positions.get().pk, foreign.positions.get().pk
    before = alice.at(event).get(f"orders/{order.code}/").json()
    mistakes: list[tuple[dict[str, Any], Any]] = [
        ({"cancel_positions": [{"position": other}]}, [{"position": ["There is no such position in this order."]}]),
        ({"patch_fees": [{"fee": 1, "body": {"value": "1.00"}}]}, [{"fee": ["There is no such fee in this order."]}]),
        ({"patch_positions": [{"position": pk, "body": {}}, {"position": pk, "body": {"item": 9999}}]}, None),
        ({"patch_positions": [{"position": pk, "body": {"item": 9999}}]},
         [{"body": {"item": ["This item does not exist at this event."]}}]),
        ({"patch_positions": [{"position": pk, "body": {"tax_rule": 9999}}]}, None),
        ({"create_positions": [{"item": item.pk, "addon_to": 7}]}, None),
        ({"create_positions": [{"item": item.pk}, {"item": 9999}]},
         [{}, {"item": ["This item does not exist at this event."]}]),
        ({"create_fees": [{"fee_type": "other", "value": "1.00", "tax_rule": 9999}]}, None),
        ({"split_positions": [{"position": other}]}, [{"position": ["There is no such position in this order."]}]),
        ({"split_positions": [{"position": 0}]}, None), ({"split_positions": [{}]}, None),
        ({"patch_positions": "x"}, None), ({"patch_positions": [{"position": pk}]}, None),
        ({"cancel_positions": [{}]}, None), ({"recalculate_taxes": "x"}, None), ({"send_email": "x"}, None),
        ({"cancel_fees": [{"fee": "1"}]}, None), ({"reissue_invoice": 1}, None), ({"force": "yes"}, None),
    ]  # fmt: skip

    for body, expected in mistakes:
        refused = change(alice, event, order, **body)
        assert (refused.status_code, set(refused.json())) == (400, set(body)), (body, refused.content)  # fmt: skip
        if expected is not None:
            assert refused.json()[next(iter(body))] == expected

    assert alice.at(event).get(f"orders/{order.code}/").json() == before


def test_b7_an_order_cannot_be_emptied_and_a_dead_one_not_changed(
    alice: Api, event: Event, item: Any
) -> None:
    order = make_order(event, item)
    cancel = {"cancel_positions": [{"position": order.positions.get().pk}]}

    emptied = change(alice, event, order, **cancel)
    alice.at(event).post(f"orders/{order.code}/mark_canceled/", {})
    dead = change(alice, event, order, create_positions=[{"item": item.pk}])

    for refused in (emptied, dead):
        assert (refused.status_code, set(refused.json())) == (400, {"detail"})


def test_b7_a_change_is_logged_and_told_on_request(alice: Api, event: Event, item: Any) -> None:
    order = make_order(event, item)
    patch = {"position": order.positions.get().pk, "body": {"price": "70.00"}}

    change(alice, event, order, patch_positions=[patch], send_email=True)

    verbs = AuditEntry.objects.filter(event=event, actor_kind="token")
    assert set(verbs.values_list("action", flat=True)) == {
        "position.price_changed",
        "order.marked_unpaid",
    }
    assert OutboxTask.objects.get().payload["kind"] == "changed"


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_end_in_one_truth(alice: Api, event: Event) -> None:
    item = make_shop(event, size=10)
    order = make_order(event, item, count=3)
    pks = list(order.positions.order_by("positionid").values_list("pk", flat=True))

    answers = at_once(
        *(
            lambda pk=pk: change(alice, event, order, cancel_positions=[{"position": pk}])
            for pk in pks
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200, 200, 400]
    assert taken(event) == {"All": 1}
    assert Order.unscoped.get(pk=order.pk).total == 60
