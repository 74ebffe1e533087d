"""What a shop tells its agents about orders and products, read from the Admin API's answers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dragoman.adapter import OutcomeUnknown
from dragoman.commerce import Customer, Line, Money, Order, Product, Shipment
from dragoman_adapters.shopify_admin import Admin
from dragoman_adapters.shopify_documents import CUSTOMER, ORDERS, PRODUCTS, PRODUCTS_BY_ID

_ORDER_NAME = re.compile(r"#?([A-Za-z0-9_-]{1,40})")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
_PRODUCT_ID = "gid://shopify/Product/"
_NO_PARCEL: Mapping[str, None] = {"company": None, "number": None, "url": None}


def shopper_of(admin: Admin, customer: str) -> Customer | None:
    """Return what the shop knows of a customer by their id; None where there is no such customer."""
    found = admin.ask(CUSTOMER, {"id": f"gid://shopify/Customer/{customer}"}).get("customer")
    if found is None:
        return None
    try:
        return Customer(found["locale"], tuple(map(_order, found["orders"]["nodes"])))
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
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
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise _undocumented() from error
    return None


def products_of(admin: Admin, words: str, locale: str) -> Sequence[Product]:
    """Return products that are for sale and fit one of the words, with their titles in a language."""
    # Operators of the search syntax are written in capitals.
    wanted = _WORD.findall(words.lower())[:_MOST_WORDS]
    if not wanted:
        return ()
    query = f"status:active ({' OR '.join(wanted)})"
    found = _nodes(admin.ask(PRODUCTS, {"query": query, "locale": locale}), "products")
    return _products(found)


def products_by_id(admin: Admin, ids: Sequence[str], locale: str) -> Sequence[Product]:
    """Return the products of these ids, those that there are."""
    if not ids:
        return ()
    found = admin.ask(PRODUCTS_BY_ID, {"ids": [_PRODUCT_ID + one for one in ids], "locale": locale})
    nodes = found.get("nodes")
    if not isinstance(nodes, list):
        raise _undocumented()
    return _products([node for node in nodes if node])


def _order(node: Mapping[str, Any]) -> Order:
    lines = [
        Line(
            line["title"],
            line["quantity"],
            line["product"]["id"].removeprefix(_PRODUCT_ID) if line["product"] else None,
        )
        for line in node["lineItems"]["nodes"]
    ]
    address = node["shippingAddress"]
    refunded = _money(node["totalRefundedSet"]["presentmentMoney"])
    refunds = [_day(refund["createdAt"]) for refund in node["refunds"] if refund["createdAt"]]
    return Order(
        name=node["name"],
        placed_on=_day(node["createdAt"]),
        status=node["displayFulfillmentStatus"],
        payment=node["displayFinancialStatus"],
        total=_money(node["totalPriceSet"]["presentmentMoney"]),
        lines=tuple(lines),
        shipments=tuple(
            Shipment(
                carrier=parcel["company"],
                number=parcel["number"],
                link=parcel["url"],
                shipped_on=_day(fulfilment["createdAt"]),
                expected_on=_day_if_any(fulfilment["estimatedDeliveryAt"]),
                delivered_on=_day_if_any(fulfilment["deliveredAt"]),
            )
            for fulfilment in node["fulfillments"]
            for parcel in fulfilment["trackingInfo"] or [_NO_PARCEL]
        ),
        locale=node["customerLocale"],
        country=address["countryCodeV2"] if address else None,
        shipping=_money(node["totalShippingPriceSet"]["presentmentMoney"]),
        refunded=refunded if refunded.amount else None,
        refunded_on=max(refunds, default=None),
    )


def _products(nodes: Sequence[Mapping[str, Any]]) -> Sequence[Product]:
    try:
        return tuple(map(_product, nodes))
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise _undocumented() from error


def _product(node: Mapping[str, Any]) -> Product:
    titles = [one["value"] for one in node["translations"] if one["key"] == "title" and one["value"]]
    return Product(
        id=node["id"].removeprefix(_PRODUCT_ID),
        title=node["title"],
        price=_money(node["priceRangeV2"]["minVariantPrice"]),
        translated=titles[0] if titles else None,
        link=node["onlineStoreUrl"],
        category=node["productType"],
        description=node["description"],
        attributes=tuple(
            (option["name"], value["name"]) for option in node["options"] for value in option["optionValues"]
        ),
        stock=node["totalInventory"] if node["tracksInventory"] else None,
    )


def _money(amount: Mapping[str, Any]) -> Money:
    return Money(Decimal(amount["amount"]), amount["currencyCode"])


def _day(moment: str) -> date:
    """Return the day of a moment, in Greenwich: Shopify writes all moments in UTC."""
    return datetime.fromisoformat(moment).date()


def _day_if_any(moment: str | None) -> date | None:
    return None if moment is None else _day(moment)


def _nodes(data: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = data.get(name)
    nodes = found.get("nodes") if isinstance(found, dict) else None
    if not isinstance(nodes, list):
        raise _undocumented()
    return nodes


def _undocumented() -> OutcomeUnknown:
    return OutcomeUnknown("Shopify's answer is not as documented")
