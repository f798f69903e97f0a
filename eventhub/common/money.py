"""Money: Decimal with a currency inside, minor units in /app/ JSON, strings in v1. The only place that rounds."""

import re
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency
from django.utils.translation import gettext as _

from eventhub.common import i18n

# ISO 4217: the exponents that are not two. Source: the standard's list one.
_EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYI UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG".split()
)
MAX_DIGITS, DECIMAL_PLACES = 13, 3
# Digits as people write prices: Python would also read 1_000, 1e3 and the digits of other scripts.
_WRITTEN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
ZERO = Decimal("0.00")
# One price; the largest order of them still fits its column.
MAX_AMOUNT = Decimal(10_000_000)


def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): EUR 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(currency, 2)


def round_money(amount: Decimal, *, currency: str) -> Decimal:
    """The amount rounded half up to what the currency can express."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def to_minor(amount: Decimal, *, currency: str) -> int:
    """Integer minor units: 45.00 EUR -> 4500, 1200 JPY -> 1200."""
    return int(round_money(amount, currency=currency).scaleb(exponent(currency)))


def from_minor(units: int, *, currency: str) -> Decimal:
    """The Decimal of integer minor units: 4500 EUR -> 45.00."""
    return Decimal(units).scaleb(-exponent(currency))


def wire(amount: Decimal | None, *, currency: str) -> dict[str, object] | None:
    """How /app/ writes money: `{"amount": 4500, "currency": "EUR"}`."""
    if amount is None:
        return None
    return {"amount": to_minor(amount, currency=currency), "currency": currency}


def plain(amount: Decimal) -> str:
    """How v1 writes money: a string with two decimals, three where the amount needs them."""
    two = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return str(two) if two == amount else str(amount.normalize())


def display(amount: Decimal, *, currency: str, language: str | None = None) -> str:
    """How a person who reads `language` (None: that of the present request) reads it: `€45.00`, `45,00 €`."""
    locale = i18n.locale_of(language)
    places = exponent(currency)
    digits = f"0.{'0' * places}" if places else "0"
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", digits)
    rounded = round_money(amount, currency=currency)
    written: str = format_currency(rounded, currency, pattern, locale=locale, currency_digits=False)
    return written


def coded(amount: Decimal, *, currency: str) -> str:
    """The amount for programs that print it: `1,045.00 EUR`."""
    return f"{round_money(amount, currency=currency):,} {currency}"


def parse(text: object) -> Decimal:
    """The Decimal that a string or integer says. Raises ValueError for anything else, NaN and infinity included."""
    if isinstance(text, bool) or not isinstance(text, (str, int, Decimal)):
        raise ValueError('A money amount is written as a string, for example "45.00".')
    if isinstance(text, str) and not _WRITTEN.fullmatch(text.strip()):
        raise ValueError(_("This is not a number."))
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError(_("This is not a number."))
    if abs(amount) >= MAX_AMOUNT:
        raise ValueError(_("This amount is too large."))
    return amount


def tax_part(gross: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """The tax contained in a gross amount; `rate` in per cent. Rounded half up, once per line."""
    if not rate:
        return round_money(Decimal(0), currency=currency)
    return round_money(gross - gross / (1 + rate / 100), currency=currency)


def with_tax(net: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """The gross amount of a net one; `rate` in per cent."""
    return round_money(net * (1 + rate / 100), currency=currency)
