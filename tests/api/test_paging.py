"""Pages. (v1 contract, A4 and A8)"""

import pytest
from django.test import RequestFactory
from rest_framework.exceptions import NotFound

from api.shared import paging
from eventhub.common.actors import SYSTEM
from shop.actions.orders import cancel_order
from shop.models import Category
from tenant.models import Event
from tests import make
from tests.api.conftest import Api

pytestmark = pytest.mark.django_db


def make_categories(event: Event, number: int) -> None:
    Category.objects.bulk_create(
        Category(tenant=event.tenant, event=event, name={"en": f"C{index}"}, position=index % 3)
        for index in range(number)
    )


def test_page_1_and_2_a_list_has_50_rows_a_page_and_says_how_many_there_are(
    alice: Api, event: Event
) -> None:
    make_categories(event, 120)

    page = alice.at(event).get("categories/").json()

    assert set(page) == {"count", "next", "previous", "results"}
    assert (page["count"], len(page["results"]), page["previous"]) == (120, 50, None)


def test_page_3_and_4_following_next_yields_every_row_once(alice: Api, event: Event) -> None:
    make_categories(event, 120)
    url = "categories/?ordering=-position&is_addon=false"
    seen, pages = [], []

    while url:
        page = alice.at(event).get(url).json()
        seen += [row["id"] for row in page["results"]]
        pages.append(page)
        url = page["next"]

    assert len(seen) == len(set(seen)) == 120
    assert pages[1]["next"].startswith("http://localhost/api/v1/")
    assert "ordering=-position" in pages[1]["next"]
    assert "is_addon=false" in pages[1]["previous"]
    assert alice.get(pages[1]["previous"]).json()["results"] == pages[0]["results"]


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1.5", "99999999999999999999", "²"])
def test_page_5_a_page_that_does_not_exist_is_404(alice: Api, event: Event, number: str) -> None:
    make_categories(event, 3)

    for path in ("categories/", "badgelayouts/", "badgeitems/"):
        response = alice.at(event).get(f"{path}?page={number}")

        assert response.status_code == 404
        assert response.json() == {"detail": "Invalid page."}


@pytest.mark.parametrize("few", [False, True])
@pytest.mark.parametrize("by_ids", [False, True])
def test_page_3_and_5_the_last_page_ends_with_the_last_row_and_none_follows(
    event: Event, by_ids: bool, few: bool
) -> None:
    whole: list[Category] = []
    rows = Category.objects.filter(event=event).order_by("pk")

    def page(index: int) -> paging.Page:
        request = RequestFactory().get(f"/x/?page={index}&page_size=2")
        read = (lambda ids: [rows.get(pk=pk) for pk in ids]) if by_ids else None
        return paging.page(request, rows, few=few, by_ids=read)

    for number in range(6):
        pages = max(1, -(-number // 2))
        for index in range(1, pages + 1):
            found = page(index)
            assert (found.count, found.rows) == (number, whole[2 * index - 2 : 2 * index])
            assert (found.next is not None) is (index < pages)
            assert (found.previous is not None) is (index > 1)
        for beyond in (pages + 1, pages + 2):
            with pytest.raises(NotFound):
                page(beyond)
        make_categories(event, 1)
        whole = list(rows.all())


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("1", 1),
        ("10", 10),
        ("49", 49),
        ("50", 50),
        ("51", 50),
        ("500", 50),
        ("0", 50),
        ("x", 50),
        ("-3", 50),
    ],
)
def test_page_6_pages_can_be_smaller_never_larger(
    alice: Api, event: Event, asked: str, given: int
) -> None:
    make_categories(event, 60)

    page = alice.at(event).get(f"categories/?page_size={asked}").json()

    assert len(page["results"]) == given


def test_an_empty_list_is_one_empty_page(alice: Api, event: Event) -> None:
    page = alice.at(event).get("categories/").json()

    assert page == {"count": 0, "next": None, "previous": None, "results": []}


def test_qry_1_a_boolean_filter_takes_true_and_false(alice: Api, event: Event) -> None:
    make_categories(event, 2)
    Category.objects.create(tenant=event.tenant, event=event, name={"en": "Extras"}, is_addon=True)

    assert alice.at(event).get("categories/?is_addon=true").json()["count"] == 1
    assert alice.at(event).get("categories/?is_addon=false").json()["count"] == 2
    wrong = alice.at(event).get("categories/?is_addon=maybe")
    assert wrong.status_code == 400
    assert set(wrong.json()) == {"is_addon"}


def test_qry_2_what_is_not_documented_is_ignored(alice: Api, event: Event) -> None:
    make_categories(event, 2)

    response = alice.at(event).get("categories/?ordering=secret&colour=red&format=xml")

    assert response.status_code == 200
    assert response.json()["count"] == 2


@pytest.mark.parametrize(
    "path", ["orders/?item=x", "orders/?item=99999999999999999999999999", "orders/?status=z", "orders/?search=%00",
             "items/?category=-1", "items/?tax_rate=abc", "quotas/?items__in=1,x", "orders/?created_since=yesterday"],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_400_with_its_name(
    alice: Api, event: Event, path: str
) -> None:
    response = alice.at(event).get(path)

    assert response.status_code == 400
    assert list(response.json()) == [path.split("?")[1].split("=", maxsplit=1)[0]]


def test_a_missing_slash_is_led_on_and_keeps_its_query(alice: Api, event: Event) -> None:
    response = alice.at(event).get("items?active=true")

    assert response.status_code == 301
    assert response.headers["Location"].endswith("/con2027/items/?active=true")
    assert alice.at(event).post("items", {}).status_code == 404


def test_head_and_options_are_answered(alice: Api, event: Event) -> None:
    head = alice.at(event).send("HEAD", "items/")
    options = alice.at(event).send("OPTIONS", "items/")

    assert (head.status_code, head.content) == (200, b"")
    assert options.status_code == 200
    assert options.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_page_3_pages_read_from_the_far_end_join_those_from_the_near_one(
    alice: Api, event: Event
) -> None:
    """What is empty in some rows (a date of cancellation) sorts the same from both ends."""
    item = make.make_shop(event)
    orders = [make.make_order(event, item, testmode=number % 2 == 0) for number in range(7)]
    for order in orders[::3]:
        cancel_order(event, code=order.code, actor=SYSTEM)

    for ordering in ("cancellation_date", "-cancellation_date", "status,-datetime"):
        seen = []
        for number in (1, 2, 3, 4):
            page = alice.at(event).get(f"orders/?page_size=2&page={number}&ordering={ordering}")
            seen += [row["code"] for row in page.json()["results"]]
        whole = alice.at(event).get(f"orders/?ordering={ordering}").json()["results"]
        assert seen == [row["code"] for row in whole]


def test_page_3_a_search_counts_right_where_its_first_page_is_full_and_where_it_is_not(
    alice: Api, event: Event
) -> None:
    door = make.make_list(event)
    make.make_order(event, make.make_shop(event), count=3)
    url = f"organizers/bigevents/checkinrpc/search/?list={door.pk}&search=ada"

    def shown(query: str) -> tuple[int, int, bool, bool]:
        body = alice.get(url + query).json()
        return body["count"], len(body["results"]), bool(body["next"]), bool(body["previous"])

    assert shown("&page_size=2") == (3, 2, True, False)
    assert shown("&page_size=2&page=2") == (3, 1, False, True)
    assert shown("&page_size=3") == (3, 3, False, False)
    assert shown("") == (3, 3, False, False)
    assert shown("&secret=nothing") == (0, 0, False, False)
