"""Django's PostgreSQL backend with a cheaper look at a connection that was kept from the last request."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the socket before it asks the server.

    A server that restarted or closed the line has made the idle socket readable (end of file); only then is a
    `SELECT 1` worth its round trip, which Django would otherwise spend on every request (CONN_HEALTH_CHECKS).
    """

    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed:
            return False
        try:
            readable, _, _ = select.select([connection.fileno()], [], [], 0)
        except (OSError, ValueError):
            return False
        return not readable or super().is_usable()
