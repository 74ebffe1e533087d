"""Proofs that many helpdesks share: a digest in a header, or a secret that merely comes along.

Every secret that may still be in use is tried, found or not, so that the time taken says nothing.
"""

import hmac
from collections.abc import Sequence

from dragoman.adapter import Rejected
from dragoman.domain import Secret


def check_digest(given: str, message: bytes, secrets: Sequence[Secret], algorithm: str) -> None:
    """Return if ``given`` is "<algorithm>=" and the hexadecimal HMAC of the message.

    Args:
        given: The header, empty where it is missing.
        message: What the helpdesk signs.
        secrets: What it may have signed with.
        algorithm: "sha256", or "sha1" where the helpdesk has no better one.

    Raises:
        Rejected: no secret fits.
    """
    fits = [
        hmac.compare_digest(hexdigest(message, secret, algorithm).encode(), given.encode())
        for secret in secrets
    ]
    if not any(fits):
        raise Rejected("the signature does not match")


def hexdigest(message: bytes, secret: Secret, algorithm: str) -> str:
    """Return "<algorithm>=" and the hexadecimal HMAC of the message."""
    return f"{algorithm}={hmac.digest(secret.reveal().encode(), message, algorithm).hex()}"


def check_shared(given: str, secrets: Sequence[Secret]) -> None:
    """Return if ``given`` is one of the secrets.

    It proves who speaks only as long as nobody else reads the delivery, and does not prove what is said.

    Raises:
        Rejected: it is none of them.
    """
    fits = [hmac.compare_digest(secret.reveal().encode(), given.encode()) for secret in secrets]
    if not any(fits) or not given:
        raise Rejected("the secret does not match")
