"""Redis dies, comes back and dies again under a server and a worker: nothing that was asked for is refused, money moves
once, mail goes out, and the worker is still the same one."""

import json
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import surroundings
from tests.eventhub.test_compose import words_of
from tests.process.test_sockets import socket_server
from tests.process.visitor import Visitor
from tests.processes import Running, command, environment, manage
from tests.services import free_port, redis_at

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]

SET_UP = """
from tests.make import *
organizer = make_organizer("acme")
event = make_event(organizer, "con")
item = make_shop(event)
make_team(organizer, members=[make_user("ada@example.org")])
print("MADE" + make_token(make_team(organizer, name="Script"), "token-of-the-script") + f" {item.pk}")
"""
PATIENCE_S = 60


class Integrator:
    """Somebody's program, which repeats what it asks for under the same key."""

    def __init__(self, server: Running, token: str, item: str) -> None:
        self.base = f"{server.url}/api/v1/organizers/acme/events/con/"
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self.item = int(item)

    def post(self, path: str, data: Any, key: str = "") -> tuple[int, bytes]:
        headers = self.headers | ({"X-Idempotency-Key": key} if key else {})
        request = urllib.request.Request(
            self.base + path, data=json.dumps(data).encode(), headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def get(self, path: str) -> Any:
        request = urllib.request.Request(self.base + path, headers=self.headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def order(self, email: str) -> str:
        """A paid order whose buyer is told by mail; its code."""
        body = {
            "email": email,
            "locale": "en",
            "positions": [{"item": self.item}],
            "status": "p",
            "payment_provider": "banktransfer",
            "send_email": True,
        }
        status, answer = self.post("orders/", body, key=email)
        assert status == 201, answer
        return str(json.loads(answer)["code"])

    def refund_thrice(self, code: str) -> None:
        """One refund, asked for three times."""
        body = {"amount": "1.00", "mark_canceled": False}
        asked = [
            self.post(f"orders/{code}/payments/1/refund/", body, key=f"back-{code}")
            for _ in range(3)
        ]
        assert [status for status, _ in asked] == [200] * 3, asked
        assert len({answer for _, answer in asked}) == 1
        assert len(self.get(f"orders/{code}/refunds/")["results"]) == 1


def until_mailed(folder: Path, email: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not any(f"To: {email}" in mail.read_text() for mail in folder.glob("*.eml")):
        assert time.monotonic() < deadline, f"no mail came to {email}"
        time.sleep(0.1)


def sign_in(server: Running) -> None:
    visitor = Visitor(server.url)
    visitor.visit("/auth/login/")
    form = visitor.form("username")
    visitor.send(form, username="ada@example.org", password="correct horse battery")
    assert "/app/" in visitor.url, visitor.url


def test_a_redis_that_is_lost_again_and_again_decides_nothing(tmp_path: Path) -> None:
    redis_port = free_port()
    with ExitStack() as stack:
        environ = environment(
            DATABASE_URL=stack.enter_context(surroundings.database()),
            REDIS_URL=f"redis://127.0.0.1:{redis_port}/0",
            EVENTHUB_DATA_DIR=str(tmp_path),
            EVENTHUB_SECRET_KEY="the same for both of them, and long enough",
        )
        made = manage("shell", "--verbosity", "0", "-c", SET_UP, **environ)
        assert made.returncode == 0, made.stderr
        redis = stack.enter_context(redis_at(redis_port, tmp_path))
        server = stack.enter_context(socket_server(environ, port=free_port()))
        worker = stack.enter_context(command(words_of("worker"), environ=environ))
        program = Integrator(server, *made.stdout.split("MADE")[1].split())
        code = program.order("first@example.org")
        until_mailed(tmp_path / "mail", "first@example.org")

        for loss in range(2):
            redis.kill()
            redis.wait(30)
            email = f"without-{loss}@example.org"
            program.refund_thrice(program.order(email))
            until_mailed(tmp_path / "mail", email)
            sign_in(server)

            redis = stack.enter_context(redis_at(redis_port, tmp_path))
            email = f"again-{loss}@example.org"
            program.order(email)
            until_mailed(tmp_path / "mail", email)

        program.refund_thrice(code)
        assert worker.poll() is None
        assert server.process.poll() is None
