"""A Zendesk that runs here: the part of its API that we use, as developer.zendesk.com documents it.

It assumes the worst where the documentation is silent: placeholders in comments are rendered, white
space is rearranged. Faults are scripted, one for each request to come.
"""

import base64
import html
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import WSGIRequestHandler, make_server

API_USER = 1001
AGENT = 1002
SHOPPER = 2001

USERS: dict[int, dict[str, Any]] = {
    API_USER: {"id": API_USER, "name": "Dragoman", "role": "agent", "locale": "en-US"},
    AGENT: {"id": AGENT, "name": "Rosa Agent", "role": "admin", "locale": "en-US"},
    SHOPPER: {"id": SHOPPER, "name": "Ana Souza", "role": "end-user", "locale": "pt-BR"},
}
EMAIL = "ana@example.com"
PLACEHOLDER = re.compile(r"\{\{\s*ticket\.requester\.email\s*\}\}|\{%.*?%\}")


@dataclass
class Fault:
    """What happens to one request: a status of the helpdesk's own, before or after it took effect."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"error": "scripted", "description": "a fault of the test"}'
    takes_effect: bool = False
    hangs: bool = False


@dataclass
class Ticket:
    """A ticket and its comments, the oldest first."""

    id: int
    tags: list[str] = field(default_factory=list)
    fields: dict[int, str] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False


class FakeZendesk:
    """The account: what a test sets up and looks at."""

    client_id = "dragoman"
    client_secret = "a-client-secret"
    email = "bot@shop.example"
    api_token = "an-api-token"

    def __init__(self) -> None:
        self.tickets: dict[int, Ticket] = {}
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.requests: list[str] = []
        self.faults: dict[str, list[Fault]] = {}
        self.released = Event()
        self.now = 1_795_000_000.0
        self.user = API_USER
        self.honours_sort = True
        self._last_id = 50_000

    def open_ticket(self, number: int, text: str, author: int = SHOPPER) -> Ticket:
        ticket = self.tickets[number] = Ticket(number, tags=["vip"])
        self.comment(ticket, html.escape(text), author=author)
        return ticket

    def comment(
        self, ticket: Ticket, html_body: str, *, author: int, public: bool = True, channel: str = "web"
    ) -> dict[str, Any]:
        rendered = PLACEHOLDER.sub(EMAIL, html_body)
        plain = html.unescape(re.sub(r"<[^>]*>", "", rendered.replace("<br>", "\n")))
        plain = re.sub(r"[ \t]*\n[ \t]*", "\n", plain).replace("  ", " \u00a0").strip()
        self._last_id += 1
        comment = {
            "id": self._last_id,
            "type": "Comment",
            "author_id": author,
            "body": plain,
            "html_body": f'<div class="zd-comment" dir="auto">\n{rendered}\n</div>',
            "plain_body": plain,
            "public": public,
            "audit_id": self._last_id + 1_000_000,
            "attachments": [],
            "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
            "metadata": {"system": {}, "custom": {}},
            "created_at": datetime.fromtimestamp(self.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        ticket.comments.append(comment)
        return comment

    def fail_next(self, call: str, fault: Fault) -> None:
        """Script a fault for the next request of a kind, for example ``PUT /api/v2/tickets/``."""
        self.faults.setdefault(call, []).append(fault)

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def fault_for(self, call: str) -> Fault | None:
        for beginning, faults in self.faults.items():
            if call.startswith(beginning) and faults:
                return faults.pop(0)
        return None

    def signed_in(self, authorization: str) -> bool:
        basic = base64.b64encode(f"{self.email}/token:{self.api_token}".encode()).decode()
        scheme, _, credential = authorization.partition(" ")
        return (scheme == "Bearer" and credential in self.tokens) or (
            scheme == "Basic" and credential == basic
        )


def create_app(account: FakeZendesk) -> Flask:
    app = Flask(__name__)
    _meet_faults(app, account)
    _log_in(app, account)
    _serve_tickets(app, account)
    return app


def _log_in(app: Flask, account: FakeZendesk) -> None:
    @app.post("/oauth/tokens")
    def token() -> ResponseReturnValue:
        asked = request.get_json()
        if (asked.get("client_id"), asked.get("client_secret")) != (account.client_id, account.client_secret):
            return jsonify(error="invalid_client", error_description="Client authentication failed"), 401
        assert asked["grant_type"] == "client_credentials"
        given = secrets.token_hex(16)
        account.tokens.add(given)
        account.tokens_given += 1
        return jsonify(access_token=given, token_type="bearer", scope=asked["scope"], expires_in=7200)

    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.path == "/oauth/tokens" or account.signed_in(request.headers.get("Authorization", "")):
            return None
        return jsonify(error="Couldn't authenticate you"), 401

    @app.get("/api/v2/users/me")
    def me() -> ResponseReturnValue:
        return jsonify(user=USERS[account.user])


def _serve_tickets(app: Flask, account: FakeZendesk) -> None:
    @app.put("/api/v2/tickets/<int:number>")
    def update(number: int) -> ResponseReturnValue:
        ticket = account.tickets.get(number)
        if ticket is None:
            return jsonify(error="RecordNotFound", description="Not found"), 404
        if ticket.closed:
            details = {"status": [{"description": "Status: closed prevents ticket update"}]}
            return jsonify(
                error="RecordInvalid", description="Record validation errors", details=details
            ), 422
        return jsonify(_updated(account, ticket, request.get_json()["ticket"]))

    @app.put("/api/v2/tickets/<int:number>/tags")
    def tag(number: int) -> ResponseReturnValue:
        ticket = account.tickets[number]
        ticket.tags += [tag for tag in request.get_json()["tags"] if tag not in ticket.tags]
        return jsonify(tags=ticket.tags)

    @app.get("/api/v2/tickets/<int:number>/comments")
    def comments(number: int) -> ResponseReturnValue:
        ticket = account.tickets.get(number)
        if ticket is None:
            return jsonify(error="RecordNotFound", description="Not found"), 404
        return jsonify(
            _page(ticket, newest_first=account.honours_sort and request.args.get("sort") == "-created_at")
        )


def _updated(account: FakeZendesk, ticket: Ticket, change: dict[str, Any]) -> dict[str, Any]:
    events: list[dict[str, Any]] = []
    for changed in change.get("custom_fields", ()):
        ticket.fields[changed["id"]] = changed["value"]
        events.append(
            {"id": 9, "type": "Change", "field_name": str(changed["id"]), "value": changed["value"]}
        )
    if "tags" in change:
        ticket.tags = list(change["tags"])
    if sent := change.get("comment"):
        body = sent.get("html_body") or html.escape(sent["body"])
        comment = account.comment(
            ticket, body, author=API_USER, public=sent.get("public", True), channel="api"
        )
        events.append(
            {"id": comment["id"], "type": "Comment", "body": comment["body"], "public": comment["public"]}
        )
    return {
        "ticket": {"id": ticket.id, "tags": ticket.tags, "status": "open"},
        "audit": {"id": 7, "events": events},
    }


def _page(ticket: Ticket, *, newest_first: bool) -> dict[str, Any]:
    size = min(int(request.args.get("page[size]", 100)), 100)
    start = int(request.args.get("page[after]", 0))
    ordered = ticket.comments[::-1] if newest_first else ticket.comments
    page = ordered[start : start + size]
    more = start + size < len(ordered)
    answer: dict[str, Any] = {
        "comments": page,
        "meta": {"has_more": more, "after_cursor": str(start + size), "before_cursor": str(start)},
        "links": {"next": f"https://elsewhere.example/?page[after]={start + size}" if more else None},
    }
    if request.args.get("include") == "users":
        answer["users"] = [
            USERS[number] for number in {comment["author_id"] for comment in page} if number in USERS
        ]
    return answer


def _meet_faults(app: Flask, account: FakeZendesk) -> None:
    @app.before_request
    def before() -> ResponseReturnValue | None:
        call = f"{request.method} {request.path}"
        account.requests.append(call)
        g.fault = account.fault_for(call)
        if g.fault and not g.fault.takes_effect:
            return _scripted(account, g.fault)
        return None

    @app.after_request
    def after(response: Response) -> Response:
        if g.fault and g.fault.takes_effect:
            return _scripted(account, g.fault)
        response.headers["X-Rate-Limit"] = response.headers["ratelimit-limit"] = "700"
        response.headers["X-Rate-Limit-Remaining"] = response.headers["ratelimit-remaining"] = "699"
        return response


def _scripted(account: FakeZendesk, fault: Fault) -> Response:
    if fault.hangs:
        account.released.wait(30)
    return make_response(fault.body, fault.status, {"Content-Type": "application/json", **fault.headers})


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name for it
        """Say nothing: tests read what was called from ``FakeZendesk.requests``."""


@contextmanager
def running(account: FakeZendesk) -> Iterator[str]:
    """Serve the account on a free port; gives its address."""
    server = make_server("127.0.0.1", 0, create_app(account), threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        account.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
