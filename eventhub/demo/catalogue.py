"""What the demonstration sells, asks, and checks at its doors: catalogue.yaml, entered through the actions."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from eventhub.common.actors import Actor
from eventhub.demo.calendar import Calendar
from register.checkin.actions import lists
from register.models import CheckInList
from schedule.models import Room
from shop.actions import catalogue
from shop.models import Item, PricePhase, Question, QuestionOption, Variation
from tenant.models import Event

_FILE = Path(__file__).with_name("catalogue.yaml")
FOUNDERS = {"en": "Founders", "cs": "Zakladatelská"}
EARLY = {"en": "Early bird", "cs": "Včasná"}
REGULAR = {"en": "Regular", "cs": "Běžná"}


@dataclass
class Stock:
    """The rows by the names that catalogue.yaml gives them."""

    items: dict[str, Item] = field(default_factory=dict)
    variations: dict[tuple[str, str], Variation] = field(default_factory=dict)
    phases: dict[str, list[PricePhase]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    options: dict[tuple[str, str], int] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, CheckInList] = field(default_factory=dict)

    def variations_of(self, item: str) -> list[str]:
        return [key for owner, key in self.variations if owner == item]


def plan() -> dict[str, list[dict[str, Any]]]:
    """catalogue.yaml as Python values."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def fill(event: Event, *, calendar: Calendar, actor: Actor) -> Stock:
    """Enters the whole catalogue, the form, the doors and the rooms; returns the rows by name."""
    data, stock = plan(), Stock()
    references = _references(event, data, actor=actor)
    for position, entry in enumerate(data["items"]):
        row = {**entry, "position": position}
        _item(event, row, references=references, stock=stock, calendar=calendar, actor=actor)
    for entry in data["quotas"]:
        _quota(event, entry, stock=stock, actor=actor)
    for position, entry in enumerate(data["questions"]):
        _question(event, {**entry, "position": position}, stock=stock, actor=actor)
    for entry in data["checkin_lists"]:
        limited = [stock.items[key].pk for key in entry.get("limit_products", ())]
        stock.lists[entry["key"]] = lists.save_list_within(
            event, checkin_list=None, data={**entry, "limit_products": limited}, actor=actor
        )
    Room.objects.bulk_create(
        Room(tenant_id=event.tenant_id, event=event, position=position, **entry)
        for position, entry in enumerate(data["rooms"])
    )
    return stock


def _references(
    event: Event, data: dict[str, list[dict[str, Any]]], *, actor: Actor
) -> dict[str, int]:
    """Tax rules and categories: key -> id."""
    found = {}
    for entry in data["tax_rules"]:
        rule = {**entry, "rate": Decimal(entry["rate"])}
        found[entry["key"]] = catalogue.save_tax_rule_within(
            event, tax_rule=None, data=rule, actor=actor
        ).pk
    for position, entry in enumerate(data["categories"]):
        found[entry["key"]] = catalogue.save_category_within(
            event, category=None, data={**entry, "position": position}, actor=actor
        ).pk
    return found


def _item(
    event: Event,
    entry: dict[str, Any],
    *,
    references: dict[str, int],
    stock: Stock,
    calendar: Calendar,
    actor: Actor,
) -> None:
    key = entry["key"]
    prices = entry.get("prices")
    data = {
        **entry,
        "category_id": references[entry["category"]],
        "tax_rule_id": references[entry["tax_rule"]] if "tax_rule" in entry else None,
        "default_price": Decimal(prices[-1] if prices else entry["price"]),
        "price_phases": _phases(prices, calendar) if prices else [],
        "variations": [
            {
                **variation,
                "position": position,
                "default_price": Decimal(variation["default_price"])
                if "default_price" in variation
                else None,
            }
            for position, variation in enumerate(entry.get("variations", ()))
        ],
    }
    row = lists.save_level_within(
        event, item=None, data=data, level=entry.get("level"), actor=actor
    )
    stock.items[key] = row
    stock.phases[key] = list(PricePhase.objects.filter(item=row).order_by("starts_at"))
    rows = Variation.objects.filter(item=row).order_by("position")
    for variation, made in zip(entry.get("variations", ()), rows, strict=True):
        stock.variations[key, variation["key"]] = made


def _phases(prices: list[str], calendar: Calendar) -> list[dict[str, Any]]:
    founders, early, regular = (Decimal(price) for price in prices)
    first, second = calendar.founders_end, calendar.early_end
    return [
        {"name": FOUNDERS, "amount": founders, "starts_at": None, "ends_at": first},
        {"name": EARLY, "amount": early, "starts_at": first, "ends_at": second},
        {"name": REGULAR, "amount": regular, "starts_at": second, "ends_at": None},
    ]


def _quota(event: Event, entry: dict[str, Any], *, stock: Stock, actor: Actor) -> None:
    variations = [
        stock.variations[item, key].pk
        for item in entry["items"]
        for key in entry.get("variations", ())
    ]
    items = [stock.items[key].pk for key in entry["items"]]
    data = {**entry, "items": items, "variations": variations}
    catalogue.save_quota_within(event, quota=None, data=data, actor=actor)


def _question(event: Event, entry: dict[str, Any], *, stock: Stock, actor: Actor) -> None:
    key = entry["identifier"]
    data = {**entry, "items": [stock.items[item].pk for item in entry["items"]]}
    if "depends_on" in entry:
        data["dependency_question_id"] = stock.questions[entry["depends_on"]].pk
    data["options"] = [
        {**option, "position": position} for position, option in enumerate(entry.get("options", ()))
    ]
    row = catalogue.save_question_within(event, question=None, data=data, actor=actor)
    stock.questions[key] = row
    for item in entry["items"]:
        stock.asked.setdefault(item, []).append(key)
    for option in QuestionOption.objects.filter(question=row):
        stock.options[key, option.identifier] = option.pk
