"""What an event can switch on. Names are those that integrators know from the contract."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from tenant.models import Organizer


@dataclass(frozen=True)
class Plugin:
    """One switch. `pays`: money can be taken with it; `restricted`: only organizers that were allowed may use it."""

    name: str
    title: str
    pays: bool = False
    restricted: bool = False
    # The word for it in orders and payments.
    provider: str = ""
    # Counts when the question is whether an event can take money before it goes live.
    counts_for_live: bool = True


PLUGINS = {
    plugin.name: plugin
    for plugin in (
        Plugin(
            "pretix.plugins.banktransfer",
            gettext_noop("Bank transfer / invoice"),
            pays=True,
            provider="banktransfer",
        ),
        Plugin(
            "eventhub.plugins.boxoffice",
            gettext_noop("Pay at the door"),
            pays=True,
            provider="boxoffice",
            counts_for_live=False,
        ),
        Plugin(
            "pretix.plugins.stripe", gettext_noop("Cards (Stripe)"), pays=True, provider="stripe"
        ),
        Plugin("pretix.plugins.paypal", gettext_noop("PayPal"), pays=True, provider="paypal"),
        Plugin("pretix.plugins.ticketoutputpdf", gettext_noop("PDF tickets")),
        Plugin("pretix.plugins.pretixdroid", gettext_noop("Scan app")),
        Plugin("pretix.plugins.sendmail", gettext_noop("Mail to attendees")),
        Plugin("pretix.plugins.statistics", gettext_noop("Statistics")),
        Plugin("eventhub.plugins.festival", gettext_noop("Festival API"), restricted=True),
        Plugin("eventhub.plugins.club", gettext_noop("Club API"), restricted=True),
    )
}
BOXOFFICE = "eventhub.plugins.boxoffice"
DEFAULT = ["pretix.plugins.banktransfer", BOXOFFICE]
# What every organizer may switch on, whatever list the operator gave it: integrators rely on these (v1, EV-15).
OPEN = frozenset(
    {
        BOXOFFICE,
        "pretix.plugins.banktransfer",
        "pretix.plugins.stripe",
        "pretix.plugins.paypal",
        "pretix.plugins.ticketoutputpdf",
        "pretix.plugins.pretixdroid",
    }
)


def enabled_providers(plugins: list[str]) -> dict[str, Plugin]:
    """The payment methods among an event's plugins: provider word -> plugin, in the registry's order."""
    return {
        plugin.provider: plugin
        for name, plugin in PLUGINS.items()
        if plugin.pays and name in plugins
    }


def is_restricted(plugin: Plugin, *, organizer: Organizer) -> bool:
    """Whether the organizer needs the operator's word for it. Where the operator gave a list, everything is but OPEN."""
    return plugin.restricted or (bool(organizer.plugins_allowed) and plugin.name not in OPEN)


def problem(name: object, *, organizer: Organizer) -> str | None:
    """Why an organizer's event may not switch `name` on; None when it may."""
    plugin = PLUGINS.get(name) if isinstance(name, str) else None
    if plugin is None:
        return f"There is no plugin {name!r}."
    if is_restricted(plugin, organizer=organizer) and name not in organizer.plugins_allowed:
        return f"The plugin {name!r} is restricted and not open to this organizer."
    return None
