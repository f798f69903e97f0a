"""The audit trail's verbs of registration and the door, in words."""

SENTENCES = {
    "checkin.redeemed": "Ticket checked in",
    "checkin.annulled": "Check-in taken back",
    "checkin_list.checked_out": "Everybody inside was checked out",
}
# The rest is told by its noun and its verb.
NOUNS = {
    "checkin_list": "Check-in list",
}
