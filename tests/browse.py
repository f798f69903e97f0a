"""A browser's side of the /app/ API: a session, the event in the header, JSON in and out."""

import json
from typing import Any

from django.test import Client

from tenant.models import Event


class Browser:
    """Somebody signed in, working on one event."""

    def __init__(self, user: Any, event: Event | None = None) -> None:
        self.client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        if user is not None:
            self.client.force_login(user)
        self.headers = {"X-Event": f"{event.organizer.slug}/{event.slug}"} if event else {}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query, headers=self.headers)

    def send(self, method: str, path: str, data: Any = None) -> Any:
        return self.client.generic(
            method,
            path,
            _body(data),
            content_type="application/json",
            headers=self.headers,
        )

    def post(self, path: str, data: Any = None) -> Any:
        return self.send("POST", path, {} if data is None else data)

    def patch(self, path: str, data: Any) -> Any:
        return self.send("PATCH", path, data)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)


def _body(data: Any) -> bytes:
    if isinstance(data, bytes):
        return data
    return b"" if data is None else json.dumps(data).encode()
