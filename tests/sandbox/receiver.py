"""Someone who takes webhooks, over real HTTP, and answers them as a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import WSGIRequestHandler, make_server

from dragoman.adapter import Request


class Receiver:
    """What came in, and what is answered: the scripted statuses first, then 202."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.deliveries: list[Request] = []
        self.bodies: list[dict[str, Any]] = []
        self._changed = Condition()

    def take(self) -> ResponseReturnValue:
        with self._changed:
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.deliveries.append(
                Request(request.get_data(), headers, {}, float(headers["webhook-timestamp"]))
            )
            self.bodies.append(request.get_json())
            self._changed.notify_all()
            return "", self.statuses.pop(0) if self.statuses else 202

    def texts(self, count: int) -> list[str]:
        """Wait for this many deliveries and return the texts of their messages."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.bodies) >= count, timeout=30)
            return [body["data"]["message"]["text"] for body in self.bodies]


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver on a free port."""
    receiver = Receiver()
    app = Flask(__name__)
    app.add_url_rule("/hook", "take", receiver.take, methods=["POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
