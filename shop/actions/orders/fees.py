"""What an order costs besides its positions."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop

from eventhub.common.errors import Invalid
from shop.models import Order, OrderFee, TaxRule
from shop.rules import pricing
from shop.rules.drafts import FeeDraft
from tenant.models import Event

MAX_FEES = 50
UNKNOWN_RULE = gettext_noop("This tax rule does not exist at this event.")


def drawn_up(event: Event, drafts: Sequence[FeeDraft]) -> list[OrderFee]:
    """The drafts as rows without an order, the tax in each computed. One query when any names a tax rule.

    Raises Invalid with `fields.fees` mirroring the input (contract, ERR-4).
    """
    if len(drafts) > MAX_FEES:
        raise Invalid.field("fees", f"An order holds at most {MAX_FEES} fees.")
    wanted = {draft.tax_rule_id for draft in drafts if draft.tax_rule_id is not None}
    rules = {
        rule.pk: rule
        for rule in (TaxRule.objects.filter(event=event, pk__in=wanted) if wanted else ())
    }
    if wanted - set(rules):
        unknown = [
            {"tax_rule": [UNKNOWN_RULE]} if draft.tax_rule_id in wanted - set(rules) else {}
            for draft in drafts
        ]
        raise Invalid("invalid_fees", UNKNOWN_RULE, fields={"fees": unknown})
    return [_fee(event, draft, rules.get(draft.tax_rule_id or 0)) for draft in drafts]


def _fee(event: Event, draft: FeeDraft, rule: TaxRule | None) -> OrderFee:
    price = pricing.of_gross(draft.value, tax=rule, currency=event.currency)
    return OrderFee(
        tenant_id=event.tenant_id,
        fee_type=draft.fee_type,
        internal_type=draft.internal_type,
        description=draft.description,
        value=price.gross,
        tax_rule=rule,
        tax_rate=price.rate,
        tax_value=price.tax,
    )


def charge(order: Order, fees: Sequence[OrderFee]) -> None:
    """Stores the fees as the order's. One statement; none for none."""
    for fee in fees:
        fee.order = order
    if fees:
        OrderFee.objects.bulk_create(fees)
