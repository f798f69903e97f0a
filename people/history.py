"""The audit trail's verbs of persons, in words."""

from django.utils.translation import gettext_noop

SENTENCES = {
    "person.merged": gettext_noop("Two records of a person became one"),
    "person.email_added": gettext_noop("Email address of a person added"),
    "person.email_verified": gettext_noop("Email address of a person verified"),
    "person.phone_added": gettext_noop("Phone number of a person added"),
    "person.phone_verified": gettext_noop("Phone number of a person verified"),
}
