"""What each security profile opens: every address of v1, every method, with a device of each profile. (contract, C3)"""

import pytest
from django.urls import resolve

from api.v1.device_profiles import ALLOWED, allows
from tenant.devices.profiles import PROFILES
from tenant.models import Organizer
from tests.api.conftest import Api
from tests.guards.routes import PLATFORM, routes
from tests.make import make_device

# What each profile opens besides the one before it: a device that cannot make one of these calls stands still at a door.
KIOSK = """
    GET version device-info device-eventselection events event organizer-subevents subevents subevent categories items
        questions badgelayouts badgeitems checkinlists revokedsecrets blockedsecrets event-settings reusablemedia
        position-pdf-image checkinlist-status
    POST device-update device-roll device-revoke upload orderposition-printlog checkinlist-redeem
        checkinlist-failed-checkins checkinrpc-redeem checkinrpc-annul
"""
NOORDERS = KIOSK + "GET checkinrpc-search checkinlist-positions"
SCAN = NOORDERS + " orders"
POS = (
    SCAN
    + """
    GET order payments refunds position-download positions position quotas quota-availability taxrules discounts
        ticketlayouts ticketlayoutitems pos-cashiers vouchers invoices invoice-download
    POST orders order-mark-paid order-mark-canceled order-resend-link payments refunds cartpositions
    PATCH order
    DELETE cartposition
"""
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def named() -> dict[str, str]:
    """Address -> name, of every address of v1 that a device could call."""
    found = {}
    for route in routes(PLATFORM):
        if route.path.startswith("/api/v1/organizers/") and route.api is not None:
            address = route.path.replace("<organizer>", "bigevents").replace("<event>", "con2027")
            for name in ("<id>", "<owner>"):
                address = address.replace(name, "1")
            address = address.replace("<", "").replace(">", "")
            found[address] = resolve(address).url_name or ""
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_c3_profile_is_kept_at_every_address(organizer: Organizer, profile: str) -> None:
    make_device(organizer, key="k", profile=profile)
    device = Api.device("k")

    for address, name in named().items():
        for method in METHODS:
            answer = device.send(method, address)
            if not allows(profile, method, name):
                assert answer.status_code == 403, (method, address)
                assert set(answer.json()) == {"detail"}


def calls(text: str) -> set[tuple[str, str]]:
    """Pairs of method and name out of `METHOD name name METHOD name`."""
    found, method = set(), ""
    for word in text.split():
        if word in METHODS:
            method = word
        else:
            found.add((method, word))
    return found


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        ("pretixscan_online_kiosk", KIOSK),
        ("pretixscan_online_noorders", NOORDERS),
        ("pretixscan", SCAN),
        ("pretixpos", POS),
    ],
)
def test_c3_a_profile_opens_each_call_that_its_app_makes(profile: str, text: str) -> None:
    assert ALLOWED[profile] == calls(text)


def test_c3_profiles_open_less_and_less() -> None:
    full, scan = ALLOWED["full"], ALLOWED["pretixscan"]
    noorders, kiosk = ALLOWED["pretixscan_online_noorders"], ALLOWED["pretixscan_online_kiosk"]

    assert full is None
    assert scan is not None
    assert noorders is not None
    assert kiosk is not None
    assert kiosk < noorders < scan
    assert ("GET", "orders") in scan - noorders
    assert not allows("pretixscan", "POST", "orders")
    assert not allows("pretixscan", "PATCH", "event-settings")
    assert allows("pretixscan", "HEAD", "orders")
    assert not allows("of another day", "GET", "version")


def test_c3_profiles_name_addresses_that_exist() -> None:
    names = {*named().values(), "version", "upload"} | {
        f"device-{word}" for word in ("info", "eventselection", "update", "roll", "revoke")
    }
    said = {name for calls in ALLOWED.values() for _, name in calls or ()}

    assert said <= names
