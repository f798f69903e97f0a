"""Mail: written with the deed that causes it, sent once after it.

SMTP cannot say whether a message went out when the connection or the process died in the middle. Such a message is
marked `unconfirmed` and is not sent again by itself: nobody gets a ticket mail twice; staff see it and can resend it.
A server that cannot be reached, or that answers with a refusal, has taken nothing: then it is tried again later.
The file backend can say, so there nothing is ever lost either.

What a message said (links that open something among it) is erased as soon as it will not be sent again from here; that it
was sent, when and to whom is forgotten after KEEP.
"""

import base64
import contextlib
import logging
import smtplib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from eventhub.common.effects.outbox import enqueue
from eventhub.common.models import Mail

logger = logging.getLogger("eventhub.mail")

KEEP = timedelta(days=90)


@transaction.atomic
def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    tenant_id: int | None,
    event: Any = None,
    html: str = "",
    reply_to: str = "",
    attachments: list[tuple[str, bytes, str]] | None = None,
) -> bool:
    """Promises one mail to `to` after the commit. False when a mail of this `key` was promised before.

    `attachments` are (file name, content, content type). Writes a Mail and an outbox row, both or neither; idempotent
    by `key`.
    """
    fields = {
        "event": event,
        "to": to,
        "subject": " ".join(subject.split())[:250],
        "body": body,
        "html": html,
        "reply_to": reply_to,
        "attachments": [
            {"name": name, "type": kind, "content": base64.b64encode(content).decode()}
            for name, content, kind in attachments or []
        ],
    }
    mail, new = Mail.unscoped.get_or_create(
        tenant_id=tenant_id,  # type: ignore[misc]  # the column takes NULL, the stubs do not
        key=key,
        defaults=fields,
    )
    if new:
        enqueue("mail.deliver", tenant_id=tenant_id, mail_id=mail.pk)
    return new


def deliver(mail_id: int) -> None:
    """Sends one queued mail. Safe to run twice: see the module's text for what a crash in the middle means."""
    mail = Mail.unscoped.get(pk=mail_id)
    started = Mail.unscoped.filter(pk=mail_id, state=Mail.State.QUEUED).update(
        state=Mail.State.SENDING
    )
    connection = get_connection()
    if not started:
        if mail.state != Mail.State.SENDING:
            return
        delivered = getattr(connection, "delivered", None)
        if delivered is None:
            _end(mail_id, Mail.State.UNCONFIRMED)
            return
        if delivered(message_id(mail)):
            _end(mail_id, Mail.State.SENT)
            return
    if _send(mail, connection):
        _end(mail_id, Mail.State.SENT)


def message_id(mail: Mail) -> str:
    """The Message-ID header: the same for every try, so that readers' programs recognise a repetition."""
    return f"<eventhub.{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{settings.PLATFORM_HOST}>"


def prune() -> None:
    """Forgets mails after KEEP, those that were never sent too. Periodic."""
    Mail.unscoped.filter(created_at__lt=timezone.now() - KEEP).delete()


def _end(mail_id: int, state: Mail.State) -> None:
    """The message is not sent again from here: what it said is erased."""
    sent_at = timezone.now() if state == Mail.State.SENT else None
    Mail.unscoped.filter(pk=mail_id).update(
        state=state, sent_at=sent_at, body="", html="", attachments=[]
    )


def _send(mail: Mail, connection: Any) -> bool:
    """Hands the message over. True: it was taken. False: nobody can know, and it is marked so.

    Raises OSError (smtplib's errors are some) when it was surely not taken, after putting it back into the queue.
    """
    message = _composed(mail, connection)
    try:
        connection.open()  # a server that cannot be reached has taken nothing
    except OSError:
        _put_back(mail)
        raise
    try:
        message.send()
    except OSError as error:
        if _surely_not_taken(error, connection):
            _put_back(mail)
            raise
        logger.warning("mail unconfirmed", extra={"mail": mail.pk}, exc_info=error)
        _end(mail.pk, Mail.State.UNCONFIRMED)
        return False
    finally:
        # Saying goodbye may fail too; what was taken stays taken.
        with contextlib.suppress(OSError):
            connection.close()
    return True


def _surely_not_taken(error: OSError, connection: Any) -> bool:
    """A backend that knows what it delivered is asked on the next try; an SMTP server's own refusal is an answer."""
    if hasattr(connection, "delivered"):
        return True
    return isinstance(error, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused))


def _put_back(mail: Mail) -> None:
    Mail.unscoped.filter(pk=mail.pk).update(state=Mail.State.QUEUED)


def _composed(mail: Mail, connection: Any) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for part in mail.attachments:
        message.attach(part["name"], base64.b64decode(part["content"]), part["type"])
    return message
