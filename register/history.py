"""The audit trail's verbs of registration and the door, in words."""

SENTENCES = {
    "checkin.redeemed": "Ticket checked in",
    "checkin.annulled": "Check-in taken back",
    "checkin_list.checked_out": "Everybody inside was checked out",
    "registration.payment_awaited": "Registration waits for payment",
    "registration.confirmed": "Registration confirmed",
    "registration.expired": "Registration expired with its order",
    "registration.withdrawn": "Registration canceled with its order",
    "registration.canceled": "Registration canceled by hand",
    "registration.refunded": "Registration marked as refunded",
    "registration.transferred": "Registration transferred",
    "registration.deferred": "Registration deferred",
    "registration.waitlisted": "Registration put on the waiting list",
    "registration.invited": "Registration invited from the waiting list",
    "registration.reactivated": "Registration brought back",
    "registration.hold_placed": "Registration put on hold",
    "registration.hold_released": "Hold on a registration released",
}
# The rest is told by its noun and its verb.
NOUNS = {
    "checkin_list": "Check-in list",
}
