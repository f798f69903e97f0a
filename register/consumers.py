"""The socket of one event: says that something changed, never what it is now. Truth is read by GET."""

from tenant.access.callers import Caller
from tenant.access.levels import Level
from tenant.events.live import live_stream
from tenant.sockets.consumers import Admission, SocketConsumer
from tenant.sockets.events import event_named, refuse_below


class LiveConsumer(SocketConsumer):
    """/ws/register/live/?event=<organizer>/<event>: `changed {seq, what: "orders"|"door"|"catalogue"}`.

    For level staff in the shop or in register. Nothing can be done here, so there is nothing but `join` and `ping`.
    """

    def admit(self, caller: Caller) -> Admission:
        event = event_named(caller, named=self.query.get("event", ""), scope=self.scope)
        refuse_below(caller, event, modules=("register", "shop"), least=Level.STAFF)
        return Admission(
            event.tenant_id,
            live_stream(event),
            me={"kind": str(caller.access.actor.kind), "label": caller.access.actor.label},
            hello={"event": f"{event.organizer.slug}/{event.slug}"},
        )
