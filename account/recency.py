"""How long ago somebody proved with a password who they are."""

import time

from django.http import HttpRequest

KEY = "signed_in_at"


def note_sign_in(request: HttpRequest) -> None:
    """Remembers the moment in the session."""
    request.session[KEY] = int(time.time())


def signed_in_recently(request: HttpRequest, *, within_s: int) -> bool:
    """Whether the session's person signed in during the last `within_s` seconds; a session that does not know did not."""
    return int(request.session.get(KEY, 0)) > time.time() - within_s
