"""Human beings, with or without a login: one row per tenant and human."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from eventhub.common.codes import uuid7
from eventhub.common.contacts import LONGEST_KEY
from eventhub.common.db.scoping import TenantOwned


class Person(TenantOwned):
    """A human being as one tenant knows them. `people.actions.match_or_create` is the only way to a new one.

    Two rows that turned out to be one human being are merged: the one that was given up stays, with `merged_into`
    naming the one that lives on (never another that was given up), so that both ids lead to the same person.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="persons"
    )
    name = models.CharField(max_length=250)
    # The folded name: what two spellings of the same name have in common.
    name_key = models.CharField(max_length=250)
    birthdate = models.DateField(null=True, blank=True)
    locale = models.CharField(max_length=20, default="en")
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user"],
                condition=Q(user__isnull=False),
                name="people_person_user_once",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | ~Q(merged_into=F("id")) & Q(user__isnull=True),
                name="people_person_merged",
            ),
        ]


class PersonEmail(TenantOwned):
    """An e-mail address of a person.

    People who share one (a family) are told apart by the name under which the address came. Once somebody has proved
    that it is theirs, it is nobody else's to prove.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="emails")
    email = models.CharField(max_length=254)  # as it was written
    address = models.CharField(max_length=LONGEST_KEY)  # as it is compared: contacts.email_key
    name_key = models.CharField(max_length=250)  # the folded name under which it came
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "address", "name_key"], name="people_personemail_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "address"],
                condition=Q(verified_at__isnull=False),
                name="people_personemail_verified_once",
            ),
            models.UniqueConstraint(
                fields=["person", "address"], name="people_personemail_of_person"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_primary=True),
                name="people_personemail_primary",
            ),
            models.CheckConstraint(condition=~Q(address=""), name="people_personemail_address"),
        ]


class PersonPhone(TenantOwned):
    """A telephone number of a person. Several people may share one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones")
    phone = models.CharField(max_length=64)  # as it was written
    number = models.CharField(max_length=LONGEST_KEY)  # as it is compared: contacts.phone_key
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "number"], name="people_personphone_of_person"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_primary=True),
                name="people_personphone_primary",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="people_personphone_number"),
        ]
        indexes = [models.Index(fields=["tenant", "number"], name="people_phone_by_number")]


class InteractionType(TenantOwned):
    """A kind of contact that an organizer keeps track of."""

    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.CASCADE, related_name="interaction_types"
    )
    slug = models.CharField(max_length=80)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "slug"], name="people_interactiontype_unique"
            )
        ]


class Interaction(TenantOwned):
    """One contact with a person. Written by the floors above; it drives nothing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interactions")
    type = models.ForeignKey(InteractionType, on_delete=models.PROTECT, related_name="interactions")
    event = models.ForeignKey(
        "tenant.Event", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    note = models.TextField(blank=True, default="")

    class Meta(TenantOwned.Meta):
        pass
