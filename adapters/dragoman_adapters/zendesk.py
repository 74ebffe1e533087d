"""Zendesk Support: webhooks in, internal notes and public replies out.

Tickets of Zendesk messaging get their notes, but Zendesk does not promise that a public reply written
through this API reaches the chat.

https://developer.zendesk.com/documentation/webhooks/verifying/ (signature)
https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#update-ticket (comments out)
https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#create-ticket (and list by external id)
https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#protecting-against-ticket-update-collisions
https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ (what was missed)
"""

import hmac
import logging
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from dragoman.adapter import (
    Adapter,
    Batch,
    Closed,
    Field,
    HelpdeskHttp,
    Opening,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Connection, DragomanError, Event, Message, Outgoing, Pointer, Visibility
from dragoman.evidence import Article
from dragoman_adapters import reading
from dragoman_adapters.html_text import html_of
from dragoman_adapters.zendesk_address import base_url
from dragoman_adapters.zendesk_comments import Comment, posix, read_comments
from dragoman_adapters.zendesk_events import EVENTS, read_delivery
from dragoman_adapters.zendesk_export import Position, changed_tickets, export_page, next_position
from dragoman_adapters.zendesk_guide import Guide
from dragoman_adapters.zendesk_login import login
from dragoman_adapters.zendesk_setup import SETUP

# Zendesk names no tolerance; five minutes is what Standard Webhooks recommends. Clocks of the API may
# differ from ours by as much.
SKEW = 300.0

# Ten comments, each at Zendesk's limit of 64 KB and given three times over, stay under the answer's cap.
PAGE = 10
MOST_PAGES = 500  # Zendesk ends a ticket at 5,000 comments

# A comment may have 64 KB of HTML. The characters that HTML spells at greatest length take six bytes.
LONGEST_TEXT = 10_000

# How often a ticket is read and written again because others change it at the same moment.
_SAFE_TRIES = 3
_CONFLICT, _FORBIDDEN, _NOT_FOUND, _UNPROCESSABLE = 409, 403, 404, 422

_NUMBER = re.compile(r"[0-9]{1,20}")
_logger = logging.getLogger(__name__)


class Zendesk(Adapter):
    """One Zendesk account."""

    name: ClassVar[str] = "zendesk"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Zendesk-Webhook-Signature: base64(HMAC-SHA256(secret, timestamp + body))",
        events=EVENTS,
        scopes=("tickets:read", "tickets:write", "users:read"),
        fields=(
            Field("subdomain", "Subdomain: the first word of yourshop.zendesk.com", required=False),
            Field("base_url", "Address, if Zendesk is reached by another one", required=False),
            Field("client_id", "OAuth client: unique identifier", required=False),
            Field("client_secret", "OAuth client: secret", secret=True, required=False),
            Field(
                "refresh_token",
                "OAuth client: refresh token, where it was let in by a user",
                secret=True,
                required=False,
            ),
            Field("email", "E-mail of the agent that owns the API token (legacy)", required=False),
            Field("api_token", "API token (legacy, ends on 30 April 2027)", secret=True, required=False),
            Field("language_field", "Id of a ticket field that holds the shopper's language", required=False),
        ),
        finds=True,
        tags=True,
        opens=True,
        text_cap=LONGEST_TEXT,
        poll_seconds=300.0,
        requests_per_minute=200,  # of the smallest plan
        setup=SETUP,
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is missing or wrong.
        """
        super().__init__(connection, http)
        self._base = base_url(connection)
        self._login = login(connection, http, self._base, " ".join(self.traits.scopes))
        self._language_field = connection.settings.get("language_field", "")
        if self._language_field and not _NUMBER.fullmatch(self._language_field):
            raise DragomanError(f"language_field of connection {connection.name} must be the field's number")
        self._own_id: str | None = None

    def verify(self, request: Request) -> None:
        """Check the signature over timestamp and body, with every secret that may still be in use."""
        timestamp = request.headers.get("x-zendesk-webhook-signature-timestamp", "")
        given = request.headers.get("x-zendesk-webhook-signature", "").encode()
        signed = timestamp.encode() + request.body
        matches = [
            hmac.compare_digest(b64encode(hmac.digest(secret.reveal().encode(), signed, "sha256")), given)
            for secret in self.connection.signing_secrets
        ]
        if not any(matches):
            raise Rejected("the signature does not match")
        if abs(request.received_at - posix(timestamp)) > SKEW:
            raise Rejected("the delivery is too old, or from the future")

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read an event of a subscription, or what a trigger sends."""
        return read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write a comment; with a language that is news, tag the ticket and fill its field, too.

        All in one update: Zendesk counts updates, and runs the shop's triggers after each.
        """
        public = message.visibility is Visibility.PUBLIC
        comment = {"comment": {"html_body": html_of(message.text), "public": public}}
        if message.shopper_language:
            told = self._update_safely(message.conversation, comment, message.shopper_language)
            if told is not None:
                return told
        return self._update(message.conversation, comment)

    def _update_safely(self, ticket: str, comment: Mapping[str, Any], language: str) -> str | None:
        """Write the comment with the tag of the language, for example ``lang_pt_br``, and the field.

        ``tags`` of an update replace those that are there, so they are read before, and Zendesk is told
        to refuse (409) if the ticket has changed since: then it is read again.

        Returns:
            None where nothing was written: a ticket without its tag is better than one without its note.
        """
        reason: Exception | None = None
        for _ in range(_SAFE_TRIES):
            try:
                change = {**comment, **self._marks(ticket, language)}
            except (OutcomeUnknown, Refused) as error:  # only read so far
                reason = error
                break
            try:
                return self._update(ticket, change)
            except Refused as error:
                reason = error
                if error.status != _CONFLICT:
                    break
        _logger.warning("ticket %s was not tagged %s: %s", ticket, _tag(language), reason)
        return None

    def _marks(self, ticket: str, language: str) -> dict[str, Any]:
        """Return what an update must say to tag the ticket and fill its field, if nobody else changes it."""
        with reading.answer("Zendesk"):
            read = self._call("GET", f"tickets/{ticket}")["ticket"]
            tags, stamp = [str(tag) for tag in read["tags"]], str(read["updated_at"])
        marks: dict[str, Any] = {}
        if _tag(language) not in tags:
            marks = {"tags": [*tags, _tag(language)], "safe_update": True, "updated_stamp": stamp}
        if self._language_field:
            marks["custom_fields"] = [{"id": int(self._language_field), "value": language}]
        return marks

    def _update(self, ticket: str, change: Mapping[str, Any]) -> str:
        """Change a ticket and return the id of the comment that the change wrote."""
        try:
            with reading.closed():
                answer = self._call("PUT", f"tickets/{ticket}", body={"ticket": change})
        except Refused as error:
            if error.status == _UNPROCESSABLE and self._is_closed(ticket):
                raise Closed(str(error), error.status) from error
            raise
        with reading.answer("Zendesk"):
            comments = [event for event in answer["audit"]["events"] if event["type"] == "Comment"]
            return str(comments[0]["id"])

    def _is_closed(self, ticket: str) -> bool:
        with reading.answer("Zendesk"):
            return bool(self._call("GET", f"tickets/{ticket}")["ticket"]["status"] == "closed")

    def find(self, sighting: Sighting) -> str | None:
        """Look for our comment in the ticket: its author, time, visibility and text.

        The list of comments sees its own writes. Comments that are accounted for are passed over, so
        that an equal earlier reply is not taken for this one.
        """
        sent, own = sighting.message, self._own()
        for comment in self._comments(sent.conversation, sighting.sent_at):
            if (
                comment.author_id == own
                and comment.visibility is sent.visibility
                and comment.id not in sighting.known_ids
                and comment.says(sent.text)
            ):
                return comment.id
        return None

    def open(self, opening: Opening) -> str:
        """Create a ticket of our own with our key as its external id, unless there is one.

        Its first comment is an internal note, and we are its requester: nobody outside is written to. The
        list of tickets sees its own writes.
        """
        with reading.answer("Zendesk"):
            known = self._call("GET", "tickets", params={"external_id": opening.key})["tickets"]
            numbers = [int(one["id"]) for one in known if one["external_id"] == opening.key]
        if numbers:
            return str(min(numbers))
        comment = {"html_body": html_of(opening.text), "public": False}
        ticket = {"subject": opening.title, "comment": comment, "external_id": opening.key}
        with reading.answer("Zendesk"):
            return str(int(self._call("POST", "tickets", body={"ticket": ticket})["ticket"]["id"]))

    def fetch(self, pointer: Pointer) -> Sequence[Message]:
        """Return the comments that the ticket got since the pointer's time."""
        return [
            comment.message(pointer.conversation)
            for comment in self._comments(pointer.conversation, pointer.since)
        ]

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return the comments of the tickets that changed: whatever no delivery told, and what one did."""
        position = Position.read(cursor, since)
        try:
            answer = self._call("GET", "incremental/tickets/cursor", params=export_page(position))
        except Refused as error:
            if error.status != _FORBIDDEN:
                raise
            raise Refused(
                "Zendesk lets only administrators export tickets, and without that what was missed while "
                "Dragoman did not run stays missed: let an administrator own the OAuth client",
                _FORBIDDEN,
            ) from error
        with reading.answer("Zendesk"):
            after, more = next_position(position, answer)
            tickets = changed_tickets(answer)
        events = [
            comment.message(ticket)
            for ticket in tickets
            for comment in self._comments_if_any(ticket, position.news_since(since))
        ]
        events.sort(key=lambda message: (message.written_at or 0.0, int(message.message_id)))
        return Batch(events, after.written(), more)

    def _comments_if_any(self, ticket: str, since: float) -> list[Comment]:
        """Return the ticket's comments written since a time; none where it was deleted meanwhile."""
        try:
            comments = self._comments(ticket, since)
        except Refused as error:
            if error.status != _NOT_FOUND:
                raise
            return []
        return [comment for comment in comments if comment.created_at >= since]

    def articles(self, language: str) -> Sequence[Article]:
        """Return the articles of the help centre that everybody may read."""
        return tuple(Guide(self.http, self._base).articles(language))

    def probe(self) -> str:
        """Return who Zendesk takes us for."""
        user = self._user()
        if user["role"] not in {"agent", "admin"}:
            raise Refused("Zendesk takes us for a visitor: let an agent own the OAuth client or API token")
        return f"{user['name']} ({user['role']}) at {self._base}"

    def _own(self) -> str:
        """Return the id of the user that our comments are written by."""
        if self._own_id is None:
            self._own_id = str(self._user()["id"])
        return self._own_id

    def _user(self) -> Mapping[str, Any]:
        with reading.answer("Zendesk"):
            user = self._call("GET", "users/me")["user"]
            return {"id": user["id"], "name": user["name"], "role": user["role"]}

    def _comments(self, ticket: str, since: float) -> list[Comment]:
        """Return the ticket's comments since a time (less the clocks' skew), oldest first."""
        found: list[Comment] = []
        params = {"include": "users", "sort": "-created_at", "page[size]": str(PAGE)}
        for _ in range(MOST_PAGES):
            answer = self._call("GET", f"tickets/{ticket}/comments", params=params)
            with reading.answer("Zendesk"):
                page = read_comments(answer["comments"], answer.get("users", ()))
                found += page
                if not answer["meta"]["has_more"] or _ends_before(page, since - SKEW):
                    recent = [comment for comment in found if comment.created_at >= since - SKEW]
                    return sorted(recent, key=lambda comment: (comment.created_at, int(comment.id)))
                params["page[after]"] = str(answer["meta"]["after_cursor"])
        raise OutcomeUnknown(f"the comments of ticket {ticket} have no end")

    def _call(
        self, method: str, path: str, *, body: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        return self._login.request(method, f"{self._base}/api/v2/{path}", json=body, params=params).json


def _ends_before(page: Sequence[Comment], moment: float) -> bool:
    """Return whether older pages hold nothing since the moment: only where the newest do come first."""
    times = [comment.created_at for comment in page]
    return bool(times) and times[-1] < moment and times[-1] < times[0]


def _tag(language: str) -> str:
    return f"lang_{language.lower().replace('-', '_')}"
