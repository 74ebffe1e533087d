"""Zammad: a trigger's webhook in, notes and replies by the customer's own channel out.

https://admin-docs.zammad.org/en/latest/manage/webhook.html (signature)
https://docs.zammad.org/en/latest/api/ticket/articles.html, …/api/ticket/tags.html (requests)
https://docs.zammad.org/en/latest/api/ticket/index.html#search (what was missed)
"""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from marshmallow import Schema

from dragoman.adapter import (
    Adapter,
    Batch,
    Field,
    HelpdeskHttp,
    OutcomeUnknown,
    Refused,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Connection, DragomanError, Event, Outgoing, Visibility
from dragoman_adapters import reading, signatures
from dragoman_adapters.changes import Changes
from dragoman_adapters.zammad_articles import (
    ARTICLES,
    POSTED,
    TICKETS,
    USER,
    message_of,
    note,
    read_delivery,
    reply,
    says,
)

# Zammad's clock may differ from ours by as much.
SKEW = 300.0

# The search may lag behind what it searches.
OVERLAP = 900.0

PAGE = 50

_NOT_FOUND = 404
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,99}")
_logger = logging.getLogger(__name__)


class Zammad(Adapter):
    """One Zammad."""

    name: ClassVar[str] = "zammad"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Hub-Signature: sha1=hex(HMAC-SHA1(secret, body))",
        events=("article created",),
        scopes=("ticket.agent",),
        fields=(
            Field("base_url", "Address, for example https://desk.example"),
            Field("token", "Access token of an agent", secret=True),
            Field("language_field", "Name of a ticket attribute for the shopper's language", required=False),
        ),
        finds=True,
        tags=True,
        poll_seconds=300.0,
        setup=(
            "Let an agent of its own be Dragoman, with full access to every group that is to be interpreted. "
            "As this agent: Profile > Token Access > Create, permission ticket.agent; it is the token.",
            "Manage > Webhook > New webhook: endpoint {url}, and an HMAC SHA1 signature token, which is "
            "signing_secret. Leave the custom payload off.",
            "Manage > Trigger > New: activator Action, execution “always”, condition “Article > Action is "
            "created”; no condition on the sender, because agents' notes are read, too. Execute: Webhook. "
            "(Versions of Zammad differ in these labels.)",
            "Replies go by the channel that the customer wrote by; by mail if that was the web form or the "
            "telephone. Live chats cannot be answered from outside.",
            "What Zammad could not deliver is searched for by the time of the last change, which needs its "
            "Elasticsearch; if dragoman doctor reports polls that fail, look there.",
            "For an attribute: Admin > Objects > Ticket > New attribute; its name is language_field. Tags "
            "such as lang-pt-br come by themselves, unless Admin > Tags forbids new ones.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        self._base = connection.settings["base_url"].rstrip("/")
        self._language_field = connection.settings.get("language_field", "")
        if self._language_field and not _FIELD.fullmatch(self._language_field):
            raise DragomanError(f"language_field of connection {connection.name} must be an attribute's name")
        self._own_id: str | None = None

    def verify(self, request: Request) -> None:
        """Check the signature, which covers no time: old deliveries are told by their articles."""
        given = request.headers.get("x-hub-signature", "")
        signatures.check_digest(given, request.body, self.connection.signing_secrets, "sha1")

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read the article that a trigger fired for."""
        return read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write an article; with a language that is news, tag the ticket before."""
        ticket = message.conversation
        if message.visibility is Visibility.INTERNAL:
            article = note(ticket, message.text)
        else:
            article = reply(ticket, message.text, self._articles(ticket))
        if message.shopper_language:
            self._mark(ticket, message.shopper_language)
        return str(self._call(POSTED, "POST", "ticket_articles", body=article)["id"])

    def _mark(self, ticket: str, language: str) -> None:
        """Add the tag of the language, for example ``lang-pt-br``, and fill the attribute.

        Neither touches what else is there, however often it is repeated. A ticket without its tag is better
        than one without its note, so a refusal is only logged.
        """
        tag = {"item": f"lang-{language.lower()}", "object": "Ticket", "o_id": int(ticket)}
        try:
            self._call(None, "POST", "tags/add", body=tag)
            if self._language_field:
                self._call(None, "PUT", f"tickets/{ticket}", body={self._language_field: language})
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("ticket %s was not tagged %s: %s", ticket, tag["item"], error)

    def find(self, sighting: Sighting) -> str | None:
        """Look for our article in the ticket: its author, time, visibility and text.

        Articles that are accounted for are passed over, so that an equal earlier reply is not taken for this
        one.
        """
        sent, own = sighting.message, self._own()
        internal = sent.visibility is Visibility.INTERNAL
        for article in self._articles(sent.conversation):
            ours = article["created_by_id"] == own and article["internal"] is internal
            recent = article["created_at"] >= sighting.sent_at - SKEW
            if ours and recent and article["id"] not in sighting.known_ids and says(article, sent.text):
                return str(article["id"])
        return None

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return the articles of the tickets that changed: whatever no delivery told, and what one did."""
        with reading.answer("Zammad"):
            position = Changes.read(cursor, since, OVERLAP)
        bound = datetime.fromtimestamp(max(0.0, position.bound), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        params = {
            "query": f"updated_at:[{bound} TO *]",
            "sort_by": "updated_at",
            "order_by": "asc",
            "page": str(position.page),
            "per_page": str(PAGE),
            "expand": "true",
        }
        tickets = self._call(TICKETS, "GET", "tickets/search", params=params)
        page = [(ticket["id"], ticket["updated_at"]) for ticket in tickets]
        news_since = position.news_since(since, OVERLAP)
        events = [
            message_of(article)
            for ticket in position.unread(page)
            for article in self._articles_if_any(ticket)
            if article["created_at"] >= news_since
        ]
        events.sort(key=lambda event: (event.written_at or 0.0, int(event.message_id)))
        with reading.answer("Zammad"):
            after, more = position.after(page, OVERLAP)
        return Batch(events, after.written(), more)

    def probe(self) -> str:
        """Return who Zammad takes us for."""
        return f"{' '.join(self._user()['login'].split())} at {self._base}"

    def _own(self) -> str:
        """Return the id of the agent that our articles are written by."""
        if self._own_id is None:
            self._own_id = str(self._user()["id"])
        return self._own_id

    def _user(self) -> Any:
        return self._call(USER, "GET", "users/me")

    def _articles(self, ticket: str) -> Sequence[Mapping[str, Any]]:
        """Return all articles of a ticket, oldest first."""
        articles = self._call(ARTICLES, "GET", f"ticket_articles/by_ticket/{ticket}")
        if not articles:
            raise OutcomeUnknown(f"Zammad gave no article of ticket {ticket}, which has one at least")
        return sorted(articles, key=lambda article: int(article["id"]))

    def _articles_if_any(self, ticket: str) -> Sequence[Mapping[str, Any]]:
        """Return all articles of a ticket; none where it was deleted since it was searched for."""
        try:
            return self._articles(ticket)
        except Refused as error:
            if error.status != _NOT_FOUND:
                raise
            return []

    def _call(
        self,
        answers: Schema | None,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        token = self.connection.credentials["token"].reveal()
        headers = {"Authorization": f"Token token={token}"}
        url = f"{self._base}/api/v1/{path}"
        answer = self.http.request(method, url, json=body, params=params, headers=headers)
        with reading.answer("Zammad"):
            return answers.load(answer.json) if answers else None
