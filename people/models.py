"""Human beings, with or without a login: one row per tenant and human."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from eventhub.common.codes import uuid7
from eventhub.common.db.scoping import TenantOwned


class Person(TenantOwned):
    """A human being as one tenant knows them. `people.actions.match_or_create` is the only way to a new one."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="persons"
    )
    name = models.CharField(max_length=250)
    # The folded name: what two spellings of the same name have in common.
    name_key = models.CharField(max_length=250)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    birthdate = models.DateField(null=True, blank=True)
    locale = models.CharField(max_length=20, default="en")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email", "name_key"],
                condition=~Q(email=""),
                name="people_person_once",
            ),
            models.UniqueConstraint(
                fields=["tenant", "user"],
                condition=Q(user__isnull=False),
                name="people_person_user_once",
            ),
        ]


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
