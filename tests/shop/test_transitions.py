"""Which step an order can take from where: the whole table."""

from dataclasses import dataclass

import pytest

from shop.enums import OrderStatus
from shop.rules import transitions

# The steps that are open to an order of this status: without and with an approval that it waits for.
OPEN = {
    "n": (
        {"mark_paid", "cancel", "extend", "change", "resend"},
        {"cancel", "approve", "deny", "extend", "change", "resend"},
    ),
    "p": (
        {"mark_pending", "cancel", "change", "resend"},
        {"mark_pending", "cancel", "change", "resend"},
    ),
    "e": ({"mark_paid", "extend", "resend"}, {"extend", "resend"}),
    "c": ({"reactivate", "resend"}, {"reactivate", "resend"}),
}


@dataclass(frozen=True)
class Order:
    status: str
    require_approval: bool = False
    email: str = "ada@example.org"


@pytest.mark.parametrize("waits", [False, True])
@pytest.mark.parametrize("status", OrderStatus.values)
def test_the_steps_of_every_state(status: str, waits: bool) -> None:
    barred = transitions.barred(Order(status, waits))

    assert {name for name, why in barred.items() if why is None} == OPEN[status][waits]
    assert set(barred) == set(transitions.STEPS)


def test_a_barred_step_says_why() -> None:
    assert transitions.barred(Order("p"))["reactivate"] == "It is not canceled."
    assert transitions.barred(Order("c", email=""))["resend"] == "There is no e-mail address."


@pytest.mark.parametrize("status", OrderStatus.values)
def test_what_is_paid_can_be_refunded_and_what_waits_can_expire(status: str) -> None:
    assert transitions.may_be_refunded(Order(status)) == (status == "p")
    assert transitions.may_expire(Order(status)) == (status == "n")


@pytest.mark.parametrize(
    ("status", "waits", "if_pending", "provider", "valid"),
    [
        ("p", False, False, "", True),
        ("p", True, False, "", True),
        ("n", False, False, "banktransfer", False),
        ("n", False, False, "boxoffice", True),
        ("n", False, True, "banktransfer", True),
        ("n", True, True, "boxoffice", False),
        ("e", False, True, "boxoffice", False),
        ("c", False, True, "boxoffice", False),
    ],
)
def test_whose_codes_are_shown(
    status: str, waits: bool, if_pending: bool, provider: str, valid: bool
) -> None:
    found = transitions.tickets_are_valid(
        status, require_approval=waits, valid_if_pending=if_pending, provider=provider
    )

    assert found is valid
