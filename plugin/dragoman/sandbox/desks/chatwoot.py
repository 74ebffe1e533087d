"""A Chatwoot account that runs here: the part of its API that we use, as its source has it.

Traps: labels and custom attributes are replaced, outgoing content is rendered as Liquid, lists give the
newest, the default lists what is open.
"""

import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript

ACCOUNT = 1
API_USER, AGENT, BOT, CONTACT = 11, 12, 2, 4
EMAIL = "ana@example.com"
TYPES = ("incoming", "outgoing", "activity", "template")
PAGE = 20
INBOX, API_INBOX = 3, 5
BASE = f"/api/v1/accounts/{ACCOUNT}/conversations"
CONTACTS = f"/api/v1/accounts/{ACCOUNT}/contacts"
CONVERSATIONS_PAGE = 25
LIQUID = re.compile(r"\{\{\s*contact\.email\s*\}\}|\{%.*?%\}")
LONGEST_TEXT = 150_000


@dataclass
class Conversation:
    """A conversation and its messages, the oldest first."""

    id: int
    last_activity_at: int
    labels: list[str] = field(default_factory=lambda: ["vip"])
    attributes: dict[str, str] = field(default_factory=lambda: {"order": "4471"})
    status: str = "open"
    messages: list[dict[str, Any]] = field(default_factory=list)
    inbox: int = INBOX
    contact: int = CONTACT


class ChatwootAccount:
    """The account, in memory.

    Args:
        clock: The time in POSIX seconds.
    """

    token = "an-access-token"  # noqa: S105 - of an account that is made up

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.conversations: dict[int, Conversation] = {}
        self.contacts: list[dict[str, Any]] = []
        self.on_api_message: Callable[[Conversation, dict[str, Any]], None] = lambda _where, _what: None
        self.drops_attributes = False
        self.sorts = True
        self._ids = itertools.count(654)

    def open(self, number: int) -> Conversation:
        """Return a new conversation."""
        opened = self.conversations[number] = Conversation(number, int(self.clock()))
        return opened

    def write(
        self,
        conversation: Conversation,
        content: str | None,
        *,
        kind: str = "incoming",
        sender: int | None = CONTACT,
        private: bool = False,
        attributes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Store a message as Chatwoot does, and return it."""
        if kind == "outgoing" and content:
            content = LIQUID.sub(EMAIL, content)
        message = {
            "id": next(self._ids),
            "content": content,
            "account_id": ACCOUNT,
            "inbox_id": conversation.inbox,
            "conversation_id": conversation.id,
            "message_type": TYPES.index(kind),
            "created_at": int(self.clock()),
            "private": private,
            "status": "sent",
            "source_id": None,
            "content_type": "text",
            "content_attributes": {} if self.drops_attributes else attributes or {},
            "sender_type": _sender_type(kind, sender),
            "sender_id": sender,
        }
        if sender is not None:
            types = {"Contact": "contact", "AgentBot": "agent_bot"}
            named = types.get(str(message["sender_type"]), "user")
            message["sender"] = {"id": sender, "name": "Someone", "type": named}
        conversation.messages.append(message)
        conversation.last_activity_at = int(self.clock())
        return message

    def delivery(self, conversation: Conversation, message: dict[str, Any]) -> bytes:
        """Return what the account's webhook sends about a message."""
        moment = datetime.fromtimestamp(message["created_at"], UTC)
        sender = dict(message["sender"])
        if sender["type"] == "contact":
            del sender["type"]
        return json.dumps(
            {
                **{name: message[name] for name in ("id", "content", "content_attributes", "private")},
                "event": "message_created",
                "message_type": TYPES[message["message_type"]],
                "created_at": moment.strftime("%Y-%m-%dT%H:%M:%S.856Z"),
                "sender": sender,
                "conversation": {"id": conversation.id, "additional_attributes": _additional()},
                "account": {"id": ACCOUNT, "name": "Lumen"},
            }
        ).encode()

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)
        _log_in(app, self)
        _serve_conversations(app, self)
        _serve_messages(app, self)
        _serve_contacts(app, self)
        return app


def _sender_type(kind: str, sender: int | None) -> str | None:
    if sender is None:
        return None
    return "Contact" if kind == "incoming" else "AgentBot" if sender == BOT else "User"


def _additional() -> dict[str, Any]:
    return {"browser_language": "pt-BR", "referer": "https://lumen.example/"}


def _log_in(app: Flask, chatwoot: ChatwootAccount) -> None:
    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.headers.get("api-access-token") == chatwoot.token:
            return None
        return jsonify(error="Invalid Access Token"), 401

    @app.get("/api/v1/profile")
    def profile() -> ResponseReturnValue:
        accounts = [{"id": ACCOUNT, "name": "Lumen", "role": "agent"}]
        return jsonify(id=API_USER, name="Dragoman", email="bot@lumen.example", accounts=accounts)


def _serve_conversations(app: Flask, chatwoot: ChatwootAccount) -> None:
    @app.before_request
    def known() -> ResponseReturnValue | None:
        number = (request.view_args or {}).get("number")
        if number is None or number in chatwoot.conversations:
            return None
        return jsonify(error="Resource could not be found"), 404

    @app.get(BASE)
    def conversations() -> ResponseReturnValue:
        asked = request.args
        status, page = asked.get("status", "open"), int(asked.get("page", 1))
        found = [one for one in chatwoot.conversations.values() if status in {"all", one.status}]
        if chatwoot.sorts:
            found.sort(key=lambda one: one.last_activity_at, reverse=True)
        listed = [_listed(one) for one in found[(page - 1) * CONVERSATIONS_PAGE : page * CONVERSATIONS_PAGE]]
        return jsonify(data={"meta": {"all_count": len(found)}, "payload": listed})

    @app.get(f"{BASE}/<int:number>")
    def conversation(number: int) -> ResponseReturnValue:
        return jsonify(_listed(chatwoot.conversations[number]))

    @app.post(f"{BASE}/<int:number>/labels")
    def labels(number: int) -> ResponseReturnValue:
        chatwoot.conversations[number].labels = list(request.get_json()["labels"])
        return jsonify(payload=chatwoot.conversations[number].labels)

    @app.post(f"{BASE}/<int:number>/custom_attributes")
    def attributes(number: int) -> ResponseReturnValue:
        chatwoot.conversations[number].attributes = dict(request.get_json()["custom_attributes"])
        return jsonify(custom_attributes=chatwoot.conversations[number].attributes)


def _serve_contacts(app: Flask, chatwoot: ChatwootAccount) -> None:
    @app.get(f"{CONTACTS}/search")
    def search() -> ResponseReturnValue:
        found = [one for one in chatwoot.contacts if request.args["q"] in one["identifier"]]
        return jsonify(meta={"count": len(found), "current_page": 1}, payload=found)

    @app.post(CONTACTS)
    def make() -> ResponseReturnValue:
        wanted = request.get_json()
        if wanted["inbox_id"] != API_INBOX:
            return jsonify(error="Resource could not be found"), 404
        if any(one["identifier"] == wanted["identifier"] for one in chatwoot.contacts):
            taken = "Identifier has already been taken"
            return jsonify(message=taken, attributes=["identifier"]), 422
        number = len(chatwoot.contacts) + CONTACT + 1
        place = {"source_id": f"source-{number}", "inbox": {"id": API_INBOX, "name": "Chat"}}
        made = {"id": number, "name": wanted["name"], "identifier": wanted["identifier"]}
        chatwoot.contacts.append({**made, "contact_inboxes": [place]})
        return jsonify(payload=[chatwoot.contacts[-1]])

    @app.get(f"{CONTACTS}/<int:contact>/conversations")
    def theirs(contact: int) -> ResponseReturnValue:
        found = [one for one in chatwoot.conversations.values() if one.contact == contact]
        return jsonify(payload=[{"id": one.id, "inbox_id": one.inbox} for one in found])

    @app.post(BASE)
    def begin() -> ResponseReturnValue:
        wanted = request.get_json()
        (contact,) = [one for one in chatwoot.contacts if one["id"] == wanted["contact_id"]]
        if wanted["source_id"] not in {place["source_id"] for place in contact["contact_inboxes"]}:
            return jsonify(error="Resource could not be found"), 404
        begun = chatwoot.open(max(chatwoot.conversations, default=0) + 1)
        begun.inbox, begun.contact = wanted["inbox_id"], contact["id"]
        return jsonify(id=begun.id, account_id=ACCOUNT, inbox_id=begun.inbox)


def _serve_messages(app: Flask, chatwoot: ChatwootAccount) -> None:
    @app.get(f"{BASE}/<int:number>/messages")
    def messages(number: int) -> ResponseReturnValue:
        found = chatwoot.conversations[number].messages
        if "before" in request.args:
            found = [one for one in found if one["id"] < int(request.args["before"])]
        return jsonify(meta={}, payload=found[-PAGE:])

    @app.post(f"{BASE}/<int:number>/messages")
    def write(number: int) -> ResponseReturnValue:
        sent = request.get_json()
        if len(sent["content"]) > LONGEST_TEXT:
            return jsonify(message="Content is too long", attributes=["content"]), 422
        written = chatwoot.write(
            chatwoot.conversations[number],
            sent["content"],
            kind=sent["message_type"],
            sender=API_USER,
            private=sent["private"],
            attributes=sent["content_attributes"],
        )
        chatwoot.on_api_message(chatwoot.conversations[number], written)
        return jsonify(written)


def _listed(one: Conversation) -> dict[str, Any]:
    return {
        "id": one.id,
        "labels": one.labels,
        "custom_attributes": one.attributes,
        "additional_attributes": _additional(),
        "status": one.status,
        "last_activity_at": one.last_activity_at,
        "messages": one.messages[-1:],
    }
