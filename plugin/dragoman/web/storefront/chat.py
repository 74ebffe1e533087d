"""The chat's three requests: begin, write, read. The shop forwards them, each as a POST.

What the shop proves is in the query (``Storefront.visitor``). The body is not proven: it is believed to be
what a visitor wrote and nothing more.
"""

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from marshmallow import Schema, fields, validate

from dragoman.adapter import Adapter, Rejected
from dragoman.domain import Author, Message, Visibility
from dragoman.storage.conversations import Conversations
from dragoman.storage.inbox import Inbox
from dragoman.storage.transcripts import Transcripts
from dragoman.storefront import Storefront, Visitor, person_of
from dragoman.web.bodies import read_json
from dragoman.web.problems import Problem, unavailable
from dragoman.web.schemas import IS_TAG, storable
from dragoman.web.storefront.allowances import Allowances
from dragoman.web.storefront.passes import Passes

LONGEST_TEXT = 4_000
_LARGEST_BODY = 24_000
_MOST_SHOWN = 100


class BeginSchema(Schema):
    """A visitor opens the chat."""


class ReadSchema(Schema):
    """What is new in the conversation; ``seen`` is the version of the last answer."""

    chat = fields.String(required=True, validate=validate.Length(max=100), data_key="pass")
    seen = fields.String(load_default="", validate=validate.Length(max=64))


class WriteSchema(Schema):
    """A message. ``key`` is new for each and the same when it is sent again."""

    chat = fields.String(required=True, validate=validate.Length(max=100), data_key="pass")
    key = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))
    text = fields.String(
        required=True,
        validate=[validate.Length(max=LONGEST_TEXT), validate.Regexp(r"(?s).*\S"), storable],
    )
    locale = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=35), IS_TAG])


@dataclass(frozen=True, slots=True)
class Limits:
    """How often who may come.

    Attributes:
        reading: Each conversation.
        writing: Each conversation.
        beginning: All new conversations of a connection together.
    """

    reading: Allowances = field(default_factory=lambda: Allowances(per_minute=60, burst=30))
    writing: Allowances = field(default_factory=lambda: Allowances(per_minute=20, burst=10))
    beginning: Allowances = field(default_factory=lambda: Allowances(per_minute=120, burst=60))


@dataclass(frozen=True, slots=True)
class StorefrontChat:
    """Answers the chat.

    Attributes:
        adapter: Returns the adapter of (store, connection), or None if there is no such connection.
        inbox: Where messages are stored.
        conversations: Which conversations there are.
        transcripts: What the shopper reads.
        passes: What the shopper's browser shows.
        ring: Told the ids of what was stored.
        accepting: Whether messages are taken: not while the server is being stopped.
        limits: How often who may come.
        clock: POSIX seconds.
    """

    adapter: Callable[[str, str], Adapter | None]
    inbox: Inbox
    conversations: Conversations
    transcripts: Transcripts
    passes: Passes
    ring: Callable[[Iterable[int]], None]
    accepting: Callable[[], bool]
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.time

    def begin(self, store: str, connection: str) -> Response:
        """Give a visitor a pass for a new conversation. Nothing is stored before they write."""
        visitor = self._visitor(store, connection)
        read_json(BeginSchema(), _LARGEST_BODY)
        return jsonify({"pass": self.passes.issue(store, connection, visitor)})

    def write(self, store: str, connection: str) -> Response:
        """Store what a visitor wrote: 202. The same key again is the same message."""
        visitor = self._visitor(store, connection)
        said = read_json(WriteSchema(), _LARGEST_BODY)
        conversation = self._conversation(store, connection, visitor, said)
        _keep_within(self.limits.writing, conversation)
        if not self.accepting():
            raise unavailable("Dragoman is being stopped.")
        if self.conversations.by_remote(store, connection, conversation) is None:
            _keep_within(self.limits.beginning, f"{store}/{connection}")
        event_id = f"{conversation}:{said['key']}"
        message = Message(
            event_id=event_id,
            conversation=conversation,
            message_id=event_id,
            author=Author.SHOPPER,
            author_id=person_of(visitor, conversation),
            visibility=Visibility.PUBLIC,
            text=said["text"],
            written_at=self.clock(),
            locale=said["locale"],
        )
        self.ring(self.inbox.accept(store, connection, [message]))
        response = jsonify({"id": event_id})
        response.status_code = HTTPStatus.ACCEPTED
        return response

    def read(self, store: str, connection: str) -> Response:
        """Return what the shopper sees, or 204 where that is what they have seen."""
        visitor = self._visitor(store, connection)
        asked = read_json(ReadSchema(), _LARGEST_BODY)
        conversation = self._conversation(store, connection, visitor, asked)
        _keep_within(self.limits.reading, conversation)
        known = self.conversations.by_remote(store, connection, conversation)
        shown = [asdict(one) for one in self.transcripts.said(known, _MOST_SHOWN)] if known else []
        version = hashlib.sha256(json.dumps(shown).encode()).hexdigest()
        if version == asked["seen"]:
            return Response(status=HTTPStatus.NO_CONTENT)
        return jsonify({"messages": shown, "version": version})

    def blueprint(self) -> Blueprint:
        """Return the routes that the shop forwards to."""
        blueprint = Blueprint("storefront", __name__, url_prefix="/storefront/<store>/<connection>")
        for rule, view in (("/begin", self.begin), ("/write", self.write), ("/read", self.read)):
            blueprint.add_url_rule(rule, view.__name__, view, methods=["POST"])
        return blueprint

    def _visitor(self, store: str, connection: str) -> Visitor:
        """Return whose request this is.

        Raises:
            Problem: 404 without such a chat; 401, the same for every reason, where it was not forwarded.
        """
        adapter = self.adapter(store, connection)
        if not isinstance(adapter, Storefront):
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such chat.")
        try:
            return adapter.visitor(request.query_string.decode("latin-1"), self.clock())
        except Rejected:
            raise Problem(HTTPStatus.UNAUTHORIZED, "The shop did not forward this.") from None

    def _conversation(self, store: str, connection: str, visitor: Visitor, asked: Mapping[str, Any]) -> str:
        found = self.passes.conversation(asked["chat"], store, connection, visitor)
        if found is None:
            raise Problem(HTTPStatus.FORBIDDEN, "This pass is not good, or not for you: begin again.")
        return found


def _keep_within(allowance: Allowances, caller: str) -> None:
    seconds = allowance.wait(caller)
    if seconds:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too many requests; wait a moment.",
            headers={"Retry-After": str(math.ceil(seconds))},
        )
