"""Which calls a device's security profile opens: pairs of method and name of the address. Pure."""

from tenant.devices.profiles import FULL, PROFILES

Call = tuple[str, str]

_ITSELF: frozenset[Call] = frozenset(
    {
        ("GET", "version"),
        ("GET", "device-info"),
        ("GET", "device-eventselection"),
        ("POST", "device-update"),
        ("POST", "device-roll"),
        ("POST", "device-revoke"),
        ("POST", "upload"),
    }
)
_EVENT: frozenset[Call] = frozenset(
    {
        ("GET", "events"),
        ("GET", "event"),
        ("GET", "organizer-subevents"),
        ("GET", "subevents"),
        ("GET", "subevent"),
        ("GET", "categories"),
        ("GET", "items"),
        ("GET", "questions"),
        ("GET", "badgelayouts"),
        ("GET", "badgeitems"),
        ("GET", "checkinlists"),
        ("GET", "revokedsecrets"),
        ("GET", "blockedsecrets"),
        ("GET", "event-settings"),
        ("GET", "reusablemedia"),
        ("GET", "position-pdf-image"),
        ("POST", "orderposition-printlog"),
    }
)
_SCAN: frozenset[Call] = frozenset(
    {
        ("POST", "checkinlist-redeem"),
        ("POST", "checkinlist-failed-checkins"),
        ("GET", "checkinlist-status"),
        ("POST", "checkinrpc-redeem"),
        ("POST", "checkinrpc-annul"),
    }
)
_LOOK: frozenset[Call] = frozenset({("GET", "checkinrpc-search"), ("GET", "checkinlist-positions")})
_ORDERS: frozenset[Call] = frozenset({("GET", "orders")})
_SELL: frozenset[Call] = frozenset(
    {
        ("POST", "orders"),
        ("GET", "order"),
        ("PATCH", "order"),
        ("POST", "order-mark-paid"),
        ("POST", "order-mark-canceled"),
        ("POST", "order-resend-link"),
        ("GET", "payments"),
        ("POST", "payments"),
        ("GET", "refunds"),
        ("POST", "refunds"),
        ("GET", "position-download"),
        ("GET", "positions"),
        ("GET", "position"),
        ("GET", "quotas"),
        ("GET", "quota-availability"),
        ("GET", "taxrules"),
        ("GET", "discounts"),
        ("GET", "ticketlayouts"),
        ("GET", "ticketlayoutitems"),
        ("GET", "pos-cashiers"),
        ("GET", "vouchers"),
        ("GET", "invoices"),
        ("GET", "invoice-download"),
        ("POST", "cartpositions"),
        ("DELETE", "cartposition"),
    }
)
ALLOWED: dict[str, frozenset[Call] | None] = {
    FULL: None,
    "pretixscan": _ITSELF | _EVENT | _SCAN | _LOOK | _ORDERS,
    "pretixscan_online_noorders": _ITSELF | _EVENT | _SCAN | _LOOK,
    "pretixscan_online_kiosk": _ITSELF | _EVENT | _SCAN,
    "pretixpos": _ITSELF | _EVENT | _SCAN | _LOOK | _ORDERS | _SELL,
}
assert set(ALLOWED) == set(PROFILES)  # noqa: S101 -- the two lists are one


def allows(profile: str, method: str, name: str | None) -> bool:
    """Whether the profile opens the call. HEAD and OPTIONS are what GET is; a profile that nobody knows opens nothing."""
    calls = ALLOWED.get(profile, frozenset())
    if calls is None:
        return True
    return ("GET" if method in {"HEAD", "OPTIONS"} else method, name) in calls
