"""The programme. Rooms, panels and slots follow; the taxonomy and the activities of an organizer stand."""

from django.db import models

from eventhub.common.db.scoping import TenantOwned


class Category(TenantOwned):
    """A heading under which an organizer files its activities."""

    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.CASCADE, related_name="activity_categories"
    )
    name = models.CharField(max_length=200)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "name"], name="schedule_category_name_unique"
            )
        ]


class ActivityType(TenantOwned):
    """A kind of activity: a weekend, a camp, a work party. May belong to one branch."""

    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.CASCADE, related_name="activity_types"
    )
    branch = models.ForeignKey(
        "tenant.Branch", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "slug"], name="schedule_activitytype_slug_unique"
            )
        ]


class Room(TenantOwned):
    """A place where the programme happens."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=190)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    position = models.IntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="schedule_room_name_unique")
        ]


class Activity(TenantOwned):
    """Something that happens: a panel, a workshop, a contest, a work party."""

    organizer = models.ForeignKey(
        "tenant.Organizer", on_delete=models.CASCADE, related_name="activities"
    )
    branch = models.ForeignKey(
        "tenant.Branch", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    type = models.ForeignKey(
        ActivityType, on_delete=models.SET_NULL, null=True, related_name="activities"
    )
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "slug"], name="schedule_activity_slug_unique"
            )
        ]
