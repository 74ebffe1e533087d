"""A Front company that runs here: the part of its API that we use, as dev.frontapp.com describes it.

Traps: a reply is accepted before it has an id, it archives the conversation unless told otherwise, custom
fields that are not named are erased, tags are named by ids.
"""

import hmac
import itertools
import json
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript

API_USER, AGENT = "tea_6r55a", "tea_6r55b"
SHOPPER = "ana@example.com"
COMPANY = "cmp_k30"
FIELDS = frozenset({"Order", "Customer language"})
LARGEST_PAGE = 100

_TEAMMATES = {API_USER: "bot@lumen.example", AGENT: "rosa@lumen.example"}


@dataclass(slots=True)
class Conversation:
    """A conversation, its messages and comments, the oldest first."""

    id: str
    tags: list[str] = field(default_factory=lambda: ["vip"])
    fields: dict[str, str] = field(default_factory=lambda: {"Order": "4471"})
    messages: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    archived: bool = False


class FrontCompany:
    """The company, in memory.

    Args:
        clock: The time in POSIX seconds.
    """

    token = "an-api-token"  # noqa: S105 - of a company that is made up

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.conversations: dict[str, Conversation] = {}
        self.events: list[dict[str, Any]] = []
        self.tags: dict[str, str] = {"tag_1": "vip"}
        self.uids: dict[str, str] = {}
        self.merged: set[str] = set()
        """Conversations that were merged into others."""
        self.numbers_late = False
        """Whether accepted replies have no id for the time being."""
        self.sorts = True
        self.on_api_message: Callable[[Conversation, dict[str, Any]], None] = lambda _where, _event: None
        self._ids = itertools.count(101)

    def open(self, number: str) -> Conversation:
        """Return a new conversation."""
        opened = self.conversations[number] = Conversation(number)
        return opened

    def write(self, conversation: Conversation, text: str, /, **different: Any) -> dict[str, Any]:
        """Store a shopper's mail, or a message that is different, and return the event of it."""
        now = self.clock()
        message = {
            "id": f"msg_{next(self._ids)}",
            "type": "email",
            "is_inbound": True,
            "draft_mode": None,
            "error_type": None,
            "created_at": now,
            "subject": "Pedido #4471",
            "author": None,
            "recipients": [
                {"name": "Ana", "handle": SHOPPER, "role": "from"},
                {"name": None, "handle": "desk@lumen.example", "role": "to"},
            ],
            "body": f"<p>{text}</p>",
            "text": text,
            "attachments": [],
            "metadata": {},
            **different,
        }
        conversation.messages.append(message)
        return self._event(
            "inbound" if message["is_inbound"] else "outbound", "message", conversation, message
        )

    def comment(self, conversation: Conversation, text: str, author: str | None = AGENT) -> dict[str, Any]:
        """Store a teammate's comment and return the event of it."""
        comment: dict[str, Any] = {
            "id": f"com_{next(self._ids)}",
            "author": teammate(author),
            "body": text,
            "posted_at": self.clock(),
            "attachments": [],
        }
        conversation.comments.append(comment)
        return self._event("comment", "comment", conversation, comment)

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)
        _log_in(app, self)
        _serve_reading(app, self)
        _serve_writing(app, self)
        _serve_tags(app, self)
        return app

    def _event(
        self, kind: str, about: str, conversation: Conversation, what: dict[str, Any]
    ) -> dict[str, Any]:
        event = {
            "id": f"evt_{next(self._ids)}",
            "type": kind,
            "emitted_at": self.clock(),
            "source": {"_meta": {"type": "inboxes"}, "data": []},
            "target": {"_meta": {"type": about}, "data": what},
            "conversation": {"id": conversation.id, "subject": "Pedido #4471", "status": "unassigned"},
        }
        self.events.append(event)
        return event


def teammate(number: str | None) -> dict[str, Any] | None:
    """Return a teammate as Front shows them."""
    if number is None:
        return None
    return {"id": number, "email": _TEAMMATES[number], "username": number, "is_admin": False}


def delivery(event: dict[str, Any]) -> bytes:
    """Return what an application webhook sends of an event."""
    names = {"inbound": "inbound_received", "outbound": "outbound_sent", "comment": "new_comment_added"}
    kind = names[event["type"]]
    return json.dumps({"type": kind, "authorization": {"id": COMPANY}, "payload": event}).encode()


def signature(body: bytes, secret: str, at: float) -> dict[str, str]:
    """Return the headers, in lower case, that prove a delivery."""
    timestamp = str(int(at * 1000))
    digest = hmac.digest(secret.encode(), f"{timestamp}:".encode() + body, "sha256")
    return {"x-front-request-timestamp": timestamp, "x-front-signature": b64encode(digest).decode()}


def _error(status: int, title: str, message: str) -> ResponseReturnValue:
    return jsonify(_error={"status": status, "title": title, "message": message}), status


def _log_in(app: Flask, front: FrontCompany) -> None:
    @app.before_request
    def authenticate() -> ResponseReturnValue | None:
        if request.headers.get("Authorization") != f"Bearer {front.token}":
            return _error(401, "Unauthenticated", "JSON Web Token error")
        number = (request.view_args or {}).get("conversation")
        if number in front.merged:
            return "", 301, {"Location": f"{request.host_url}conversations/cnv_other"}
        if number is not None and number not in front.conversations:
            return _error(404, "Not found", "Unknown conversation")
        return None

    @app.get("/teammates/<number>")
    def show_teammate(number: str) -> ResponseReturnValue:
        if number not in _TEAMMATES:
            return _error(404, "Not found", "Unknown teammate")
        return jsonify(teammate(number))


def _serve_reading(app: Flask, front: FrontCompany) -> None:
    @app.get("/conversations/<conversation>")
    def show(conversation: str) -> ResponseReturnValue:
        one = front.conversations[conversation]
        return jsonify(id=one.id, status="unassigned", custom_fields=one.fields)

    @app.get("/conversations/<conversation>/messages")
    def messages(conversation: str) -> ResponseReturnValue:
        return _paged(front, front.conversations[conversation].messages)

    @app.get("/conversations/<conversation>/comments")
    def comments(conversation: str) -> ResponseReturnValue:
        return _paged(front, front.conversations[conversation].comments)

    @app.get("/events")
    def events() -> ResponseReturnValue:
        after = float(request.args.get("q[after]", 0))
        return _paged(front, [event for event in front.events if event["emitted_at"] > after])

    @app.get("/messages/<number>")
    def message(number: str) -> ResponseReturnValue:
        if number.startswith("alt:uid:"):
            uid = number.removeprefix("alt:uid:")
            number = "" if front.numbers_late else front.uids.get(uid, "")
        every = (one for conversation in front.conversations.values() for one in conversation.messages)
        return _one(every, number)

    @app.get("/comments/<number>")
    def comment(number: str) -> ResponseReturnValue:
        every = (one for conversation in front.conversations.values() for one in conversation.comments)
        return _one(every, number)


def _serve_writing(app: Flask, front: FrontCompany) -> None:
    @app.patch("/conversations/<conversation>")
    def update(conversation: str) -> ResponseReturnValue:
        given = request.get_json()["custom_fields"]
        if not set(given) <= FIELDS:
            return _error(400, "Bad request", "Unknown custom field")
        front.conversations[conversation].fields = dict(given)
        return "", 204

    @app.post("/conversations/<conversation>/comments")
    def add_comment(conversation: str) -> ResponseReturnValue:
        sent = request.get_json()
        event = front.comment(front.conversations[conversation], sent["body"], sent.get("author_id"))
        front.on_api_message(front.conversations[conversation], event)
        return jsonify(event["target"]["data"]), 201

    @app.post("/conversations/<conversation>/messages")
    def reply(conversation: str) -> ResponseReturnValue:
        sent, one = request.get_json(), front.conversations[conversation]
        if "channel_id" in sent and sent["channel_id"] != "cha_6tvu":
            return _error(400, "Bad request", "Unknown channel")
        event = front.write(
            one,
            "",
            is_inbound=False,
            author=teammate(sent.get("author_id")),
            body=f"<div>{sent['body']}</div>",
            text=sent.get("text"),
        )
        one.archived = sent.get("options", {}).get("archive", True)
        uid = f"{len(front.uids):032x}"
        front.uids[uid] = event["target"]["data"]["id"]
        front.on_api_message(one, event)
        return jsonify(status="accepted", message_uid=uid), 202


def _serve_tags(app: Flask, front: FrontCompany) -> None:
    @app.get("/tags")
    def tags() -> ResponseReturnValue:
        return _paged(front, [{"id": number, "name": name} for number, name in front.tags.items()])

    @app.post("/tags")
    def make() -> ResponseReturnValue:
        name = request.get_json()["name"]
        if name in front.tags.values():
            return _error(400, "Bad request", "A tag of this name exists")
        number = f"tag_{len(front.tags) + 1}"
        front.tags[number] = name
        return jsonify(id=number, name=name), 201

    @app.post("/conversations/<conversation>/tags")
    def tag(conversation: str) -> ResponseReturnValue:
        numbers, there = request.get_json()["tag_ids"], front.conversations[conversation].tags
        if not set(numbers) <= set(front.tags):
            return _error(400, "Bad request", "Unknown tag")
        there += [front.tags[number] for number in numbers if front.tags[number] not in there]
        return "", 204


def _one(every: Any, number: str) -> ResponseReturnValue:
    found = next((one for one in every if one["id"] == number), None)
    return _error(404, "Not found", "Unknown resource") if found is None else jsonify(found)


def _paged(front: FrontCompany, found: list[dict[str, Any]]) -> ResponseReturnValue:
    """Answer with a page of a list, the latest first, and the whole address of the next one."""
    listed = found[::-1] if front.sorts else found
    size, start = (
        min(int(request.args.get("limit", 50)), LARGEST_PAGE),
        int(request.args.get("page_token", 0)),
    )
    following = (
        f"{request.base_url}?limit={size}&page_token={start + size}" if start + size < len(found) else None
    )
    return jsonify(_results=listed[start : start + size], _pagination={"next": following})
