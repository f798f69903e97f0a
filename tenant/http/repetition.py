"""The last look before a view of `/app/` runs: was this answered before? After the gate, so by the rights of today."""

from typing import Any

from rest_framework.throttling import BaseThrottle

from eventhub.common.actors import ActorKind
from tenant.access.context import SESSION_KEY
from tenant.access.requests import actor_of


class AnswersOnce(BaseThrottle):
    """Stands where DRF asks for limits: behind authentication and gate, before the view. It never refuses by itself."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Always; raises AnsweredEarly, and as `Repetition.begin`."""
        repetition = getattr(request._request, "repetition", None)  # noqa: SLF001 -- DRF has no other way to the plain request
        if repetition is None:
            return True
        actor = actor_of(request)
        # A stranger is known by what they send, and by nothing else.
        stranger = actor.kind == ActorKind.VISITOR
        who = b"nobody\0" + repetition.body if stranger else f"{actor.kind}:{actor.pk}".encode()
        plain = request._request  # noqa: SLF001 -- as above
        event = [plain.headers.get("X-Event", ""), str(plain.session.get(SESSION_KEY, ""))]
        repetition.begin(who, about="\n".join([plain.get_host(), *event]))
        return True
