"""The stream of an event's live view: says that something changed, never what it is now. Truth is read by GET."""

from eventhub.common.effects.streams import publish
from tenant.models import Event


def live_stream(event: Event) -> str:
    """The name of the stream that everyone reads who watches the event."""
    return f"register.live.{event.pk}"


def tell_watchers(event: Event, what: str) -> None:
    """Tells who watches the event that its `orders`, `door` or `catalogue` changed. Inside the action's transaction;
    once for each of its kinds, however often it is called."""
    publish(event, stream=live_stream(event), kind="changed", payload={"what": what}, once=True)
