"""Who numbers an invoice waits for whoever is numbering one: the series' lock, not luck, keeps the numbers without gaps."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections

from eventhub.common.actors import SYSTEM
from eventhub.common.db.transactions import durable
from shop import locks
from shop.actions import orders
from shop.actions.money import invoices
from shop.models import Invoice
from tests.make import make_event, make_order, make_organizer, make_shop

WAITING = (
    "SELECT locktype FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE NOT granted AND datname = current_database()"
)


def waits_for(work: Future[Invoice]) -> str:
    """What kind of lock the other thread waits for; empty when it went through."""
    while not work.done():
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if found := cursor.fetchone():
                return str(found[0])
        time.sleep(0.01)
    return ""


@pytest.mark.django_db(transaction=True)
def test_a_second_invoice_waits_until_the_first_has_its_number_for_good() -> None:
    event = make_event(make_organizer())
    event.settings = {"invoice_generate": "by_hand"}
    event.save(update_fields=["settings"])
    item = make_shop(event)
    first, second = (make_order(event, item).code for _ in range(2))

    def issue() -> Invoice:
        try:
            return orders.create_invoice(event, code=second, actor=SYSTEM)
        finally:
            connections["default"].close()

    @durable
    def issue_slowly(pool: ThreadPoolExecutor) -> tuple[str, Future[Invoice]]:
        invoices.issue(locks.order_locked(event, first), actor=SYSTEM)
        work = pool.submit(issue)
        return waits_for(work), work

    with ThreadPoolExecutor(1) as pool:
        waited_for, work = issue_slowly(pool)
        after = work.result(timeout=60)

    assert waited_for == "advisory"
    assert (after.nr, sorted(Invoice.objects.filter(event=event).values_list("nr", flat=True))) == (
        2,
        [1, 2],
    )
