"""`manage.py up`: everything in one process."""

import socket
import threading
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from eventhub.checks import MANY_PROCESSES_SENTENCE
from eventhub.common.effects import bell, lanes
from eventhub.embedded import keeper
from eventhub.server import schema, serving
from eventhub.server.keeping import kept

WORKER_GRACE_S = 15


class Command(BaseCommand):
    help = "Starts EventHub: migrates the database, serves HTTP and WebSocket and runs tasks, in one process."
    requires_system_checks = []  # run below, after the sentences that say more

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="the port to listen on (default: 8000)"
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)"
        )
        parser.add_argument(
            "--demo", action="store_true", help="load the demonstration convention, once"
        )
        parser.add_argument(
            "--data-dir", help="where data is kept (default: EVENTHUB_DATA_DIR or var/)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
            raise CommandError(MANY_PROCESSES_SENTENCE)
        with self._listener(options["host"], options["port"]) as listener:
            self._prepare_database()
            self.check()
            if options["demo"]:
                import_module("eventhub.demo").load(self.stdout)
            self._greet(listener.getsockname()[1], demo=options["demo"])
            self._serve(listener)

    def _listener(self, host: str, port: int) -> socket.socket:
        if port not in range(2**16):
            raise CommandError(
                f"Cannot listen on port {port}: ports are numbers from 0 to {2**16 - 1}."
            )
        try:
            family, kind, protocol, _name, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM
            )[0]
            listener = socket.socket(family, kind, protocol)
        except OSError as error:
            raise CommandError(f"Cannot listen on {host}: {error.strerror}.") from None
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(2048)
        except OSError as error:
            listener.close()
            raise CommandError(
                f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another with --port."
            ) from None
        return listener

    def _prepare_database(self) -> None:
        try:
            schema.bring_up_to_date(self.stdout.write)
        except schema.SchemaError as error:
            raise CommandError(str(error)) from None

    def _greet(self, port: int, *, demo: bool) -> None:
        address = f"http://{settings.PLATFORM_HOST}:{port}"
        lines = [f"EventHub  {address}/", f"API       {address}/api/docs/"]
        if demo:
            sign_ins = import_module("eventhub.demo").SIGN_INS
            width = max(len(what) for what, _email, _password in sign_ins)
            lines += ["", "Sign in as"]
            lines += [
                f"  {what:<{width}}  {email}  {password}" for what, email, password in sign_ins
            ]
        self.stdout.write("\n".join([*lines, "", "Ctrl-C stops it."]))
        self.stdout.flush()

    def _serve(self, listener: socket.socket) -> None:
        stop = threading.Event()
        connection.close()  # this thread only waits from now on
        threads = [kept("tasks", lanes.run_worker, stop)]
        if settings.DATABASE_IS_EMBEDDED:
            threads.append(kept("database", partial(keeper.look_after, settings.DATA_DIR), stop))
        try:
            serving.serve(listener)
        finally:
            stop.set()
            bell.wake()
            for thread in threads:
                thread.join(WORKER_GRACE_S)
