"""The waiting list over v1 (contract, B12)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eventhub.common.effects import lanes
from eventhub.common.models import AuditEntry, Mail
from shop import tasks
from shop.actions import quota_counters
from shop.models import Order, Quota, Voucher, WaitingListEntry
from tenant.models import Event, Organizer
from tests.api.conftest import Api
from tests.api.test_order_steps import at_once
from tests.make import make_item, make_order, make_shop, make_team, make_token


def body(item: Any, **more: Any) -> dict[str, Any]:
    return {"email": "ada@example.org", "item": item.pk, "name": "Ada Lovelace", **more}


def test_b12_an_entry_has_all_fields(alice: Api, event: Event) -> None:
    item = make_shop(event)

    answer = alice.at(event).post(
        "waitinglistentries/", body(item, phone="+491234", locale="cs", priority=3)
    )

    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert {name: row[name] for name in row if name not in {"id", "created"}} == {
        "name": "Ada Lovelace", "name_parts": {"_scheme": "full", "full_name": "Ada Lovelace"},
        "email": "ada@example.org", "phone": "+491234", "voucher": None, "item": item.pk, "variation": None,
        "locale": "cs", "subevent": None, "priority": 3,
    }  # fmt: skip
    assert alice.at(event).get(f"waitinglistentries/{row['id']}/").json() == row


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("email", {"email": "nobody"}),
        ("email", {"email": None}),
        ("item", {"item": 10**9}),
        ("item", {"item": "1"}),
        ("item", {"item": None}),
        ("variation", {"variation": 10**9}),
        ("subevent", {"subevent": 10**9}),
        ("locale", {"locale": "tlh"}),
        ("priority", {"priority": "1"}),
        ("phone", {"phone": "1" * 41}),
        ("name", {"name": 5}),
        ("name_parts", {"name_parts": [1]}),
    ],
)
def test_b12_what_is_wrong_is_said_of_the_field(
    alice: Api, event: Event, field: str, change: dict[str, Any]
) -> None:
    answer = alice.at(event).post("waitinglistentries/", {**body(make_shop(event)), **change})

    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not WaitingListEntry.objects.filter(event=event).exists()


def test_b12_nobody_waits_twice_for_the_same(alice: Api, event: Event) -> None:
    item = make_shop(event)
    other = make_item(event, name="Day")
    api = alice.at(event)
    first = api.post("waitinglistentries/", body(item)).json()

    again = api.post("waitinglistentries/", body(item, email="ADA@example.org"))

    assert again.status_code == 400
    second = api.post("waitinglistentries/", body(other))
    assert second.status_code == 201
    moved = api.patch(f"waitinglistentries/{second.json()['id']}/", {"item": item.pk})
    assert moved.status_code == 400
    assert WaitingListEntry.objects.filter(event=event, item=item).count() == 1
    assert api.delete(f"waitinglistentries/{first['id']}/").status_code == 204
    assert api.get(f"waitinglistentries/{first['id']}/").status_code == 404


def test_b12_a_voucher_is_sent_when_something_is_free_and_then_the_entry_stays(
    alice: Api, event: Event
) -> None:
    item = make_shop(event, size=1)
    order = make_order(event, item)
    api = alice.at(event)
    entry = api.post("waitinglistentries/", body(item)).json()["id"]

    refused = api.post(f"waitinglistentries/{entry}/send_voucher/")
    assert (refused.status_code, list(refused.json())) == (400, ["detail"])
    assert not Voucher.objects.filter(event=event).exists()
    quota = Quota.objects.get(event=event)
    assert api.get(f"quotas/{quota.pk}/availability/").json()["waiting_list"] == 1
    assert api.post(f"orders/{order.code}/mark_canceled/").status_code == 200

    sent = api.post(f"waitinglistentries/{entry}/send_voucher/")

    assert (sent.status_code, sent.content) == (204, b"")
    voucher = Voucher.objects.get(event=event)
    assert (voucher.block_quota, voucher.blocking, voucher.max_usages) == (True, 1, 1)
    assert api.get(f"waitinglistentries/{entry}/").json()["voucher"] == voucher.pk
    assert api.patch(f"waitinglistentries/{entry}/", {"name": "X"}).status_code == 403
    assert api.delete(f"waitinglistentries/{entry}/").status_code == 403
    assert api.post(f"waitinglistentries/{entry}/send_voucher/").status_code == 400
    assert api.delete(f"vouchers/{voucher.pk}/").status_code == 403
    assert Voucher.objects.filter(event=event).count() == 1
    left = api.get(f"quotas/{quota.pk}/availability/").json()
    assert (left["waiting_list"], left["blocking_vouchers"]) == (0, 1)
    assert quota_counters.recount(event) == {}
    line = {"item": item.pk, "attendee_name": "Ada"}
    assert api.post("orders/", {"positions": [line]}).status_code == 400
    bought = api.post("orders/", {"positions": [{**line, "voucher": voucher.code}]})
    assert bought.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_b12_the_mail_holds_the_code_and_goes_out_once(alice: Api, event: Event) -> None:
    item = make_shop(event)
    api = alice.at(event)
    entry = api.post("waitinglistentries/", body(item)).json()["id"]
    api.post(f"waitinglistentries/{entry}/send_voucher/")

    lanes.drain()
    tasks.waiting_list_mail(entry_id=entry)

    [mail] = Mail.unscoped.filter(event=event)
    code = Voucher.objects.get(event=event).code
    assert mail.to == "ada@example.org"
    [sent] = django_mail.outbox
    assert f"?voucher={code}" in sent.body
    assert code in sent.alternatives[0].content
    assert (mail.body, mail.html) == ("", "")


def tick(work: Callable[[], None]) -> None:
    """The clock's hour has come, and a worker does what it found."""
    work()
    lanes.drain()


@pytest.mark.django_db(transaction=True)
def test_b12_free_units_go_to_those_whose_turn_it_is_where_the_event_wants_it(
    alice: Api, event: Event
) -> None:
    item = make_shop(event, size=2)
    api = alice.at(event)
    for name, priority in (("first", 0), ("second", 0), ("vip", 5)):
        api.post("waitinglistentries/", body(item, email=f"{name}@example.org", priority=priority))

    tick(tasks.serve_waiting_lists)
    assert not Voucher.objects.filter(event=event).exists()
    event.settings = {"waiting_list_auto": True}
    event.save()
    tick(tasks.serve_waiting_lists)
    tick(tasks.serve_waiting_lists)

    served = WaitingListEntry.objects.filter(event=event, voucher__isnull=False)
    assert sorted(served.values_list("email", flat=True)) == [
        "first@example.org",
        "vip@example.org",
    ]
    Voucher.objects.filter(event=event, waiting_list_entry__email="vip@example.org").update(
        valid_until=timezone.now() - timedelta(seconds=1)
    )
    tick(tasks.release_expired_holds)
    tick(tasks.serve_waiting_lists)
    assert not WaitingListEntry.objects.filter(event=event, voucher=None).exists()
    assert Quota.objects.get(event=event).taken == 2
    assert quota_counters.recount(event) == {}


def test_b12_filters_and_orderings(alice: Api, event: Event) -> None:
    item, day = make_shop(event), make_item(event, name="Day")
    api = alice.at(event)
    api.post("waitinglistentries/", body(item, email="b@example.org", locale="cs"))
    api.post("waitinglistentries/", body(day, email="a@example.org"))
    sent = api.post("waitinglistentries/", body(item, email="c@example.org")).json()["id"]
    api.post(f"waitinglistentries/{sent}/send_voucher/")

    def letters(query: str) -> str:
        rows = api.get(f"waitinglistentries/?{query}").json()["results"]
        return "".join(row["email"][0] for row in rows)

    assert letters("") == "bac"
    assert letters("ordering=email") == "abc"
    assert letters(f"item={item.pk}") == "bc"
    assert letters("email=A@example.org") == "a"
    assert letters("locale=cs") == "b"
    assert letters("has_voucher=true") == "c"
    assert letters("has_voucher=false") == "ba"
    assert letters("subevent=1") == ""
    assert letters("variation=1") == ""
    assert api.get("waitinglistentries/?has_voucher=1").status_code == 400


def test_b12_reading_needs_view_orders_and_writing_change_orders(
    event: Event, organizer: Organizer
) -> None:
    item = make_shop(event)
    for name, reads, writes in (
        ("can_view_orders", 200, 403),
        ("can_change_orders", 403, 201),
        ("can_change_vouchers", 403, 403),
    ):
        team = make_team(organizer, name=name, permissions=[name])
        api = Api(make_token(team, f"token-{name}")).at(event)
        assert api.get("waitinglistentries/").status_code == reads
        assert (
            api.post("waitinglistentries/", body(item, email=f"{name}@e.org")).status_code == writes
        )
    assert WaitingListEntry.objects.filter(event=event).count() == 1


def test_b12_writes_are_logged_and_the_list_costs_the_same_for_one_and_for_three(
    alice: Api, event: Event
) -> None:
    item = make_shop(event)
    api = alice.at(event)
    costs = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            api.post("waitinglistentries/", body(item, email=f"{name}@example.org"))
        with CaptureQueriesContext(connection) as queries:
            api.get("waitinglistentries/")
        costs.append(len(queries))
    assert costs[0] == costs[1]
    action = "waiting_list_entry.created"
    assert AuditEntry.unscoped.filter(action=action, event=event).count() == 3
    assert not Order.objects.filter(event=event).exists()


@pytest.mark.django_db(transaction=True)
def test_b12_of_many_who_send_at_once_one_sends_the_only_voucher(alice: Api, event: Event) -> None:
    item = make_shop(event, size=50)
    entry = alice.at(event).post("waitinglistentries/", body(item)).json()["id"]

    def send() -> Any:
        return alice.at(event).post(f"waitinglistentries/{entry}/send_voucher/")

    answers = at_once(*[send] * 8)

    assert sorted(answer.status_code for answer in answers) == [204, *[400] * 7]
    assert Voucher.objects.filter(event=event).count() == 1
    assert Quota.objects.get(event=event).taken == 1
    assert send().status_code == 400
    assert quota_counters.recount(event) == {}
