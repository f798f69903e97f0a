"""Signatures: how a receiver knows that a call is ours. The secret is derived, so the database holds nothing secret."""

import base64
import hashlib
import hmac

from django.conf import settings

TIMESTAMP, SIGNATURE = "X-EventHub-Timestamp", "X-EventHub-Signature"
PREFIX = "whsec_"


def secret_of(webhook_id: int, *, version: int) -> str:
    """The signing secret of a webhook: derived from the installation's key, the row and the number of its rotation."""
    words = f"eventhub.webhook:{webhook_id}:{version}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).digest()
    return PREFIX + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signature(body: bytes, *, secret: str, timestamp: int) -> str:
    """`v1=` and HMAC-SHA256 over `<timestamp>.<body>`, in hexadecimal. `timestamp`: seconds since 1970, as sent."""
    signed = f"{timestamp}.".encode() + body
    return f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
