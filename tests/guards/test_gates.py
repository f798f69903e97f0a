"""Every view says who may use it."""

import pytest

from tenant.access.gates import Declared
from tests.guards.routes import ORGANIZER, PLATFORM, Route, routes

# Plain views of other hands that cannot carry our mark: path -> why it may stay without.
UNMARKED: dict[str, str] = {}
EVERY = [
    pytest.param(route, id=route.path) for host in (PLATFORM, ORGANIZER) for route in routes(host)
]


@pytest.mark.parametrize("route", EVERY)
def test_every_view_declares_its_gate(route: Route) -> None:
    if route.path in UNMARKED:
        return
    if route.api is None:
        assert getattr(route.view, "gate", ""), (
            f"{route.path}: mark the view @public or @self_service"
        )
        return
    assert route.permissions, f"{route.path} declares nothing"
    for permission in route.permissions:
        assert isinstance(permission, type), route.path
        assert issubclass(permission, Declared), (
            f"{route.path}: {permission} is no gate of the house"
        )


def test_the_walk_sees_the_house() -> None:
    paths = {route.path for route in routes(PLATFORM)}

    assert len(paths) > 60
    assert {
        "/app/tenant/api/m2m/events/<id>/",
        "/app/register/api/checkin/scan/",
        "/api/v1/organizers/<organizer>/events/<event>/orders/<code>/",
        "/healthz",
    } <= paths
