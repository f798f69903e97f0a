"""What the shop says when an event goes live or is deleted."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eventhub.common.errors import Denied
from shop.models import Item, ItemOverride, Order, Quota
from tenant.events.plugins import enabled_providers
from tenant.models import Event


def live_problems(event: Event) -> list[dict[str, str]]:
    """What keeps the event from selling: no quota, or things that cost money and no way to pay (v1, EV-41, EV-42)."""
    found = []
    if not Quota.objects.filter(event=event).exists():
        found.append(
            {
                "code": "no_quota",
                "message": _("Create at least one quota: how many units there are."),
            }
        )
    costs_money = (
        Item.objects.filter(event=event)
        .filter(
            Q(default_price__gt=0)
            | Q(variations__default_price__gt=0)
            | Q(price_phases__amount__gt=0)
        )
        .exists()
    )
    costs_money = (
        costs_money or ItemOverride.objects.filter(subevent__event=event, price__gt=0).exists()
    )
    methods = [
        plugin for plugin in enabled_providers(event.plugins).values() if plugin.counts_for_live
    ]
    if costs_money and not methods:
        found.append(
            {
                "code": "no_payment",
                "message": _("Enable at least one payment method, or make everything free."),
            }
        )
    return found


def refuse_deletion(event: Event) -> None:
    """Raises Denied when anything was ever ordered, whatever became of it (v1, EV-51)."""
    if Order.objects.filter(event=event).exists():
        raise Denied(
            "event_has_orders", gettext_noop("The event has orders and cannot be deleted.")
        )
