"""Who carries out the outbox: lanes with threads of their own, and in each lane a share for every tenant.

A slow mail server holds up mail and nothing else, a slow receiver of webhooks only webhooks. Within a lane tenants take
turns, the one that waited longest for a turn first, and none has more than its share of the threads of a process: one
tenant's slow receiver keeps none of the others waiting. The same threads run beside the embedded server and in
Celery's workers. docs/adr/0019-lanes.md says why.
"""

import logging
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connection

from eventhub.common.effects import bell, clock, outbox

logger = logging.getLogger("eventhub.lanes")


@dataclass(frozen=True)
class Width:
    """How many threads a lane has in each process, and how many of them one tenant may hold."""

    threads: int
    share: int


WIDTHS = {
    "mail": Width(3, 2),
    "webhooks": Width(4, 2),
    "periodic": Width(2, 1),
    outbox.JOBS: Width(2, 1),
}
IDLE_S = 1.0
EACH = 3
# Each tenant's first tasks that are due: another process may be about to take the very first. One step in the index for each tenant, however much one of them has waiting.
_HEADS = """
    WITH RECURSIVE waiting (tenant) AS (
        SELECT min(coalesce(tenant_id, 0)) FROM common_outboxtask WHERE state = 'queued' AND lane = %(lane)s
        UNION ALL
        SELECT (
            SELECT min(coalesce(tenant_id, 0)) FROM common_outboxtask
            WHERE state = 'queued' AND lane = %(lane)s AND coalesce(tenant_id, 0) > waiting.tenant
        ) FROM waiting WHERE waiting.tenant IS NOT NULL
    )
    SELECT waiting.tenant, head.id FROM waiting CROSS JOIN LATERAL (
        SELECT id, run_at FROM common_outboxtask
        WHERE state = 'queued' AND lane = %(lane)s AND coalesce(tenant_id, 0) = waiting.tenant
            AND run_at <= clock_timestamp()
        ORDER BY run_at, id LIMIT %(each)s
    ) AS head
    ORDER BY head.run_at, head.id
"""


class Lane:
    """One lane in this process. One of its threads looks, and when it has found something another one does: so an idle
    lane asks the database once a second, over one connection."""

    def __init__(self, name: str, width: Width) -> None:
        self.name, self.width = name, width
        self.looking = threading.Lock()
        self.counting = threading.Lock()
        self.running: Counter[int] = Counter()
        self.last_turn: dict[int, int] = {}
        self.turns = 0
        self.heard = bell.listen()

    def serve(self, stop: threading.Event) -> None:
        """Carries out what is due until `stop`. One thread; outlives a database that is away."""
        while not stop.is_set():
            try:
                self._serve_once(stop)
            except Exception:  # whatever it is, the thread goes on
                logger.exception("a lane paused", extra={"lane": self.name})
                connection.close()
                stop.wait(IDLE_S)
        connection.close()

    def _serve_once(self, stop: threading.Event) -> None:
        with self.looking:
            while (found := self._look(stop)) is None:
                if stop.is_set():
                    return
                self.heard.wait(IDLE_S)
                self.heard.clear()
        tenant, begun = found
        try:
            outbox.carry_out(begun)
        finally:
            self._give_back(tenant)
            self.heard.set()  # the tenant's share is free

    def _look(self, stop: threading.Event) -> tuple[int, Any] | None:
        close_old_connections()
        if stop.is_set():
            return None
        found = self.take()
        if found is None:
            outbox.free_orphans(self.name)
        return found

    def take(self) -> tuple[int, Any] | None:
        """The next task that is due, claimed for this thread, and its tenant; None when there is none that may begin."""
        with connection.cursor() as cursor:
            cursor.execute(_HEADS, {"lane": self.name, "each": EACH})
            heads = cursor.fetchall()
        with self.counting:
            known = {tenant for tenant, _ in heads} | set(+self.running)
            self.last_turn = {one: turn for one, turn in self.last_turn.items() if one in known}
            free = [(tenant, pk) for tenant, pk in heads if self.running[tenant] < self.width.share]
            free.sort(key=lambda head: self.last_turn.get(head[0], 0))
        for tenant, pk in free:
            if begun := outbox.claim(pk):
                with self.counting:
                    self.turns += 1
                    self.last_turn[tenant] = self.turns
                    self.running[tenant] += 1
                return tenant, begun
        return None

    def _give_back(self, tenant: int) -> None:
        with self.counting:
            self.running[tenant] -= 1

    def close(self) -> None:
        """Hears the bell no more."""
        bell.leave(self.heard)


def run_worker(stop: threading.Event) -> None:
    """Carries out the outbox and keeps the clock until `stop` is set and the bell woken; what is under way is finished.

    Starts the threads of all lanes and of the clock. Any number of processes may do so at once.
    """
    lanes = [Lane(name, width) for name, width in WIDTHS.items()]
    threads = [
        threading.Thread(target=lane.serve, args=[stop], name=f"{lane.name}-{number}", daemon=True)
        for lane in lanes
        for number in range(lane.width.threads)
    ]
    threads.append(threading.Thread(target=clock.keep, args=[stop], name="clock", daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lane in lanes:
        lane.close()


def drain() -> int:
    """Carries out in this thread all that is due now, tenants by turns; the number of tasks carried out."""
    lanes = [Lane(name, width) for name, width in WIDTHS.items()]
    done = 0
    try:
        outbox.free_orphans()
        while found := next((taken for lane in lanes if (taken := _taken(lane))), None):
            lane, (tenant, begun) = found
            done += outbox.carry_out(begun)
            lane._give_back(tenant)  # noqa: SLF001 -- the same module
    finally:
        for lane in lanes:
            lane.close()
    return done


def _taken(lane: Lane) -> tuple[Lane, tuple[int, Any]] | None:
    taken = lane.take()
    return None if taken is None else (lane, taken)
