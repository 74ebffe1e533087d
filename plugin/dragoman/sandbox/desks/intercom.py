"""An Intercom workspace that runs here: the part of its API that we use, as its OpenAPI description has it.

Traps: the newest 500 parts are given and no more, the search sorts by nothing that helps and lags, bodies
become HTML, attributes that nobody created are refused.
"""

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript

API_USER, AGENT = "11", "12"
SHOPPER = {"type": "user", "id": "6762f1571bb69f9f2193bbbb", "name": "Ana", "email": "ana@example.com"}
MOST_PARTS = 500
ATTRIBUTES = frozenset({"Order", "Customer language"})


def admin(number: str) -> dict[str, Any]:
    """Return a teammate as Intercom shows them."""
    return {"type": "admin", "id": number, "name": "Someone", "email": f"a{number}@lumen.example"}


@dataclass
class Conversation:
    """A conversation and its parts, the oldest first."""

    id: int
    created_at: int
    updated_at: int
    first: str = "Bom dia!"
    tags: list[str] = field(default_factory=lambda: ["vip"])
    attributes: dict[str, str] = field(default_factory=lambda: {"Order": "4471"})
    parts: list[dict[str, Any]] = field(default_factory=list)


class IntercomWorkspace:
    """The workspace, in memory.

    Args:
        clock: The time in POSIX seconds.
    """

    token = "an-access-token"  # noqa: S105 - of a workspace that is made up

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.conversations: dict[int, Conversation] = {}
        self.tags: list[str] = ["vip"]
        self.on_api_message: Callable[[Conversation, dict[str, Any]], None] = lambda _where, _what: None
        self._ids = itertools.count(132)

    def open(self, number: int) -> Conversation:
        """Return a new conversation."""
        now = int(self.clock())
        opened = self.conversations[number] = Conversation(number, now, now)
        return opened

    def write(
        self, conversation: Conversation, body: str | None, *, kind: str = "comment", **different: Any
    ) -> dict[str, Any]:
        """Store a shopper's part, or one that is different."""
        now = int(self.clock())
        part = {
            "type": "conversation_part",
            "id": str(next(self._ids)),
            "part_type": kind,
            "body": body,
            "created_at": now,
            "updated_at": now,
            "notified_at": now,
            "assigned_to": None,
            "author": SHOPPER,
            "attachments": [],
            "external_id": None,
            "redacted": False,
            "metadata": {},
            "email_message_metadata": None,
            "app_package_code": None,
            **different,
        }
        conversation.parts.append(part)
        conversation.updated_at = now
        return part

    def delivery(
        self, conversation: Conversation, part: dict[str, Any], topic: str = "conversation.user.replied"
    ) -> bytes:
        """Return what a webhook sends about a part."""
        item = _shown(conversation, [part])
        now = int(self.clock())
        notification = {"type": "notification_event", "id": f"notif_{part['id']}", "topic": topic}
        return json.dumps({**notification, "created_at": now, "data": {"item": item}}).encode()

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)
        _log_in(app, self)
        _serve_conversations(app, self)
        _serve_changes(app, self)
        return app


def _error(status: int, code: str, message: str) -> ResponseReturnValue:
    return jsonify(type="error.list", request_id="r-1", errors=[{"code": code, "message": message}]), status


def _shown(one: Conversation, parts: list[dict[str, Any]]) -> dict[str, Any]:
    listed = {"type": "conversation_part.list", "conversation_parts": parts, "total_count": len(one.parts)}
    return {**_listed(one), "conversation_parts": listed}


def _listed(one: Conversation) -> dict[str, Any]:
    tags = [{"type": "tag", "id": str(place), "name": name} for place, name in enumerate(one.tags, 1)]
    return {
        "type": "conversation",
        "id": str(one.id),
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "source": {
            "type": "conversation",
            "id": "403918334",
            "delivered_as": "customer_initiated",
            "subject": "",
            "body": f"<p>{one.first}</p>",
            "author": SHOPPER,
            "attachments": [],
            "url": None,
            "redacted": False,
        },
        "tags": {"type": "tag.list", "tags": tags},
        "custom_attributes": one.attributes,
        "open": True,
        "state": "open",
    }


def _log_in(app: Flask, intercom: IntercomWorkspace) -> None:
    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.headers.get("Authorization") != f"Bearer {intercom.token}":
            return _error(401, "unauthorized", "Access Token Invalid")
        if request.headers.get("Intercom-Version") != "2.16":
            return _error(400, "intercom_version_invalid", "The requested version could not be found")
        number = (request.view_args or {}).get("number")
        if number is not None and number not in intercom.conversations:
            return _error(404, "not_found", "Resource Not Found")
        return None

    @app.get("/admins/<user>")
    def show_admin(user: str) -> ResponseReturnValue:
        if user not in {API_USER, AGENT}:
            return _error(404, "admin_not_found", "Admin not found")
        return jsonify(admin(user))


def _serve_conversations(app: Flask, intercom: IntercomWorkspace) -> None:
    @app.get("/conversations/<int:number>")
    def conversation(number: int) -> ResponseReturnValue:
        one = intercom.conversations[number]
        return jsonify(_shown(one, one.parts[-MOST_PARTS:]))

    @app.post("/conversations/search")
    def search() -> ResponseReturnValue:
        asked = request.get_json()
        query, size = asked["query"], asked["pagination"]["per_page"]
        start = int(asked["pagination"].get("starting_after", 0))
        if (query["field"], query["operator"]) != ("updated_at", ">"):
            return _error(400, "parameter_invalid", "This workspace searches by updated_at alone")
        found = [one for one in intercom.conversations.values() if one.updated_at > query["value"]]
        found.sort(key=lambda one: str(one.id)[::-1])
        pages: dict[str, Any] = {"type": "pages", "page": start // size + 1, "per_page": size}
        if start + size < len(found):
            pages["next"] = {"per_page": size, "starting_after": str(start + size)}
        listed = [_listed(one) for one in found[start : start + size]]
        return jsonify(type="conversation.list", conversations=listed, total_count=len(found), pages=pages)


def _serve_changes(app: Flask, intercom: IntercomWorkspace) -> None:
    @app.post("/conversations/<int:number>/reply")
    def reply(number: int) -> ResponseReturnValue:
        sent, one = request.get_json(), intercom.conversations[number]
        body = f"<p>{sent['body']}</p>"
        part = intercom.write(one, body, kind=sent["message_type"], author=admin(sent["admin_id"]))
        intercom.on_api_message(one, part)
        return jsonify(_shown(one, one.parts[-MOST_PARTS:]))

    @app.put("/conversations/<int:number>")
    def update(number: int) -> ResponseReturnValue:
        one, given = intercom.conversations[number], request.get_json()["custom_attributes"]
        if not set(given) <= ATTRIBUTES:
            return _error(400, "parameter_invalid", "Custom attribute does not exist")
        one.attributes |= given
        return jsonify(_shown(one, one.parts[-MOST_PARTS:]))

    @app.post("/tags")
    def make_tag() -> ResponseReturnValue:
        name = request.get_json()["name"]
        if name not in intercom.tags:
            intercom.tags.append(name)
        return jsonify(type="tag", id=str(intercom.tags.index(name) + 1), name=name)

    @app.post("/conversations/<int:number>/tags")
    def tag(number: int) -> ResponseReturnValue:
        one, place = intercom.conversations[number], int(request.get_json()["id"])
        name = intercom.tags[place - 1]
        if name not in one.tags:
            one.tags.append(name)
        return jsonify(type="tag", id=str(place), name=name)
