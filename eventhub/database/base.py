"""Django's PostgreSQL backend with a cheaper look at a connection that was kept from the last request, with a quicker
reader of moments, and with statements that are planned once."""

import datetime as dt
import select
from typing import Any

from django.db.backends.postgresql import base, operations
from django.db.backends.postgresql.psycopg_any import BaseTzLoader


class MomentLoader(BaseTzLoader):  # type: ignore[misc]  # Django's module is untyped
    """A `timestamptz` read by Python's own parser, many times as fast as by a pattern.

    What it cannot read (an era before Christ, infinity) is left to Django's, which says what is wrong with it.
    """

    timezone = dt.UTC

    def load(self, data: Any) -> dt.datetime:
        try:
            return dt.datetime.fromisoformat(bytes(data).decode()).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            found: dt.datetime = super().load(data)
            return found


ServerBindingCursor: Any = base.ServerBindingCursor


class PlannedCursor(ServerBindingCursor):  # type: ignore[misc]  # Django's module is untyped
    """A cursor whose statements PostgreSQL parses and plans once per connection, however often they are asked."""

    def execute(self, query: Any, params: Any = None) -> Any:
        return super().execute(query, params, prepare=True)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, which also knows what a PlannedCursor sent."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """For those who listen to statements: psycopg does not keep the text of a prepared one."""
        if isinstance(cursor, PlannedCursor):
            return self.compose_sql(sql, params)
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the socket before it asks the server.

    A server that restarted or closed the line has made the idle socket readable (end of file); only then is a
    `SELECT 1` worth its round trip, which Django would otherwise spend on every request (CONN_HEALTH_CHECKS).
    """

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", MomentLoader)
        connection.prepare_threshold = 0  # only for PlannedCursor: the others bind in the client
        return connection

    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed:
            return False
        try:
            readable, _, _ = select.select([connection.fileno()], [], [], 0)
        except (OSError, ValueError):
            return False
        return not readable or super().is_usable()

    def planned_cursor(self) -> Any:
        """A PlannedCursor; behind a transaction pooler, where no statement outlives its transaction, a plain one."""
        if self.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PlannedCursor(self.connection))  # type: ignore[attr-defined]  # no stub
