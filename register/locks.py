"""Every lock on register's rows."""

from shop.models import OrderPosition
from tenant.models import Event


def position_locked(event: Event, secret: str) -> OrderPosition | None:
    """The position of a ticket's secret with its order, item and registration, its row locked until the transaction
    ends: two doors cannot admit one ticket at the same moment. None when no ticket of the event has the secret."""
    return (
        OrderPosition.objects.filter(event=event, secret=secret)
        .select_related("order", "item", "variation", "registration")
        .select_for_update(of=("self",))
        .first()
    )
