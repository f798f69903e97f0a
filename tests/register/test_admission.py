"""Who may pass a door, one reason after the other."""

import datetime as dt
from dataclasses import replace

import pytest

from eventhub.common.errors import Invalid
from register.checkin import list_rules
from register.checkin.admission import Door, Past, Reason, Scan, Ticket, facts, refusal

NOW = dt.datetime(2027, 6, 24, 18, 0, tzinfo=dt.UTC)
GOOD = Ticket(item_id=1, variation_id=None, order_status="p")
OPEN = Door(
    products=None, include_pending=False, allow_multiple_entries=False, allow_entry_after_exit=True
)
ENTRY = Scan("entry", NOW)
HOUR = dt.timedelta(hours=1)


def judge(ticket=GOOD, *, door=OPEN, scan=ENTRY, past=(), rules=True, questions=False):
    return refusal(
        ticket, door=door, scan=scan, past=past, rules_allow=rules, open_questions=questions
    )


def test_a_paid_ticket_comes_in():
    assert judge() is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"canceled": True}, Reason.CANCELED),
        ({"order_status": "c"}, Reason.CANCELED),
        ({"order_status": "e"}, Reason.CANCELED),
        ({"blocked": True}, Reason.BLOCKED),
        ({"require_approval": True, "order_status": "n"}, Reason.UNAPPROVED),
        ({"valid_from": NOW + HOUR}, Reason.INVALID_TIME),
        ({"valid_until": NOW - HOUR}, Reason.INVALID_TIME),
        ({"order_status": "n"}, Reason.UNPAID),
    ],
)
def test_reasons_of_the_ticket(change, reason):
    assert judge(replace(GOOD, **change)) == reason


def test_a_ticket_is_good_from_its_first_moment_to_its_last():
    moment = dt.timedelta(microseconds=1)

    assert judge(replace(GOOD, valid_from=NOW, valid_until=NOW)) is None
    assert judge(replace(GOOD, valid_from=NOW + moment)) == Reason.INVALID_TIME
    assert judge(replace(GOOD, valid_until=NOW - moment)) == Reason.INVALID_TIME


def test_the_first_reason_is_told():
    wrong_in_every_way = replace(
        GOOD, canceled=True, blocked=True, order_status="n", valid_until=NOW - HOUR, item_id=99
    )
    past = [Past("entry", NOW - HOUR)]

    assert (
        judge(wrong_in_every_way, door=replace(OPEN, products=frozenset({1})), past=past)
        == Reason.CANCELED
    )
    assert (
        judge(
            replace(wrong_in_every_way, canceled=False),
            door=replace(OPEN, products=frozenset({1})),
            past=past,
        )
        == Reason.BLOCKED
    )


def test_a_door_for_other_items_says_so():
    assert judge(door=replace(OPEN, products=frozenset({2}))) == Reason.PRODUCT
    assert judge(door=replace(OPEN, products=frozenset({1, 2}))) is None


def test_c3_a_door_of_another_date_says_so_after_the_product_and_before_the_money():
    ticket, door = replace(GOOD, subevent_id=5), replace(OPEN, subevent_id=6)

    assert judge(ticket, door=door) == Reason.PRODUCT
    assert judge(replace(ticket, order_status="n"), door=door) == Reason.PRODUCT
    assert judge(replace(ticket, valid_until=NOW - HOUR), door=door) == Reason.INVALID_TIME
    assert judge(replace(GOOD, subevent_id=None), door=door) == Reason.PRODUCT
    assert judge(ticket, door=replace(OPEN, subevent_id=5)) is None
    assert judge(ticket, door=OPEN) is None


def test_unpaid_passes_only_where_the_list_and_the_person_at_the_door_both_say_so():
    unpaid, lenient = replace(GOOD, order_status="n"), replace(OPEN, include_pending=True)

    assert judge(unpaid, door=lenient) == Reason.UNPAID
    assert judge(unpaid, scan=replace(ENTRY, ignore_unpaid=True)) == Reason.UNPAID
    assert judge(unpaid, door=lenient, scan=replace(ENTRY, ignore_unpaid=True)) is None
    assert judge(replace(unpaid, valid_if_pending=True)) is None


@pytest.mark.parametrize(
    ("past", "door", "reason"),
    [
        (["entry"], {}, Reason.ALREADY_REDEEMED),
        (["entry", "exit"], {}, None),
        (["entry", "exit"], {"allow_entry_after_exit": False}, Reason.ALREADY_REDEEMED),
        (["entry"], {"allow_multiple_entries": True}, None),
        (["exit"], {"allow_entry_after_exit": False}, None),
        (["entry", "exit", "entry"], {}, Reason.ALREADY_REDEEMED),
    ],
)
def test_coming_again(past, door, reason):
    earlier = [Past(kind, NOW - HOUR) for kind in past]

    assert judge(door=replace(OPEN, **door), past=earlier) == reason


def test_leaving_is_always_possible_once_inside():
    assert judge(scan=Scan("exit", NOW), past=[Past("entry", NOW - HOUR)]) is None
    assert judge(replace(GOOD, valid_until=NOW - HOUR), scan=Scan("exit", NOW)) is None


def test_open_questions_come_before_the_second_scan():
    assert judge(questions=True, past=[Past("entry", NOW - HOUR)]) == Reason.INCOMPLETE


def _facts(past=()):
    return facts(GOOD, scan=ENTRY, past=past, gate="", zone=dt.UTC)


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ({}, True),
        (
            {
                "inList": [
                    {"var": "product"},
                    {"objectList": [{"lookup": ["product", "1", "Weekend"]}]},
                ]
            },
            True,
        ),
        (
            {"inList": [{"var": "product"}, {"objectList": [{"lookup": ["product", "2", "Day"]}]}]},
            False,
        ),
        ({"<": [{"var": "entries_number"}, 1]}, False),
        (
            {
                "or": [
                    {"==": [{"var": "entries_today"}, 0]},
                    {">=": [{"var": "minutes_since_last_entry"}, 60]},
                ]
            },
            True,
        ),
        (
            {"isAfter": [{"var": "now"}, {"buildTime": ["custom", "2027-06-24T17:00:00Z"]}, None]},
            True,
        ),
        ({"isBefore": [{"var": "now"}, {"buildTime": ["date_from"]}, 10]}, False),
        ({"and": [{"!": [{"==": [{"var": "entry_status"}, "present"]}]}]}, False),
    ],
)
def test_a_list_s_own_rules(rule, allowed):
    moments = {"date_from": NOW - HOUR, "date_to": None, "date_admission": None}

    assert (
        list_rules.allows(rule, _facts([Past("entry", NOW - HOUR)]), moments=moments, zone="UTC")
        is allowed
    )


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ({"!!": [1]}, True),
        ({"===": [1, "1"]}, False),
        ({"!==": [1, "1"]}, True),
        ({"==": [1, "1"]}, True),
        ({"==": [{"+": [1, "2"]}, 3]}, True),
        ({"==": [{"-": [5, 2]}, {"*": [3, 1]}]}, True),
        ({"==": [{"-": [2]}, {"/": [-4, 2]}]}, True),
        ({"==": [{"%": [7, 4]}, {"max": [1, 3]}]}, True),
        ({"<": [{"min": [1, 2]}, {"var": "entries_number"}, 3]}, False),
        ({"<=": [1, {"var": "entries_number"}, 7]}, True),
        ({"in": [{"var": "entry_status"}, ["present", "other"]]}, True),
        ({"if": [{"==": [1, 2]}, False, {"==": [1, 1]}, True]}, True),
        ({"if": [{"==": [1, 2]}, True, False]}, False),
        ({"if": [{"==": [1, 2]}, True]}, False),
        ({"==": [{"var": ["nothing", 5]}, 5]}, True),
        ({"or": [{"==": [1, 1]}, {"<": [None, 3]}]}, True),
    ],
)
def test_c3_rules_speak_the_common_words_of_json_logic(rule, allowed):
    list_rules.check(rule)
    assert list_rules.allows(rule, _facts([Past("entry", NOW - HOUR)]), moments={}, zone="UTC") is (
        allowed
    )


@pytest.mark.parametrize(
    "rule",
    [
        {">": [{"var": "variation"}, 3]},
        {"isBefore": [1, 2]},
        {"isBefore": [{"var": "now"}, {"buildTime": ["custom", "garbage"]}]},
        {"isBefore": [{"var": "now"}, {"buildTime": ["customtime", "99:99"]}]},
        {"isBefore": [{"var": "now"}, {"buildTime": ["nonsense"]}]},
        {"isBefore": [{"var": "now"}, {"buildTime": ["custom", "2027-06-24T18:00:00Z"]}, "abc"]},
        {"isBefore": [{"var": "now"}, {"buildTime": ["custom", "2027-06-24T18:00:00Z"]}, 1e300]},
        {"inList": [1, 2]},
        {"==": [1]},
        {"+": ["inf"]},
        {"/": [1, 0]},
        {"var": [["a"]]},
    ],
)
def test_c3_a_rule_that_cannot_be_worked_out_lets_nobody_in(rule):
    list_rules.check(rule)
    assert list_rules.allows(rule, _facts([]), moments={}, zone="UTC") is False


@pytest.mark.parametrize(
    "rule", [{"explode": [1]}, {"and": [{"a": 1, "b": 2}]}, {"in": [1, [{"a": 1}]]}]
)
def test_rules_that_say_nothing_are_refused(rule):
    with pytest.raises(Invalid):
        list_rules.check(rule)
