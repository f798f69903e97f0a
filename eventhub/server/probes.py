"""Is everything that this installation needs there? Each probe looks at one thing and never raises."""

import base64
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import redis
from django.conf import settings
from django.core.mail import get_connection
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from eventhub.common import outages
from eventhub.common.models import OutboxTask
from eventhub.server import schema
from shop.hooks.consistency import discrepancies
from tenant.models import Event

CLOCK_LIMIT_S = 5
DISK_LIMIT_BYTES = 500 * 1024 * 1024
# With less than this we do not call ourselves ready: some four segments of PostgreSQL's log.
READY_BYTES = 64 * 1024 * 1024
TIMEOUT_S = 10
STRIPE = "https://api.stripe.com"
DISCREPANCIES_SHOWN, RECHECK_PAUSE_S = 3, 1


@dataclass(frozen=True)
class Finding:
    """What a probe saw. `ok` is None where there was nothing to look at."""

    name: str
    ok: bool | None
    detail: str


class Trouble(Exception):
    """What is wrong, in a sentence."""


class NotConfigured(Exception):
    """Nothing to look at, and why that is fine."""


def _probe(look: Callable[[], str]) -> Callable[[], Finding]:
    name = look.__name__.removesuffix("_server")

    @wraps(look)
    def probe() -> Finding:
        try:
            return Finding(name, True, look())
        except NotConfigured as reason:
            return Finding(name, None, str(reason))
        except (Trouble, DatabaseError, redis.RedisError, OSError) as error:
            return Finding(name, False, " ".join(str(error).split()) or type(error).__name__)

    return probe


@_probe
def database() -> str:
    """The database answers."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_database()")
        version, name = cursor.fetchone()
    kind = "our own" if settings.DATABASE_IS_EMBEDDED else "from DATABASE_URL"
    return f"PostgreSQL {version} ({kind}), database {name}, {(time.perf_counter() - started) * 1000:.0f} ms"


@_probe
def migrations() -> str:
    """The code's tables are there. A newer database is fine: so it is while servers are replaced one by one."""
    if pending := schema.pending_migrations():
        raise Trouble(
            f"{len(pending)} not applied, the first is {pending[0]}; run manage.py up or manage.py migrate"
        )
    return "all applied"


@_probe
def code() -> str:
    """The program is not older than the database."""
    if unknown := schema.unknown_migrations():
        raise Trouble(
            f"older than the database, which has {unknown[-1]}; install the newer program"
        )
    return "as new as the database"


@_probe
def clock() -> str:
    """The database's clock and ours agree; holds and leases are compared across them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        difference_s = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    if difference_s > CLOCK_LIMIT_S:
        raise Trouble(
            f"the database's clock differs from ours by {difference_s:.0f} s; synchronise both"
        )
    return f"{difference_s:.1f} s from the database's"


@_probe
def tasks() -> str:
    """No task was given up."""
    waiting = OutboxTask.objects.filter(state=OutboxTask.State.QUEUED).count()
    failed = OutboxTask.objects.filter(state=OutboxTask.State.FAILED)
    if count := failed.count():
        last = failed.order_by("-pk").values_list("name", "last_error")[0]
        raise Trouble(f"{count} given up, the last is {last[0]}: {last[1]}")
    return f"{waiting} waiting, none given up"


@_probe
def consistency() -> str:
    """Counters and sums are what their rows say. What sells at this moment is looked at twice."""
    events = list(Event.unscoped.select_related("organizer").order_by("pk"))
    wrong: list[str] = []
    for event in events:
        found = discrepancies(event)
        if found:
            time.sleep(RECHECK_PAUSE_S)
            again = frozenset(discrepancies(event))
            wrong += [
                f"{event.organizer.slug}/{event.slug}: {words}" for words in found if words in again
            ]
    if wrong:
        more = (
            f" (and {len(wrong) - DISCREPANCIES_SHOWN} more)"
            if len(wrong) > DISCREPANCIES_SHOWN
            else ""
        )
        raise Trouble("; ".join(wrong[:DISCREPANCIES_SHOWN]) + more)
    return f"right at {len(events)} events"


@_probe
def redis_server() -> str:
    """Redis answers, where one is named."""
    if not settings.REDIS_URL:
        raise NotConfigured("REDIS_URL is not set: one web process, tasks run in it")
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
    ) as client:
        client.ping()
        return f"Redis {client.info('server')['redis_version']}"


@_probe
def mail() -> str:
    """The mail server takes our sign-in."""
    if not settings.EMAIL_HOST:
        raise NotConfigured(
            f"EVENTHUB_SMTP_HOST is not set: mail is kept in {settings.EMAIL_FILE_PATH}"
        )
    with get_connection(timeout=TIMEOUT_S):
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} accepts us"


@_probe
def stripe() -> str:
    """Stripe knows our key."""
    key = settings.STRIPE_SECRET_KEY
    if not key:
        raise NotConfigured("STRIPE_SECRET_KEY is not set: no card payments")
    if not key.startswith(("sk_", "rk_")):
        raise Trouble("STRIPE_SECRET_KEY is no secret key: those start with sk_ or rk_")
    request = urllib.request.Request((settings.STRIPE_API_BASE or STRIPE) + "/v1/balance")  # noqa: S310 -- the operator's URL
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{key}:".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S):  # noqa: S310 -- as above
            return (
                "the key is known, in live mode"
                if "_live_" in key
                else "the key is known, in test mode"
            )
    except urllib.error.HTTPError as error:
        raise Trouble(f"Stripe refuses the key (HTTP {error.code})") from None


@_probe
def disk() -> str:
    """There is room in the data directory."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = f"{free / 1024**3:.1f} GB free in {settings.DATA_DIR}"
    if free < DISK_LIMIT_BYTES:
        raise Trouble(f"only {text}")
    return text


@_probe
def room() -> str:
    """Something can still be stored: where we and our own database keep things, and as far as we noticed elsewhere."""
    if outages.found_no_room():
        raise Trouble("a write found no room a moment ago")
    for place in {settings.DATA_DIR, (settings.DATA_DIR / "postgres").resolve()}:
        if place.exists() and shutil.disk_usage(place).free < READY_BYTES:
            raise Trouble(f"no room in {place}")
    return "there is room"


READINESS = (database, migrations, redis_server, room)
ALL = (database, migrations, code, clock, redis_server, tasks, consistency, mail, stripe, disk)
