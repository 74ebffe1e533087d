"""A shop at Shopify: its storefront with our theme extension, its app proxy, and how apps log in.

The extension's Liquid is rendered by a Liquid engine with texts from its own locale files. What the page
sends to ``/apps/dragoman/…`` is forwarded as Shopify documents it: parameters added and signed, cookies left
out. https://shopify.dev/docs/apps/build/online-store/app-proxies
"""

import gzip
import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import requests
from flask import Flask, Response, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue
from graphql import GraphQLSchema, build_client_schema, execute_sync, parse, validate
from liquid import Environment

from dragoman.web.server import HttpServer
from dragoman_adapters.shopify import Shopify

SHOP = "casa-lume.myshopify.com"
CLIENT_ID = "0a1b2c3d"
CLIENT_SECRET = "shpss_a-client-secret"
# Stricter than any shop: no inline scripts, no inline styles, nothing from elsewhere.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"


SPECIFICATION = Path(__file__).parent / "specs" / "shopify-admin-2026-10.json.gz"


@cache
def admin_schema() -> GraphQLSchema:
    """Return Shopify's own schema; graphql-core is stricter than Shopify about what is deprecated in it."""
    introspection = json.loads(gzip.decompress(SPECIFICATION.read_bytes()))
    return build_client_schema(introspection["data"], assume_valid=True)


def signed_query(secret: str, **parameters: str | list[str]) -> str:
    """Return a query as the app proxy signs it."""
    joined = [
        f"{name}={','.join(value) if isinstance(value, list) else value}"
        for name, value in parameters.items()
    ]
    signature = hmac.new(secret.encode(), "".join(sorted(joined)).encode(), hashlib.sha256).hexdigest()
    return urlencode({**parameters, "signature": signature}, doseq=True)


def proxied(secret: str = CLIENT_SECRET, at: float | None = None, **changes: str) -> str:
    """Return the query of a request that the shop forwards."""
    parameters: dict[str, str | list[str]] = {
        "logged_in_customer_id": "",
        "path_prefix": "/apps/dragoman",
        "shop": SHOP,
        "timestamp": str(int(time.time() if at is None else at)),
        **changes,
    }
    return signed_query(secret, **parameters)


def _order(name: str, email: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "email": email,
        "createdAt": "2026-11-20T10:00:00Z",
        "customerLocale": "pt-BR",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "FULFILLED",
        "totalPriceSet": {"presentmentMoney": {"amount": "129.90", "currencyCode": "BRL"}},
        "totalShippingPriceSet": {"presentmentMoney": {"amount": "10.00", "currencyCode": "BRL"}},
        "totalRefundedSet": {"presentmentMoney": {"amount": "64.95", "currencyCode": "BRL"}},
        "refunds": [{"createdAt": "2026-11-23T09:00:00Z"}],
        "shippingAddress": {"countryCodeV2": "BR"},
        "lineItems": {
            "nodes": [
                {
                    "title": "Luminária Aurora",
                    "quantity": 2,
                    "product": {"id": "gid://shopify/Product/7"},
                }
            ]
        },
        "fulfillments": [
            {
                "createdAt": "2026-11-21T09:00:00Z",
                "estimatedDeliveryAt": "2026-11-28T00:00:00Z",
                "deliveredAt": None,
                "trackingInfo": [
                    {"company": "Correios", "number": "BR48213", "url": "https://rastreio.example"}
                ],
            }
        ],
    }


ORDERS = [_order("#1001", "ana@example.com"), _order("#10012", "bia@example.com"), _order("#1003", None)]
PRODUCT = {
    "__typename": "Product",
    "id": "gid://shopify/Product/7",
    "title": "Aurora lamp",
    "productType": "Lamps",
    "description": "A reading lamp of oak.",
    "tracksInventory": True,
    "totalInventory": 3,
    "options": [{"name": "Colour", "optionValues": [{"name": "white"}, {"name": "green"}]}],
    "onlineStoreUrl": None,
    "translations": [{"key": "title", "value": "Luminária Aurora"}, {"key": "body_html", "value": "<p>"}],
    "priceRangeV2": {"minVariantPrice": {"amount": "64.95", "currencyCode": "BRL"}},
}


def session_token(secret: str = CLIENT_SECRET, at: float | None = None, **changes: Any) -> str:
    """Return the token with which the shop's admin opens the app."""
    now = time.time() if at is None else at
    head = {"alg": changes.pop("alg", "HS256"), "typ": "JWT"}
    claims = {
        "iss": f"https://{SHOP}/admin",
        "dest": f"https://{SHOP}",
        "aud": CLIENT_ID,
        "sub": "42",
        "jti": "f8912129-1af6-4cad-9ca3-76b0f7621087",
        "sid": "aaea182f2732d44c23057c0fea584021a4485b2bd25d3eb7fd349313ad24c685",
        "iat": now,
        "nbf": now,
        "exp": now + 60,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    signed = ".".join(_base64url(json.dumps(part).encode()) for part in (head, kept))
    return f"{signed}.{_base64url(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


class FakeShopify:
    """A running shop.

    Attributes:
        customer: Who is logged in; empty for nobody.
        locale: Language of the storefront.
        app: Folder of the app, as ``dragoman package shopify`` wrote it.
        forwarded: What the proxy forwarded: path and body.
        granted: The scopes that the shop accepted.
        subscriptions: Addresses that hear of the app's end.
        customers: The customers by their ids in GraphQL.
        searches: What orders were searched for.
        tokens: The access tokens that are good.
        refresh_tokens: Those that are good: one until the one that came for it is used.
        secrets: The app's client secrets that are good.
        asked: What grants were asked for.
        answers: Answers to the next GraphQL requests, instead of true ones: status and content.
    """

    def __init__(self, app: Path, target: str) -> None:
        self.customer = ""
        self.locale = "pt-BR"
        self.extension = app / "extensions" / "dragoman-chat"
        self.forwarded: list[tuple[str, bytes]] = []
        self.granted = list(Shopify.traits.scopes)
        self.customers = {"gid://shopify/Customer/42": {"locale": "pt-BR", "orders": {"nodes": ORDERS[:1]}}}
        self.searches: list[str] = []
        self.product_searches: list[str] = []
        self.subscriptions: list[str] = []
        self.policies: list[dict[str, str]] = []
        self.tokens: set[str] = set()
        self.refresh_tokens: list[str] = []
        self.secrets = {CLIENT_SECRET}
        self.asked: list[dict[str, str]] = []
        self.logins = 0
        self.answers: list[tuple[int, Any]] = []
        self._target = target
        flask = Flask("shop", static_folder=None)
        flask.add_url_rule("/", view_func=self._page)
        flask.add_url_rule("/favicon.ico", view_func=lambda: ("", 204), endpoint="icon")
        flask.add_url_rule("/assets/<name>", view_func=self._asset)
        flask.add_url_rule(
            "/apps/dragoman/<path:path>", view_func=self._forward, methods=["GET", "POST"], endpoint="proxy"
        )
        flask.add_url_rule("/admin/oauth/access_token", view_func=self._log_in, methods=["POST"])
        flask.add_url_rule("/admin/api/2026-10/graphql.json", view_func=self._graphql, methods=["POST"])
        self._server = HttpServer(flask, "127.0.0.1", 0)
        self.url = self._server.url

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop(5)

    def schema(self) -> Any:
        """Return the schema of the block, which the theme editor reads."""
        return json.loads(self._block()[1])

    def _block(self) -> tuple[str, str]:
        source = (self.extension / "blocks" / "chat.liquid").read_text("utf-8")
        markup, _, rest = source.partition("{% schema %}")
        return markup, rest.partition("{% endschema %}")[0]

    def _page(self) -> Response:
        chat = json.loads(self._locale_file().read_text("utf-8"))
        liquid = Environment()
        liquid.add_filter("t", lambda key: chat[key.split(".")[0]][key.split(".")[1]])
        liquid.add_filter("asset_url", lambda name: f"/assets/{name}")
        liquid.add_filter("stylesheet_tag", lambda url: f'<link rel="stylesheet" href="{url}">')
        settings = {one["id"]: one["default"] for one in self.schema()["settings"]}
        block = liquid.from_string(self._block()[0]).render(
            request={"locale": {"iso_code": self.locale}},
            shop={"name": "Casa Lume <b>"},
            block={"settings": settings},
        )
        page = f"<!doctype html><html lang={self.locale}><title>Casa Lume</title><h1>Luminárias</h1>{block}"
        return Response(page, headers={"Content-Security-Policy": POLICY})

    def _locale_file(self) -> Path:
        own = self.extension / "locales" / f"{self.locale}.json"
        return own if own.exists() else self.extension / "locales" / "en.default.json"

    def _asset(self, name: str) -> ResponseReturnValue:
        return send_from_directory(self.extension / "assets", name)

    def _forward(self, path: str) -> ResponseReturnValue:
        own = dict(parse_qsl(request.query_string.decode()))
        query = proxied(CLIENT_SECRET, None, logged_in_customer_id=self.customer, **own)
        self.forwarded.append((path, request.get_data()))
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(
                request.method,
                f"{self._target}/{path}?{query}",
                data=request.get_data(),
                headers={"Content-Type": request.headers.get("Content-Type", "")},
                timeout=30,
                allow_redirects=False,
            )
        passed = {
            name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers
        }
        return Response(answer.content, answer.status_code, passed)

    def _log_in(self) -> ResponseReturnValue:
        asked = request.get_json()
        self.asked.append(asked)
        if asked.get("client_id") != CLIENT_ID or asked.get("client_secret") not in self.secrets:
            return {"error": "invalid_client", "error_description": "Client is not known"}, 401
        granting = {
            "client_credentials": self._to_the_app,
            "urn:ietf:params:oauth:grant-type:token-exchange": self._for_a_session,
            "refresh_token": self._for_a_refresh_token,
        }
        return granting[asked["grant_type"]](asked)

    def _to_the_app(self, _asked: dict[str, str]) -> ResponseReturnValue:
        return jsonify(access_token=self._token(), scope=",".join(self.granted), expires_in=86399)

    def _for_a_session(self, asked: dict[str, str]) -> ResponseReturnValue:
        """Grant a token that is over in an hour; the token before it is over at once."""
        said = (asked["subject_token_type"], asked["requested_token_type"], asked["expiring"])
        assert said == (
            "urn:ietf:params:oauth:token-type:id_token",
            "urn:shopify:params:oauth:token-type:offline-access-token",
            "1",
        )
        claims = json.loads(urlsafe_b64decode(asked["subject_token"].split(".")[1] + "=="))
        if not claims["nbf"] <= time.time() <= claims["exp"]:
            return {"error": "invalid_subject_token"}, 400
        self.refresh_tokens.clear()
        return self._expiring()

    def _for_a_refresh_token(self, asked: dict[str, str]) -> ResponseReturnValue:
        if asked["refresh_token"] not in self.refresh_tokens:
            return {"error": "invalid_grant"}, 400
        self.refresh_tokens = [asked["refresh_token"]]
        return self._expiring()

    def _expiring(self) -> ResponseReturnValue:
        self.tokens.clear()
        token = self._token()
        self.refresh_tokens.append(f"shprt_{self.logins}")
        return jsonify(
            access_token=token,
            expires_in=3600,
            refresh_token=self.refresh_tokens[-1],
            refresh_token_expires_in=7776000,
            scope=",".join(self.granted),
        )

    def _token(self) -> str:
        self.logins += 1
        self.tokens.add(f"shpat_{self.logins}")
        return f"shpat_{self.logins}"

    def _graphql(self) -> ResponseReturnValue:
        """Answer a document that is valid in Shopify's schema; all else is refused as Shopify does."""
        if request.headers.get("X-Shopify-Access-Token") not in self.tokens:
            return {
                "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"
            }, 401
        if self.answers:
            status, content = self.answers.pop(0)
            return jsonify(content), status
        asked = request.get_json()
        document = parse(asked["query"])
        faults = validate(admin_schema(), document)
        if faults:
            return jsonify(errors=[{"message": fault.message} for fault in faults])
        done = execute_sync(
            admin_schema(), document, root_value=self._root(), variable_values=asked["variables"]
        )
        return jsonify(done.formatted)

    def _root(self) -> dict[str, Any]:
        return {
            "shop": {"name": "Casa Lume", "shopPolicies": self.policies},
            "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in self.granted]},
            "webhookSubscriptions": lambda _info, **_: {
                "nodes": [
                    {"id": f"gid://shopify/WebhookSubscription/{number}", "uri": uri}
                    for number, uri in enumerate(self.subscriptions)
                ]
            },
            "webhookSubscriptionCreate": self._subscribe,
            "customer": lambda _info, **asked: self.customers.get(asked["id"]),
            "orders": lambda _info, **asked: {"nodes": self._found(asked["query"])},
            "products": lambda _info, **asked: self._products(asked["query"]),
            "nodes": lambda _info, **asked: [
                PRODUCT if one == PRODUCT["id"] else None for one in asked["ids"]
            ],
        }

    def _products(self, query: str) -> dict[str, Any]:
        self.product_searches.append(query)
        return {"nodes": [PRODUCT]}

    def _found(self, query: str) -> list[dict[str, Any]]:
        """Search as loosely as a search index may: whatever begins with what was asked for."""
        self.searches.append(query)
        wanted = query.partition(":")[2].strip('"')
        return [order for order in ORDERS if order["name"].startswith(wanted)]

    def _subscribe(self, _info: Any, topic: str, webhookSubscription: dict[str, str]) -> dict[str, Any]:  # noqa: N803
        uri = webhookSubscription["uri"]
        if not uri.startswith("https://"):
            return {
                "userErrors": [{"field": ["webhookSubscription", "uri"], "message": "Address is invalid"}]
            }
        self.subscriptions.append(uri)
        return {
            "webhookSubscription": {"id": "gid://shopify/WebhookSubscription/1", "uri": uri},
            "userErrors": [],
        }
