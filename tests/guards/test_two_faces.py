"""What v1 can write, the app can write, and a page has a field for it: a new field cannot be forgotten. (v1 contract, A1)

Where one side has no such field, this file says why. Whether the fields mean the same is told by
tests/api/test_two_ways.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from rest_framework.serializers import BaseSerializer, Serializer

from api.v1 import urls as urls_of_v1
from api.v1.resource import Kind
from api.v1.serializers import (
    catalogue,
    devices,
    doors,
    events,
    meta_properties,
    subevents,
    teams,
    vouchers,
    webhooks,
)
from register.api.serializers import CheckInListRow, LeveledItem
from shop.api import carts
from shop.api import serializers as shop
from shop.api import vouchers as app_vouchers
from shop.http import items
from tenant.api import devices as app_devices
from tenant.api import serializers as tenant
from tenant.api import webhooks as app_webhooks
from tenant.events import event_settings
from tests.surroundings import ROOT

PAGES = ROOT / "frontend" / "src" / "surfaces"
NO_SEATS = "Nothing is sold by seats: v1 takes it only when it says so."
NOT_OFFERED = "v1 takes it only when it says that there is none."
ONE_CHANNEL = (
    "There is one channel, and everything is sold there: v1 looks at the type and passes it over."
)
OF_THE_SALE = "Asked when the order is placed; whoever keeps a place does not answer for the buyer."


@dataclass(frozen=True)
class Face:
    """One kind of row. `renamed`: v1's word -> the app's. `v1_only`, `no_field`: why the app, or its page, leaves out a
    field; `no_field` names the app's words."""

    v1: type[Serializer]
    app: type[Serializer]
    pages: tuple[str, ...]
    changes: type[Serializer] | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    v1_only: Mapping[str, str] = field(default_factory=dict)
    no_field: Mapping[str, str] = field(default_factory=dict)


BY_ITS_PLACE = {"position": "Its place in the list says it."}
BY_PROPERTY = {"meta_data": "There is one field for each property of the organizer."}
ITEM_PAGES = ("item.tsx", "item-parts.tsx", "item-rules.tsx", "variations.tsx", "picture.tsx")
FACES = {
    "event": Face(
        events.EventInput, tenant.EventRow, ("settings.tsx", "geo.tsx", "new-event.tsx"),
        no_field={"live": "A button of its own says what is missing first.", **BY_PROPERTY},
    ),
    "meta property": Face(
        meta_properties.MetaPropertyInput, tenant.MetaPropertyRow, ("properties.tsx",)
    ),
    "category": Face(catalogue.CategoryInput, shop.CategoryRow, ("categories.tsx",)),
    "tax rule": Face(
        catalogue.TaxRuleInput, shop.TaxRuleRow, ("taxes.tsx",), v1_only={"custom_rules": NOT_OFFERED}
    ),
    "item": Face(
        catalogue.ItemInput, LeveledItem, ITEM_PAGES, catalogue.ItemChanges,
        v1_only={
            "admission": "`kind` says it.",
            **dict.fromkeys(
                ("issue_giftcard", "media_policy", "media_type", "validity_dynamic_start_choice",
                 "validity_dynamic_start_choice_day_limit"),
                NOT_OFFERED,
            ),
            **dict.fromkeys(("all_sales_channels", "limit_sales_channels"), ONE_CHANNEL),
        },
    ),
    "variation": Face(
        catalogue.VariationInput, items.VariationRow, ("variations.tsx",), no_field=BY_ITS_PLACE
    ),
    "add-on": Face(catalogue.AddOnInput, items.AddOnRow, ("item-parts.tsx",), no_field=BY_ITS_PLACE),
    "bundle": Face(catalogue.BundleInput, items.BundleRow, ("item-parts.tsx",)),
    "program time": Face(catalogue.ProgramTimeInput, items.ProgramTimeRow, ("item-parts.tsx",)),
    "question": Face(
        catalogue.QuestionInput, shop.QuestionRow, ("question.tsx",), catalogue.QuestionChanges,
        no_field=BY_ITS_PLACE,
    ),
    "option": Face(catalogue.OptionInput, shop.OptionRow, ("question.tsx",), no_field=BY_ITS_PLACE),
    "quota": Face(
        catalogue.QuotaInput, shop.QuotaRow, ("quotas.tsx", "dates.tsx"),
        no_field=dict.fromkeys(("items", "variations"), "One list of choices, `chosen`, says both."),
    ),
    "date": Face(
        subevents.SubEventInput, shop.DateRow, ("dates.tsx", "date-prices.tsx", "geo.tsx"), no_field=BY_PROPERTY,
        renamed={"item_price_overrides": "prices", "variation_price_overrides": "prices"},
        v1_only=dict.fromkeys(("seating_plan", "seat_category_mapping"), NO_SEATS),
    ),
    "price at a date": Face(
        subevents.ItemOverrideInput, shop.DatePriceRow, ("date-prices.tsx",),
        no_field=dict.fromkeys(("item", "variation"), "Every one of them is listed."),
    ),
    "check-in list": Face(
        doors.CheckInListInput, CheckInListRow, ("lists.tsx", "list-rules.tsx", "dates.tsx")
    ),
    "voucher": Face(
        vouchers.VoucherInput, app_vouchers.VoucherRow, ("vouchers.tsx", "dates.tsx"),
        v1_only={"seat": NO_SEATS},
        no_field=dict.fromkeys(("item", "variation", "quota"), "One choice, `scope`, says all three."),
    ),
    "batch of vouchers": Face(
        vouchers.VoucherInput, app_vouchers.Batch, ("vouchers.tsx", "dates.tsx"),
        v1_only={"seat": NO_SEATS, "code": "The codes of a batch are made up."},
        no_field=dict.fromkeys(("item", "variation", "quota"), "One choice, `scope`, says all three."),
    ),
    "waiting list entry": Face(
        vouchers.WaitingListEntryInput, app_vouchers.WaitingRow, ("waiting.tsx", "dates.tsx"),
        v1_only={"name_parts": "Pages ask for the whole name; the action makes the parts."},
        no_field=dict.fromkeys(("item", "variation"), "One choice, `wanted`, says both."),
    ),
    "cart position": Face(
        vouchers.CartPositionInput, carts.KeptRow, ("carts.tsx", "dates.tsx"),
        v1_only={
            "attendee_name_parts": "Pages ask for the whole name.",
            "includes_tax": "Prices in carts contain their tax; v1 takes nothing else.",
            "seat": NO_SEATS,
            **dict.fromkeys(
                ("company", "street", "zipcode", "city", "country", "state", "answers"), OF_THE_SALE
            ),
        },
        no_field={
            **dict.fromkeys(("item", "variation"), "One choice, `wanted`, says both."),
            "addon_to": "Programs lay what belongs together into one cart; people keep one thing.",
        },
    ),
    "device": Face(
        devices.DeviceInput, app_devices.DeviceRow, ("devices.tsx",), devices.DeviceChanges,
        v1_only={"revoked": "Deleting a device in the app revokes it."},
    ),
    "gate": Face(devices.GateInput, app_devices.GateRow, ("devices.tsx",)),
    "webhook": Face(webhooks.WebhookInput, app_webhooks.WebhookRow, ("webhooks.tsx",)),
    "team": Face(teams.TeamInput, tenant.TeamRow, ("team.tsx",)),
    "invitation": Face(teams.InviteInput, tenant.Invite, ("team.tsx",)),
    "key": Face(teams.TokenInput, tenant.Token, ("team.tsx",)),
}  # fmt: skip


def writable(serializer: type[BaseSerializer]) -> set[str]:
    fields: Mapping[str, Any] = serializer().get_fields()  # type: ignore[attr-defined]
    return {name for name, one in fields.items() if not one.read_only}


def written_in_v1(face: Face) -> set[str]:
    return writable(face.v1) | (writable(face.changes) if face.changes else set())


def written_in_app(face: Face) -> set[str]:
    return writable(face.app) - {"id"}


@pytest.mark.parametrize("name", FACES)
def test_a1_the_app_writes_every_field_that_v1_writes(name: str) -> None:
    face = FACES[name]
    meant = {face.renamed.get(word, word) for word in written_in_v1(face) - set(face.v1_only)}

    assert meant - written_in_app(face) == set()
    assert set(face.v1_only) - written_in_v1(face) == set(), "v1 does not write this (any more)"
    assert set(face.v1_only) & written_in_app(face) == set(), "the app writes this by now"


@pytest.mark.parametrize("name", FACES)
def test_a1_a_page_has_a_field_for_everything_that_the_app_writes(name: str) -> None:
    face = FACES[name]
    words = "\n".join(source(page) for page in face.pages)
    found = {one for one in written_in_app(face) if has_field(words, one)}

    assert written_in_app(face) - found - set(face.no_field) == set()
    assert set(face.no_field) - written_in_app(face) == set(), "the app does not write this"


def source(page: str) -> str:
    """What stands in the page of this name; there is exactly one."""
    [path] = PAGES.rglob(page)
    return path.read_text()


def has_field(page: str, name: str) -> bool:
    """Whether a field of a form, or a part of it, goes by this name."""
    return re.search(rf"""["'`.]{name}["'`.]""", page) is not None


def kinds(of: type[Any] = Kind) -> Iterator[type[Any]]:
    for one in of.__subclasses__():
        yield one
        yield from kinds(one)


def test_every_kind_of_row_that_v1_writes_is_compared() -> None:
    assert urls_of_v1.urlpatterns
    inputs = {one.input for one in kinds() if hasattr(one, "input")}
    changes = {one.changes for one in kinds() if one.changes}

    assert inputs - {face.v1 for face in FACES.values()} == set()
    assert changes - {face.changes for face in FACES.values()} == set()


def test_the_settings_page_has_a_field_for_every_setting() -> None:
    """v1 and the app take the same settings, by one list of names."""
    page = source("settings.tsx")

    assert [name for name in event_settings.DEFAULTS if not has_field(page, name)] == []
