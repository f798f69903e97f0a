"""Entries of the audit trail that were written in other words are translated, and nothing else of them changes."""

from importlib import import_module

import pytest
from django.db import connection

from eventhub.common import history
from eventhub.common.actors import SYSTEM
from eventhub.common.effects import audit
from eventhub.common.models import AuditEntry
from tests.people import World

pytestmark = pytest.mark.django_db
translation = import_module("eventhub.common.migrations.0005_audit_verbs")


def trail() -> list[str]:
    return list(AuditEntry.unscoped.order_by("pk").values_list("action", flat=True))


def written(world: World, *verbs: str) -> None:
    AuditEntry.unscoped.all().delete()
    for verb in verbs:
        audit.record(verb, actor=SYSTEM, event=world.event, data={"was": verb})


def test_older_entries_are_told_in_our_verbs(world: World) -> None:
    written(world, "pretix.event.order.placed", "pretix.event.checkin", "item.created", "un.known")

    with connection.schema_editor() as editor:
        translation.forwards(None, editor)

    assert trail() == ["order.placed", "checkin.redeemed", "item.created", "un.known"]
    assert AuditEntry.unscoped.earliest("pk").data == {"was": "pretix.event.order.placed"}


def test_the_translation_goes_back(world: World) -> None:
    before = [word for word, _ in translation.VERBS]
    written(world, *before)

    with connection.schema_editor() as editor:
        translation.forwards(None, editor)
        after = trail()
        translation.backwards(None, editor)

    assert after == [word for _, word in translation.VERBS]
    assert trail() == before


def test_every_translated_verb_has_words() -> None:
    ours = {after for _, after in translation.VERBS + translation.OLDER}

    assert [verb for verb in ours if not history.known(verb)] == []
