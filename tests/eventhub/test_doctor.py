"""`manage.py doctor` names what is wrong and fails for it."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.models import OutboxTask
from shop.actions import orders
from shop.models import Invoice, Order, Quota, Refund, Voucher
from tests.make import make_event, make_order, make_organizer, make_shop, make_voucher

pytestmark = pytest.mark.django_db


def findings() -> dict[str, str]:
    """Line by line, the exit code at `exit`."""
    output = io.StringIO()
    code = 0
    try:
        call_command("doctor", stdout=output)
    except SystemExit as end:
        code = int(str(end.code))
    lines = [line.split(None, 2) for line in output.getvalue().splitlines()]
    return {"exit": str(code), **{name: f"{word} {detail}" for word, name, detail in lines}}


def test_all_is_well() -> None:
    found = findings()

    assert found["exit"] == "0"
    assert found["database"].startswith("ok PostgreSQL")
    assert found["migrations"] == "ok all applied"
    assert found["redis"].startswith("- REDIS_URL is not set")
    assert found["mail"].startswith("- EVENTHUB_SMTP_HOST is not set")
    assert found["stripe"].startswith("- STRIPE_SECRET_KEY is not set")
    assert found["clock"].startswith("ok 0.")
    assert found["disk"].startswith("ok ")


def test_a_migration_is_missing() -> None:
    MigrationRecorder(connection).record_unapplied("shop", "0001_catalogue_carts_ledger")

    found = findings()

    assert found["exit"] == "1"
    assert found["migrations"].startswith("FAIL 1 not applied, the first is shop.0001_")


def test_the_database_is_newer() -> None:
    MigrationRecorder(connection).record_applied("shop", "9999_of_the_future")

    found = findings()

    assert found["exit"] == "1"
    assert "shop.9999_of_the_future" in found["code"]
    assert found["migrations"] == "ok all applied"


def test_a_task_was_given_up() -> None:
    OutboxTask.objects.create(
        name="mail.deliver",
        state=OutboxTask.State.FAILED,
        run_at=timezone.now(),
        last_error="no route",
    )

    found = findings()

    assert found["exit"] == "1"
    assert found["tasks"] == "FAIL 1 given up, the last is mail.deliver: no route"


def test_servers_that_are_away(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE = "sk_test_x", "http://127.0.0.1:1"

    found = findings()

    assert found["exit"] == "1"
    for name in ("redis", "mail", "stripe"):
        assert found[name].startswith("FAIL ")
        assert "refused" in found[name]


def test_a_key_that_is_no_secret_key(settings: Any) -> None:
    settings.STRIPE_SECRET_KEY = "pk_test_x"

    assert (
        findings()["stripe"]
        == "FAIL STRIPE_SECRET_KEY is no secret key: those start with sk_ or rk_"
    )


def test_a_redis_that_answers(settings: Any, redis_url: str) -> None:
    settings.REDIS_URL = redis_url

    assert findings()["redis"].startswith("ok Redis ")


def test_consistency_is_right() -> None:
    event = make_event(make_organizer())
    make_order(event, make_shop(event), count=2)

    assert findings()["consistency"] == "ok right at 1 events"


def _sold() -> Any:
    """An order with a voucher, a payment, a refund and an invoice."""
    event = make_event(make_organizer())
    event.settings = {"invoice_generate": "order"}
    event.save(update_fields=["settings"])
    make_voucher(event, "CODE")
    order = make_order(event, make_shop(event))
    orders.refund_payment(event, code=order.code, local_id=1, actor=SYSTEM)
    return event


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda event: Quota.objects.filter(event=event).update(taken=7), "7 are taken, its rows say 1"),
        (lambda event: Voucher.objects.filter(event=event).update(redeemed=1), "used 1 times, its rows say 0"),
        (lambda event: Order.objects.filter(event=event).update(total=1), "its positions and fees say 60"),
        (lambda event: Refund.objects.filter(order__event=event).update(amount=61), "gave 61.000 back and got 60"),
        (lambda event: Invoice.objects.filter(event=event).update(nr=2), "go to 2, there are 1 of them"),
    ],
)  # fmt: skip
def test_consistency_is_wrong(spoil: Any, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventhub.server.probes.RECHECK_PAUSE_S", 0)
    event = _sold()
    spoil(event)

    found = findings()

    assert found["exit"] == "1"
    assert found["consistency"].startswith("FAIL bigevents/con2027: ")
    assert words in found["consistency"]
