"""Tax rules; one of an event's is its default."""

from django.db import transaction
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from shop.actions.catalogue.shared import Data, copied, delete_row, stored, written
from shop.models import (
    TaxRule,
)
from tenant.events.stamps import touch
from tenant.models import Event

TAX_RULE_FIELDS = (
    "name", "internal_name", "rate", "price_includes_tax", "eu_reverse_charge", "home_country", "code",
    "keep_gross_if_rate_changes", "default",
)  # fmt: skip


@durable
def save_tax_rule(event: Event, *, tax_rule: TaxRule | None, data: Data, actor: Actor) -> TaxRule:
    """Creates or changes a tax rule. The event's first becomes its default; a new default replaces the old one.

    Raises Invalid `rate` outside 0-100."""
    return save_tax_rule_within(event, tax_rule=tax_rule, data=data, actor=actor)


@transaction.atomic(savepoint=False)
def save_tax_rule_within(
    event: Event, *, tax_rule: TaxRule | None, data: Data, actor: Actor
) -> TaxRule:
    """`save_tax_rule` inside a larger transaction."""
    row = tax_rule or TaxRule(tenant_id=event.tenant_id, event=event)
    new = row.pk is None
    others = TaxRule.objects.filter(event=event).exclude(pk=row.pk)
    copied(row, data, TAX_RULE_FIELDS)
    if row.default:
        others.filter(default=True).update(default=False)
    elif not others.filter(default=True).exists():
        row.default = True
    stored(
        row.save,
        shop_taxrule_rate=("rate", gettext_noop("A tax rate lies between 0 and 100 per cent.")),
    )
    if not new:
        touch(event, "items")
    written(
        event,
        row,
        kind="tax_rule",
        stamp="taxrules",
        verb="created" if new else "changed",
        actor=actor,
        data=data,
    )
    return row


@durable
def delete_tax_rule(event: Event, *, tax_rule: TaxRule, actor: Actor) -> None:
    """Deletes a tax rule. Raises Denied `in_use` while items or orders have it."""
    delete_row(event, tax_rule, kind="tax_rule", stamp="taxrules", actor=actor)
