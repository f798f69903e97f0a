"""A floor that is thrown away: a socket that uses everything the base offers, as jury, pings and terminals will."""

from typing import Any, ClassVar

from channels.routing import URLRouter
from django.urls import path

from eventhub.common.db.transactions import durable
from eventhub.common.effects import streams
from eventhub.common.errors import Conflict, Denied, Invalid, NotFound
from eventhub.routing import websocket_urlpatterns
from tenant.access.callers import Caller
from tenant.access.levels import Level
from tenant.models import Event
from tenant.sockets.consumers import Admission, SocketConsumer
from tenant.sockets.events import event_named, refuse_below
from tenant.sockets.protocol import Message

STREAM = "tests.probe"


@durable
def tell(event: Event, *, audience: list[str] | None = None, **payload: Any) -> None:
    """The action behind the probe's messages and its stories."""
    streams.publish(event, stream=STREAM, kind="told", payload=payload, audience=audience)


class Probe(SocketConsumer):
    """/ws/probe/<place>/?event=<organizer>/<event>"""

    commands: ClassVar[dict[str, str]] = {"tell": "tell", "refuse": "refuse", "break": "broken"}

    def admit(self, caller: Caller) -> Admission:
        self.event = event_named(caller, named=self.query.get("event", ""), scope=self.scope)
        refuse_below(caller, self.event, modules=("register",), least=Level.STAFF)
        place = self.scope["url_route"]["kwargs"]["place"]
        return Admission(
            self.event.tenant_id,
            STREAM,
            me={"who": caller.key},
            audience=frozenset({caller.access.actor.label}),
            place="" if place == "any" else f"{self.event.pk}.{place}",
        )

    def tell(self, message: Message) -> Message:
        text = message.get("text")
        if not isinstance(text, str):
            raise Invalid.field("text", "Text.")
        tell(self.event, text=text)
        return {"type": "tell.ack", "text": text}

    def refuse(self, message: Message) -> Message:
        refusals = {"role": Denied(), "unseen": NotFound(), "stale": Conflict("stale_rev", rev=3)}
        raise refusals[str(message["why"])]

    def broken(self, message: Message) -> Message:
        raise RuntimeError("a mistake of ours")


APPLICATION = URLRouter([*websocket_urlpatterns, path("ws/probe/<str:place>/", Probe.as_asgi())])
