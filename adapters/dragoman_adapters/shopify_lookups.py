"""What a shop tells its agents about orders and products, read from the Admin API's answers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.adapter import OutcomeUnknown
from dragoman.storefront import Order, Product, Shopper
from dragoman_adapters.shopify_admin import Admin
from dragoman_adapters.shopify_documents import CUSTOMER, ORDERS, PRODUCTS

_ORDER_NAME = re.compile(r"#?([A-Za-z0-9_-]{1,40})")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 8


def shopper_of(admin: Admin, customer: str) -> Shopper | None:
    """Return what the shop knows of a customer by their id; None where there is no such customer."""
    found = admin.ask(CUSTOMER, {"id": f"gid://shopify/Customer/{customer}"}).get("customer")
    if found is None:
        return None
    try:
        return Shopper(found["locale"], tuple(map(_order, found["orders"]["nodes"])))
    except (KeyError, TypeError, AttributeError) as error:
        raise _undocumented() from error


def order_of(admin: Admin, name: str, email: str) -> Order | None:
    """Return an order by its name, if it was made with this e-mail address; None otherwise."""
    wanted = _ORDER_NAME.fullmatch(name.strip())
    if wanted is None:
        return None
    found = _nodes(admin.ask(ORDERS, {"query": f'name:"#{wanted[1]}"'}), "orders")
    try:
        for node in found:
            same_name = node["name"].lstrip("#").casefold() == wanted[1].casefold()
            if same_name and node["email"] and node["email"].casefold() == email.strip().casefold():
                return _order(node)
    except (KeyError, TypeError, AttributeError) as error:
        raise _undocumented() from error
    return None


def products_of(admin: Admin, words: str, locale: str) -> Sequence[Product]:
    """Return products that fit the words, with their titles in a language where the shop has them."""
    query = " ".join(_WORD.findall(words)[:_MOST_WORDS])
    if not query:
        return ()
    found = _nodes(admin.ask(PRODUCTS, {"query": query, "locale": locale}), "products")
    try:
        return tuple(map(_product, found))
    except (KeyError, TypeError, AttributeError) as error:
        raise _undocumented() from error


def _order(node: Mapping[str, Any]) -> Order:
    total = node["totalPriceSet"]["presentmentMoney"]
    return Order(
        name=node["name"],
        created_at=node["createdAt"],
        locale=node["customerLocale"],
        payment=node["displayFinancialStatus"],
        fulfilment=node["displayFulfillmentStatus"],
        total=f"{total['amount']} {total['currencyCode']}",
        lines=tuple(f"{line['quantity']} x {line['title']}" for line in node["lineItems"]["nodes"]),
        tracking=tuple(
            " ".join(str(part) for part in (one["company"], one["number"], one["url"]) if part)
            for fulfilment in node["fulfillments"]
            for one in fulfilment["trackingInfo"]
        ),
    )


def _product(node: Mapping[str, Any]) -> Product:
    price = node["priceRangeV2"]["minVariantPrice"]
    titles = [one["value"] for one in node["translations"] if one["key"] == "title" and one["value"]]
    return Product(
        title=node["title"],
        translated=titles[0] if titles else None,
        price=f"{price['amount']} {price['currencyCode']}",
        url=node["onlineStoreUrl"],
    )


def _nodes(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = data.get(name)
    nodes = found.get("nodes") if isinstance(found, dict) else None
    if not isinstance(nodes, list):
        raise _undocumented()
    return nodes


def _undocumented() -> OutcomeUnknown:
    return OutcomeUnknown("Shopify's answer is not as documented")
