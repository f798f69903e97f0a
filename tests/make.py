"""The things that stories are about. Plain functions, nothing hidden: the event is always named."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from account.models import User
from eventhub.common.actors import SYSTEM
from eventhub.common.codes import hashed
from register.checkin.actions import lists
from register.models import CheckInList
from shop.actions import catalogue, orders
from shop.actions.catalogue import series
from shop.actions.vouchers import vouchers
from shop.models import Category, Item, Order, Question, Quota, TaxRule, Voucher
from shop.rules.drafts import AnswerDraft, OrderDraft, PositionDraft
from tenant.access.levels import PERMISSIONS
from tenant.devices import actions
from tenant.events.actions import events
from tenant.models import (
    Device,
    Event,
    Gate,
    Organizer,
    SubEvent,
    Team,
    TeamMember,
    TeamToken,
    Tenant,
)

START = dt.datetime(2027, 6, 24, 16, 0, tzinfo=dt.UTC)
PASSWORD = "correct horse battery"


def make_organizer(
    slug: str = "bigevents", *, tenant: str | None = None, **fields: Any
) -> Organizer:
    owner, _ = Tenant.objects.get_or_create(
        slug=tenant or f"{slug}-ltd", defaults={"name": slug.title()}
    )
    fields = {
        "name": slug.title(),
        "currency": "EUR",
        "timezone": "Europe/Prague",
        "locales": ["en", "cs"],
        **fields,
    }
    return Organizer.objects.create(tenant=owner, slug=slug, **fields)


def make_event(
    organizer: Organizer, slug: str = "con2027", *, live: bool = True, **fields: Any
) -> Event:
    data = {
        "slug": slug,
        "name": {"en": slug.title()},
        "date_from": START,
        "date_to": START + dt.timedelta(days=3),
        "timezone": "Europe/Prague",
        **fields,
    }
    event = events.create_event_within(organizer, data=data, actor=SYSTEM)
    if live:
        Event.unscoped.filter(pk=event.pk).update(live=True)
        event.live = True
    return event


def make_user(email: str, *, password: str | None = PASSWORD, **fields: Any) -> User:
    return User.objects.create_user(email, password, **fields)


def make_team(
    organizer: Organizer,
    *,
    name: str = "Everything",
    permissions: Sequence[str] = PERMISSIONS,
    modules: dict[str, str] | None = None,
    events: Sequence[Event] | None = None,
    members: Sequence[User] = (),
) -> Team:
    everything = dict.fromkeys(
        (
            "tenant",
            "people",
            "shop",
            "register",
            "schedule",
            "staff",
            "vendors",
            "kioskos",
            "account",
        ),
        "admin",
    )
    team = Team.objects.create(
        tenant=organizer.tenant,
        organizer=organizer,
        name=name,
        all_events=events is None,
        modules=everything if modules is None else modules,
        **dict.fromkeys(permissions, True),
    )
    if events is not None:
        team.limit_events.set(events, through_defaults={"tenant": team.tenant})
    for user in members:
        TeamMember.objects.create(tenant=organizer.tenant, team=team, user=user)
    return team


def make_token(team: Team, secret: str = "full-token-of-a-team", *, name: str = "script") -> str:
    TeamToken.objects.create(
        tenant=team.tenant, team=team, name=name, secret_hash=hashed(secret), prefix=secret[:8]
    )
    return secret


def make_tax_rule(event: Event, *, rate: str = "21.00", includes: bool = True) -> TaxRule:
    data = {"name": {"en": f"VAT {rate}"}, "rate": Decimal(rate), "price_includes_tax": includes}
    return catalogue.save_tax_rule_within(event, tax_rule=None, data=data, actor=SYSTEM)


def make_item(
    event: Event,
    *,
    name: str = "Weekend",
    price: str = "60.00",
    level: dict[str, Any] | None = None,
    **data: Any,
) -> Item:
    data = {"name": {"en": name}, "default_price": Decimal(price), "kind": "admission", **data}
    return lists.save_level_within(event, item=None, data=data, level=level or {}, actor=SYSTEM)


def make_category(event: Event, *, name: str = "Workshops", is_addon: bool = True) -> Category:
    data = {"name": {"en": name}, "is_addon": is_addon}
    return catalogue.save_category_within(event, category=None, data=data, actor=SYSTEM)


def make_date(event: Event, *, days: int = 0, name: str = "Evening", **data: Any) -> SubEvent:
    """A date of a series, on sale, `days` after START."""
    data = {
        "name": {"en": name},
        "active": True,
        "date_from": START + dt.timedelta(days=days),
        **data,
    }
    return series.save_subevent_within(event, subevent=None, data=data, actor=SYSTEM)


def make_quota(
    event: Event,
    items: Sequence[Item],
    *,
    date: SubEvent | None = None,
    size: int | None = 100,
    name: str = "All",
    variations: Sequence[int] = (),
) -> Quota:
    data = {
        "name": name,
        "size": size,
        "items": [item.pk for item in items],
        "variations": list(variations),
        **({"subevent": date.pk} if date else {}),
    }
    return catalogue.save_quota_within(event, quota=None, data=data, actor=SYSTEM)


def make_question(
    event: Event, items: Sequence[Item], *, text: str = "Badge name", type: str = "S", **data: Any
) -> Question:  # noqa: A002 -- the column's name
    data = {"question": {"en": text}, "type": type, "items": [item.pk for item in items], **data}
    return catalogue.save_question_within(event, question=None, data=data, actor=SYSTEM)


def make_list(event: Event, *, name: str = "Main entrance", **data: Any) -> CheckInList:
    return lists.save_list_within(
        event, checkin_list=None, data={"name": name, **data}, actor=SYSTEM
    )


def make_order(
    event: Event,
    item: Item,
    *,
    name: str = "Ada Lovelace",
    email: str = "ada@example.org",
    paid: bool = True,
    count: int = 1,
    variation: int | None = None,
    answers: Sequence[AnswerDraft] = (),
    date: SubEvent | None = None,
    **draft: Any,
) -> Order:
    positions = tuple(
        PositionDraft(
            item.pk,
            variation,
            attendee_name=name,
            answers=tuple(answers),
            subevent_id=date.pk if date else None,
        )
        for _ in range(count)
    )
    return orders.place_order_within(
        event, draft=OrderDraft(positions=positions, email=email, paid=paid, **draft), actor=SYSTEM
    )


def make_shop(event: Event, *, size: int | None = 100, price: str = "60.00") -> Item:
    """The least that can be sold: one level, one quota."""
    item = make_item(event, price=price)
    make_quota(event, [item], size=size)
    return item


def make_device(
    organizer: Organizer,
    *,
    key: str = "key-of-a-device",
    events: Sequence[Event] | None = None,
    profile: str = "full",
    gate: Gate | None = None,
    name: str = "North door",
) -> Device:
    """A device that was set up and calls with `key`; `events` None: all of them."""
    data = {"name": name, "all_events": events is None, "security_profile": profile, "gate": gate}
    data["limit_events"] = events or ()
    device, _ = actions.add_device_within(organizer, data=data, actor=SYSTEM)
    Device.objects.filter(organizer=organizer, pk=device.pk).update(
        key_hash=hashed(key), setup_hash=None, initialized_at=timezone.now()
    )
    return device


def make_gate(organizer: Organizer, *, name: str = "North") -> Gate:
    return Gate.objects.create(
        tenant=organizer.tenant, organizer=organizer, name=name, identifier=name.lower()
    )


def make_voucher(event: Event, code: str = "", **data: Any) -> Voucher:
    amounts: dict[str, Any] = {
        name: Decimal(data[name]) for name in ("value", "budget") if name in data
    }
    given: dict[str, Any] = {"code": code, **data, **amounts}
    return vouchers.save_voucher_within(event, voucher=None, data=given, actor=SYSTEM)
