"""The token by which Shopify's admin proves who opened the app, and in which shop: a JWT that lives a minute.

https://shopify.dev/docs/apps/build/authentication-authorization/id-tokens
"""

import binascii
import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from dragoman.adapter import Rejected
from dragoman.domain import Secret

LEEWAY = 10.0
"""Seconds that Shopify's clock may differ from ours, as in Shopify's own library."""

_LONGEST = 4_000
_NEEDED = ("iss", "dest", "aud", "sub", "jti", "sid", "exp", "nbf")


def verify_session(token: str, shop: str, client_id: str, secrets: Sequence[Secret], at: float) -> None:
    """Return if Shopify made the token for this app in this shop, and not long ago.

    Args:
        token: What the admin's page came with.
        shop: The domain, ``….myshopify.com``, in lower case.
        client_id: Shopify's id of the app.
        secrets: The app's client secrets that may be in use.
        at: POSIX seconds.

    Raises:
        Rejected: it did not, or what it says is of another app or shop, or over.
    """
    if len(token) > _LONGEST or token.count(".") != 2:  # noqa: PLR2004 - RFC 7519: header.claims.signature
        raise Rejected("this is no session token")
    signed, _, signature = token.rpartition(".")
    head, claims = (_object(part) for part in signed.split("."))
    # The algorithm is ours to choose: "none", or a key that is public, would prove nothing.
    if head.get("alg") != "HS256":
        raise Rejected("the session token is not signed as Shopify's are")
    given, text = _bytes(signature), signed.encode("utf-8", "surrogateescape")
    fits = [
        hmac.compare_digest(hmac.digest(secret.reveal().encode(), text, "sha256"), given)
        for secret in secrets
    ]
    if not any(fits):
        raise Rejected("the session token's signature does not fit")
    if any(name not in claims for name in _NEEDED) or claims["aud"] != client_id:
        raise Rejected("the session token is of another app")
    if [_host(claims[name]) for name in ("iss", "dest")] != [shop, shop]:
        raise Rejected("the session token is of another shop")
    if not _moment(claims["nbf"]) - LEEWAY <= at <= _moment(claims["exp"]) + LEEWAY:
        raise Rejected("the session token is over")


def _object(part: str) -> Mapping[str, Any]:
    try:
        content = json.loads(_bytes(part))
    except (ValueError, RecursionError) as error:
        raise Rejected("a part of the session token is not JSON") from error
    if not isinstance(content, dict):
        raise Rejected("a part of the session token is no object")
    return content


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except (ValueError, binascii.Error) as error:
        raise Rejected("a part of the session token is not base64") from error


def _host(address: Any) -> str | None:
    try:
        return urlsplit(str(address)).hostname
    except ValueError:
        return None


def _moment(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Rejected("a time of the session token is no number")
    try:
        return float(value)
    except OverflowError as error:
        raise Rejected("a time of the session token is no time") from error
