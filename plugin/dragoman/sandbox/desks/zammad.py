"""A Zammad that runs here: the part of its API that we use, as docs.zammad.org has it.

Traps: internal articles of the type email are mailed all the same, white space is rearranged, and the search
has a cap of its own for pages.
"""

import html
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

API_USER, AGENT, CUSTOMER = 11, 5, 8
LOGINS = {API_USER: "dragoman@lumen.example", AGENT: "rosa@lumen.example", CUSTOMER: "ana@example.com"}
MOST_PER_PAGE = 20
QUERY = re.compile(r"updated_at:\[(\S+) TO \*\]")


@dataclass
class Ticket:
    """A ticket and its articles, the oldest first."""

    id: int
    updated_at: float
    tags: list[str] = field(default_factory=lambda: ["vip"])
    fields: dict[str, str] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)


class ZammadHelpdesk:
    """The helpdesk, in memory.

    Args:
        clock: The time in POSIX seconds.
    """

    token = "an-access-token"  # noqa: S105 - of a helpdesk that is made up

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.tickets: dict[int, Ticket] = {}
        self.mailed: list[dict[str, Any]] = []
        self.newest_first = False
        self.on_api_message: Callable[[Ticket, dict[str, Any]], None] = lambda _where, _what: None
        self._ids = itertools.count(104)

    def open(self, number: int) -> Ticket:
        """Return a new ticket."""
        opened = self.tickets[number] = Ticket(number, self.clock())
        return opened

    def write(self, ticket: Ticket, body: str, **different: Any) -> dict[str, Any]:
        """Store an article of the customer's, or one that is different."""
        article = {
            "id": next(self._ids),
            "ticket_id": ticket.id,
            "body": re.sub(r"[ \t]+", " ", body).strip(),
            "content_type": "text/html",
            "created_at": iso(self.clock()),
            "created_by_id": CUSTOMER,
            "from": "Ana Souza <ana@example.com>",
            "subject": "Pedido #4471",
            "message_id": "<abc.1@example.com>",
            "reply_to": None,
            "origin_by_id": None,
            "sender": "Customer",
            "type": "email",
            "internal": False,
            **different,
        }
        article["created_by"] = LOGINS.get(article["created_by_id"], "-")
        ticket.articles.append(article)
        ticket.updated_at = self.clock()
        return article

    def delivery(self, ticket: Ticket, article: dict[str, Any]) -> bytes:
        """Return what a trigger's webhook sends."""
        author = {"id": article["created_by_id"], "login": article["created_by"]}
        return json.dumps(
            {"ticket": {"id": ticket.id}, "article": {**article, "created_by": author}}
        ).encode()

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)
        _log_in(app, self)
        _serve_articles(app, self)
        _serve_tickets(app, self)
        return app


def iso(moment: float) -> str:
    """Return a time as Zammad writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.318Z")


def _log_in(app: Flask, zammad: ZammadHelpdesk) -> None:
    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.headers.get("Authorization") == f"Token token={zammad.token}":
            return None
        return jsonify(error="Can't find User for Token", error_human="Can't find User for Token"), 401

    @app.get("/api/v1/users/me")
    def me() -> ResponseReturnValue:
        return jsonify(id=API_USER, login=LOGINS[API_USER])


def _missing(what: str) -> ResponseReturnValue:
    return jsonify(error=f"Couldn't find {what}", error_human=f"Couldn't find {what}"), 404


def _serve_articles(app: Flask, zammad: ZammadHelpdesk) -> None:
    @app.get("/api/v1/ticket_articles/by_ticket/<int:number>")
    def by_ticket(number: int) -> ResponseReturnValue:
        ticket = zammad.tickets.get(number)
        return _missing("Ticket") if ticket is None else jsonify(ticket.articles)

    @app.post("/api/v1/ticket_articles")
    def write() -> ResponseReturnValue:
        sent = request.get_json()
        ticket = zammad.tickets.get(sent["ticket_id"])
        if ticket is None:
            return _missing("Ticket")
        if sent["type"] == "email" and not sent.get("to"):
            return jsonify(error="Need recipient", error_human="Need recipient"), 422
        different = {"subject": "", **sent, "created_by_id": API_USER, "from": "Dragoman"}
        article = zammad.write(ticket, different.pop("body"), **different)
        if sent["type"] == "email":
            zammad.mailed.append(article)
        if sent.get("content_type") == "text/html":
            article["body"] = re.sub(r"<script.*?</script>", "", article["body"])
        zammad.on_api_message(ticket, article)
        return jsonify(article), 201


def _serve_tickets(app: Flask, zammad: ZammadHelpdesk) -> None:
    @app.post("/api/v1/tags/add")
    def add_tag() -> ResponseReturnValue:
        asked = request.get_json()
        if asked["object"] != "Ticket" or asked["o_id"] not in zammad.tickets:
            return _missing("Ticket")
        tags = zammad.tickets[asked["o_id"]].tags
        tags += [asked["item"]] if asked["item"] not in tags else []
        return jsonify(True), 201

    @app.put("/api/v1/tickets/<int:number>")
    def change(number: int) -> ResponseReturnValue:
        zammad.tickets[number].fields |= request.get_json()
        return jsonify(id=number)

    @app.get("/api/v1/tickets/search")
    def search() -> ResponseReturnValue:
        asked = request.args
        query = QUERY.fullmatch(asked["query"])
        order = (asked.get("sort_by"), asked.get("order_by"), asked.get("expand"))
        if query is None or order != ("updated_at", "asc", "true"):
            return jsonify(error="This helpdesk only searches for what changed"), 422
        since = datetime.fromisoformat(query[1]).timestamp()
        found = [ticket for ticket in zammad.tickets.values() if ticket.updated_at >= since]
        found.sort(key=lambda ticket: ticket.updated_at, reverse=zammad.newest_first)
        size = min(int(asked["per_page"]), MOST_PER_PAGE)
        start = (int(asked["page"]) - 1) * size
        page = [
            {"id": one.id, "title": html.escape("x"), "updated_at": iso(one.updated_at)}
            for one in found[start : start + size]
        ]
        return jsonify(page)
