"""Every lock on register's rows."""

from typing import Any, cast

from django.db import models
from django.utils.translation import gettext_noop

from eventhub.common.db.prepared import Prepared
from eventhub.common.db.transactions import Contended
from eventhub.common.errors import NotFound
from register.models import Registration
from shop.locks import order_locked
from shop.models import Item, Order, OrderPosition, Variation
from tenant.models import Event


def position_locked(event: Event, secret: str) -> OrderPosition | None:
    """The position of a ticket's secret with its order, item, variation and registration; the order's row, then its own,
    locked until the transaction ends: two doors cannot admit one ticket at the same moment. None when no ticket of the
    event has the secret. One query.
    """
    rows = _TICKET.rows(event.pk, secret)
    if not rows:
        return None
    row = rows[0]
    position: Any = _instance(OrderPosition, row, prefix="")
    position.order = _instance(Order, row, prefix="order__")
    position.item = _instance(Item, row, prefix="item__")
    if row["variation_id"] is not None:
        position.variation = _instance(Variation, row, prefix="variation__")
    known = row["registration__id"] is not None
    registration = _instance(Registration, row, prefix="registration__") if known else None
    OrderPosition.registration.related.set_cached_value(position, registration)
    return cast("OrderPosition", position)


def registration_locked(event: Event, code: str) -> Registration:
    """The registration with its position and order; the order's row, then its own, locked until the transaction ends.
    Raises NotFound; Contended when its position moves to another order at this moment. Three queries."""
    found = Registration.objects.filter(event=event, code=code)
    order_code = found.values_list("position__order__code", flat=True).first()
    order = None if order_code is None else order_locked(event, order_code)
    row = found.select_related("position").select_for_update(of=("self",), no_key=True).first()
    if order is None or row is None:
        raise NotFound("registration_not_found", gettext_noop("There is no such registration."))
    if row.position.order_id != order.pk:
        raise Contended(
            message=gettext_noop("This registration is moving to another order. Please try again.")
        )
    order.event = row.event = event
    row.position.order = order
    return row


def _names(model: type[models.Model]) -> list[str]:
    """The model's columns, without those that the database computes for its indexes."""
    return [field.attname for field in model._meta.concrete_fields if not field.generated]


def _instance(model: type[models.Model], row: dict[str, Any], *, prefix: str) -> Any:
    names = _names(model)
    return model.from_db("default", names, [row[f"{prefix}{name}"] for name in names])


_PARTS = (("", OrderPosition), ("order__", Order), ("item__", Item), ("variation__", Variation), ("registration__", Registration))  # fmt: skip
_TICKET = Prepared(
    lambda event, secret: OrderPosition.objects.filter(event=event, secret=secret).values(
        *(f"{prefix}{name}" for prefix, model in _PARTS for name in _names(model))
    ),
    kinds=["id", "word"],
    # PostgreSQL takes them in this order.
    ending="FOR NO KEY UPDATE OF shop_order, shop_orderposition",
)
