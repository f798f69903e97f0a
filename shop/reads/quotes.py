"""What something would cost now, without buying it."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.errors import Invalid, NotFound
from eventhub.common.i18n import localize
from shop.models import OrderPosition, TaxRule
from shop.reads import order_check
from shop.reads.catalogue import load
from shop.rules import pricing
from shop.rules.drafts import OrderDraft, PositionDraft
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
    tax_rule_id: int | None = None,
) -> Quote:
    """What the position would cost today, as it is or as another item, variation or date, or under another tax rule.

    Raises NotFound, Invalid with the field. Writes nothing.
    """
    mine = OrderPosition.objects.filter(event=event, pk=position_id)
    position = mine.select_related("addon_to", "addon_to__voucher").first()
    if position is None:
        raise NotFound("position_not_found", gettext_noop("There is no such position."))
    draft = PositionDraft(
        item_id or position.item_id,
        variation_id if item_id or variation_id else position.variation_id,
        subevent_id=subevent_id or position.subevent_id,
    )
    top = position.addon_to
    items = {draft.item_id} if top is None else {draft.item_id, top.item_id}
    catalogue = load(event, items, subevents=[draft.subevent_id], parts=top is not None)
    if top is not None:
        tops = {top.positionid: order_check.Top(top.item_id, top.voucher)}
        added = replace(draft, addon_to=top.positionid)
        (draft,) = order_check.with_included([added], tops=tops, catalogue=catalogue)
        draft = replace(draft, addon_to=None)
    if tax_rule_id is not None and (known := catalogue.items.get(draft.item_id)):
        known.tax_rule = _tax_rule(event, tax_rule_id)
    wanted = OrderDraft(positions=(draft,), force=True)
    try:
        line = order_check.check(event, draft=wanted, catalogue=catalogue, at=timezone.now())[0]
    except Invalid as error:
        error.fields = error.fields["positions"][0]
        raise
    rule = line.item.tax_rule
    return Quote(line.price, rule.pk if rule else None, localize(rule.name) if rule else "")


def _tax_rule(event: Event, pk: int) -> TaxRule:
    found = TaxRule.objects.filter(event=event, pk=pk).first()
    if found is None:
        raise Invalid.field("tax_rule", gettext_noop("There is no such tax rule at this event."))
    return found
