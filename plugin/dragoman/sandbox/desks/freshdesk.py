"""A Freshdesk that runs here: the part of its API that we use, as developers.freshdesk.com has it.

It assumes the worst where the documentation is silent: placeholders in bodies are rendered, replies get a
signature. Traps: tags are replaced, lists are sorted otherwise unless asked, fields are checked.
"""

import html
import itertools
import re
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript

API_USER, AGENT, REQUESTER = 11, 12, 4
EMAIL = "ana@example.com"
PLACEHOLDER = re.compile(r"\{\{\s*ticket\.requester\.email\s*\}\}")
FIELDS = frozenset({"cf_language"})


@dataclass
class Ticket:
    """A ticket, its description and its conversations, the oldest first."""

    id: int
    description: str
    created_at: float
    updated_at: float
    source: int = 2
    tags: list[str] = field(default_factory=lambda: ["vip"])
    fields: dict[str, str] = field(default_factory=dict)
    conversations: list[dict[str, Any]] = field(default_factory=list)


class FreshdeskAccount:
    """The account, in memory.

    Args:
        clock: The time in POSIX seconds.
    """

    api_key = "an-api-key"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.tickets: dict[int, Ticket] = {}
        self.signature = ""
        self.on_api_message: Callable[[Ticket, dict[str, Any]], None] = lambda _where, _what: None
        self._ids = itertools.count(9_001)

    def open(self, number: int, description: str = "<div>Oi!</div>") -> Ticket:
        """Return a new ticket."""
        now = self.clock()
        opened = self.tickets[number] = Ticket(number, description, now, now)
        return opened

    def write(
        self,
        ticket: Ticket,
        body: str,
        *,
        user: int | None = REQUESTER,
        private: bool = False,
    ) -> dict[str, Any]:
        """Store a conversation as Freshdesk does, and return it."""
        rendered = PLACEHOLDER.sub(EMAIL, body)
        text = html.unescape(re.sub(r"<[^>]*>", " ", rendered))
        conversation = {
            "id": next(self._ids),
            "body": rendered,
            "body_text": " ".join(text.split()),
            "incoming": user not in {API_USER, AGENT, None},
            "private": private,
            "user_id": user,
            "support_email": None,
            "source": 2 if private else 0,
            "ticket_id": ticket.id,
            "to_emails": [],
            "created_at": iso(self.clock()),
            "updated_at": iso(self.clock()),
            "attachments": [],
        }
        ticket.conversations.append(conversation)
        ticket.updated_at = self.clock()
        return conversation

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)
        _log_in(app, self)
        _serve_tickets(app, self)
        _serve_conversations(app, self)
        return app


def iso(moment: float) -> str:
    """Return a time as Freshdesk writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _invalid(name: str, message: str) -> ResponseReturnValue:
    error = {"field": name, "message": message, "code": "invalid_value"}
    return jsonify(description="Validation failed", errors=[error]), 400


def _log_in(app: Flask, freshdesk: FreshdeskAccount) -> None:
    expected = f"Basic {b64encode(f'{freshdesk.api_key}:X'.encode()).decode()}"

    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.headers.get("Authorization") != expected:
            message = "You have to be logged in to perform this action."
            return jsonify(code="invalid_credentials", message=message), 401
        number = (request.view_args or {}).get("number")
        if number is not None and number not in freshdesk.tickets:
            return Response(status=404)
        return None

    @app.get("/api/v2/agents/me")
    def me() -> ResponseReturnValue:
        return jsonify(id=API_USER, contact={"name": "Dragoman", "email": "bot@lumen.example"})


def _serve_tickets(app: Flask, freshdesk: FreshdeskAccount) -> None:
    @app.get("/api/v2/tickets")
    def tickets() -> ResponseReturnValue:
        asked = request.args
        since = datetime.fromisoformat(asked["updated_since"]).timestamp()
        found = [one for one in freshdesk.tickets.values() if int(one.updated_at) >= since]
        by = "updated_at" if asked.get("order_by") == "updated_at" else "created_at"
        found.sort(key=lambda one: float(getattr(one, by)), reverse=asked.get("order_type") != "asc")
        size = min(int(asked.get("per_page", 30)), 100)
        start = (int(asked.get("page", 1)) - 1) * size
        page = [
            {name: value for name, value in _shown(one).items() if not name.startswith("description")}
            for one in found[start : start + size]
        ]
        return jsonify(page)

    @app.get("/api/v2/tickets/<int:number>")
    def ticket(number: int) -> ResponseReturnValue:
        return jsonify(_shown(freshdesk.tickets[number]))

    @app.put("/api/v2/tickets/<int:number>")
    def change(number: int) -> ResponseReturnValue:
        changed, asked = freshdesk.tickets[number], request.get_json()
        if unknown := set(asked.get("custom_fields", ())) - FIELDS:
            return _invalid(f"custom_fields.{min(unknown)}", "Unexpected/invalid field in request")
        changed.tags = list(asked.get("tags", changed.tags))
        changed.fields |= asked.get("custom_fields", {})
        return jsonify(_shown(changed))


def _serve_conversations(app: Flask, freshdesk: FreshdeskAccount) -> None:
    @app.get("/api/v2/tickets/<int:number>/conversations")
    def conversations(number: int) -> ResponseReturnValue:
        size = min(int(request.args.get("per_page", 30)), 100)
        start = (int(request.args.get("page", 1)) - 1) * size
        return jsonify(freshdesk.tickets[number].conversations[start : start + size])

    @app.post("/api/v2/tickets/<int:number>/notes")
    def note(number: int) -> ResponseReturnValue:
        sent = request.get_json()
        if unknown := set(sent) - {"body", "private", "incoming", "notify_emails", "user_id"}:
            return _invalid(min(unknown), "Unexpected/invalid field in request")
        private = sent.get("private", True)
        written = freshdesk.write(freshdesk.tickets[number], sent["body"], user=API_USER, private=private)
        freshdesk.on_api_message(freshdesk.tickets[number], written)
        return jsonify(written), 201

    @app.post("/api/v2/tickets/<int:number>/reply")
    def reply(number: int) -> ResponseReturnValue:
        sent = request.get_json()
        if unknown := set(sent) - {"body", "from_email", "cc_emails", "bcc_emails", "user_id"}:
            return _invalid(min(unknown), "Unexpected/invalid field in request")
        body = sent["body"] + freshdesk.signature
        written = freshdesk.write(freshdesk.tickets[number], body, user=API_USER)
        freshdesk.on_api_message(freshdesk.tickets[number], written)
        return jsonify(written), 201


def _shown(one: Ticket) -> dict[str, Any]:
    return {
        "id": one.id,
        "description": one.description,
        "description_text": "flat",
        "source": one.source,
        "requester_id": REQUESTER,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "tags": one.tags,
        "custom_fields": one.fields,
    }
