"""Reads about applications: who registered them."""

from django.db.models import Exists, OuterRef, QuerySet

from account.models import Application
from eventhub.common.models import AuditEntry


def registered_on_the_page() -> Exists:
    """For a query of applications: a person registered it. All others stand in the installation's provision file."""
    return Exists(
        AuditEntry.unscoped.filter(
            tenant=None,
            object_type="account.Application",
            object_id=OuterRef("pk"),
            action="application.created",
        )
    )


def application_of_file(name: str) -> Application | None:
    """The application that a provision file calls `name`.

    Never one that a person registered: they would know the secret of what the operator then gives rights to.
    """
    found: QuerySet[Application] = Application.objects.filter(~registered_on_the_page(), name=name)
    return found.order_by("pk").first()
