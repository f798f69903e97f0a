"""Two records of one human being become one, and both ids lead to the person who lives on."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from eventhub.common.actors import SYSTEM
from eventhub.common.errors import Conflict, DomainError, Invalid, NotFound
from eventhub.common.models import AuditEntry
from people.actions import (
    PersonDraft,
    add_email,
    add_phone,
    match_or_create,
    merge_persons,
    verify_email,
)
from people.models import Interaction, InteractionType, Person, PersonEmail, PersonPhone
from people.queries import get_person, living_ids
from register.models import Registration
from staff.models import Department, Membership
from tests.make import make_event, make_order, make_organizer, make_shop, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    return make_event(make_organizer())


def make_person(event, name: str = "Ada Lovelace", email: str = "ada@example.org") -> Person:
    return match_or_create(event.tenant_id, drafts=[PersonDraft(name, email)])[0]


def fresh(person: Person) -> Person:
    return Person.objects.get(tenant=person.tenant_id, pk=person.pk)


def addresses(person: Person) -> list[tuple[str, bool]]:
    rows = PersonEmail.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("address", "is_primary"))


def test_everything_that_is_known_of_one_becomes_the_others(event):
    item = make_shop(event)
    make_order(event, item, name="Ada Lovelace", email="ada@example.org")
    make_order(event, item, name="A. Lovelace", email="ada@work.example")
    keep, other = make_person(event), make_person(event, "A. Lovelace", "ada@work.example")
    department = Department.objects.create(tenant=event.tenant, event=event, name="Doors")
    both = Department.objects.create(tenant=event.tenant, event=event, name="Bar")
    for who, where, title in (
        (other, department, "Lead"),
        (keep, both, "Helper"),
        (other, both, "Cook"),
    ):
        Membership.objects.create(tenant=event.tenant, department=where, person=who, title=title)
    kind = InteractionType.objects.create(
        tenant=event.tenant, organizer=event.organizer, slug="call"
    )
    Interaction.objects.create(tenant=event.tenant, person=other, type=kind, at=timezone.now())
    add_phone(other, phone="+420 777 123 456", actor=SYSTEM)
    registration = Registration.objects.get(event=event, badge_name="A. Lovelace")

    assert merge_persons(keep, other=other, actor=SYSTEM) == keep

    assert set(Registration.objects.filter(event=event).values_list("person", flat=True)) == {
        keep.pk
    }
    memberships = Membership.objects.filter(person=keep).order_by("department__name")
    assert list(memberships.values_list("department__name", "title")) == [
        ("Bar", "Helper, Cook"),
        ("Doors", "Lead"),
    ]
    assert Interaction.objects.get(type=kind).person == keep
    assert PersonPhone.objects.get(person=keep).is_primary
    assert addresses(keep) == [("ada@example.org", True), ("ada@work.example", False)]
    entry = AuditEntry.unscoped.get(action="person.merged")
    assert (entry.tenant_id, entry.object_id, entry.data["merged"]) == (
        event.tenant_id,
        keep.pk,
        other.pk,
    )
    assert entry.data["moved"]["register.Registration"] == [registration.pk]


def test_both_ids_lead_to_the_person_who_lives_on(event):
    keep, other = make_person(event), make_person(event, email="ada@work.example")
    merge_persons(keep, other=other, actor=SYSTEM)

    for one in (keep, other):
        assert get_person(event.tenant_id, public_id=one.public_id) == keep
    assert living_ids(event.tenant_id, [keep.pk, other.pk]) == {keep.pk: keep.pk, other.pk: keep.pk}
    assert make_person(event, email="ada@work.example") == keep
    stranger = make_event(make_organizer("other"), "fest")
    with pytest.raises(NotFound):
        get_person(stranger.tenant_id, public_id=other.public_id)


def test_who_shares_the_address_is_found_under_both_names(event):
    keep, other = make_person(event), make_person(event, "Ada Byron")
    when = timezone.now()
    verify_email(other, email="ada@example.org", at=when, actor=SYSTEM)

    merge_persons(keep, other=other, actor=SYSTEM)

    assert make_person(event, "Ada Byron") == keep == make_person(event)
    [own] = PersonEmail.objects.filter(person=keep)
    assert (own.address, own.verified_at, own.is_primary) == ("ada@example.org", when, True)


def test_merging_again_changes_nothing(event):
    keep, other = make_person(event), make_person(event, email="ada@work.example")
    merge_persons(keep, other=other, actor=SYSTEM)

    assert merge_persons(keep, other=other, actor=SYSTEM) == keep
    assert merge_persons(other, other=keep, actor=SYSTEM) == keep

    assert AuditEntry.unscoped.filter(action="person.merged").count() == 1
    assert fresh(keep).merged_into is None


def test_records_lead_to_the_living_person_in_one_step(event):
    first, second, third = (make_person(event, email=f"ada@{n}.example") for n in "abc")
    merge_persons(second, other=third, actor=SYSTEM)
    merge_persons(first, other=second, actor=SYSTEM)

    assert {fresh(second).merged_into, fresh(third).merged_into} == {first}
    assert addresses(first) == [
        ("ada@a.example", True),
        ("ada@b.example", False),
        ("ada@c.example", False),
    ]
    fourth = make_person(event, email="ada@d.example")
    assert merge_persons(fourth, other=third, actor=SYSTEM) == fourth  # by way of the oldest record
    assert {fresh(one).merged_into for one in (first, second, third)} == {fourth}


def test_a_login_moves_and_two_logins_are_refused(event):
    keep, other = make_person(event), make_person(event, email="ada@work.example")
    user = make_user("ada@work.example")
    Person.objects.filter(tenant=event.tenant, pk=other.pk).update(user=user)
    merge_persons(keep, other=other, actor=SYSTEM)
    assert (fresh(keep).user, fresh(other).user) == (user, None)

    rival = make_person(event, "Eve", "eve@example.org")
    Person.objects.filter(tenant=event.tenant, pk=rival.pk).update(
        user=make_user("eve@example.org")
    )
    with pytest.raises(Conflict) as refused:
        merge_persons(keep, other=rival, actor=SYSTEM)

    assert refused.value.code == "two_logins"
    assert fresh(rival).merged_into is None
    assert addresses(rival) == [("eve@example.org", True)]


def test_nobody_is_merged_with_themselves_or_with_a_stranger(event):
    keep = make_person(event)
    stranger = make_person(make_event(make_organizer("other"), "fest"))

    with pytest.raises(Invalid):
        merge_persons(keep, other=keep, actor=SYSTEM)
    with pytest.raises(NotFound):
        merge_persons(keep, other=stranger, actor=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(tenant=event.tenant, pk=keep.pk).update(merged_into=keep.pk)

    assert fresh(keep).merged_into is None
    assert fresh(stranger).merged_into is None


def at_once(*calls) -> list[str]:
    start = threading.Barrier(len(calls))

    def run(call) -> str:
        try:
            start.wait(timeout=60)
            call()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_merging_in_a_circle_at_once_leaves_one_and_no_chain(event):
    circle = [make_person(event, email=f"ada@{n}.example") for n in range(6)]
    outcomes = at_once(
        *(
            lambda keep=keep, other=circle[n - 1]: merge_persons(keep, other=other, actor=SYSTEM)
            for n, keep in enumerate(circle)
        )
    )

    assert set(outcomes) == {"done"}
    [living] = Person.objects.filter(tenant=event.tenant, merged_into__isnull=True)
    merged = Person.objects.filter(tenant=event.tenant).exclude(pk=living.pk)
    assert set(merged.values_list("merged_into", flat=True)) == {living.pk}
    assert PersonEmail.objects.filter(person=living).count() == 6
    assert PersonEmail.objects.filter(person=living, is_primary=True).count() == 1


def test_who_registers_while_being_merged_is_registered_as_the_living_person(event):
    item = make_shop(event, size=100)
    keep = make_person(event)
    others = [make_person(event, f"Ada {n}", f"ada@{n}.example") for n in range(6)]

    outcomes = at_once(
        *(lambda other=other: merge_persons(keep, other=other, actor=SYSTEM) for other in others),
        *(
            lambda n=n: make_order(event, item, name=f"Ada {n}", email=f"ada@{n}.example")
            for n in range(6)
        ),
    )

    assert outcomes == ["done"] * 12
    registrations = Registration.objects.filter(event=event)
    assert list(registrations.values_list("person", flat=True)) == [keep.pk] * 6


def test_one_address_and_one_number_are_primary(event):
    ada = make_person(event)
    add_email(ada, email="Ada@Work.example", actor=SYSTEM, primary=True)
    add_email(ada, email="ada@work.example.", actor=SYSTEM)
    add_phone(ada, phone="+420 777 123 456", actor=SYSTEM)
    add_phone(ada, phone="00420777123456", actor=SYSTEM)
    add_phone(ada, phone="123", actor=SYSTEM)

    assert sorted(addresses(ada)) == [("ada@example.org", False), ("ada@work.example", True)]
    phones = PersonPhone.objects.filter(person=ada).order_by("pk")
    assert list(phones.values_list("phone", "number", "is_primary")) == [
        ("+420 777 123 456", "+420777123456", True),
        ("123", "123", False),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonEmail.objects.filter(person=ada).update(is_primary=True)


def test_what_is_no_address_or_a_namesakes_is_not_added(event):
    ada = make_person(event)
    make_person(event, email="ada@work.example")

    for email in ("", "ada", "@example.org", "ada@ "):
        with pytest.raises(Invalid):
            add_email(ada, email=email, actor=SYSTEM)
    with pytest.raises(Invalid):
        add_phone(ada, phone="none", actor=SYSTEM)
    with pytest.raises(Conflict):
        add_email(ada, email="ada@work.example", actor=SYSTEM)

    assert addresses(ada) == [("ada@example.org", True)]
    assert not PersonPhone.objects.filter(person=ada).exists()


def test_an_address_is_proved_by_one_person(event):
    ada, ben = (
        make_person(event, "Ada", "home@example.org"),
        make_person(event, "Ben", "home@example.org"),
    )
    when = timezone.now()
    assert verify_email(ada, email="HOME@example.org", at=when, actor=SYSTEM).verified_at == when
    verify_email(ada, email="home@example.org", at=timezone.now(), actor=SYSTEM)

    with pytest.raises(Conflict):
        verify_email(ben, email="home@example.org", at=when, actor=SYSTEM)
    with pytest.raises(NotFound):
        verify_email(ben, email="ben@example.org", at=when, actor=SYSTEM)

    proved = PersonEmail.objects.filter(tenant=event.tenant, verified_at__isnull=False)
    assert list(proved.values_list("person", "verified_at")) == [(ada.pk, when)]
    assert AuditEntry.unscoped.filter(action="person.email_verified").count() == 1
