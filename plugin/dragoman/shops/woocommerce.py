"""WooCommerce's REST API, version 3, with a key that may read.

https://woocommerce.github.io/woocommerce-rest-api-docs/ (orders, customers, products; authentication over
HTTPS is basic, with consumer key and secret). WooCommerce itself knows no parcels: carriers, tracking and
expected days come from extensions, each in a place of its own, and are not read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from lxml import html

from dragoman.adapter import HelpdeskHttp, OutcomeUnknown, Refused
from dragoman.commerce import Customer, Line, Money, Order, Product
from dragoman.domain import Secret

_LAST_ORDERS = 3
_MOST = 20
_NOT_FOUND = 404
_NUMBER = re.compile(r"#?([A-Za-z0-9_-]{1,40})")
_BROKEN = (KeyError, TypeError, AttributeError, ValueError, ArithmeticError)
_Node = Mapping[str, Any]
T = TypeVar("T")


class WooCommerce:
    """Asks a WooCommerce shop; see ``commerce.Shop``.

    Args:
        http: The session.
        base: Address of the shop, such as "https://shop.example".
        key: Consumer key.
        secret: Consumer secret.
    """

    def __init__(self, http: HelpdeskHttp, base: str, key: str, secret: Secret) -> None:
        self._http = http
        self._base = f"{base.rstrip('/')}/wp-json/wc/v3"
        self._key = key
        self._secret = secret
        self._currency: str | None = None

    def shopper(self, customer: str) -> Customer | None:
        """Return a customer's last orders."""
        if not (customer.isascii() and customer.isdigit()) or self._one(f"customers/{customer}") is None:
            return None
        asked = {"customer": customer, "per_page": str(_LAST_ORDERS), "orderby": "date", "order": "desc"}
        found = self._many("orders", asked)
        return Customer(None, tuple(_read(_order, node) for node in found))

    def order(self, name: str, email: str) -> Order | None:
        """Return an order to whose number the e-mail address of its invoice fits."""
        wanted = _NUMBER.fullmatch(name.strip())
        if wanted is None or not email.strip():
            return None
        # Extensions give orders numbers that are not their ids: the search looks into those as well.
        for node in self._many("orders", {"search": wanted[1], "per_page": str(_MOST)}):
            if _read(_is(wanted[1], email), node):
                return _read(_order, node)
        return None

    def products(self, words: str, locale: str) -> Sequence[Product]:  # noqa: ARG002 - it has one language
        """Return products that are for sale and fit one of the words, first those that fit most of them."""
        found: dict[str, Product] = {}
        fitting: dict[str, int] = {}
        for word in dict.fromkeys(re.findall(r"\w{3,}", words.casefold())):
            asked = {"search": word, "status": "publish", "per_page": str(_MOST)}
            for product in self._products(asked):
                found[product.id] = product
                fitting[product.id] = fitting.get(product.id, 0) + 1
        return tuple(sorted(found.values(), key=lambda product: -fitting[product.id]))[:_MOST]

    def products_by_id(self, ids: Sequence[str], locale: str) -> Sequence[Product]:  # noqa: ARG002 - likewise
        """Return the products of these ids."""
        known = [one for one in ids if one.isascii() and one.isdigit()]
        if not known:
            return ()
        return self._products({"include": ",".join(known), "per_page": str(len(known))})

    def probe(self) -> str:
        """Return what the shop's prices are in: that the key may read is proven by asking."""
        self._many("orders", {"per_page": "1"})
        self._many("products", {"per_page": "1"})
        return self._prices_in()

    def _products(self, asked: Mapping[str, str]) -> Sequence[Product]:
        nodes = self._many("products", asked)
        currency = self._prices_in() if nodes else ""
        return tuple(_read(lambda node: _product(node, currency), node) for node in nodes)

    def _prices_in(self) -> str:
        """Return the code of the currency; products do not say it."""
        if self._currency is None:
            found = self._one("data/currencies/current")
            self._currency = _read(lambda node: str(node["code"]), found or {})
        return self._currency

    def _one(self, path: str) -> _Node | None:
        try:
            answer = self._ask(path, {})
        except Refused as error:
            if error.status == _NOT_FOUND:
                return None
            raise
        if not isinstance(answer, dict):
            raise _undocumented()
        return answer

    def _many(self, path: str, asked: Mapping[str, str]) -> Sequence[_Node]:
        answer = self._ask(path, asked)
        if not isinstance(answer, list):
            raise _undocumented()
        return answer

    def _ask(self, path: str, asked: Mapping[str, str]) -> Any:
        return self._http.request(
            "GET", f"{self._base}/{path}", params=asked, auth=(self._key, self._secret.reveal())
        ).json


def _read(as_what: Callable[[_Node], T], node: _Node) -> T:
    try:
        return as_what(node)
    except _BROKEN as error:
        raise _undocumented() from error


def _is(number: str, email: str) -> Callable[[_Node], bool]:
    def fits(node: _Node) -> bool:
        made_with = str(node["billing"]["email"]).casefold()
        same = str(node["number"]).casefold() == number.casefold()
        return same and made_with != "" and made_with == email.strip().casefold()

    return fits


def _order(node: _Node) -> Order:
    return Order(
        name=f"#{node['number']}",
        placed_on=_day(node["date_created"]),
        status=node["status"],
        payment="paid" if node["date_paid"] else "unpaid",
        total=Money(Decimal(node["total"]), node["currency"]),
        lines=tuple(
            Line(line["name"], int(line["quantity"]), str(line["product_id"]) if line["product_id"] else None)
            for line in node["line_items"]
        ),
        country=node["shipping"]["country"] or node["billing"]["country"] or None,
        shipping=Money(Decimal(node["shipping_total"]), node["currency"]),
        refunded=_refunded(node),
    )


def _refunded(node: _Node) -> Money | None:
    """Return what was paid back: totals of refunds are negative."""
    total = -sum((Decimal(refund["total"]) for refund in node["refunds"]), Decimal(0))
    return Money(total, node["currency"]) if total else None


def _product(node: _Node, currency: str) -> Product:
    counted = node["stock_quantity"] if node["manage_stock"] is True else None
    sold_out = node["stock_status"] == "outofstock"
    return Product(
        id=str(node["id"]),
        title=node["name"],
        price=Money(Decimal(node["price"] or "0"), currency),
        link=node["permalink"] or None,
        category=", ".join(one["name"] for one in node["categories"]),
        description=_plain(node["short_description"] or node["description"] or ""),
        attributes=tuple((one["name"], value) for one in node["attributes"] for value in one["options"]),
        stock=0 if sold_out else counted,
        bought_with=tuple(str(one) for one in (*node["cross_sell_ids"], *node["upsell_ids"])),
    )


def _plain(markup: str) -> str:
    return " ".join(html.fromstring(markup).text_content().split()) if markup.strip() else ""


def _day(moment: str) -> date:
    """Return the day of a moment, where the shop is: dates without a zone are in the shop's own."""
    return datetime.fromisoformat(moment).date()


def _undocumented() -> OutcomeUnknown:
    return OutcomeUnknown("WooCommerce's answer is not as documented")
