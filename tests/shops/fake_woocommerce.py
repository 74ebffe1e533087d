"""A WooCommerce shop on HTTP, with the answers of its documentation, cut to what is read.

https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties, #product-properties
"""

import base64
from http import HTTPStatus
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.web.server import HttpServer

KEY, SECRET = "ck_demo", "cs_demo"


def order(number: str, email: str, customer: int = 0) -> dict[str, Any]:
    return {
        "id": 727,
        "number": number,
        "status": "processing",
        "currency": "EUR",
        "date_created": "2026-11-22T16:28:02",
        "date_paid": "2026-11-22T16:28:08",
        "total": "29.35",
        "shipping_total": "4.35",
        "refunds": [{"id": 726, "reason": "", "total": "-10.00"}],
        "customer_id": customer,
        "billing": {"email": email, "country": "PT"},
        "shipping": {"country": ""},
        "line_items": [{"name": "Woo Single #1", "product_id": 93, "quantity": 2, "total": "6.00"}],
    }


def product(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": "Premium tent",
        "permalink": "https://shop.example/product/premium-tent/",
        "price": "21.99",
        "description": "",
        "short_description": "<p>For <b>two</b> sleepers.</p>\n",
        "manage_stock": True,
        "stock_quantity": 4,
        "stock_status": "instock",
        "categories": [{"id": 9, "name": "Tents", "slug": "tents"}],
        "attributes": [{"id": 6, "name": "Colour", "options": ["Black", "Green"]}],
        "cross_sell_ids": [22],
        "upsell_ids": [],
        **changes,
    }


class FakeWooCommerce:
    """The shop; ``url`` is its address while it runs, as a context manager."""

    def __init__(self) -> None:
        self.orders = [order("1001", "ana@example.com", 25), order("10012", "bia@example.com")]
        self.products = [product(31), product(22, name="Camp stove", stock_status="outofstock")]
        app = Flask("woocommerce")
        app.before_request(self._known)
        app.get("/wp-json/wc/v3/orders")(self._orders)
        app.get("/wp-json/wc/v3/products")(self._products)
        app.get("/wp-json/wc/v3/customers/<int:number>")(self._customer)
        app.get("/wp-json/wc/v3/data/currencies/current")(lambda: {"code": "EUR", "name": "Euro"})
        self._server = HttpServer(app, "127.0.0.1", 0)

    def __enter__(self) -> "FakeWooCommerce":
        self._server.start()
        self.url = self._server.url
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(1.0)

    def _known(self) -> ResponseReturnValue | None:
        expected = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if request.headers.get("Authorization") == expected:
            return None
        refusal = {
            "code": "woocommerce_rest_cannot_view",
            "message": "Sorry, you cannot list resources.",
            "data": {"status": 401},
        }
        return jsonify(refusal), HTTPStatus.UNAUTHORIZED

    def _orders(self) -> ResponseReturnValue:
        """Search as the shop does: in parts of words."""
        wanted, customer = request.args.get("search", ""), request.args.get("customer")
        return jsonify(
            [
                one
                for one in self.orders
                if wanted in one["number"] and customer in {None, str(one["customer_id"])}
            ]
        )

    def _products(self) -> ResponseReturnValue:
        wanted, ids = request.args.get("search", "").casefold(), request.args.get("include")
        return jsonify(
            [
                one
                for one in self.products
                if wanted in one["name"].casefold() and (ids is None or str(one["id"]) in ids.split(","))
            ]
        )

    def _customer(self, number: int) -> ResponseReturnValue:
        if number != 25:
            return jsonify(
                code="woocommerce_rest_invalid_id", message="Invalid resource ID."
            ), HTTPStatus.NOT_FOUND
        return {"id": 25, "email": "ana@example.com"}
