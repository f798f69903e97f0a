"""Persons: found or made, reached, and merged when two records are one human being."""

from people.actions.contacts import add_email, add_phone, verify_email, verify_phone
from people.actions.matching import PersonDraft, match_or_create
from people.actions.merging import merge_persons

__all__ = [
    "PersonDraft",
    "add_email",
    "add_phone",
    "match_or_create",
    "merge_persons",
    "verify_email",
    "verify_phone",
]
