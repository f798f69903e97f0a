"""The audit trail's verbs of persons, in words."""

SENTENCES = {
    "person.merged": "Two records of a person became one",
    "person.email_added": "Email address of a person added",
    "person.email_verified": "Email address of a person verified",
    "person.phone_added": "Phone number of a person added",
    "person.phone_verified": "Phone number of a person verified",
}
