"""Signatures as in Standard Webhooks, which many senders share.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from dragoman.adapter import Rejected, Request
from dragoman.domain import Secret

TOLERANCE = 300
"""Seconds that the sender's clock may differ from ours, either way."""

_PREFIX = "whsec_"


def headers_for(secret: str, delivery: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that prove a delivery.

    Args:
        secret: "whsec_" and the key in base64, or any other text, which is the key itself.
        delivery: Id that is the same for every attempt.
        timestamp: POSIX seconds of this attempt.
        body: The raw bytes.
    """
    digest = _digest(secret, delivery.encode(), str(timestamp).encode(), body)
    return {
        "webhook-id": delivery,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def verify(request: Request, secrets: Sequence[Secret]) -> None:
    """Return if one of the secrets signed the delivery.

    Every secret is tried with every signature, found or not, so that the time taken says nothing.

    Raises:
        Rejected: no signature fits, or the delivery is too old or too new.
    """
    delivery = _header(request, "webhook-id")
    timestamp = _header(request, "webhook-timestamp")
    given = [_signature(part) for part in _header(request, "webhook-signature").split()] or [b""]
    expected = [_digest(secret.reveal(), delivery, timestamp, request.body) for secret in secrets]
    fits = [hmac.compare_digest(one, other) for one in expected for other in given]
    if not any(fits):
        raise Rejected("no signature fits")
    if not timestamp.isdigit() or abs(request.received_at - int(timestamp)) > TOLERANCE:
        raise Rejected(f"the delivery is more than {TOLERANCE} s old or new")


def _header(request: Request, name: str) -> bytes:
    """Return a header; a missing one is empty, and is compared like a wrong one, so that it takes as long."""
    return request.headers.get(name, "").encode()


def _signature(part: bytes) -> bytes:
    """Return the digest of one entry, or nothing where the entry is of another scheme or damaged."""
    version, _, encoded = part.partition(b",")
    try:
        return base64.b64decode(encoded, validate=True) if version == b"v1" else b""
    except ValueError:
        return b""


def _digest(secret: str, delivery: bytes, timestamp: bytes, body: bytes) -> bytes:
    key = base64.b64decode(secret[len(_PREFIX) :]) if secret.startswith(_PREFIX) else secret.encode()
    return hmac.digest(key, b".".join((delivery, timestamp, body)), hashlib.sha256)
