"""Ways to pay: what each says to the buyer and how its provider is asked. One module each; the only importers of a
provider's software.

A gateway is offered when the event has switched its plugin on (tenant.events.plugins) and it is registered here. Cards come
with a module `stripe` beside these.
"""

from django.utils.translation import gettext_noop

from eventhub.common.db.transactions import insist_outside_transaction
from eventhub.common.errors import Refused
from shop.gateways import banktransfer, boxoffice, free
from shop.gateways.base import ByHand, Gateway, Instructions
from tenant.events.plugins import enabled_providers
from tenant.models import Event

__all__ = ["GATEWAYS", "Gateway", "Instructions", "gateway", "offered", "online"]

GATEWAYS: dict[str, Gateway] = {
    known.provider: known for known in (free.GATEWAY, banktransfer.GATEWAY, boxoffice.GATEWAY)
}
_OTHER = ByHand(provider="", title="")


def gateway(provider: str) -> Gateway:
    """The gateway of a payment's provider word; for words that are not ours (imports, by hand) one without a name."""
    return GATEWAYS.get(provider, _OTHER)


def online(provider: str) -> Gateway:
    """The gateway of a provider that is to be asked now: the door to the verbs that call over the network.

    Raises Refused `not_at_provider` for ways to pay without a provider, RuntimeError inside a transaction: a lock must
    not wait for somebody else's server.
    """
    found = gateway(provider)
    if not found.is_online:
        raise Refused(
            "not_at_provider",
            gettext_noop("No payment provider stands behind this payment."),
            provider=provider,
        )
    insist_outside_transaction()
    return found


def offered(event: Event) -> list[Gateway]:
    """What a buyer may choose from at the event, in the registry's order."""
    return [GATEWAYS[word] for word in enabled_providers(event.plugins) if word in GATEWAYS]
