"""Answers kept for a day, so that a client that lost one can ask again without doing the thing twice (contract, B15).

A request names a key. Key and credential together find the answer and open it: the table holds a digest of both, and the
answer sealed with both (answers may show a secret that is shown once). docs/adr/0011-repeated-requests.md says why.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from eventhub.common.errors import Conflict, Invalid

KEPT_S = 24 * 3600
# Longer than any request takes. A key whose process died is free after it.
LEASE_S = 60
NONCE_BYTES = 12
BUSY = "A request with this key is being answered at this moment."
OTHER = "This key was used for another address or method."

_CLAIM = """
    INSERT INTO common_idempotentresponse AS kept (digest, method, path_digest, begun_at, sealed)
    VALUES (%s, %s, %s, clock_timestamp(), '')
    ON CONFLICT (digest) DO UPDATE SET
        method = excluded.method, path_digest = excluded.path_digest, begun_at = excluded.begun_at,
        status = NULL, sealed = ''
    WHERE kept.begun_at < clock_timestamp()
        - make_interval(secs => CASE WHEN kept.status IS NULL THEN %s ELSE %s END)
    RETURNING begun_at
"""
_FOUND = (
    "SELECT method, path_digest, status, sealed FROM common_idempotentresponse WHERE digest = %s"
)
_KEEP = "UPDATE common_idempotentresponse SET status = %s, sealed = %s WHERE digest = %s AND begun_at = %s"
_DROP = (
    "DELETE FROM common_idempotentresponse WHERE digest = %s AND begun_at = %s AND status IS NULL"
)
_FORGET = """
    DELETE FROM common_idempotentresponse WHERE begun_at < clock_timestamp() - make_interval(secs => %s)
"""


@dataclass(frozen=True)
class Answer:
    """What went out: status, headers as pairs, body."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class Claim:
    """The right to answer a key first. Ends with `keep` or `drop`; a process that dies does neither, and the key is free
    LEASE_S seconds after it began."""

    digest: str
    begun_at: Any
    seal: bytes

    def keep(self, answer: Answer) -> None:
        """Stores the answer for KEPT_S seconds. One statement; nothing when the claim was lost to its age."""
        plain = orjson.dumps([list(answer.headers), answer.body.hex()])
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(self.seal).encrypt(nonce, plain, self.digest.encode())
        _execute(_KEEP, answer.status, sealed, self.digest, self.begun_at)

    def drop(self) -> None:
        """Frees the key: what was answered may be different in a moment. One statement."""
        _execute(_DROP, self.digest, self.begun_at)


def begin(key: str, *, credential: bytes, method: str, path: str) -> Claim | Answer:
    """The kept answer to `key` of `credential`, or the claim to answer it now. One statement, two for a repetition.

    Raises Conflict `busy` while another request with the key is under way, and Invalid when the key was used for another
    method or path: replaying that answer would tell the caller that something happened which did not.
    """
    secret = hashlib.sha256(credential).digest() + key.encode("utf-8", "surrogateescape")
    digest, path_digest = _mixed(b"find", secret).hex(), hashlib.sha256(path.encode()).hexdigest()
    seal = _mixed(b"seal", secret)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [digest, method, path_digest, LEASE_S, KEPT_S])
        if claimed := cursor.fetchone():
            return Claim(digest, claimed[0], seal)
        cursor.execute(_FOUND, [digest])
        found = cursor.fetchone()
    if found is None or found[2] is None:  # dropped between the two statements, or under way
        raise Conflict("busy", BUSY)
    if (found[0], found[1]) != (method, path_digest):
        raise Invalid("key_reused", OTHER)
    return _opened(found[2], bytes(found[3]), seal=seal, digest=digest)


def forget() -> None:
    """Deletes answers older than KEPT_S. For the clock; safe to run twice."""
    _execute(_FORGET, KEPT_S)


def _opened(status: int, sealed: bytes, *, seal: bytes, digest: str) -> Answer:
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    headers, body = orjson.loads(AESGCM(seal).decrypt(nonce, rest, digest.encode()))
    return Answer(status, [(name, value) for name, value in headers], bytes.fromhex(body))


def _mixed(purpose: bytes, secret: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), purpose + b"\0" + secret, hashlib.sha256).digest()


def _execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
