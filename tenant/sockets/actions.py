"""What sockets write about themselves: tickets of pages, and which sockets are open, over all processes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from eventhub.common.codes import hashed, random_secret
from eventhub.common.models import OpenSocket, SocketTicket
from tenant.sockets.protocol import MOST_SOCKETS

TICKET_LIVES = dt.timedelta(seconds=30)
# A process confirms its sockets every few seconds; what it did not confirm for so long went with it.
CONFIRMED_WITHIN = dt.timedelta(seconds=20)


@dataclass(frozen=True)
class FreshTicket:
    """A ticket and its secret, which nobody can read again."""

    ticket: str
    expires_at: dt.datetime


@transaction.atomic
def issue_ticket(*, user: Any, session_key: str) -> FreshTicket:
    """A ticket that opens one socket within TICKET_LIVES in the name of the session, and is worthless when that ends.

    Stores its hash; forgets the person's expired ones. Not idempotent.
    """
    now = timezone.now()
    SocketTicket.objects.filter(user=user, expires_at__lte=now).delete()
    fresh = FreshTicket(random_secret(40), now + TICKET_LIVES)
    SocketTicket.objects.create(
        user=user,
        secret_hash=hashed(fresh.ticket),
        session_key=session_key,
        expires_at=fresh.expires_at,
    )
    return fresh


def redeem_ticket(secret: str) -> str | None:
    """The key of the session that a ticket stands for; None for a spent, an expired or an unknown one.

    Deletes the ticket: of two sockets that show it at one moment, one gets the session.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM common_socketticket WHERE secret_hash = %s RETURNING session_key, expires_at",
            [hashed(secret)],
        )
        row = cursor.fetchone()
    return str(row[0]) if row and row[1] > timezone.now() else None


@transaction.atomic
def enter(*, caller: str, process: str, place: str = "") -> int | None:
    """Notes an open socket of the caller; its id, or None when MOST_SOCKETS of them are open in all processes.

    With a `place`, the socket that held it is struck out: its process closes it. Callers wait for each other only
    among their own sockets (an advisory lock).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ws:{caller}"])
        if place:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ws@{place}"])
    now = timezone.now()
    open_now = OpenSocket.objects.filter(caller=caller, seen_at__gt=now - CONFIRMED_WITHIN)
    if open_now.exclude(place__in=[place] if place else []).count() >= MOST_SOCKETS:
        return None
    if place:
        OpenSocket.objects.filter(place=place).delete()
    return OpenSocket.objects.create(caller=caller, process=process, place=place, seen_at=now).pk


def leave(socket_id: int) -> None:
    """Strikes a socket out that was closed."""
    OpenSocket.objects.filter(pk=socket_id).delete()


def confirm(process: str) -> None:
    """Says that all sockets of the process are still open. One statement."""
    OpenSocket.objects.filter(process=process).update(seen_at=timezone.now())


def still_in_place(process: str) -> set[int]:
    """The ids of the process's sockets that still hold the place which only one may hold."""
    held = OpenSocket.objects.filter(process=process).exclude(place="")
    return set(held.values_list("pk", flat=True))


def prune() -> None:
    """Forgets expired tickets, and sockets of processes that died. Periodic."""
    now = timezone.now()
    SocketTicket.objects.filter(expires_at__lte=now).delete()
    OpenSocket.objects.filter(seen_at__lt=now - 3 * CONFIRMED_WITHIN).delete()
