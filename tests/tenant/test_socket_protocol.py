"""What goes over a socket, without one: reading messages, and how many a caller may send."""

import pytest

from eventhub.common.errors import Denied, Invalid
from tenant.sockets import consumers, protocol


def test_r_10_the_look_comes_within_ten_seconds() -> None:
    assert consumers.RECHECK_EVERY_S + consumers.LOOK_EVERY_S < 10
    assert consumers.UNCHECKED_S <= 10


def test_r_13_an_allowance_fills_up_again() -> None:
    allowance = protocol.Allowance()

    burst = [allowance.wait_s(100.0) for _ in range(41)]
    second_later = [allowance.wait_s(101.0) for _ in range(21)]
    long_after = [allowance.wait_s(1000.0) for _ in range(41)]

    assert burst == [0] * 40 + [1]
    assert second_later == [0] * 20 + [1]
    assert long_after == [0] * 40 + [1]


def test_r_6_a_ref_is_kept_where_the_rest_cannot_be_read() -> None:
    with pytest.raises(protocol.Unreadable) as refused:
        protocol.read_message('{"ref": "a", "type": 5}')

    assert (refused.value.ref, refused.value.code) == ("a", "invalid")
    assert protocol.read_message('{"ref": "a", "type": "x", "n": 1}') == protocol.Asked(
        "x", "a", {"ref": "a", "type": "x", "n": 1}
    )


def test_r_5_errors_have_one_shape() -> None:
    assert protocol.error(Denied(module="register"), ref=None) == {
        "type": "error",
        "ref": None,
        "code": "forbidden",
        "message": "This cannot be done.",
        "detail": {"module": "register"},
    }
    assert protocol.error(Invalid.field("text", "Text."), ref="a")["fields"] == {"text": ["Text."]}


def test_r_13_who_was_quiet_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_ALLOWANCES", 2)
    monkeypatch.setattr(protocol, "_allowances", {})
    protocol.allowance_of("user:1").wait_s(100.0)
    busy = protocol.allowance_of("user:2")
    busy.wait_s(200.0)

    protocol.allowance_of("user:3")

    assert protocol.allowance_of("user:2") is busy
    assert "user:1" not in protocol._allowances
