"""What Shopify's webhooks demand of an app: privacy law, and the end of its stay in a shop.

https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance

The topic stands in a header, which is not signed, so that a body must also be what its topic says.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields

from dragoman.adapter import Malformed, Request
from dragoman.domain import Demand, DemandKind

COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")
UNINSTALLED = "app/uninstalled"
TOPICS = (*COMPLIANCE, UNINSTALLED)

_TOPIC = ("x-shopify-topic", "shopify-topic")
_ID = ("x-shopify-webhook-id", "shopify-webhook-id")
_MOST_DIGITS = 20


def content_of(body: bytes) -> dict[str, Any]:
    """Return the object that a webhook's body is.

    Raises:
        Malformed: it is none.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is not JSON") from error
    if not isinstance(content, dict):
        raise Malformed("the body is no object")
    return content


def demands_of(request: Request, shop: str) -> Sequence[Demand]:
    """Return what a webhook demands about the data of a shop.

    Raises:
        Malformed: the body is not what its topic says, or is about another shop.
    """
    known = _KINDS.get(_header(request, _TOPIC))
    if known is None:
        return ()
    kind, schema = known
    try:
        content = schema.load(content_of(request.body))
    except ValidationError as error:
        raise Malformed("the body is not what its topic says") from error
    if content["shop_domain"].lower() != shop:
        raise Malformed("the body is about another shop")
    event_id = _header(request, _ID) or hashlib.sha256(request.body).hexdigest()
    return (Demand(f"{kind}:{event_id}", kind, _customer(content)),)


def _customer(content: Mapping[str, Any]) -> str | None:
    """Return the id of the customer; None for one that has only an address."""
    customer = content.get("customer") or {}
    number = customer.get("id")
    return None if number is None else str(number)


def _header(request: Request, names: Sequence[str]) -> str:
    return next((request.headers[name] for name in names if name in request.headers), "")


def _check_id(number: int) -> None:
    if not 0 < number < 10**_MOST_DIGITS:
        raise ValidationError("no id")


class _CustomerSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.Integer(strict=True, allow_none=True, load_default=None, validate=_check_id)


class _ShopSchema(Schema):
    class Meta:
        unknown = RAISE

    shop_id = fields.Raw(required=True)
    shop_domain = fields.String(required=True)


class _RedactSchema(_ShopSchema):
    customer = fields.Nested(_CustomerSchema, required=True)
    orders_to_redact = fields.Raw(allow_none=True)


class _DataRequestSchema(_ShopSchema):
    customer = fields.Nested(_CustomerSchema, required=True)
    orders_requested = fields.Raw(allow_none=True)
    data_request = fields.Raw(required=True)


class _UninstalledSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    shop_domain = fields.String(required=True, data_key="myshopify_domain")


_KINDS: Mapping[str, tuple[DemandKind, Schema]] = {
    "customers/data_request": (DemandKind.EXPORT, _DataRequestSchema()),
    "customers/redact": (DemandKind.ERASE, _RedactSchema()),
    "shop/redact": (DemandKind.ERASE_ALL, _ShopSchema()),
    UNINSTALLED: (DemandKind.DISCONNECT, _UninstalledSchema()),
}
