"""Who comes to the demonstration: 300 registrations in every state, and the first who passed the door.

Everything is drawn from one seed, so that two demonstrations look alike; only codes and secrets differ.
"""

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from eventhub.common.actors import SYSTEM, VISITOR, Actor
from eventhub.common.text import folded
from eventhub.demo.calendar import Calendar
from eventhub.demo.catalogue import Stock
from register.checkin.actions.scans import ScanRequest, redeem_within
from register.enums import ScanKind
from shop.actions import orders
from shop.models import Order, OrderPosition
from shop.rules import pricing
from shop.rules.drafts import AnswerDraft, OrderDraft, PositionDraft
from tenant.models import Event

SEED, REGISTRATIONS, CREW_COUNT = 2027, 300, 24
WEEKEND, STUDENT, SPONSOR, CREW, DAY = "weekend", "student", "sponsor", "crew", "day"
PAID, BANK, DOOR, CANCELED, EXPIRED, FREE = "paid", "bank", "door", "canceled", "expired", "free"
STATES = {PAID: 64, BANK: 11, DOOR: 10, CANCELED: 8, EXPIRED: 7}
LEVELS = {WEEKEND: 60, STUDENT: 15, SPONSOR: 8, DAY: 17}
SIZES = {1: 58, 2: 27, 3: 10, 4: 5}
# How long ago an order of this state was placed, in days: least, most.
AGES = {PAID: (0.2, 55), BANK: (0.1, 10), DOOR: (0.5, 50), CANCELED: (4, 50), EXPIRED: (22, 50)}
LAUNCH, LAST_FOUNDERS = (48, 55), (14.5, 20)
ARRIVALS, LEAVERS = 74, 21
SHIRT, MUG, DONATION = "shirt", "mug", "donation"
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss"})
CREATURES = "Heron Otter Lynx Marten Swift Newt Badger Moth Kestrel Hare Owl Dormouse".split()
PLACES = "River Lantern Moss Ember Reed Juniper Amber Mist Birch Meadow".split()
DIETS = ("vegetarian", "vegan", "gluten-free", "lactose-free", "allergy")
ALLERGIES = ("Peanuts", "Hazelnuts", "Celery", "Strawberries", "Shellfish")
_FILE = Path(__file__).with_name("names.yaml")


@dataclass(frozen=True)
class Guest:
    """An invented person."""

    name: str
    email: str
    country: str

    @property
    def locale(self) -> str:
        return "cs" if self.country in {"CZ", "SK"} else "en"


@dataclass
class Sale:
    """One order in the making, and afterwards the order itself."""

    state: str
    level: str
    guests: list[Guest]
    at: dt.datetime
    paid_at: dt.datetime
    # Whether the money came so long ago that it is history: entered with the order, as an import does.
    settled: bool = False
    order: Order | None = None
    secrets: list[str] = field(default_factory=list)


def sell(event: Event, *, stock: Stock, calendar: Calendar, treasurer: Actor) -> list[Sale]:
    """Places all orders, oldest first, and lets them be paid or canceled; expired ones wait for the clock."""
    chance = random.Random(SEED)  # noqa: S311 -- invents people, no secrets
    sales = sorted(_sales(chance, calendar), key=lambda sale: sale.at)
    for sale in sales:
        _place(event, sale, stock=stock, chance=chance)
        _settle(event, sale, treasurer=treasurer, chance=chance)
    secrets = OrderPosition.objects.filter(event=event, item__kind="admission").values_list(
        "order_id", "secret"
    )
    by_order = {sale.order.pk: sale for sale in sales if sale.order}
    for order_id, secret in secrets.order_by("order_id", "positionid"):
        by_order[order_id].secrets.append(secret)
    return sales


def _sales(chance: random.Random, calendar: Calendar) -> Iterator[Sale]:
    guests = _guests(chance)
    for _ in range(CREW_COUNT):
        at = _moment(chance, calendar, 20, 50)
        yield Sale(FREE, CREW, [next(guests)], at, paid_at=at)
    left = REGISTRATIONS - CREW_COUNT
    while left:
        size = min(_drawn(chance, SIZES), left)
        state = _drawn(chance, STATES)
        at = _moment(chance, calendar, *_age(chance, state))
        paid_at = min(at + dt.timedelta(hours=chance.randint(5, 96)), calendar.now)
        yield Sale(
            state,
            _drawn(chance, LEVELS),
            [next(guests) for _ in range(size)],
            at,
            paid_at=paid_at,
            settled=paid_at < calendar.founders_end,
        )
        left -= size


def _drawn(chance: random.Random, weights: dict[Any, int]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _happens(chance: random.Random, share: float) -> bool:
    return chance.random() < share


def _age(chance: random.Random, state: str) -> tuple[float, float]:
    """Most people buy when the sale opens or before a price rises."""
    if state != PAID:
        return AGES[state]
    return chance.choices([LAUNCH, LAST_FOUNDERS, AGES[PAID]], [35, 25, 40])[0]


def _moment(chance: random.Random, calendar: Calendar, least: float, most: float) -> dt.datetime:
    """A waking hour, that many days ago."""
    ago = dt.timedelta(days=chance.uniform(least, most))
    moment = (calendar.now - ago).astimezone(calendar.zone)
    moment = moment.replace(hour=chance.randint(8, 22), minute=chance.randint(0, 59))
    return min(moment, calendar.now - dt.timedelta(minutes=chance.randint(20, 400)))


def _guests(chance: random.Random) -> Iterator[Guest]:
    """People without end, no two with one address."""
    origins = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    used: set[str] = set()
    while True:
        origin = chance.choices(origins, [origin["weight"] for origin in origins])[0]
        given, family = chance.choice(origin["given"]), chance.choice(origin["family"])
        local = re.sub(r"[^a-z.]", "", folded(f"{given}.{family}").translate(LETTERS))
        if local in used:
            local = f"{local}{chance.randint(2, 99)}"
        if local not in used:
            used.add(local)
            yield Guest(f"{given} {family}", f"{local}@example.org", origin["country"])


# --- Orders ----------------------------------------------------------------------------------------------------------


def _place(event: Event, sale: Sale, *, stock: Stock, chance: random.Random) -> None:
    positions = [_admission(sale, guest, stock=stock, chance=chance) for guest in sale.guests]
    if sale.level != CREW:
        positions += _extras(stock, chance)
    buyer = sale.guests[0]
    draft = OrderDraft(
        positions=tuple(positions),
        email=buyer.email,
        locale=buyer.locale,
        provider="boxoffice" if sale.state == DOOR else "banktransfer",
        at=sale.at,
        paid=sale.state == PAID and sale.settled,
        paid_at=sale.paid_at,
    )
    sale.order = orders.place_order_within(event, draft=draft, actor=VISITOR)


def _admission(sale: Sale, guest: Guest, *, stock: Stock, chance: random.Random) -> PositionDraft:
    kinds = stock.variations_of(sale.level)
    item = stock.items[sale.level]
    phases = stock.phases[sale.level]
    then = pricing.list_price(item, variation=None, phases=phases, at=sale.at) if phases else None
    return PositionDraft(
        item.pk,
        stock.variations[sale.level, chance.choice(kinds)].pk if kinds else None,
        price=then,
        attendee_name=guest.name,
        attendee_email=guest.email,
        answers=tuple(_answers(sale.level, guest, stock=stock, chance=chance)),
    )


def _extras(stock: Stock, chance: random.Random) -> Iterator[PositionDraft]:
    if _happens(chance, 0.3):
        size = chance.choices(["s", "m", "l", "xl", "xxl"], [18, 30, 28, 18, 3])[0]
        yield PositionDraft(stock.items[SHIRT].pk, stock.variations[SHIRT, size].pk)
    if _happens(chance, 0.2):
        yield PositionDraft(stock.items[MUG].pk)
    if _happens(chance, 0.1):
        gift = Decimal(chance.choice(["5.00", "10.00", "20.00"]))
        yield PositionDraft(stock.items[DONATION].pk, price=gift)


def _answers(
    level: str, guest: Guest, *, stock: Stock, chance: random.Random
) -> Iterator[AnswerDraft]:
    diet = tuple(chance.sample(DIETS, chance.choices([0, 1, 2], [60, 34, 6])[0]))
    said: dict[str, Any] = {
        "badge-name": f"{chance.choice(PLACES)} {chance.choice(CREATURES)}"
        if _happens(chance, 0.45)
        else guest.name.split()[0],
        "shirt-size": (chance.choice(["s", "m", "l", "xl", "xxl"]),),
        "diet": diet,
        "allergy": chance.choice(ALLERGIES) if "allergy" in diet else "",
        "country": guest.country,
        "emergency-phone": f"+420 601 555 {chance.randint(0, 999):03d}",
        "times-here": str(chance.choices(range(8), [40, 22, 14, 9, 6, 4, 3, 2])[0]),
        "conduct": "true",
    }
    for identifier in stock.asked[level]:
        answer, question = said[identifier], stock.questions[identifier].pk
        if isinstance(answer, tuple):
            options = tuple(stock.options[identifier, word] for word in answer)
            yield AnswerDraft(question, options=options)
        else:
            yield AnswerDraft(question, answer)


def _settle(event: Event, sale: Sale, *, treasurer: Actor, chance: random.Random) -> None:
    """The money comes some days later; some change their mind, before or after."""
    assert sale.order is not None  # noqa: S101 -- placed a moment ago
    code, paid_before = sale.order.code, _happens(chance, 0.5)
    if (sale.state == PAID and not sale.settled) or (sale.state == CANCELED and paid_before):
        orders.mark_paid_within(
            event,
            code=code,
            actor=treasurer,
            provider="banktransfer",
            send_mail=False,
            at=sale.paid_at,
        )
    if sale.state == CANCELED:
        orders.cancel_order_within(event, code=code, actor=SYSTEM, send_mail=False)


# --- The door --------------------------------------------------------------------------------------------------------


def admit(sold: list[Sale], *, stock: Stock, calendar: Calendar, actor: Actor) -> None:
    """Yesterday badges could be picked up before the rush: who came, who left, and who was sent away."""
    chance = random.Random(SEED + 1)  # noqa: S311 -- as above
    main, lounge = stock.lists["main"], stock.lists["lounge"]
    settled = calendar.now - dt.timedelta(days=2)
    holders = [
        (sale, secret)
        for sale in sold
        if sale.state in {PAID, FREE} and sale.level != DAY and sale.at < settled
        for secret in sale.secrets
    ]
    came = chance.sample(holders, ARRIVALS)
    moments = sorted(_arrival(chance, calendar) for _ in came)
    scan = ScanRequest("", gate="Early badge pick-up")
    for at, (sale, secret) in zip(moments, came, strict=True):
        redeem_within(main, scan=replace(scan, secret=secret, at=at), actor=actor)
        if sale.level in {SPONSOR, CREW} and _happens(chance, 0.6):
            later = at + dt.timedelta(minutes=chance.randint(5, 60))
            redeem_within(lounge, scan=ScanRequest(secret, at=later, gate="Lounge"), actor=actor)
    _send_away(sold, came, moments, stock=stock, scan=scan, actor=actor)
    for at, (_, secret) in list(zip(moments, came, strict=True))[:LEAVERS]:
        left = at + dt.timedelta(minutes=chance.randint(30, 200))
        leaving = replace(scan, secret=secret, at=left, kind=ScanKind.EXIT)
        redeem_within(main, scan=leaving, actor=actor)


def _arrival(chance: random.Random, calendar: Calendar) -> dt.datetime:
    """Between nine and six, most of them before noon."""
    yesterday = (calendar.now - dt.timedelta(days=1)).astimezone(calendar.zone)
    opening = yesterday.replace(hour=9, minute=0, second=0, microsecond=0)
    return opening + dt.timedelta(minutes=chance.triangular(0, 540, 120))


def _send_away(
    sold: list[Sale],
    came: list[tuple[Sale, str]],
    moments: list[dt.datetime],
    *,
    stock: Stock,
    scan: ScanRequest,
    actor: Actor,
) -> None:
    """A ticket twice, one that is not paid, one that was canceled, a wrong door, a code of something else."""
    main, lounge = stock.lists["main"], stock.lists["lounge"]
    soon = dt.timedelta(minutes=12)
    unpaid = next(sale for sale in sold if sale.state == BANK)
    canceled = next(sale for sale in sold if sale.state == CANCELED)
    visitor = next(secret for sale, secret in came if sale.level == WEEKEND)
    for checkin_list, secret, at in (
        (main, came[10][1], moments[10] + soon),
        (main, unpaid.secrets[0], moments[30]),
        (main, canceled.secrets[0], moments[40]),
        (lounge, visitor, moments[50]),
        (main, "4006381333931", moments[60]),
    ):
        redeem_within(checkin_list, scan=replace(scan, secret=secret, at=at), actor=actor)
