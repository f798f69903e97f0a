"""What every way to pay can be asked, and that nobody is asked inside a transaction."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from eventhub.common.errors import Refused
from shop import gateways
from shop.gateways.base import (
    Begun,
    ByHand,
    Gateway,
    PaymentWanted,
    ProviderState,
    RefundWanted,
    Standing,
)
from tests.make import make_event, make_order, make_organizer, make_shop

EVERY = [pytest.param(known, id=known.provider) for known in gateways.GATEWAYS.values()]
WANTED = PaymentWanted(
    account="", key="payment-1", amount=Decimal(60), currency="EUR", order_code="ABC"
)
BACK = RefundWanted(account="", reference="x", key="refund-1", amount=Decimal(60), currency="EUR")
ASKED: dict[str, Callable[[Gateway], Any]] = {
    "fetch": lambda known: known.fetch(account="", reference="x"),
    "cancel": lambda known: known.cancel(account="", reference="x"),
    "refund": lambda known: known.refund(BACK),
    "notice": lambda known: known.verify_notice(b"{}", headers={}, account=""),
}


class Counter(ByHand):
    """A provider that can be asked."""

    is_online = True

    def fetch(self, *, account: str, reference: str) -> ProviderState:
        at = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        return ProviderState(
            self.provider, account, reference, Standing.DONE, Decimal(60), "EUR", at
        )


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    known = Counter(provider="counter", title="Counter")
    monkeypatch.setitem(gateways.GATEWAYS, "counter", known)
    return known


def test_each_is_registered_under_its_own_word() -> None:
    assert [*gateways.GATEWAYS] == ["free", "banktransfer", "boxoffice"]
    assert all(known.provider == word for word, known in gateways.GATEWAYS.items())


@pytest.mark.parametrize("known", EVERY)
def test_beginning_a_payment_by_hand_asks_nobody(known: Gateway) -> None:
    assert known.begin(WANTED) == Begun()
    assert not known.is_online


@pytest.mark.parametrize("verb", ASKED)
@pytest.mark.parametrize("known", EVERY)
def test_what_nobody_can_answer_is_refused_by_name(known: Gateway, verb: str) -> None:
    with pytest.raises(Refused) as refused:
        ASKED[verb](known)

    assert refused.value.code == "not_at_provider"
    assert refused.value.context == {"provider": known.provider}


@pytest.mark.parametrize("word", ["free", "banktransfer", "boxoffice", "manual", "unheard-of"])
def test_the_door_to_providers_is_closed_for_ways_without_one(word: str) -> None:
    with pytest.raises(Refused) as refused:
        gateways.online(word)

    assert refused.value.code == "not_at_provider"


@pytest.mark.django_db
def test_a_provider_is_asked_outside_transactions_only(counter: Gateway) -> None:
    asked = gateways.online("counter").fetch(account="acct", reference="pay_1")

    with transaction.atomic(), pytest.raises(RuntimeError, match="over the network"):
        gateways.online("counter")

    assert (asked.reference, asked.standing) == ("pay_1", Standing.DONE)
    assert gateways.online("counter") is counter


@pytest.mark.django_db
def test_each_says_what_the_buyer_has_to_do() -> None:
    event = make_event(make_organizer())
    order = make_order(event, make_shop(event), paid=False)

    said = {
        word: known.instructions(order, Decimal(60)) for word, known in gateways.GATEWAYS.items()
    }

    assert said["free"] is None
    assert said["banktransfer"] is not None
    assert said["banktransfer"].facts[:2] == (("Amount", "€60.00"), ("Reference", order.code))
    assert said["boxoffice"] is not None
    assert said["boxoffice"].facts == (("Amount", "€60.00"),)
