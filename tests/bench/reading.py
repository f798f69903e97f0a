"""Reading a large list in parts: what the last page costs beside the first, and a sync beside a page of ten.

The plans are those that PostgreSQL chooses for the statements that the server really sends.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from shop.models import Order
from tenant.models import Event
from tests.bench import data
from tests.bench.load import Figures, message, run
from tests.bench.scenarios import API, AUTH, HOST

CHANGED = 10


@dataclass(frozen=True)
class Pair:
    """Two requests whose costs are compared, and the word in the first one's statement whose plan is shown."""

    name: str
    path: str
    beside: str
    other: str
    headers: dict[str, str]
    plan_of: str | None = None


@dataclass(frozen=True)
class Compared:
    """A pair, measured."""

    pair: Pair
    figures: Figures
    beside: Figures
    plan: list[str]

    @property
    def ratio(self) -> float:
        return self.figures.percentile(0.5) / self.beside.percentile(0.5)


def pairs(event: Event) -> list[Pair]:
    """What is compared. Ten orders are changed now, so that a sync from before now finds these ten."""
    orders = f"{API}events/{event.slug}/orders/"
    since = timezone.now()
    newest = list(Order.objects.filter(event=event).order_by("pk").values_list("pk", flat=True))
    every = len(newest) // CHANGED
    Order.objects.filter(event=event, pk__in=newest[::every][:CHANGED]).update(
        last_modified=timezone.now()
    )
    moment = since.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    last = Order.objects.filter(event=event).count() // 50
    items = f"{API}events/{event.slug}/items/"
    return [
        Pair(f"orders, page {last} of {last}", f"{orders}?page={last}", "page 1", orders, {}, "LIMIT"),
        Pair(
            f"orders, modified_since, {CHANGED} of {data.ORDERS:,} changed",
            f"{orders}?modified_since={moment}", f"a page of {CHANGED}", f"{orders}?page_size={CHANGED}", {}, "last_modified",
        ),
        Pair(
            "items, not modified (304)", items, "the whole list (200)", items,
            {"If-Modified-Since": http_date(timezone.now().timestamp() + 60)},
        ),
    ]  # fmt: skip


def compared(port: int, pair: Pair, *, seconds: float) -> Compared:
    """Both requests of a pair, measured with one client each."""
    for path in (pair.path, pair.other):  # every process has seen both before the clock starts
        run(port, _asking(path, pair.headers), clients=4, seconds=1.0)
    first = run(port, _asking(pair.path, pair.headers), clients=1, seconds=seconds)
    second = run(port, _asking(pair.other, {}), clients=1, seconds=seconds)
    return Compared(pair, first, second, plan(pair))


def _asking(path: str, headers: dict[str, str]) -> Callable[[int], bytes]:
    return lambda _: message("GET", path, host=HOST, headers={**AUTH, **headers})


def plan(pair: Pair) -> list[str]:
    """PostgreSQL's plan of the statement that finds the rows of the pair's first request."""
    if pair.plan_of is None:
        return []
    client = Client(headers=AUTH, HTTP_HOST=HOST)
    client.get(pair.path)
    with CaptureQueriesContext(connection) as captured:
        client.get(pair.path)
    found = [query["sql"] for query in captured.captured_queries]
    statement = next(
        sql for sql in found if pair.plan_of in sql and "LIMIT" in sql and "shop_order" in sql
    )
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF, BUFFERS OFF) {statement}")
        return [line for (line,) in cursor.fetchall()]


def lines(found: list[Compared]) -> list[str]:
    """The comparisons as a table, and the plans."""
    shown = [
        "Reading in parts, one client:",
        "",
        "| request | p50 ms | beside | p50 ms | ratio |",
        "|---|---:|---|---:|---:|",
    ]
    shown += [
        f"| {one.pair.name} | {one.figures.percentile(0.5):.1f} | {one.pair.beside} |"
        f" {one.beside.percentile(0.5):.1f} | {one.ratio:.2f} |"
        for one in found
    ]
    for one in found:
        if one.plan:
            shown += ["", f"How PostgreSQL finds the rows of “{one.pair.name}”:", "", "```"]
            shown += [*one.plan, "```"]
    return shown
