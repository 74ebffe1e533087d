"""What Shopify signs with an app's client secret: the bodies of webhooks, the queries of the app proxy.

https://shopify.dev/docs/apps/build/webhooks/subscribe/https
https://shopify.dev/docs/apps/build/online-store/app-proxies/authenticate-app-proxies
"""

import base64
import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import parse_qsl

from dragoman.adapter import Rejected, Request
from dragoman.domain import Secret
from dragoman.storefront import Visitor

SKEW = 90
"""Seconds that Shopify's clock may differ from ours, either way: as in Shopify's own library."""

# Shopify's newer events come without the X- (https://shopify.dev/docs/apps/build/events).
_SIGNATURES = ("x-shopify-hmac-sha256", "shopify-hmac-sha256")
_MOST_PARAMETERS = 50
_ADDED_BY_SHOPIFY = ("logged_in_customer_id", "path_prefix", "shop", "signature", "timestamp")
_CUSTOMER = re.compile(r"[0-9]{1,20}")
_TIME = re.compile(r"[0-9]{1,12}")


def verify_webhook(request: Request, secrets: Sequence[Secret]) -> None:
    """Return if one of the secrets signed the body.

    After a rotation the old secret may sign for an hour more, so that several may be good.

    Raises:
        Rejected: no signature fits.
    """
    given = [
        request.headers[name].encode("utf-8", "surrogateescape")
        for name in _SIGNATURES
        if name in request.headers
    ] or [b""]
    expected = [
        base64.b64encode(hmac.digest(secret.reveal().encode(), request.body, hashlib.sha256))
        for secret in secrets
    ]
    fits = [hmac.compare_digest(one, other) for one in expected for other in given]
    if not any(fits):
        raise Rejected("no signature fits")


def verify_proxied(query: str, shop: str, secrets: Sequence[Secret], at: float) -> Visitor:
    """Return whose request the app proxy forwarded.

    What is signed is the parameters put together without anything between them, so that whoever may add
    parameters of their own could move the borders between them, and log in as somebody else. Our chat adds
    none: in a query that has others, nobody is believed to be logged in.

    Args:
        query: As it came, still encoded.
        shop: The domain that the request must be of, ``….myshopify.com``.
        secrets: The app's client secrets that may be in use.
        at: POSIX seconds.

    Raises:
        Rejected: the signature does not fit, a parameter of Shopify's is missing or doubled, the request
            is of another shop, or more than ``SKEW`` seconds old or new.
    """
    given = _parameters(query)
    _check_signature(given, secrets)
    if any(len(given.get(name, ())) != 1 for name in _ADDED_BY_SHOPIFY):
        raise Rejected("a parameter of Shopify's is missing or doubled")
    if given["shop"] != [shop]:
        raise Rejected("the request is of another shop")
    time = given["timestamp"][0]
    if not _TIME.fullmatch(time) or abs(at - int(time)) > SKEW:
        raise Rejected(f"the request is more than {SKEW} s old or new")
    customer = given["logged_in_customer_id"][0]
    if customer and not _CUSTOMER.fullmatch(customer):
        raise Rejected("the id of the customer is none")
    return Visitor((customer or None) if len(given) == len(_ADDED_BY_SHOPIFY) else None)


def _parameters(query: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="surrogateescape", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError as error:
        raise Rejected("the query has too many parameters") from error
    given: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        given[name].append(value)
    return given


def signed_text(parameters: dict[str, list[str]]) -> bytes:
    """Return what Shopify signs of the parameters of a query, the signature left out."""
    pairs = [f"{name}={','.join(values)}" for name, values in parameters.items() if name != "signature"]
    return "".join(sorted(pairs)).encode("utf-8", "surrogateescape")


def _check_signature(given: dict[str, list[str]], secrets: Sequence[Secret]) -> None:
    text = signed_text(given)
    signature = "".join(given.get("signature", ())).encode("utf-8", "surrogateescape")
    fits = [
        hmac.compare_digest(
            hmac.new(secret.reveal().encode(), text, hashlib.sha256).hexdigest().encode(), signature
        )
        for secret in secrets
    ]
    if not any(fits):
        raise Rejected("the signature does not fit")
