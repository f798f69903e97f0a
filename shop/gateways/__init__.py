"""Ways to pay: what each says to the buyer. One module each; the only importers of a provider's software.

A gateway is offered when the event has switched its plugin on (tenant.events.plugins) and it is registered here. Cards come
with a module `stripe` beside these.
"""

from shop.gateways import banktransfer, boxoffice, free
from shop.gateways.base import Gateway, Instructions
from tenant.events.plugins import enabled_providers
from tenant.models import Event

__all__ = ["GATEWAYS", "Gateway", "Instructions", "gateway", "offered"]

GATEWAYS: dict[str, Gateway] = {
    known.provider: known for known in (free.GATEWAY, banktransfer.GATEWAY, boxoffice.GATEWAY)
}
_OTHER = Gateway(provider="", title="", hint="", instructions=lambda order, owed: None)


def gateway(provider: str) -> Gateway:
    """The gateway of a payment's provider word; for words that are not ours (imports, by hand) one without a name."""
    return GATEWAYS.get(provider, _OTHER)


def offered(event: Event) -> list[Gateway]:
    """What a buyer may choose from at the event, in the registry's order."""
    return [GATEWAYS[word] for word in enabled_providers(event.plugins) if word in GATEWAYS]
