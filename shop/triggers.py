"""Steps of the shop that somebody starts with a button."""

from django.utils import timezone
from django.utils.translation import gettext_noop

from eventhub.common.actors import Actor
from shop.actions import quota_counters
from shop.models import Hold, Voucher
from tenant.access.triggers import Result, Trigger
from tenant.models import Event


def recount(event: Event, actor: Actor) -> Result:
    """Counts the quotas anew."""
    return {"corrected": len(quota_counters.recount(event))}


def drifted(event: Event) -> Result:
    """The quotas that a recount would correct. What is sold at this very moment may be counted as one of them."""
    return {"corrected": len(quota_counters.drift(event))}


def release(event: Event, actor: Actor) -> Result:
    """Gives back what nobody may hold any longer."""
    return {"released": quota_counters.release_expired(event)}


def lapsed(event: Event) -> Result:
    """The units whose time is up."""
    now = timezone.now()
    held = Hold.objects.filter(event=event, expires_at__lte=now).count()
    kept = Voucher.objects.filter(event=event, blocking__gt=0, valid_until__lte=now)
    return {"released": held + sum(kept.values_list("blocking", flat=True))}


TRIGGERS = (
    Trigger(
        "shop.recount_quotas",
        gettext_noop("Recount quotas"),
        gettext_noop(
            "Compares what each quota says is taken with the orders and carts themselves, and corrects it."
        ),
        gettext_noop("Quotas corrected: {corrected}"),
        run=recount,
        preview=drifted,
        cooldown_s=30,
    ),
    Trigger(
        "shop.release_expired_holds",
        gettext_noop("Release expired carts"),
        gettext_noop(
            "Gives back what abandoned carts and expired vouchers still hold. This happens by itself within a minute."
        ),
        gettext_noop("Units released: {released}"),
        run=release,
        preview=lapsed,
    ),
)
