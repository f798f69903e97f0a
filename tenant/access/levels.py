"""How far a caller may go in a module."""

from enum import IntEnum

from django.conf import settings


class Level(IntEnum):
    """none: closed; staff: do the job; admin: configure; superadmin: money keys and destruction."""

    NONE = 0
    STAFF = 10
    ADMIN = 20
    SUPERADMIN = 30


MODULES = tuple(settings.MODULES)
BY_NAME = {
    "none": Level.NONE,
    "staff": Level.STAFF,
    "admin": Level.ADMIN,
    "superadmin": Level.SUPERADMIN,
}

PERMISSIONS = (
    "can_create_events",
    "can_change_event_settings",
    "can_change_items",
    "can_view_orders",
    "can_change_orders",
    "can_view_vouchers",
    "can_change_vouchers",
    "can_checkin_orders",
    "can_change_teams",
    "can_change_organizer_settings",
)
