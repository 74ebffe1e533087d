"""A Gorgias that runs here: the part of its API that we use, as far as developers.gorgias.com tells.

Traps: a message with ``sent_datetime`` is taken for sent and not sent, required fields are checked with
Gorgias' own error bodies, lists are paged by cursors, bodies over a megabyte are refused.
"""

import itertools
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript

API_USER, AGENT, SHOPPER = 11, 12, 4
REQUIRED = ("channel", "via", "from_agent", "sender")
PAGE = 30
LONGEST_EXTERNAL_ID = 255
LARGEST_REQUEST = 1_000_000


@dataclass
class Ticket:
    """A ticket and its messages, the oldest first."""

    id: int
    tags: list[str] = field(default_factory=lambda: ["vip"])
    messages: list[dict[str, Any]] = field(default_factory=list)


class GorgiasAccount:
    """The account, in memory.

    Args:
        clock: The time in POSIX seconds.
    """

    email = "bot@lumen.example"
    api_key = "an-api-key"

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.tickets: dict[int, Ticket] = {}
        self.sent: list[dict[str, Any]] = []
        self.drops_external_ids = False
        self.sorts = True
        self.on_api_message: Callable[[Ticket, dict[str, Any]], None] = lambda _where, _what: None
        self._ids = itertools.count(208_841_467)

    def open(self, number: int) -> Ticket:
        """Return a new ticket."""
        opened = self.tickets[number] = Ticket(number)
        return opened

    def write(self, ticket: Ticket, text: str | None, **different: Any) -> dict[str, Any]:
        """Store a shopper's mail, or a message that is different."""
        message = {
            "id": next(self._ids),
            "ticket_id": ticket.id,
            "channel": "email",
            "via": "email",
            "from_agent": False,
            "public": True,
            "rule_id": None,
            "sender": {"id": SHOPPER, "email": "ana@example.com", "name": "Ana"},
            "receiver": None,
            "source": {
                "type": "email",
                "from": {"address": "ana@example.com", "name": "Ana"},
                "to": [{"address": "desk@lumen.example", "name": "Lumen"}],
            },
            "subject": "Pedido #4471",
            "body_text": text,
            "body_html": None,
            "stripped_text": text,
            "stripped_html": None,
            "external_id": None,
            "headers": {"Message-Id": "<abc.1@example.com>"},
            "created_datetime": iso(self.clock()),
            **different,
        }
        ticket.messages.append(message)
        return message

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)
        _log_in(app, self)
        _serve(app, self)
        return app


def iso(moment: float) -> str:
    """Return a time as Gorgias writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.308988+00:00")


def _error(status: int, message: str, **data: Any) -> ResponseReturnValue:
    return jsonify(error={"msg": message, "data": data}), status


def _log_in(app: Flask, gorgias: GorgiasAccount) -> None:
    expected = f"Basic {b64encode(f'{gorgias.email}:{gorgias.api_key}'.encode()).decode()}"

    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.headers.get("Authorization") != expected:
            return _error(401, "Authentication failed.")
        number = (request.view_args or {}).get("number")
        if number is not None and number not in gorgias.tickets:
            return _error(404, "Ticket not found.")
        return None

    @app.get("/api/users/<int:user>")
    def user(user: int) -> ResponseReturnValue:
        if user != API_USER:
            return _error(404, "User not found.")
        return jsonify(id=user, email=gorgias.email, name="Dragoman")


def _serve(app: Flask, gorgias: GorgiasAccount) -> None:
    @app.get("/api/messages")
    def messages() -> ResponseReturnValue:
        found = [one for ticket in gorgias.tickets.values() for one in ticket.messages]
        newest_first = gorgias.sorts and request.args.get("order_by") == "created_datetime:desc"
        found.sort(key=lambda one: str(one["created_datetime"]), reverse=newest_first)
        return _paged(found)

    @app.get("/api/tickets/<int:number>/messages")
    def thread(number: int) -> ResponseReturnValue:
        return _paged(gorgias.tickets[number].messages)

    @app.post("/api/tickets/<int:number>/messages")
    def write(number: int) -> ResponseReturnValue:
        sent = request.get_json()
        if missing := [name for name in REQUIRED if name not in sent]:
            return _error(400, "Bad request.", **{missing[0]: ["Missing data for required field."]})
        too_long = len(sent.get("external_id", "")) > LONGEST_EXTERNAL_ID
        if too_long or len(request.get_data()) > LARGEST_REQUEST:
            return _error(400, "Bad request.", external_id=["Too long."])
        kept = {**sent, "stripped_text": None, "rule_id": None, "headers": None}
        if gorgias.drops_external_ids:
            kept["external_id"] = None
        written = gorgias.write(gorgias.tickets[number], sent["body_text"], **kept)
        if sent["channel"] != "internal-note" and "sent_datetime" not in sent:
            gorgias.sent.append(written)
        gorgias.on_api_message(gorgias.tickets[number], written)
        return jsonify(written), 201

    @app.post("/api/tickets/<int:number>/tags")
    def tag(number: int) -> ResponseReturnValue:
        tags = gorgias.tickets[number].tags
        tags += [name for name in request.get_json()["names"] if name not in tags]
        return jsonify({}), 201


def _paged(found: list[dict[str, Any]]) -> ResponseReturnValue:
    start, size = int(request.args.get("cursor", 0)), int(request.args.get("limit", PAGE))
    following = str(start + size) if start + size < len(found) else None
    return jsonify(data=found[start : start + size], meta={"next_cursor": following, "prev_cursor": None})
