"""What a way to pay is, and the words in which we and a provider speak of money.

Every verb of a gateway takes plain values and returns a frozen answer: no rows, no locks. So a call over the network
stands between two transactions: the first writes what is wanted, the call is made, the second writes what was said.
`gateways.online` is the door to the verbs and refuses to open inside a transaction.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_noop

from eventhub.common.errors import Refused
from shop.models import Order


@dataclass(frozen=True)
class Instructions:
    """What a buyer has to do, for people: a headline, sentences, and facts to copy (label, value)."""

    headline: str
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())


class Standing(StrEnum):
    """Where a payment or refund stands at the provider."""

    WAITING = "waiting"
    DONE = "done"
    CANCELED = "canceled"
    FAILED = "failed"


@dataclass(frozen=True)
class PaymentWanted:
    """A payment to begin. `key` makes a repeated request the same payment there (`payment-<pk>`); `return_url` is where
    the buyer comes back to."""

    account: str
    key: str
    amount: Decimal
    currency: str
    order_code: str
    email: str = ""
    locale: str = "en"
    return_url: str = ""


@dataclass(frozen=True)
class Begun:
    """A payment that was begun. `reference`: what the provider calls it, blank where nobody was asked. The buyer goes on
    at `redirect_url`, or on our own page with `client_secret`, or as the instructions say where both are blank."""

    account: str = ""
    reference: str = ""
    redirect_url: str = ""
    client_secret: str = ""


@dataclass(frozen=True)
class RefundWanted:
    """Money of the payment `reference` that is to go back. `key` as in PaymentWanted (`refund-<pk>`)."""

    account: str
    reference: str
    key: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class ProviderState:
    """What a provider says of one payment or refund: where it stands, and how much it is. `at`: since when; `amount` is
    what moved or is to move, in `currency`, which need not be the event's."""

    provider: str
    account: str
    reference: str
    standing: Standing
    amount: Decimal
    currency: str
    at: dt.datetime


@dataclass(frozen=True)
class PaymentNotice:
    """A provider's message that something happened, once its signature was verified. It is a hint, not a truth: whoever
    gets it fetches the object `reference` anew, so that the order of arrival does not matter. `notice_id` is the
    message's own id, by which a second delivery is known."""

    provider: str
    account: str
    notice_id: str
    kind: str
    reference: str


class Gateway(Protocol):
    """One way to pay. `provider` is its word in orders; `title` and `hint` are what the buyer chooses by; `is_online`
    says whether a provider can be asked. What a way to pay cannot do it refuses: Refused `not_at_provider`.

    A provider that does not answer is Unavailable `provider_down`: the caller may ask again with the same `key`.
    """

    @property
    def provider(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def hint(self) -> str: ...

    @property
    def is_online(self) -> bool: ...

    def instructions(self, order: Order, owed: Decimal) -> Instructions | None:
        """What to do for an order of which so much is not paid yet, in the order's language; None when nothing."""

    def begin(self, wanted: PaymentWanted) -> Begun:
        """Begins a payment. Idempotent by `wanted.key`."""

    def fetch(self, *, account: str, reference: str) -> ProviderState:
        """Where a payment or a refund stands now."""

    def cancel(self, *, account: str, reference: str) -> ProviderState:
        """Calls a payment off that is not done; where it stands then (it may be done by now). Idempotent."""

    def refund(self, wanted: RefundWanted) -> ProviderState:
        """Gives money back; the answer's `reference` is the refund's own. Idempotent by `wanted.key`."""

    def verify_notice(
        self, body: bytes, *, headers: Mapping[str, str], account: str
    ) -> PaymentNotice:
        """The notice in a message, whose signature is that of `account`. Raises Invalid `bad_signature`."""


@dataclass(frozen=True)
class ByHand:
    """A way to pay without a provider behind it: people move the money and tell us. Beginning such a payment asks
    nobody; there is nobody who could be asked for anything else."""

    provider: str
    title: str
    hint: str = ""

    @property
    def is_online(self) -> bool:
        return False

    def instructions(self, order: Order, owed: Decimal) -> Instructions | None:
        return None

    def begin(self, wanted: PaymentWanted) -> Begun:
        return Begun()

    def fetch(self, *, account: str, reference: str) -> ProviderState:
        raise self._nobody()

    def cancel(self, *, account: str, reference: str) -> ProviderState:
        raise self._nobody()

    def refund(self, wanted: RefundWanted) -> ProviderState:
        raise self._nobody()

    def verify_notice(
        self, body: bytes, *, headers: Mapping[str, str], account: str
    ) -> PaymentNotice:
        raise self._nobody()

    def _nobody(self) -> Refused:
        return Refused(
            "not_at_provider",
            gettext_noop(
                "No payment provider stands behind this way to pay. Record what happened by hand."
            ),
            provider=self.provider,
        )
