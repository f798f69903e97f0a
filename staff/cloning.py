"""The departments of an event, for its copy. Who serves in them is decided anew."""

from staff.models import Department
from tenant.events.copies import Copies

CLONED = (Department,)


def clone_departments(copies: Copies) -> None:
    """Copies the departments, without their members."""
    copies.copy(Department.objects.filter(event=copies.source))
