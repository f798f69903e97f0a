"""One human being is one person, however often and in whatever spelling they come."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.test import TestCase

from people.actions import PersonDraft, match_or_create
from people.models import Person, PersonEmail
from tests.make import make_organizer

CALLERS = 50
SPELLINGS = (
    "ada@bücher.example",
    "Ada@BÜCHER.example",
    "  ada@xn--bcher-kva.example ",
    "ada@bu\u0308cher.example.",
    "\uff21\uff24\uff21@bücher\u3002example",
)


def drafts(*pairs: tuple[str, str]) -> list[PersonDraft]:
    return [PersonDraft(name, email) for name, email in pairs]


@pytest.mark.django_db
def test_the_same_address_and_name_are_the_same_person():
    tenant = make_organizer().tenant_id
    [ada] = match_or_create(tenant, drafts=drafts(("Ada Lovelace", "Ada@Example.org")))

    again = match_or_create(
        tenant,
        drafts=drafts(("ada  lovelace", "ada@example.org"), ("ADA LOVELACE", "ada@example.org.")),
    )

    assert again == [ada, ada]
    row = PersonEmail.objects.get(tenant=tenant)
    assert (row.person, row.email, row.address) == (ada, "Ada@Example.org", "ada@example.org")
    assert (row.is_primary, row.verified_at) == (True, None)


@pytest.mark.django_db
def test_a_family_shares_an_address_and_each_is_somebody():
    tenant = make_organizer().tenant_id

    first = match_or_create(
        tenant, drafts=drafts(("Ada", "home@example.org"), ("Ben", "home@example.org"))
    )
    second = match_or_create(
        tenant, drafts=drafts(("Ben", "home@example.org"), ("Ada", "home@example.org"))
    )

    assert second == first[::-1]
    assert first[0] != first[1]


@pytest.mark.django_db
def test_without_an_address_nobody_is_recognized():
    tenant = make_organizer().tenant_id

    one, ada, two = match_or_create(
        tenant, drafts=drafts(("Ada", ""), ("Ada", "ada@example.org"), ("Ada", " \u200b"))
    )

    assert len({one.pk, ada.pk, two.pk}) == 3
    assert list(PersonEmail.objects.filter(tenant=tenant).values_list("person", flat=True)) == [
        ada.pk
    ]


@pytest.mark.django_db
def test_tenants_know_persons_of_their_own():
    here, there = make_organizer().tenant_id, make_organizer("other").tenant_id

    [ada] = match_or_create(here, drafts=drafts(("Ada", "ada@example.org")))
    [other] = match_or_create(there, drafts=drafts(("Ada", "ada@example.org")))

    assert (ada.tenant_id, other.tenant_id) == (here, there)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_finding_and_making_takes_two_statements(count):
    tenant = make_organizer().tenant_id
    known = drafts(*((f"Guest {n}", f"guest{n}@example.org") for n in range(count)))

    for _ in ("made", "found"):
        with TestCase().assertNumQueries(2):
            match_or_create(tenant, drafts=known)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "spellings", [("ada@bücher.example",), SPELLINGS], ids=["same", "spellings"]
)
def test_fifty_callers_at_once_make_one_person(spellings):
    tenant = make_organizer().tenant_id
    start = threading.Barrier(CALLERS)

    def call(index: int) -> int:
        try:
            start.wait(timeout=60)
            name = ("Ada Lovelace", "ADA lovelace")[index % 2]
            with transaction.atomic():
                [person] = match_or_create(
                    tenant, drafts=drafts((name, spellings[index % len(spellings)]))
                )
            return person.pk
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(CALLERS) as pool:
        found = set(pool.map(call, range(CALLERS)))

    assert found == set(Person.objects.filter(tenant=tenant).values_list("pk", flat=True))
    assert len(found) == 1
    assert PersonEmail.objects.filter(tenant=tenant).count() == 1


@pytest.mark.django_db(transaction=True)
def test_families_that_come_in_any_order_do_not_wait_for_each_other():
    tenant = make_organizer().tenant_id
    family = [(f"Guest {n}", "home@example.org") for n in range(8)]
    start = threading.Barrier(16)

    def call(index: int) -> set[int]:
        try:
            start.wait(timeout=60)
            members = family[index % 8 :] + family[: index % 8]
            with transaction.atomic():
                found = match_or_create(tenant, drafts=drafts(*members[:: (-1) ** index]))
            return {person.pk for person in found}
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(call, range(16)))

    assert Person.objects.filter(tenant=tenant).count() == 8
    assert all(one == found[0] for one in found)
