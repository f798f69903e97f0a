"""Lists as files: every row that the filters let through, in columns, and nothing that a spreadsheet would run."""

import csv
import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.http import FileResponse

from eventhub.common.http import exports
from tests.browse import Browser
from tests.make import make_category, make_item, make_order, make_quota, make_voucher
from tests.people import World

ORDERS = "/app/shop/api/m2m/orders/"
VOUCHERS = "/app/shop/api/m2m/vouchers/"
CATEGORIES = "/app/shop/api/m2m/categories/"
REGISTRATIONS = "/app/register/api/m2m/registrations/"


def content(answer: Any) -> bytes:
    """The file, as a server hands it out."""
    whole: bytes = answer.getvalue()
    if isinstance(answer, FileResponse) and answer.file_to_stream:
        answer.file_to_stream.close()
    return whole


def lines(answer: Any) -> list[list[str]]:
    """The rows of a CSV file."""
    text = content(answer).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def sheet(answer: Any) -> list[list[Any]]:
    """The rows of a workbook's only sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content(answer)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


@pytest.fixture
def alice(world: World) -> Browser:
    return Browser(world.alice, world.event)


def test_orders_as_csv_have_titles_and_every_row_of_the_filter(
    world: World, alice: Browser
) -> None:
    orders = [make_order(world.event, world.item, email=f"{n}@example.org") for n in range(3)]
    vip = make_item(world.event, name="VIP", price="120.00")
    make_quota(world.event, [vip], name="VIP")
    make_order(world.event, vip, email="vip@example.org")

    everything = alice.get(ORDERS, export="csv", page_size=1)
    found = alice.get(
        ORDERS, export="csv", columns="code,total,email", item=world.item.pk, ordering="email"
    )

    assert len(lines(everything)) == 5
    assert everything["Content-Type"] == "text/csv; charset=utf-8"
    assert everything["Content-Disposition"].startswith('attachment; filename="con2027-orders-')
    assert lines(found) == [
        ["Order", "Total", "Email"],
        *([order.code, "60.00", f"{n}@example.org"] for n, order in enumerate(orders)),
    ]


def test_a_workbook_holds_numbers_and_moments_on_the_events_clock(
    world: World, alice: Browser
) -> None:
    order = make_order(world.event, world.item)

    answer = alice.get(ORDERS, export="xlsx", columns="code,total,datetime")

    assert answer["Content-Type"] == exports.XLSX
    titles, row = sheet(answer)
    local = order.datetime.astimezone(ZoneInfo(world.event.timezone)).replace(tzinfo=None)
    assert titles == ["Order", "Total", "Date"]
    assert row[:2] == [order.code, 60]
    assert abs(row[2] - local) < dt.timedelta(seconds=2)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_words_that_look_like_a_formula_stay_words(words: str) -> None:
    table = exports.table([{"name": words}], [exports.Column("name", "Name")], zone="UTC")
    cells = list(table)

    as_csv = lines(exports.csv_file(cells, name="x"))
    book = openpyxl.load_workbook(io.BytesIO(content(exports.xlsx_file(cells, name="x"))))

    assert as_csv[1] == [f"'{words}"]
    assert book.active["A2"].data_type == "s"
    assert book.active["A2"].value.replace("_x000D_", "\r") == words


def test_an_amount_below_zero_is_a_number_in_both(world: World) -> None:
    rows = [{"due": {"amount": -1250, "currency": "EUR"}}]
    cells = list(exports.table(rows, [exports.Column("due", "Due")], zone="UTC"))

    assert lines(exports.csv_file(cells, name="x"))[1] == ["-12.50"]
    assert sheet(exports.xlsx_file(cells, name="x"))[1] == [-12.5]


def test_every_list_of_rows_can_be_had_as_a_file(world: World, alice: Browser) -> None:
    make_category(world.event, name="Merch")
    make_voucher(world.event, "SUMMER", tag="press")
    make_order(world.event, world.item, name="Grace Hopper")
    shop, register, tenant = "/app/shop/api/m2m/", "/app/register/api/m2m/", "/app/tenant/api/m2m/"
    lists = [
        *(
            shop + name
            for name in ("categories", "tax-rules", "items", "dates", "quotas", "questions")
        ),
        *(shop + name for name in ("vouchers", "waiting-list", "carts", "orders")),
        *(register + name for name in ("registrations", "checkin-lists")),
        *(
            tenant + name
            for name in ("events", "teams", "meta-properties", "devices", "gates", "webhooks")
        ),
    ]

    for address in lists:
        shown = alice.get(f"{address}/")
        assert shown.status_code == 200, address
        for kind, read in (("csv", lines), ("xlsx", sheet)):
            answer = alice.get(f"{address}/", export=kind)
            assert answer.status_code == 200, address
            assert len(read(answer)) == shown.json()["count"] + 1, address
    history = lines(alice.get("/app/tenant/api/log/", export="csv"))
    assert history[0] == ["When", "Who", "What", "Object"]
    assert len(history) > 1


def test_texts_are_in_the_readers_language(world: World, alice: Browser) -> None:
    alice.post(CATEGORIES, {"name": {"en": "Merchandise", "de": "Fanartikel"}})
    alice.headers["Accept-Language"] = "de"

    assert lines(alice.get(CATEGORIES, export="csv", columns="name"))[1] == ["Fanartikel"]


@pytest.mark.parametrize(
    ("query", "field"),
    [({"export": "pdf"}, "export"), ({"export": "csv", "columns": "secret"}, "columns")],
)
def test_what_cannot_be_had_is_refused(alice: Browser, query: dict[str, str], field: str) -> None:
    refused = alice.get(VOUCHERS, **query)

    assert refused.status_code == 400
    assert list(refused.json()["error"]["fields"]) == [field]


def test_a_file_has_its_lists_gate_and_bounds(
    world: World, alice: Browser, monkeypatch: Any
) -> None:
    for name in ("A", "B", "C"):
        make_category(world.event, name=name)
    monkeypatch.setattr(exports, "MAX_ROWS", 2)

    refused = alice.get(CATEGORIES, export="csv")

    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "too_many_rows"
    assert Browser(world.bob, world.event).get(ORDERS, export="csv").status_code == 403
    assert Browser(world.charlie, world.event).get(ORDERS, export="csv").status_code == 404
    assert Browser(None, world.event).get(REGISTRATIONS, export="csv").status_code == 401


def test_a_file_of_orders_costs_as_much_for_three_as_for_one(
    world: World, alice: Browser, django_assert_num_queries: Any
) -> None:
    make_order(world.event, world.item)
    alice.get(ORDERS, export="csv")
    with django_assert_num_queries(9):
        lines(alice.get(ORDERS, export="csv"))
    for _ in range(2):
        make_order(world.event, world.item)

    with django_assert_num_queries(9):
        lines(alice.get(ORDERS, export="csv"))
