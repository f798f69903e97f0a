"""How long ago somebody proved with a password who they are."""

import time

from django.contrib.sessions.backends.base import SessionBase

KEY = "signed_in_at"


def note_sign_in(session: SessionBase) -> None:
    """Remembers the moment in the session."""
    session[KEY] = int(time.time())


def signed_in_recently(session: SessionBase, *, within_s: int) -> bool:
    """Whether the session's person signed in during the last `within_s` seconds; a session that does not know did not."""
    return int(session.get(KEY, 0)) > time.time() - within_s
