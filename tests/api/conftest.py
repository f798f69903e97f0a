"""The people and things of v1's stories: alice's token may do all, bob's little, charlie's belongs to somebody else."""

import json
from typing import Any

import pytest
from django.test import Client

from tenant.models import Event, Organizer
from tests.make import make_event, make_organizer, make_team, make_token


class Api:
    """v1 as an integrator calls it, over the whole HTTP stack."""

    def __init__(self, token: str | None, *, base: str = "/api/v1/") -> None:
        headers = {"HTTP_AUTHORIZATION": f"Token {token}"} if token else {}
        self.client = Client(HTTP_HOST="localhost", raise_request_exception=True, **headers)
        self.base = base

    @classmethod
    def device(cls, key: str) -> "Api":
        """A device that calls with this key."""
        api = cls(None)
        api.client = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Device {key}")
        return api

    def at(self, event: Event) -> "Api":
        """The same caller, below an event."""
        api = Api(None, base=f"/api/v1/organizers/{event.organizer.slug}/events/{event.slug}/")
        api.client = self.client
        return api

    def url(self, path: str) -> str:
        return path if path.startswith(("/", "http")) else f"{self.base}{path}"

    def get(self, path: str = "", **headers: Any) -> Any:
        return self.client.get(self.url(path), **headers)

    def send(self, method: str, path: str, data: Any = None, **headers: Any) -> Any:
        return self.client.generic(
            method,
            self.url(path),
            data if isinstance(data, (str, bytes)) else _json(data),
            content_type="application/json",
            **headers,
        )

    def post(self, path: str = "", data: Any = None, **headers: Any) -> Any:
        return self.send("POST", path, data, **headers)

    def put(self, path: str = "", data: Any = None, **headers: Any) -> Any:
        return self.send("PUT", path, data, **headers)

    def patch(self, path: str = "", data: Any = None, **headers: Any) -> Any:
        return self.send("PATCH", path, data, **headers)

    def delete(self, path: str = "", **headers: Any) -> Any:
        return self.send("DELETE", path, **headers)


def _json(data: Any) -> bytes:
    return b"" if data is None else json.dumps(data).encode()


@pytest.fixture
def organizer(db: None) -> Organizer:
    return make_organizer()


@pytest.fixture
def event(organizer: Organizer) -> Event:
    return make_event(organizer)


@pytest.fixture
def alice(organizer: Organizer) -> Api:
    """A team with every right at every event."""
    return Api(make_token(make_team(organizer), "alice-token"))


@pytest.fixture
def charlie(db: None) -> Api:
    """A team with every right, of another tenant."""
    return Api(make_token(make_team(make_organizer("others")), "charlie-token"))


@pytest.fixture
def nobody(db: None) -> Api:
    return Api(None)
