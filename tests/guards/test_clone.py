"""Everything below an event is copied with it, or stays behind for a reason that is written here."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from eventhub.common import floors
from tenant.models import Event, Organizer

# What a copy of an event does not take along, and why.
STAYS: dict[str, str] = {
    "common.AuditEntry": "what happened at the source happened there",
    "common.Mail": "mail was sent to the people of the source",
    "tenant.ChangeStamp": "the copy's own writes move its own stamps",
    "tenant.TriggerRun": "what was done at the source was done there",
    "tenant.TeamEvent": "a copy is nobody's until a team is told of it",
    "tenant.DeviceEvent": "a copy is no device's until it is told of it",
    "tenant.WebhookEvent": "a copy is no webhook's until it is told of it",
    "tenant.SubEvent": "dates of a series are set anew (EV-23)",
    "tenant.SubEventMetaValue": "of a date of a series (EV-23)",
    "shop.ItemOverride": "of a date of a series (EV-23)",
    "shop.Voucher": "codes that were handed out (EV-23)",
    "shop.WaitingListEntry": "people (EV-23)",
    "shop.Cart": "people (EV-23)",
    "shop.Hold": "of a cart (EV-23)",
    "shop.Order": "sales (EV-23)",
    "shop.OrderPosition": "of an order (EV-23)",
    "shop.OrderFee": "of an order (EV-23)",
    "shop.Payment": "of an order (EV-23)",
    "shop.Refund": "of an order (EV-23)",
    "shop.Receipt": "of an order (EV-23)",
    "shop.Answer": "of an order (EV-23)",
    "shop.AnswerFile": "of an order (EV-23)",
    "shop.AnswerOption": "of an order (EV-23)",
    "shop.Invoice": "of an order (EV-23)",
    "shop.RevokedSecret": "of a ticket",
    "shop.BlockedSecret": "of a ticket",
    "register.Registration": "people",
    "register.RegistrationHold": "of a person's registration",
    "register.CheckIn": "what happened at a door",
    "register.PrintLog": "what came out of a printer",
    "people.Interaction": "people",
    "staff.Membership": "people",
}
CLONED = [
    model
    for path in floors.wiring(settings.FLOORS).hooks["EVENT_CLONERS"]
    for model in import_string(f"{path.rpartition('.')[0]}.CLONED")
]


def below_an_event() -> list[type[models.Model]]:
    """Every model whose rows belong to an event, by a key of their own or through a parent."""
    found: set[type[models.Model]] = set()
    while True:
        more = {
            model
            for model in apps.get_models()
            if model not in found
            and any(leads_there(field, found) for field in model._meta.get_fields())
        }
        if not more:
            return sorted(found, key=lambda model: model._meta.label)
        found |= more


def leads_there(field: object, found: set[type[models.Model]]) -> bool:
    if not isinstance(field, models.ForeignKey) or field.model is Organizer:
        return False
    return field.related_model is Event or (field.related_model in found and not field.null)


BELOW = [pytest.param(model, id=model._meta.label) for model in below_an_event()]


@pytest.mark.parametrize("model", BELOW)
def test_what_belongs_to_an_event_is_copied_or_stays_for_a_reason(
    model: type[models.Model],
) -> None:
    cloned, stays = model in CLONED, model._meta.label in STAYS

    assert cloned or stays, f"copy {model._meta.label} in its floor's cloning.py, or say why not"
    assert not (cloned and stays), f"{model._meta.label} is copied: strike it from this list"


def test_every_reason_is_still_needed() -> None:
    assert set(STAYS) <= {model._meta.label for model in apps.get_models()}
