"""What leaves a transaction leaves once, whoever dies in between."""

import time
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eventhub.common.effects import lanes, outbox
from eventhub.common.effects.mail import KEEP, deliver, prune, queue_mail
from eventhub.common.models import Mail, OutboxTask
from tests.services import free_port

pytestmark = pytest.mark.django_db(transaction=True)
ran: list[str] = []


def note(*, word: str) -> None:
    """A task of the tests."""
    ran.append(word)


def fail(*, word: str) -> None:
    """A task of the tests that does not succeed."""
    ran.append(word)
    raise OSError("the other side is away")


@pytest.fixture(autouse=True)
def _tasks(settings):
    settings.TASKS = {
        "note": "tests.common.test_outbox.note",
        "fail": "tests.common.test_outbox.fail",
        **settings.TASKS,
    }
    ran.clear()


def test_a_task_runs_after_the_commit_and_once():
    with transaction.atomic():
        task = outbox.enqueue("note", tenant_id=None, word="hello")
        assert ran == []

    assert lanes.drain() == 1
    assert lanes.drain() == 0
    assert outbox.run(task.pk) is False
    assert ran == ["hello"]


def test_nothing_runs_for_a_transaction_that_was_undone():
    with transaction.atomic():
        outbox.enqueue("note", tenant_id=None, word="hello")
        transaction.set_rollback(True)

    assert lanes.drain() == 0
    assert not OutboxTask.objects.exists()


def test_a_failure_is_kept_and_tried_again_later():
    task = outbox.enqueue("fail", tenant_id=None, word="try")

    lanes.drain()

    task.refresh_from_db()
    assert (task.state, task.attempts) == ("queued", 1)
    assert "the other side is away" in task.last_error
    assert task.run_at > timezone.now()
    assert lanes.drain() == 0


def test_a_task_that_never_succeeds_ends_as_failed():
    task = outbox.enqueue("fail", tenant_id=None, word="try")
    OutboxTask.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)

    lanes.drain()

    task.refresh_from_db()
    assert task.state == "failed"


def test_the_task_of_a_killed_worker_runs_again():
    task = outbox.enqueue("note", tenant_id=None, word="hello")
    OutboxTask.objects.update(state="running", attempts=1)

    assert lanes.drain() == 1

    task.refresh_from_db()
    assert (task.state, task.attempts) == ("done", 2)


def test_a_task_that_kills_every_worker_is_given_up():
    task = outbox.enqueue("note", tenant_id=None, word="hello")
    OutboxTask.objects.update(state="running", attempts=outbox.MAX_ATTEMPTS)

    assert lanes.drain() == 0

    task.refresh_from_db()
    assert (task.state, ran) == ("failed", [])


def test_a_task_that_somebody_runs_is_left_to_them():
    task = outbox.enqueue("note", tenant_id=None, word="hello")
    OutboxTask.objects.update(state="running")
    somebody = connection.copy()

    with somebody.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [outbox.TASK_LOCKS + task.pk])
    assert lanes.drain() == 0
    somebody.close()  # they died

    until = time.monotonic() + 10
    while not ran and time.monotonic() < until:
        lanes.drain()  # the database notices the lost connection in its own time
    assert ran == ["hello"]


def _mail(key: str = "order.1.placed") -> bool:
    return queue_mail(
        key=key, to="ada@example.org", subject="Your order", body="Thanks", tenant_id=None
    )


def test_a_mail_of_one_key_is_sent_once():
    assert [_mail(), _mail()] == [True, False]

    lanes.drain()
    deliver(Mail.unscoped.get().pk)

    assert [message.subject for message in django_mail.outbox] == ["Your order"]


def test_a_mail_and_its_delivery_are_promised_in_one_transaction():
    with CaptureQueriesContext(connection) as queries:
        _mail()

    said = [query["sql"].split(" (")[0] for query in queries.captured_queries]
    writes = [
        said.index('INSERT INTO "common_mail"'),
        said.index('INSERT INTO "common_outboxtask"'),
    ]
    assert said.count("BEGIN") == said.count("COMMIT") == 1
    assert said.index("BEGIN") < min(writes) < max(writes) < said.index("COMMIT")


def test_a_mail_whose_sending_was_cut_off_is_not_sent_again_where_nobody_knows():
    _mail()
    Mail.unscoped.update(state="sending")  # the process died between handing over and noting it

    lanes.drain()

    assert Mail.unscoped.get().state == "unconfirmed"
    assert django_mail.outbox == []


def test_the_file_backend_knows_what_it_has_and_completes_the_rest(settings, tmp_path):
    settings.EMAIL_BACKEND = "eventhub.common.effects.mail_file.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    _mail("first")
    _mail("second")
    first, second = Mail.unscoped.order_by("pk")
    deliver(first.pk)
    Mail.unscoped.update(state="sending")

    lanes.drain()

    assert len(list(tmp_path.glob("*.eml"))) == 2
    assert set(Mail.unscoped.values_list("state", flat=True)) == {"sent"}
    assert second.pk


@pytest.mark.parametrize("known", [True, False])
def test_what_a_mail_said_is_erased_once_it_is_not_sent_again(known):
    queue_mail(
        key="invitation", to="ada@example.org", subject="Join us", body="https://x/secret",
        html="<a href='https://x/secret'>", attachments=[("a.pdf", b"%PDF", "application/pdf")], tenant_id=None,
    )  # fmt: skip
    if not known:  # the process died in the middle, nobody can say whether it went out
        Mail.unscoped.update(state="sending")

    lanes.drain()

    mail = Mail.unscoped.get()
    assert mail.state == ("sent" if known else "unconfirmed")
    assert (mail.body, mail.html, mail.attachments) == ("", "", [])
    assert (mail.to, mail.subject) == ("ada@example.org", "Join us")
    assert [message.body for message in django_mail.outbox] == ["https://x/secret"] * known


def test_a_mail_that_could_not_be_sent_yet_keeps_what_it_says(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    _mail()

    lanes.drain()

    assert (Mail.unscoped.get().state, Mail.unscoped.get().body) == ("queued", "Thanks")


def test_old_mails_and_tasks_are_forgotten():
    _mail("old")
    lanes.drain()
    failed = outbox.enqueue("fail", tenant_id=None, word="try")
    long_ago = timezone.now() - KEEP - timedelta(days=1)
    Mail.unscoped.update(created_at=long_ago)
    _mail("new")
    OutboxTask.objects.filter(state="done").update(done_at=long_ago)
    OutboxTask.objects.filter(pk=failed.pk).update(state="failed", run_at=long_ago)

    prune()
    outbox.prune()

    assert Mail.unscoped.get().key == "new"
    assert OutboxTask.objects.get().name == "mail.deliver"
