"""What something would cost now, without buying it."""

from dataclasses import dataclass

from django.utils import timezone

from eventhub.common.errors import Invalid, NotFound
from eventhub.common.i18n import localize
from shop import catalogue as catalogues
from shop import checking, pricing
from shop.drafts import OrderDraft, PositionDraft
from shop.models import OrderPosition
from tenant.models import Event


@dataclass(frozen=True)
class Quote:
    """A price, and the rule of the tax in it."""

    price: pricing.Price
    tax_rule_id: int | None
    tax_name: str


def quote(
    event: Event,
    *,
    position_id: int,
    item_id: int | None = None,
    variation_id: int | None = None,
    subevent_id: int | None = None,
) -> Quote:
    """What the position would cost today, as it is or as another item, variation or date.

    Raises NotFound, Invalid with the field. Writes nothing.
    """
    position = OrderPosition.objects.filter(event=event, pk=position_id).first()
    if position is None:
        raise NotFound("position_not_found", "There is no such position.")
    draft = PositionDraft(
        item_id or position.item_id,
        variation_id if item_id or variation_id else position.variation_id,
        subevent_id=subevent_id or position.subevent_id,
    )
    catalogue = catalogues.load(event, {draft.item_id}, subevents=[draft.subevent_id])
    wanted = OrderDraft(positions=(draft,), force=True)
    try:
        line = checking.check(event, draft=wanted, catalogue=catalogue, at=timezone.now())[0]
    except Invalid as error:
        error.fields = error.fields["positions"][0]
        raise
    rule = line.item.tax_rule
    return Quote(line.price, rule.pk if rule else None, localize(rule.name) if rule else "")
