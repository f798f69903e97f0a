"""What payments and refunds add up to, in every state, and what follows from a cent more or less."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.enums import OrderStatus, PaymentState, RefundState
from shop.rules import balance


@dataclass(frozen=True)
class Money:
    """A payment or a refund."""

    state: str
    amount: Decimal


CENT, SIXTY = Decimal("0.01"), Decimal(60)
AMOUNTS = st.decimals(min_value=0, max_value=1000, places=2)
PAYMENTS = st.lists(st.builds(Money, st.sampled_from(PaymentState.values), AMOUNTS), max_size=4)
REFUNDS = st.lists(st.builds(Money, st.sampled_from(RefundState.values), AMOUNTS), max_size=4)


@pytest.mark.parametrize("state", PaymentState.values)
def test_only_money_that_came_in_counts(state: str) -> None:
    came_in = {"confirmed", "refunded"}

    found = balance.received([Money(state, SIXTY), Money("confirmed", CENT)])

    assert found == (SIXTY if state in came_in else 0) + CENT
    assert (state in balance.WAITING) == (state in {"created", "pending"})


@pytest.mark.parametrize("state", RefundState.values)
def test_money_on_its_way_back_is_gone_already(state: str) -> None:
    gone = {"created", "transit", "done"}

    found = balance.returned([Money(state, SIXTY)])

    assert found == (SIXTY if state in gone else 0)
    assert (state in balance.OPEN_REFUNDS) == (state in {"created", "transit", "external"})


@pytest.mark.parametrize(
    ("paid", "back", "owed", "refundable"),
    [
        ("0", "0", "60", "0"),
        ("59.99", "0", "0.01", "59.99"),
        ("60", "0", "0", "60"),
        ("60.01", "0", "-0.01", "60.01"),
        ("60", "60", "60", "0"),
        ("60", "0.01", "0.01", "59.99"),
        ("10", "20", "70", "0"),
    ],
)
def test_what_is_owed_and_what_can_go_back(
    paid: str, back: str, owed: str, refundable: str
) -> None:
    payments, refunds = [Money("confirmed", Decimal(paid))], [Money("done", Decimal(back))]

    assert balance.owed(SIXTY, payments, refunds) == Decimal(owed)
    assert balance.refundable(payments, refunds) == Decimal(refundable)


@pytest.mark.parametrize("status", OrderStatus.values)
@pytest.mark.parametrize("still_owed", [-CENT, Decimal(0), CENT])
@pytest.mark.parametrize("waits", [True, False])
def test_an_order_is_paid_by_the_last_cent(status: str, still_owed: Decimal, waits: bool) -> None:
    open_ = status in {"n", "e"}

    found = balance.completes(status, require_approval=waits, still_owed=still_owed)

    assert found == (open_ and not waits and still_owed in {-CENT, Decimal(0)})
    assert balance.reopens(status, still_owed=still_owed) == (status == "p" and still_owed == CENT)


@pytest.mark.parametrize(
    ("paid", "keeps", "total", "goes"),
    [
        ("120", "60", "60", "60"),
        ("60", "60", "60", "0"),
        ("60.01", "60", "60", "0.01"),
        ("59.99", "60", "60", "0"),
        ("130", "60", "60", "60"),
        ("0", "0", "60", "0"),
    ],
)
def test_the_first_order_is_served_first(paid: str, keeps: str, total: str, goes: str) -> None:
    payments = [Money("confirmed", Decimal(paid))]

    found = balance.goes_along(Decimal(total), keeps=Decimal(keeps), payments=payments, refunds=())

    assert found == Decimal(goes)


@given(total=AMOUNTS, payments=PAYMENTS, refunds=REFUNDS)
def test_who_gets_back_all_that_can_go_back_is_owed_nothing_more(
    total: Decimal, payments: list[Money], refunds: list[Money]
) -> None:
    rest = balance.refundable(payments, refunds)
    after = [*refunds, Money("done", rest)]

    assert balance.refundable(payments, after) == 0
    assert balance.owed(total, payments, after) >= total
    assert not balance.completes("n", require_approval=False, still_owed=total + CENT)
