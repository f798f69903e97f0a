"""How pages write words, money and moments: in the reader's language."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import format_percent
from django import template
from django.utils.translation import gettext as _

from eventhub.common.i18n import locale_of, localize
from eventhub.common.money import display
from shop.rules import moments
from tenant.models import SubEvent

register = template.Library()


@register.filter
def words(text: Mapping[str, str] | None) -> str:
    """A text in the reader's language."""
    return localize(text)


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`€45.00`."""
    return display(amount, currency=currency)


@register.filter
def price(amount: Decimal, currency: str) -> str:
    """`€45.00`, or `free`."""
    return display(amount, currency=currency) if amount else _("free")


@register.filter
def per_cent(rate: Decimal) -> str:
    """`21%`, `5.5%`."""
    written: str = format_percent(rate / 100, locale=locale_of(), decimal_quantization=False)
    return written


@register.filter
def moment(at: dt.datetime, zone: str) -> str:
    """`Thu, 24 June 2027, 18:00 (CEST)`."""
    return moments.moment(at, zone=zone)


@register.filter
def deadline(at: dt.datetime, zone: str) -> str:
    """`28 February`, or `1 March, 18:00 (CET)`."""
    return moments.deadline(at, zone=zone)


@register.filter
def clock(at: dt.datetime, zone: str) -> str:
    """`18:00 (CEST)`."""
    return moments.clock(at, zone=zone)


@register.simple_tag
def dated(subevent: SubEvent, zone: str) -> str:
    """A date of a series: its name and when it is."""
    return moments.of_date(subevent, zone=zone)


@register.simple_tag
def span(start: dt.datetime, end: dt.datetime | None, zone: str) -> str:
    """`24 - 27 June 2027`."""
    return moments.span(start, end, zone=zone)
