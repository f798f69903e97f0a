"""The demonstration: one believable convention, made by the same actions that users call."""

import datetime as dt
from pathlib import Path
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from account.models import User
from eventhub import provisioning
from eventhub.common.actors import SYSTEM, Actor
from eventhub.common.db.transactions import durable
from eventhub.common.provisioning import Outcome
from eventhub.demo import catalogue, crew, registrations
from eventhub.demo.calendar import Calendar
from shop.actions.orders import expire_order
from shop.models import Order
from tenant.events.actions.events import change_event_within
from tenant.models import Event, Organizer

ORGANIZER = "midsummer"
ZONE = ZoneInfo("Europe/Prague")
# What to sign in as: role, e-mail address, password. The passwords stand in convention.yaml.
SIGN_INS: list[tuple[str, str, str]] = [
    ("Owner of the convention", "owner@midsummer.example.org", "white-nights-owner"),
    ("Registration desk", "desk@midsummer.example.org", "white-nights-desk"),
    ("Treasurer", "treasurer@midsummer.example.org", "white-nights-treasurer"),
]
_FILE = Path(__file__).with_name("convention.yaml")


def load(stdout: Any) -> None:
    """Loads the demonstration where it is not there yet, and tells `stdout` the secret of its API token.

    All or nothing, in one transaction; afterwards it never touches what people made of it. Sends no mail.
    """
    if Organizer.unscoped.filter(slug=ORGANIZER).exists():
        return
    stdout.write("Loading the demonstration ...\n")
    outcome = _load(now=timezone.now())
    if outcome is None:
        return
    _expire_overdue()
    for name, secret in outcome.tokens.items():
        stdout.write(f"API token {name}, shown this once: {secret}\n")


@durable
def _load(*, now: dt.datetime) -> Outcome | None:
    """What was made; None when another process was faster."""
    provisioning.one_at_a_time()
    if Organizer.unscoped.filter(slug=ORGANIZER).exists():
        return None
    calendar = Calendar.around(now, zone=ZONE)
    outcome = provisioning.provision_within(_file(calendar), actor=SYSTEM)
    event = Event.unscoped.select_related("organizer").get(organizer__slug=ORGANIZER)
    owner, desk, treasurer = (Actor.user(User.objects.get(email=email)) for _, email, _ in SIGN_INS)
    stock = catalogue.fill(event, calendar=calendar, actor=owner)
    event = change_event_within(event, data={"live": True}, actor=owner)
    sold = registrations.sell(event, stock=stock, calendar=calendar, treasurer=treasurer)
    registrations.admit(sold, stock=stock, calendar=calendar, actor=desk)
    crew.staff(event, sold=sold)
    _show_first(event)
    return outcome


def _file(calendar: Calendar) -> str:
    """The provision file with this edition's year and moments."""
    return Template(_FILE.read_text(encoding="utf-8")).substitute(calendar.words())


def _show_first(event: Event) -> None:
    Organizer.unscoped.filter(pk=event.organizer_id).update(default_event=event)


def _expire_overdue() -> None:
    """What the clock would do within a minute: unpaid orders whose term is over give their units back."""
    overdue = Order.unscoped.filter(
        event__organizer__slug=ORGANIZER, status="n", expires__lte=timezone.now()
    )
    for order in list(overdue.select_related("event")):
        expire_order(order.event, code=order.code, actor=SYSTEM)
