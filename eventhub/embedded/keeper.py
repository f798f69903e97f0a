"""Looks after our own PostgreSQL while `up` runs: a server that was killed is started again."""

import logging
import threading
from pathlib import Path

from eventhub.embedded import cluster, postgres
from eventhub.embedded.errors import PostgresUnavailable

logger = logging.getLogger("eventhub.embedded")

LOOK_EVERY_S = 0.5
# When it does not start (a full disk, for instance), we try again after so long.
RETRY_S = 5.0


def look_after(data_dir: Path, stop: threading.Event) -> None:
    """Until `stop` is set: starts the server of `data_dir` again whenever it is gone. For one thread of `up`.

    The caller uses the server (`postgres.ensure_running`) all the time and sets `stop` before it leaves.
    """
    while not stop.wait(LOOK_EVERY_S):
        if cluster.serves((data_dir / "postgres").resolve()):
            continue
        try:
            postgres.start_again(data_dir)
        except PostgresUnavailable as error:
            logger.error("the database is gone and does not start", extra={"why": str(error)})  # noqa: TRY400 -- one line
            stop.wait(RETRY_S)
        else:
            logger.warning("the database was gone and was started again")
