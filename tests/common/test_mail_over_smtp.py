"""Mail over SMTP: what was surely not taken is tried again, what nobody can know is never sent twice."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from eventhub.common.effects import lanes
from eventhub.common.effects.mail import queue_mail
from eventhub.common.models import Mail, OutboxTask

pytestmark = pytest.mark.django_db


class Server:
    """A mail server for one test: speaks just enough SMTP, and fails where its script says."""

    def __init__(self, *, at_data: bytes = b"354 go on\r\n", at_end: bytes | None = b"250 ok\r\n"):
        self.at_data, self.at_end = at_data, at_end
        self.received: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                with client, contextlib.suppress(OSError):
                    self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        client.sendall(b"220 test\r\n")
        lines = client.makefile("rb")
        for line in lines:
            word = line.split()[0].upper()
            if word == b"DATA":
                client.sendall(self.at_data)
                if self.at_data.startswith(b"354") and not self._take(client, lines):
                    return
            elif word == b"QUIT":
                return  # without a goodbye: what was taken stays taken
            else:
                client.sendall(b"250 ok\r\n")

    def _take(self, client: socket.socket, lines: Iterator[bytes]) -> bool:
        self.received.append(b"".join(iter(lambda: next(lines), b".\r\n")))
        if self.at_end is None:
            return False  # the line goes dead when the message is through
        client.sendall(self.at_end)
        return True


@pytest.fixture
def smtp(settings):
    servers = []

    def start(**script) -> Server:
        server = Server(**script)
        servers.append(server)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = False, "", 5
        return server

    yield start
    for server in servers:
        server.stop()


def one_mail() -> Mail:
    queue_mail(key="k", to="ada@example.org", subject="Hi", body="Hello", tenant_id=None)
    return Mail.unscoped.get()


def try_again() -> None:
    """As if the pause before the next try were over."""
    OutboxTask.objects.update(run_at="2020-01-01T00:00:00Z")
    lanes.drain()


def test_a_mail_is_sent_once(smtp):
    server = smtp()
    mail = one_mail()

    lanes.drain()
    try_again()

    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    assert len(server.received) == 1


def test_a_server_that_cannot_be_reached_is_tried_again(smtp):
    smtp().stop()
    mail = one_mail()

    lanes.drain()
    mail.refresh_from_db()
    waiting = mail.state
    server = smtp()
    try_again()

    mail.refresh_from_db()
    assert waiting == Mail.State.QUEUED
    assert mail.state == Mail.State.SENT
    assert len(server.received) == 1


@pytest.mark.parametrize("script", [{"at_data": b"451 later\r\n"}, {"at_end": b"452 too full\r\n"}])
def test_what_the_server_refused_is_tried_again(smtp, script):
    smtp(**script)
    mail = one_mail()

    lanes.drain()
    mail.refresh_from_db()
    waiting = mail.state
    smtp()
    try_again()

    mail.refresh_from_db()
    assert waiting == Mail.State.QUEUED
    assert mail.state == Mail.State.SENT


def test_when_the_line_goes_dead_in_the_middle_the_mail_is_never_sent_again(smtp):
    server = smtp(at_end=None)
    mail = one_mail()

    lanes.drain()
    server.at_end = b"250 ok\r\n"
    try_again()

    mail.refresh_from_db()
    assert mail.state == Mail.State.UNCONFIRMED
    assert len(server.received) == 1
