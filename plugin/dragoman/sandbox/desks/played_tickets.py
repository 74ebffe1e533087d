"""Helpdesks of tickets, played by the demo: how they keep what is written on its page, and tell of it."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Flask

from dragoman.domain import Secret
from dragoman.sandbox.desk import SandboxDesk
from dragoman.sandbox.desks import (
    freshdesk,
    gorgias,
    zammad,
    zendesk,
    zendesk_api,
)
from dragoman.sandbox.desks.played import DAY, Played, Told, Writing, as_html
from dragoman_adapters.html_text import text_of
from dragoman_adapters.signatures import hexdigest


class PlayedFreshdesk(Played):
    """Freshdesk: notes and replies; its rules only tell in which ticket."""

    name: ClassVar[str] = "freshdesk"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._account = freshdesk.FreshdeskAccount(clock)
        self._account.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return self._account.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url}

    def credentials(self) -> Mapping[str, str]:
        """Return an API key."""
        return {"api_key": self._account.api_key}

    def write(self, writing: Writing) -> Told:
        """Store a reply or a note."""
        ticket = self._account.tickets.get(writing.conversation)
        if ticket is None:
            ticket = self._account.open(writing.conversation)
            ticket.created_at -= DAY  # what it was opened with is history
        user = freshdesk.AGENT if writing.by_agent else writing.shopper
        private = not writing.public
        return self._tell(
            ticket, self._account.write(ticket, as_html(writing.text), user=user, private=private)
        )

    def signed(self, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002 - proves nothing of both
        """Return the secret."""
        return {"x-dragoman-secret": self._secret}

    def _tell(self, ticket: freshdesk.Ticket, written: dict[str, Any]) -> Told:
        return Told(json.dumps({"ticket_id": str(ticket.id)}).encode(), f"conversation:{written['id']}")

    def _by_api(self, ticket: freshdesk.Ticket, written: dict[str, Any]) -> None:
        told, public = self._tell(ticket, written), not written["private"]
        self.appears(ticket.id, told, text_of(written["body"]), public=public, tags=ticket.tags)


class PlayedGorgias(Played):
    """Gorgias: messages; its HTTP integration only tells which."""

    name: ClassVar[str] = "gorgias"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._account = gorgias.GorgiasAccount(clock)
        self._account.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return self._account.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url, "email": self._account.email, "agent_id": str(gorgias.API_USER)}

    def credentials(self) -> Mapping[str, str]:
        """Return an API key."""
        return {"api_key": self._account.api_key}

    def write(self, writing: Writing) -> Told:
        """Store a mail or a note."""
        ticket = self._account.tickets.get(writing.conversation) or self._account.open(writing.conversation)
        different: dict[str, Any] = {"sender": {"id": writing.shopper, "name": writing.name}}
        if writing.by_agent:
            different = {"from_agent": True, "via": "helpdesk", "sender": {"id": gorgias.AGENT}}
        if not writing.public:
            different["channel"] = "internal-note"
        return self._tell(ticket, self._account.write(ticket, writing.text, **different))

    def signed(self, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002 - proves nothing of both
        """Return the secret."""
        return {"x-dragoman-secret": self._secret}

    def _tell(self, ticket: gorgias.Ticket, message: dict[str, Any]) -> Told:
        ids = {"ticket_id": str(ticket.id), "message_id": str(message["id"])}
        return Told(json.dumps(ids).encode(), f"message:{message['id']}")

    def _by_api(self, ticket: gorgias.Ticket, message: dict[str, Any]) -> None:
        told, public = self._tell(ticket, message), message["channel"] != "internal-note"
        self.appears(ticket.id, told, message["body_text"], public=public, tags=ticket.tags)


class PlayedZammad(Played):
    """Zammad: articles, told by a trigger's webhook."""

    name: ClassVar[str] = "zammad"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._helpdesk = zammad.ZammadHelpdesk(clock)
        self._helpdesk.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return self._helpdesk.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url}

    def credentials(self) -> Mapping[str, str]:
        """Return an access token."""
        return {"token": self._helpdesk.token}

    def write(self, writing: Writing) -> Told:
        """Store an article."""
        there = self._helpdesk.tickets.get(writing.conversation)
        ticket = there or self._helpdesk.open(writing.conversation)
        different: dict[str, Any] = {"created_by_id": writing.shopper}
        if writing.by_agent:
            different = {"created_by_id": zammad.AGENT, "sender": "Agent"}
        if not writing.public:
            different |= {"type": "note", "internal": True}
        return self._tell(ticket, self._helpdesk.write(ticket, as_html(writing.text), **different))

    def signed(self, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002 - the signature has no time
        """Return the signature."""
        return {"x-hub-signature": hexdigest(body, Secret(self._secret), "sha1")}

    def _tell(self, ticket: zammad.Ticket, article: dict[str, Any]) -> Told:
        return Told(self._helpdesk.delivery(ticket, article), f"article:{article['id']}")

    def _by_api(self, ticket: zammad.Ticket, article: dict[str, Any]) -> None:
        body = article["body"]
        text = text_of(body) if article["content_type"] == "text/html" else body
        public = not article["internal"]
        self.appears(ticket.id, self._tell(ticket, article), text, public=public, tags=ticket.tags)


class PlayedZendesk(Played):
    """Zendesk: comments, told by an event subscription."""

    name: ClassVar[str] = "zendesk"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._account = zendesk.ZendeskAccount(clock)
        self._account.on_api_comment = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return zendesk_api.create_app(self._account)

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url, "client_id": self._account.client_id}

    def credentials(self) -> Mapping[str, str]:
        """Return an OAuth client's."""
        return {"client_secret": self._account.client_secret}

    def write(self, writing: Writing) -> Told:
        """Store a comment."""
        self._account.users[writing.shopper] = {
            "id": writing.shopper,
            "name": writing.name,
            "role": "end-user",
            "locale": writing.locale,
        }
        ticket = self._account.ticket(writing.conversation)
        author = zendesk.AGENT if writing.by_agent else writing.shopper
        return self._tell(
            ticket,
            self._account.comment(ticket, as_html(writing.text), author=author, public=writing.public),
        )

    def signed(self, body: bytes, at: float) -> dict[str, str]:
        """Return the signature."""
        return zendesk.signature(body, self._secret, at)

    def _tell(self, ticket: zendesk.Ticket, comment: dict[str, Any]) -> Told:
        return Told(zendesk.comment_added(self._account, ticket, comment), f"comment:{comment['id']}")

    def _by_api(self, ticket: zendesk.Ticket, comment: dict[str, Any]) -> None:
        told = self._tell(ticket, comment)
        self.appears(ticket.id, told, comment["plain_body"], public=comment["public"], tags=ticket.tags)
