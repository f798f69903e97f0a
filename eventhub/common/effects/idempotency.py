"""Answers kept for a day, so that a client that lost one can ask again without doing the thing twice (contract, B15).

A request names a key. Key and credential together find the answer and open it: the table holds a digest of both, and the
answer sealed with both (answers may show a secret that is shown once). The answer is written in the transaction of the work
that it tells of, so that neither is ever there without the other. docs/adr/0011-repeated-requests.md says why.
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
NONCE_BYTES = 12
# The first of the two numbers of our advisory locks; the second is made of the key.
LOCKS = 0x494B
BUSY = "A request with this key is being answered at this moment."
OTHER = "This key was used for another address or method."
OTHER_BODY = "This key was used for another request."

_ALONE = "SELECT pg_try_advisory_xact_lock(%s, %s)"
_FOUND = """
    SELECT method, path_digest, body_digest, status, sealed FROM common_idempotentresponse
    WHERE digest = %s AND status IS NOT NULL AND begun_at >= clock_timestamp() - make_interval(secs => %s)
"""
_KEEP = """
    INSERT INTO common_idempotentresponse (digest, method, path_digest, body_digest, status, sealed, begun_at)
    VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp())
    ON CONFLICT (digest) DO UPDATE SET
        method = excluded.method, path_digest = excluded.path_digest, body_digest = excluded.body_digest,
        status = excluded.status, sealed = excluded.sealed, begun_at = excluded.begun_at
"""
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
    """The right to answer a key, as long as the transaction lasts that `begin` was called in."""

    digest: str
    method: str
    path_digest: str
    body_digest: str
    seal: bytes

    def keep(self, answer: Answer) -> None:
        """Stores the answer for KEPT_S seconds, in the transaction of the work. One statement."""
        plain = orjson.dumps([list(answer.headers), answer.body.hex()])
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(self.seal).encrypt(nonce, plain, self.digest.encode())
        _execute(
            _KEEP,
            self.digest,
            self.method,
            self.path_digest,
            self.body_digest,
            answer.status,
            sealed,
        )


def begin(
    key: str, *, credential: bytes, method: str, path: str, body: bytes | None = None
) -> Claim | Answer:
    """The kept answer to `key` of `credential`, or the claim to answer it now. Two statements, inside a transaction.

    The claim is an advisory lock of the transaction: it ends with it, also when the process dies. Raises Conflict `busy`
    while another request with the key is under way, and what `_insist_same` says of another request under the same key.
    `body`: where it is part of what makes a request the same.
    """
    secret = hashlib.sha256(credential).digest() + key.encode("utf-8", "surrogateescape")
    claim = Claim(
        digest=_mixed(b"find", secret).hex(),
        method=method,
        path_digest=hashlib.sha256(path.encode()).hexdigest(),
        body_digest="" if body is None else hashlib.sha256(body).hexdigest(),
        seal=_mixed(b"seal", secret),
    )
    lock = int.from_bytes(bytes.fromhex(claim.digest[:8]), signed=True)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [LOCKS, lock])
        if not cursor.fetchone()[0]:
            raise Conflict("busy", BUSY)
        cursor.execute(_FOUND, [claim.digest, KEPT_S])
        found = cursor.fetchone()
    if found is None:
        return claim
    _insist_same(claim, *found[:3])
    return _opened(found[3], bytes(found[4]), seal=claim.seal, digest=claim.digest)


def _insist_same(claim: Claim, method: str, path_digest: str, body_digest: str) -> None:
    """Raises Invalid `key_reused` for another method or path, and Conflict `idempotency_mismatch` for another request
    where the body counts: replaying that answer would tell the caller that something happened which did not."""
    same = (method, path_digest) == (claim.method, claim.path_digest)
    if claim.body_digest and not (same and body_digest == claim.body_digest):
        raise Conflict("idempotency_mismatch", OTHER_BODY)
    if not same:
        raise Invalid("key_reused", OTHER)


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
