"""The audit trail's verbs of registration and the door, in words."""

from django.utils.translation import gettext_noop

SENTENCES = {
    "checkin.redeemed": gettext_noop("Ticket checked in"),
    "checkin.annulled": gettext_noop("Check-in taken back"),
    "checkin_list.checked_out": gettext_noop("Everybody inside was checked out"),
    "registration.payment_awaited": gettext_noop("Registration waits for payment"),
    "registration.confirmed": gettext_noop("Registration confirmed"),
    "registration.expired": gettext_noop("Registration expired with its order"),
    "registration.withdrawn": gettext_noop("Registration canceled with its order"),
    "registration.canceled": gettext_noop("Registration canceled by hand"),
    "registration.refunded": gettext_noop("Registration marked as refunded"),
    "registration.transferred": gettext_noop("Registration transferred"),
    "registration.deferred": gettext_noop("Registration deferred"),
    "registration.waitlisted": gettext_noop("Registration put on the waiting list"),
    "registration.invited": gettext_noop("Registration invited from the waiting list"),
    "registration.reactivated": gettext_noop("Registration brought back"),
    "registration.hold_placed": gettext_noop("Registration put on hold"),
    "registration.hold_released": gettext_noop("Hold on a registration released"),
}
# The rest is told by its noun and its verb.
NOUNS = {
    "checkin_list": gettext_noop("Check-in list"),
}
