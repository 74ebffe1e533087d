"""Shopify: a chat of our own in the shop's theme, behind the signed app proxy.

Shopify Inbox has no public API: nothing can read or write its conversations. So this takes the place of its
widget. Agents answer on Dragoman's own desk page, by the API, or in a helpdesk that it is forwarded to.
"""

import logging
import re
from collections.abc import Sequence
from typing import ClassVar

from dragoman.adapter import (
    Batch,
    Field,
    HelpdeskHttp,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Signing,
    Traits,
    Verified,
)
from dragoman.commerce import Customer, Order, Product
from dragoman.domain import Connection, Demand, DragomanError, Event
from dragoman.evidence import Article
from dragoman.storefront import FORWARDING, Storefront, Visitor
from dragoman_adapters.shopify_admin import Admin
from dragoman_adapters.shopify_documents import INSTALLATION, SUBSCRIBE, SUBSCRIPTIONS
from dragoman_adapters.shopify_events import TOPICS, content_of, demands_of
from dragoman_adapters.shopify_login import App, ClientCredentials, Exchanged
from dragoman_adapters.shopify_lookups import order_of, products_by_id, products_of, shopper_of
from dragoman_adapters.shopify_policies import policies_of
from dragoman_adapters.shopify_sessions import verify_session
from dragoman_adapters.shopify_signatures import verify_proxied, verify_webhook

_logger = logging.getLogger(__name__)
_SHOP = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-_]*\.myshopify\.com")


_CREDENTIALS, _EXCHANGE = "client_credentials", "token_exchange"


class Shopify(Storefront):
    """One shop, and the custom app that was made for it."""

    name: ClassVar[str] = "shopify"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Shopify-Hmac-Sha256: base64(HMAC-SHA256(client secret, body)); app proxy: "
        "signature=hex(HMAC-SHA256(client secret, sorted parameters))",
        events=TOPICS,
        scopes=(
            "write_app_proxy",
            "read_orders",
            "read_customers",
            "read_products",
            "read_translations",
            "read_legal_policies",
        ),
        fields=(
            Field("shop", "Domain of the shop, for example yourshop.myshopify.com"),
            Field("client_id", "Client id of the app"),
            Field(
                "install",
                "How the app logs in: client_credentials, or token_exchange where it does not belong to the "
                "shop's own organisation",
                required=False,
            ),
            Field(
                "webhook_url",
                "Address of this connection's webhooks, if the subscription to app/uninstalled is to be made "
                "and looked after daily",
                required=False,
            ),
            FORWARDING,
            Field("base_url", "Address, if Shopify is reached by another one", required=False),
        ),
        finds=False,
        honours_key=True,
        text_cap=4_000,
        poll_seconds=86_400.0,
        setup=(
            "make an app of your own in Shopify's Dev Dashboard; its client secret is this connection's "
            "signing_secret",
            "dragoman package shopify writes the app's folder: deploy it with Shopify's CLI "
            "(shopify app deploy) and install the app in the shop",
            "an app of another organisation than the shop's needs --set install=token_exchange before the "
            "folder is written; open it in the shop's admin once it is installed",
            "to rotate the client secret, give the new one with --replace --secret signing_secret=- before "
            "the old one is revoked at Shopify: both are taken until then",
            "webhooks about people's data come to {url}: the app's configuration has them; "
            "`dragoman demands list` shows what was asked and done",
            "--set webhook_url={url} has the subscription to app/uninstalled looked after daily",
            "orders and customers are shown to agents where Shopify gives the app access to protected "
            "customer data",
            "in the theme editor, under App embeds, switch on the chat; switch off Shopify Inbox's, whose "
            "conversations no program can read",
            "agents answer on the page /desk of this server, with a token of the role agent; with "
            "--set forward_to=zendesk, say, in the helpdesk of the connection that is called so",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        super().__init__(connection, http)
        if not _SHOP.fullmatch(connection.settings.get("shop", "")):
            raise DragomanError(
                "shop must be the shop's own domain at Shopify, such as yourshop.myshopify.com: "
                "give it with --set shop=…"
            )
        app = App(http, self._base, connection.settings.get("client_id", ""), connection.signing_secrets)
        install = connection.settings.get("install") or _CREDENTIALS
        if install not in {_CREDENTIALS, _EXCHANGE}:
            raise DragomanError(
                f"install must be {_CREDENTIALS} or {_EXCHANGE}: give it with --set install=…"
            )
        self._exchanged = Exchanged(app, http) if install == _EXCHANGE else None
        self._admin = Admin(http, self._base, self._exchanged or ClientCredentials(app))

    def verify(self, request: Request) -> None:
        """Check the signature with every client secret that may still be in use."""
        verify_webhook(request, self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Webhooks bring no messages: shoppers write through the app proxy."""
        content_of(delivery.request.body)
        return ()

    def demands(self, delivery: Verified) -> Sequence[Demand]:
        """Read what privacy law and the end of the app's stay demand."""
        return demands_of(delivery.request, self._shop)

    def visitor(self, query: str, at: float) -> Visitor:
        """Return whose request the app proxy forwarded."""
        return verify_proxied(query, self._shop, self.connection.signing_secrets, at)

    def installed(self, session: str, at: float) -> None:
        """Take the tokens that an app is given which was opened in the shop's admin."""
        if self._exchanged is None:
            raise Rejected("this app logs in with its client credentials")
        client_id = self.connection.settings.get("client_id", "")
        verify_session(session, self._shop, client_id, self.connection.signing_secrets, at)
        self._exchanged.exchange(session)

    def shopper(self, customer: str) -> Customer | None:
        """Return the customer's language and last orders."""
        return shopper_of(self._admin, customer)

    def order(self, name: str, email: str) -> Order | None:
        """Return an order to whose name the e-mail address fits."""
        return order_of(self._admin, name, email)

    def products(self, words: str, locale: str) -> Sequence[Product]:
        """Return products, with their titles in a language."""
        return products_of(self._admin, words, locale)

    def products_by_id(self, ids: Sequence[str], locale: str) -> Sequence[Product]:
        """Return the products of these ids, with their titles in a language."""
        return products_by_id(self._admin, ids, locale)

    def articles(self, language: str) -> Sequence[Article]:  # noqa: ARG002 - policies have one language
        """Return the shop's policies."""
        return policies_of(self._admin)

    def probe(self) -> str:
        """Ask the shop for its name and what the app may do."""
        data = self._admin.ask(INSTALLATION)
        try:
            granted = {scope["handle"] for scope in data["currentAppInstallation"]["accessScopes"]}
            name = str(data["shop"]["name"])
        except (KeyError, TypeError) as error:
            raise OutcomeUnknown("Shopify's answer is not as documented") from error
        missing = sorted(set(self.traits.scopes) - granted)
        if missing:
            raise Refused(
                f"the app lacks the scopes {', '.join(missing)}: deploy what `dragoman package shopify` "
                "writes, and let the shop accept it"
            )
        if self._subscription() is False:
            raise Refused(
                "Shopify does not tell of app/uninstalled: the running server subscribes to it daily, and "
                "Shopify drops it where deliveries fail too often: check that webhook_url can be reached"
            )
        return f"{name}, as the app {self.connection.settings['client_id']}"

    def poll(self, cursor: str | None, since: float) -> Batch:  # noqa: ARG002 - nothing is history here
        """Look after the subscription to the end of the app's stay: Shopify drops one that failed too often.

        What shoppers write is never missed. What privacy law asks for cannot be subscribed to here: it stands
        in the app's configuration, and Shopify does not drop it.
        """
        if self._subscription() is False:
            address = self.connection.settings["webhook_url"]
            self._admin.ask(SUBSCRIBE, {"topic": "APP_UNINSTALLED", "subscription": {"uri": address}})
            _logger.warning("%s: subscribed to app/uninstalled again", self.connection.name)
        if self._exchanged is not None:
            self._exchanged.token()  # a refresh token that nobody uses for ninety days is over
        return Batch((), cursor or "")

    def _subscription(self) -> bool | None:
        """Return whether Shopify tells of the end of the app's stay; None where that is not looked after."""
        address = self.connection.settings.get("webhook_url")
        if not address:
            return None
        try:
            subscribed = self._admin.ask(SUBSCRIPTIONS)["webhookSubscriptions"]["nodes"]
            return any(one["uri"] == address for one in subscribed)
        except (KeyError, TypeError) as error:
            raise OutcomeUnknown("Shopify's answer is not as documented") from error

    @property
    def _shop(self) -> str:
        return self.connection.settings["shop"].lower()

    @property
    def _base(self) -> str:
        return self.connection.settings.get("base_url", "").rstrip("/") or f"https://{self._shop}"
