"""A Request Tracker that runs here: the part of ``RT::REST2`` 5.0.3 that we use, after its source.

Debian's package would be the real one; with its database and Perl it is too heavy for a test.
"""

import itertools
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

TOKEN = "1-14-an-rt-token"
USER = "dragoman"
REQUESTOR = "ana@example.com"
AGENT = "rosa"


@dataclass
class Ticket:
    """A ticket and its transactions, the oldest first."""

    id: int
    updated: float
    fields: dict[str, str] = field(default_factory=dict)
    transactions: list[dict[str, Any]] = field(default_factory=list)


class FakeRequestTracker:
    """What a test sets up and looks at."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.tickets: dict[int, Ticket] = {}
        self.contents: dict[int, str] = {}
        self.requests: list[str] = []
        self._ids = itertools.count(101)

    def open(self, number: int, text: str = "Oi!") -> Ticket:
        self.tickets[number] = Ticket(number, self.clock())
        self.write(number, text, kind="Create")
        return self.tickets[number]

    def write(self, number: int, text: str, *, creator: str = REQUESTOR, kind: str = "Correspond") -> int:
        """Add a transaction: what is written, and a change of status that says nothing."""
        ticket = self.tickets[number]
        ticket.updated = self.clock()
        for of_kind in (kind, "Status"):
            made = {
                "id": str(next(self._ids)),
                "type": "transaction",
                "Type": of_kind,
                "Creator": {"type": "user", "id": creator, "_url": "…"},
                "Created": _iso(ticket.updated),
            }
            ticket.transactions.append(made)
        first = int(str(ticket.transactions[-2]["id"]))
        self.contents[first] = text
        return first


def create_app(tracker: FakeRequestTracker) -> Flask:
    app = Flask(__name__)

    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        tracker.requests.append(f"{request.method} {request.path}")
        if request.headers.get("Authorization") != f"token {TOKEN}":
            return jsonify(message="Unauthorized"), 401
        number = (request.view_args or {}).get("number")
        return (jsonify(message="Not Found"), 404) if number and number not in tracker.tickets else None

    _serve_tickets(app, tracker)
    _serve_texts(app, tracker)
    return app


def _serve_tickets(app: Flask, tracker: FakeRequestTracker) -> None:
    @app.get("/REST/2.0/tickets")
    def tickets() -> ResponseReturnValue:
        assert request.args["query"] == "Queue = 'General'"
        latest = sorted(tracker.tickets.values(), key=lambda one: -one.updated)
        return jsonify(_page([{"id": str(one.id), "LastUpdated": _iso(one.updated)} for one in latest]))

    @app.get("/REST/2.0/ticket/<int:number>")
    def ticket(number: int) -> ResponseReturnValue:
        return jsonify(id=number, Requestor=[{"type": "user", "id": REQUESTOR, "_url": "…"}], Cc=[])

    @app.put("/REST/2.0/ticket/<int:number>")
    def change(number: int) -> ResponseReturnValue:
        tracker.tickets[number].fields.update(request.get_json()["CustomFields"])
        return jsonify([f"Ticket {number}: changed"])

    @app.get("/REST/2.0/ticket/<int:number>/history")
    def history(number: int) -> ResponseReturnValue:
        return jsonify(_page(tracker.tickets[number].transactions))

    @app.post("/REST/2.0/ticket/<int:number>/<any(comment, correspond):way>")
    def write(number: int, way: str) -> ResponseReturnValue:
        sent = request.get_json()
        if not sent.get("ContentType"):
            return jsonify(message="ContentType is a required field for application/json"), 400
        made = tracker.write(number, sent["Content"], creator=USER, kind=way.capitalize())
        said = {"comment": "Comments added", "correspond": "Correspondence added"}[way]
        location = f"{request.host_url}REST/2.0/transaction/{made}"
        return jsonify([said]), 201, {"Location": location}


def _serve_texts(app: Flask, tracker: FakeRequestTracker) -> None:
    @app.get("/REST/2.0/transaction/<int:made>/attachments")
    def attachments(made: int) -> ResponseReturnValue:
        file = {"id": "1", "ContentType": "text/plain", "Filename": "a.txt"}
        whole = {"id": "2", "ContentType": "multipart/mixed"}
        text = {"id": str(made), "ContentType": "text/plain"}
        return jsonify(_page([whole, file, text]))

    @app.get("/REST/2.0/attachment/<int:made>")
    def attachment(made: int) -> ResponseReturnValue:
        return jsonify(id=made, Content=encodebytes(tracker.contents[made].encode()).decode())


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    size, number = min(int(request.args.get("per_page", 20)), 100), int(request.args.get("page", 1))
    shown = items[(number - 1) * size : number * size]
    return {"count": len(shown), "total": len(items), "per_page": size, "page": number, "items": shown}


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
