"""E-mail addresses and telephone numbers: which spellings are the same, and which only look alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.common.contacts import email_key, phone_key

SAME = [
    ("ada@example.org", "ada@example.org"),
    ("Ada.Lovelace@Example.ORG", "ada.lovelace@example.org"),
    ("  ada@example.org\t", "ada@example.org"),
    ("ada @ example.org", "ada@example.org"),
    ("\u00a0ada@example.org\u2003", "ada@example.org"),  # blanks from a web page
    ("ada@example.org.", "ada@example.org"),  # the root of the domain names
    ("\uff41\uff44\uff41\uff20\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff4f\uff52\uff47", "ada@example.org"),  # full width
    ("ada@example\u3002org", "ada@example.org"),  # a Japanese keyboard's full stop
    ("a\u200bda@exam\u00adple.org", "ada@example.org"),  # a zero-width blank, a soft hyphen
    ("\u202aada@example.org\u202c", "ada@example.org"),  # marks of writing direction
    ("ada@example.org\x00", "ada@example.org"),
    ("ADA+Con2027@example.org", "ada+con2027@example.org"),
    ("ada@b\u00fccher.example", "ada@xn--bcher-kva.example"),
    ("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example"),
    ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),  # u and its dots apart
    ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
    ("zoe\u0308@example.org", "zo\u00eb@example.org"),
    ("ZO\u00cb@example.org", "zo\u00eb@example.org"),
    ("\u212aelvin@example.org", "kelvin@example.org"),  # the sign of the unit is a K
    ("\ufb01ona@example.org", "fiona@example.org"),  # a ligature
    ("\u0418\u0412\u0410\u041d@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444", "\u0438\u0432\u0430\u043d@xn--80a1acny.xn--p1ai"),
    ("Nobody", "nobody"),  # no address, but comparable
    ("", ""),
]  # fmt: skip
DIFFERENT = [
    ("ada@example.org", "a.da@example.org"),  # dots count: only one provider ignores them
    ("ada@example.org", "ada+con@example.org"),
    ("ilker@example.org", "\u0131lker@example.org"),  # dotless
    ("ilker@example.org", "\u0130LKER@example.org"),  # dotted capital
    ("\u0131lker@example.org", "\u0130lker@example.org"),
    ("strasse@example.org", "stra\u00dfe@example.org"),
    ("ada@strasse.example", "ada@stra\u00dfe.example"),  # two domains that two people may own
    ("zoe@example.org", "zo\u00eb@example.org"),
    ("ada@example.org", "\u0430da@example.org"),  # a Cyrillic a
    ("ada@example.org", "ada@sub.example.org"),
    ("ada@bob@example.org", "ada@example.org"),
]


@pytest.mark.parametrize(("written", "key"), SAME)
def test_spellings_of_one_address_are_the_same(written: str, key: str) -> None:
    assert email_key(written) == key


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_addresses_that_look_alike_are_not_the_same(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


@given(st.text(max_size=60) | st.emails())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
def test_the_key_of_a_key_is_itself(written: str) -> None:
    assert email_key(email_key(written)) == email_key(written)
    assert phone_key(phone_key(written)) == phone_key(written)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("+420 777 123 456", "+420777123456"),
        ("00420 777 123 456", "+420777123456"),
        ("+420 (777) 123-456", "+420777123456"),
        ("\uff0b\uff14\uff12\uff10 777.123.456", "+420777123456"),
        ("777 123 456", "777123456"),  # of no country that we know
        ("0777/123456", "0777123456"),
        ("\u0664\u0662\u0660", "420"),
        ("none", ""),
    ],
)
def test_spellings_of_one_number_are_the_same(written: str, key: str) -> None:
    assert phone_key(written) == key
