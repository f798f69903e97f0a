"""The crew. Departments stand; shifts and timesheets follow."""

from django.db import models

from eventhub.common.db.scoping import TenantOwned


class Department(TenantOwned):
    """A part of the crew with a task of its own."""

    event = models.ForeignKey("tenant.Event", on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(max_length=190)
    description = models.TextField(blank=True, default="")
    position = models.IntegerField(default=0)

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="staff_department_name_unique")
        ]


class Membership(TenantOwned):
    """A person in a department."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="staff_memberships"
    )
    title = models.CharField(max_length=120, blank=True, default="")

    class Meta(TenantOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["department", "person"], name="staff_membership_once")
        ]
