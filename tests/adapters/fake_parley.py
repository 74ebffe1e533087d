"""A Parley that runs here, and one that keeps no tags: nothing can be looked for in it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from dragoman.adapter import Sighting
from tests.adapters.parley_by_readme import Parley


@dataclass
class FakeParley:
    """Its threads, each with its entries, the oldest first. It takes nobody without the key."""

    key: str
    threads: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: {5: []})
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def app(self) -> Flask:
        app = Flask(__name__)

        @app.before_request
        def authenticate() -> ResponseReturnValue | None:
            known = request.headers.get("X-Key") == self.key
            return None if known else (jsonify(error="who are you?"), 401)

        @app.get("/me")
        def me() -> ResponseReturnValue:
            return jsonify(me="Dragoman")

        @app.route("/threads/<int:number>", methods=["GET", "POST"])
        def thread(number: int) -> ResponseReturnValue:
            if request.method == "GET":
                return jsonify(entries=self.threads[number])
            entry = {"nr": next(self.numbers), **request.get_json()}
            self.threads[number].append(entry)
            return jsonify(entry)

        return app


class ParleyThatCannotLook(Parley):
    """As if Parley kept no tags: with neither a look nor a key, each message goes out at most once."""

    traits: ClassVar = replace(Parley.traits, finds=False)

    def find(self, sighting: Sighting) -> str | None:
        raise AssertionError("nobody looks where nothing is to be found")
