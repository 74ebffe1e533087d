"""Zendesk messaging's API (Sunshine Conversations): the part that we use, with its refusals and limits.

https://docs.smooch.io/rest/
"""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript

APP = "5f0c1d2e3a4b5c6d7e8f9a0b"
LARGEST_REQUEST = 100_000
LARGEST_METADATA = 4_096
PAGE = 100

_FIRST_ID = 0x69B4C5F0_14137CE0_CD450000


class Messaging:
    """One app: its conversations, each with its messages, the oldest first.

    Args:
        clock: The time in POSIX seconds.
    """

    key_id = "act_1"
    key_secret = "a-key-secret"  # noqa: S105 - of an app that is made up

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.script = FaultScript()
        self.begins_with_newest = True
        self.most_messages = 30_000
        self.conversations: dict[str, list[dict[str, Any]]] = {}
        self._lock = threading.Lock()
        self._last_id = _FIRST_ID

    def open(self) -> str:
        """Open a conversation and return its id."""
        conversation = self._id()
        self.conversations[conversation] = []
        return conversation

    def write(self, conversation: str, text: str, **different: Any) -> dict[str, Any]:
        """Add a message, a shopper's unless said otherwise, and return it."""
        message = {
            "id": self._id(),
            "received": datetime.fromtimestamp(self.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "author": {"type": "user", "userId": "69b43c86543fa6363b8fabdd", "displayName": "Ana"},
            "content": {"type": "text", "text": text},
            "source": {"type": "web", "integrationId": "69b435b5b021be8c65fe5bf3"},
            **different,
        }
        self.conversations[conversation].append(message)
        return message

    def app(self) -> Flask:
        """Return the API."""
        app = Flask(__name__)
        self.script.install(app)

        @app.before_request
        def authenticate() -> ResponseReturnValue | None:
            given = request.authorization
            if given is not None and (given.username, given.password) == (self.key_id, self.key_secret):
                return None
            return _error(401, "unauthorized", "Authorization is required")

        @app.get(f"/sc/v2/apps/{APP}")
        def shown() -> ResponseReturnValue:
            return jsonify(app={"id": APP, "displayName": "Lumen", "settings": {}, "metadata": {}})

        messages = f"/sc/v2/apps/{APP}/conversations/<conversation>/messages"
        app.add_url_rule(messages, "list", self._list, methods=["GET"])
        app.add_url_rule(messages, "post", self._post, methods=["POST"])
        return app

    def _list(self, conversation: str) -> ResponseReturnValue:
        messages = self.conversations.get(conversation)
        if messages is None:
            return _error(404, "conversation_not_found", "Conversation not found")
        before, after = request.args.get("page[before]"), request.args.get("page[after]")
        if before and after:
            return _error(400, "bad_request", "Only one of page[before] and page[after]")
        ids = [message["id"] for message in messages]
        if after is not None:
            page = messages[ids.index(after) + 1 :][:PAGE]
        elif before is not None:
            page = messages[: ids.index(before)][-PAGE:]
        else:
            page = messages[-PAGE:] if self.begins_with_newest else messages[:PAGE]
        return jsonify(messages=page, meta={"hasMore": len(page) == PAGE}, links={})

    def _post(self, conversation: str) -> ResponseReturnValue:
        if (request.content_length or 0) > LARGEST_REQUEST:
            return _error(413, "payload_too_large", "Payload too large")
        messages = self.conversations.get(conversation)
        if messages is None:
            return _error(404, "conversation_not_found", "Conversation not found")
        if len(messages) >= self.most_messages:
            return _error(423, "conversation_locked", "Too many messages")
        sent = request.get_json()
        metadata = sent.get("metadata", {})
        if len(json.dumps(metadata)) > LARGEST_METADATA or any(
            isinstance(one, dict | list) for one in metadata.values()
        ):
            return _error(400, "bad_request", "metadata is flat and has 4 KB at most")
        if not sent["content"].get("text", "").strip():
            return _error(400, "bad_request", "text is required")
        message = self.write(
            conversation,
            sent["content"]["text"],
            author={"type": "business", "displayName": "Lumen"},
            source={"type": "api:conversations"},
            metadata=metadata,
        )
        return jsonify(messages=[message]), 201

    def _id(self) -> str:
        with self._lock:
            self._last_id += 1
            return f"{self._last_id:024x}"


def _error(status: int, code: str, title: str) -> ResponseReturnValue:
    return jsonify(errors=[{"code": code, "title": title}]), status
