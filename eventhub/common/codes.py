"""Random codes and secrets. Codes are for people, secrets for machines; secrets are stored as hashes."""

import hashlib
import secrets
import time
import uuid

# Without 0/O, 1/I/L and 2/Z, which people mix up on paper and on the phone.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXY3456789"


def random_code(length: int) -> str:
    """A code that a person can read out: letters and digits that do not look alike."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def random_secret(length: int = 32) -> str:
    """A secret of lower-case letters and digits, safe in URLs and QR codes."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(length))


def hashed(secret: str) -> str:
    """The SHA-256 of a high-entropy secret: what the database keeps of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, version 7)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (
        (milliseconds << 80)
        | (0x7 << 76)
        | (secrets.randbits(12) << 64)
        | (0b10 << 62)
        | secrets.randbits(62)
    )
    return uuid.UUID(int=value)
