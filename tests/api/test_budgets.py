"""What an answer costs in SQL: the same for one row and for three, and within the budgets of the hot paths."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.actions.catalogue.parts import ADDON, VARIATION, save_part
from shop.models import Category
from shop.rules.drafts import AnswerDraft
from tenant.models import ChangeStamp, Event
from tests.api.conftest import Api
from tests.make import (
    SYSTEM,
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


def statements(call: Callable[[], Any], *, status: int = 200) -> list[str]:
    """What the request asked of the database, without the transaction's own BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        response = call()
    assert response.status_code == status, response.content
    found = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in found if sql not in {"BEGIN", "COMMIT"}]


def fill(event: Event, number: int) -> None:
    """`number` more of everything that lists show."""
    for index in range(number):
        tax = make_tax_rule(event)
        item = make_item(event, name=f"Level {index}", tax_rule_id=tax.pk)
        shirt = make_item(
            event,
            name=f"Shirt {index}",
            kind="merch",
            variations=[{"value": {"en": "S"}}, {"value": {"en": "M"}}],
        )
        category = Category.objects.create(
            tenant=event.tenant, event=event, name={"en": "Extras"}, is_addon=True
        )
        save = {"event": event, "row": None, "actor": SYSTEM}
        save_part(part=ADDON, owner=item, data={"addon_category_id": category.pk}, **save)
        save_part(part=VARIATION, owner=shirt, data={"value": {"en": "L"}}, **save)
        make_quota(event, [item], size=50)
        question = make_question(event, [item], type="C", options=[{"answer": {"en": "yes"}}])
        option = question.options.get()
        make_list(event, limit_products=[item.pk], all_products=False)
        make_order(event, item, count=2, answers=[AnswerDraft(question.pk, "", (option.pk,))])


@pytest.mark.parametrize(
    ("path", "literal"),
    [
        ("categories/", 5),
        ("items/", 8),
        ("questions/", 6),
        ("quotas/", 5),
        ("quotas/?with_availability=true", 4),
        ("taxrules/", 5),
        ("orders/", 9),
        ("orders/?exclude=positions", 6),
        ("checkinlists/", 7),
        ("checkinlists/?exclude=checkin_count&exclude=position_count", 5),
    ],
)
def test_lists_below_an_event_cost_the_same_for_one_row_and_three(
    alice: Api, event: Event, path: str, literal: int
) -> None:
    api = alice.at(event)

    fill(event, 1)
    one = statements(lambda: api.get(path))
    fill(event, 2)
    three = statements(lambda: api.get(path))

    assert (len(one), len(three)) == (literal, literal), "\n".join(three)


def test_the_event_list_costs_four_statements(alice: Api, event: Event) -> None:
    one = statements(lambda: alice.get("organizers/bigevents/events/"))
    make_event(event.organizer, "con2028")
    make_event(event.organizer, "con2029")
    three = statements(lambda: alice.get("organizers/bigevents/events/"))

    assert (len(one), len(three)) == (4, 4)


def test_a_limited_token_costs_no_more(event: Event) -> None:
    team = make_team(event.organizer, events=[event, make_event(event.organizer, "con2028")])
    limited = Api(make_token(team, "limited-token"))

    assert len(statements(lambda: limited.get("organizers/bigevents/events/"))) == 4
    assert len(statements(lambda: limited.at(event).get())) == 3


def test_organizer_orders_cost_the_same_for_one_event_and_three(alice: Api, event: Event) -> None:
    fill(event, 1)
    one = statements(lambda: alice.get("organizers/bigevents/orders/"))
    fill(make_event(event.organizer, "con2028"), 2)
    three = statements(lambda: alice.get("organizers/bigevents/orders/"))

    assert (len(one), len(three)) == (8, 8)


def test_a_304_costs_three_statements(alice: Api, event: Event) -> None:
    fill(event, 1)
    ChangeStamp.objects.filter(event=event).update(changed_at=event.date_from.replace(year=2020))
    seen = alice.at(event).get("items/").headers["Last-Modified"]

    found = statements(
        lambda: alice.at(event).get("items/", HTTP_IF_MODIFIED_SINCE=seen), status=304
    )

    assert len(found) == 3


@pytest.mark.django_db(transaction=True)
def test_an_order_of_one_position_costs_at_most_twenty_statements(alice: Api, event: Event) -> None:
    item = make_shop(event)
    body = {"positions": [{"item": item.pk, "attendee_name": "Ada"}], "email": "ada@example.org"}

    found = statements(lambda: alice.at(event).post("orders/", body), status=201)

    assert len(found) <= 20, "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_a_scan_costs_ten_statements(alice: Api, event: Event) -> None:
    """The tenth numbers the event that watchers are told, in the same transaction."""
    order = make_order(event, make_shop(event))
    door = make_list(event)
    body = {"secret": order.positions.get().secret, "lists": [door.pk], "nonce": "n1"}

    found = statements(
        lambda: alice.post("organizers/bigevents/checkinrpc/redeem/", body), status=201
    )

    assert len(found) == 10, "\n".join(sql[:90] for sql in found)


def test_a_search_at_the_door_costs_the_same_for_one_ticket_and_four(
    alice: Api, event: Event
) -> None:
    item, door = make_shop(event), make_list(event)
    url = f"organizers/bigevents/checkinrpc/search/?list={door.pk}&search=ada"

    make_order(event, item)
    one = statements(lambda: alice.get(url))
    make_order(event, item, count=3)
    four = statements(lambda: alice.get(url))

    assert (len(one), len(four)) == (6, 6)
