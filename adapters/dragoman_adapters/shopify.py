"""Shopify: a chat of our own in the shop's theme, behind the signed app proxy.

Shopify Inbox has no public API: nothing can read or write its conversations. So this takes the place of its
widget. Agents answer on Dragoman's own desk page, or by the API.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from dragoman.adapter import (
    Field,
    HelpdeskHttp,
    Malformed,
    OutcomeUnknown,
    Request,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Connection, DragomanError, Event
from dragoman.storefront import Storefront, Visitor
from dragoman_adapters.shopify_signatures import verify_proxied, verify_webhook

_SHOP = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-_]*\.myshopify\.com")


class Shopify(Storefront):
    """One shop, and the custom app that was made for it."""

    name: ClassVar[str] = "shopify"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Shopify-Hmac-Sha256: base64(HMAC-SHA256(client secret, body)); app proxy: "
        "signature=hex(HMAC-SHA256(client secret, sorted parameters))",
        events=(),
        scopes=("write_app_proxy",),
        fields=(
            Field("shop", "Domain of the shop, for example yourshop.myshopify.com"),
            Field("client_id", "Client id of the app"),
            Field("base_url", "Address, if Shopify is reached by another one", required=False),
        ),
        finds=False,
        honours_key=True,
        text_cap=4_000,
        setup=(
            "make an app of your own in Shopify's Dev Dashboard; its client secret is this connection's "
            "signing_secret",
            "dragoman package shopify writes the app's folder: deploy it with Shopify's CLI "
            "(shopify app deploy) and install the app in the shop",
            "in the theme editor, under App embeds, switch on the chat; switch off Shopify Inbox's, whose "
            "conversations no program can read",
            "agents answer on the page /desk of this server, with a token of the role agent",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        super().__init__(connection, http)
        if not _SHOP.fullmatch(connection.settings.get("shop", "")):
            raise DragomanError(
                "shop must be the shop's own domain at Shopify, such as yourshop.myshopify.com: "
                "give it with --set shop=…"
            )

    def verify(self, request: Request) -> None:
        """Check the signature with every client secret that may still be in use."""
        verify_webhook(request, self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Webhooks bring no messages: shoppers write through the app proxy."""
        _object(delivery.request.body)
        return ()

    def visitor(self, query: str, at: float) -> Visitor:
        """Return whose request the app proxy forwarded."""
        return verify_proxied(query, self._shop, self.connection.signing_secrets, at)

    def probe(self) -> str:
        """Log in as the app does; the shop's name for what it let in is all that is asked for."""
        secrets = self.connection.signing_secrets
        answer = self.http.request(
            "POST",
            f"{self._base}/admin/oauth/access_token",
            json={
                "client_id": self.connection.settings["client_id"],
                "client_secret": secrets[0].reveal() if secrets else "",
                "grant_type": "client_credentials",
            },
        ).json
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            raise OutcomeUnknown("Shopify's answer is not as documented")
        return f"the app {self.connection.settings['client_id']} at {self._shop}"

    @property
    def _shop(self) -> str:
        return self.connection.settings["shop"].lower()

    @property
    def _base(self) -> str:
        return self.connection.settings.get("base_url", "").rstrip("/") or f"https://{self._shop}"


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the body is not JSON") from error
    if not isinstance(content, dict):
        raise Malformed("the body is no object")
    return content
