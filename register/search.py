"""What the search finds of registrations and doors."""

from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from register import queries
from register.enums import RegistrationStatus
from tenant.access.surfaces import Found, Kind
from tenant.models import Event

STATES: dict[str, str] = {
    RegistrationStatus.DRAFT: gettext_noop("Not complete"),
    RegistrationStatus.PENDING: gettext_noop("Not paid yet"),
    RegistrationStatus.ACTIVE: gettext_noop("Confirmed"),
    RegistrationStatus.CANCELED: gettext_noop("Canceled"),
    RegistrationStatus.REFUNDED: gettext_noop("Refunded"),
    RegistrationStatus.TRANSFERRED: gettext_noop("Transferred"),
    RegistrationStatus.DEFERRED: gettext_noop("Deferred"),
    RegistrationStatus.WAITLISTED: gettext_noop("On the waiting list"),
    RegistrationStatus.EXPIRED: gettext_noop("Expired"),
}


def registrations(event: Event, words: str, limit: int) -> list[Found]:
    """Registrations by their code, or by what finds their ticket, the newest first. One query."""
    found = queries.registrations_of(event).filter(queries.registrations_matching(event, words))
    rows = found.values_list("code", "badge_name", "status")[:limit]
    return [
        Found(name or code, f"{code} · {_(STATES[status])}", f"registrations?search={quote(code)}")
        for code, name, status in rows
    ]


def lists(event: Event, words: str, limit: int) -> list[Found]:
    """Check-in lists by a part of their name. One query."""
    found = queries.lists_of(event).filter(name__icontains=words)
    return [Found(name, "", "lists") for name in found.values_list("name", flat=True)[:limit]]


KINDS = (
    Kind("registration", gettext_noop("Registrations"), "registrations", registrations),
    Kind("checkin_list", gettext_noop("Check-in lists"), "lists", lists),
)
