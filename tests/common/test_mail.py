"""A mail that has an end keeps it, however often somebody runs its task again."""

from typing import Any

import pytest
from django.core import mail as outgoing
from django.utils import timezone

from eventhub.common.effects.mail import deliver, queue_mail
from eventhub.common.models import Mail, OutboxTask
from tests.people import World

pytestmark = pytest.mark.django_db
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
FILES = "eventhub.common.effects.mail_file.EmailBackend"


def one_mail(**fields: Any) -> Mail:
    queue_mail(key="k", to="ada@example.org", subject="Hi", body="Hello", tenant_id=None)
    Mail.unscoped.update(**fields)
    return Mail.unscoped.get()


@pytest.mark.parametrize("backend", [LOCMEM, FILES])
@pytest.mark.parametrize("state", [Mail.State.SENT, Mail.State.UNCONFIRMED])
def test_a_mail_that_has_an_end_keeps_it(
    settings: Any, tmp_path: Any, backend: str, state: Mail.State
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = backend, tmp_path
    when = timezone.now() if state == Mail.State.SENT else None
    mail = one_mail(state=state, sent_at=when)

    deliver(mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (state, when)
    assert (outgoing.outbox, list(tmp_path.iterdir())) == ([], [])


@pytest.mark.parametrize("delivered", [True, False])
def test_where_the_server_knows_what_it_took_a_mail_that_was_cut_off_is_completed_once(
    settings: Any, tmp_path: Any, delivered: bool
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path
    mail = one_mail()
    if delivered:
        deliver(mail.pk)
    before = [file.stat().st_ino for file in tmp_path.iterdir()]
    Mail.unscoped.update(state=Mail.State.SENDING)

    deliver(mail.pk)

    mail.refresh_from_db()
    after = [file.stat().st_ino for file in tmp_path.iterdir()]
    assert (mail.state, len(after)) == (Mail.State.SENT, 1)
    assert not delivered or after == before  # not written a second time


def test_a_key_is_one_of_its_tenant(world: World) -> None:
    words: dict[str, Any] = {"to": "ada@example.org", "subject": " Hi\r\nBcc: all ", "body": ""}
    tenants = (world.organizer.tenant_id, world.elsewhere.tenant_id, None)

    first = [queue_mail(key="k", tenant_id=pk, **words) for pk in tenants]
    again = [queue_mail(key="k", tenant_id=pk, **words) for pk in tenants]

    assert (first, again) == ([True] * 3, [False] * 3)
    assert OutboxTask.objects.filter(name="mail.deliver").count() == 3
    assert set(Mail.unscoped.values_list("subject", flat=True)) == {"Hi Bcc: all"}
