"""A program that is connected as generic: it keeps keys, and takes nothing that is not signed."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.sandbox.desks.faults import FaultScript


@dataclass
class Program:
    """The program's conversations, each with its messages, the oldest first.

    Attributes:
        secret: What our requests are signed with.
        conversations: By their ids.
        opened: Ids of the conversations that we had opened, by our keys.
        script: Faults to come.
        on_api_message: Told the conversation's id and the message when one comes from us.
    """

    secret: str
    conversations: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"c-204": []})
    opened: dict[str, str] = field(default_factory=dict)
    script: FaultScript = field(default_factory=FaultScript)
    on_api_message: Callable[[str, dict[str, Any]], None] = lambda _where, _what: None

    def tags(self) -> list[str]:
        """Return the languages that messages came with."""
        messages = [message for written in self.conversations.values() for message in written]
        return [message["language"] for message in messages if message["language"]]

    def app(self) -> Flask:
        """Return what answers our requests."""
        app = Flask(__name__)
        self.script.install(app)

        @app.post("/dragoman")
        def asked() -> ResponseReturnValue:
            digest = hmac.new(self.secret.encode(), request.get_data(), "sha256").hexdigest()
            if not hmac.compare_digest(f"sha256={digest}", request.headers.get("X-Dragoman-Signature", "")):
                return jsonify(error="not signed by Dragoman"), 401
            body = request.get_json()
            return self._answer(body["type"], body["data"])

        return app

    def _answer(self, kind: str, data: dict[str, Any]) -> ResponseReturnValue:
        if kind == "ping":
            return jsonify(name="Lumen's own desk")
        if kind == "conversation.open":
            number = self.opened.setdefault(data["key"], f"c-{len(self.conversations) + 204}")
            self.conversations.setdefault(number, [])
            return jsonify(id=number), 201
        messages = self.conversations.get(data["conversation"])
        if messages is None:
            return jsonify(error="no such conversation"), 404
        ids = [message["id"] for message in messages if message["key"] == data["key"]]
        if kind == "message.find":
            return jsonify(id=ids[0] if ids else None)
        if kind != "message.create":
            return jsonify(error="unknown type"), 400
        if not ids:
            ids = [f"m-{len(messages) + 1}"]
            messages.append({**data, "id": ids[0]})
            self.on_api_message(data["conversation"], messages[-1])
        return jsonify(id=ids[0]), 201
