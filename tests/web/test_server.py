"""The server: its port is known at once, and a stop lets the requests in hand end."""

import socket
import threading
from pathlib import Path

import pytest
import requests
from flask import Flask

from dragoman.domain import DragomanError
from dragoman.web.server import HttpServer

LOOPBACK = "127.0.0.1"


def slow_app(begun: threading.Event, go_on: threading.Event) -> Flask:
    """An application whose only answer takes as long as a test wants."""
    app = Flask(__name__)

    def wait() -> str:
        begun.set()
        go_on.wait(30)
        return "done"

    app.add_url_rule("/", "wait", wait)
    return app


def test_a_request_in_hand_is_answered_before_the_server_ends_and_no_new_one_is_taken() -> None:
    begun, go_on, answers = threading.Event(), threading.Event(), []
    server = HttpServer(slow_app(begun, go_on), LOOPBACK, 0)
    server.start()
    asking = threading.Thread(target=lambda: answers.append(requests.get(server.url, timeout=30).text))
    asking.start()
    assert begun.wait(30)
    stopping = threading.Thread(target=server.stop, args=(30,))
    stopping.start()
    while _listens(server.port):
        pass
    go_on.set()
    stopping.join(30)
    asking.join(30)
    assert answers == ["done"]
    assert not stopping.is_alive()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def test_a_server_that_never_started_lets_its_port_go() -> None:
    server = HttpServer(Flask(__name__), LOOPBACK, 0)
    server.stop(1)
    HttpServer(Flask(__name__), LOOPBACK, server.port).stop(1)


def test_a_port_that_is_taken_is_an_error_that_names_the_cure(tmp_path: Path) -> None:
    server = HttpServer(Flask(__name__), LOOPBACK, 0)
    try:
        with pytest.raises(DragomanError, match=f"port {server.port}.*--port"):
            HttpServer(Flask(__name__), LOOPBACK, server.port)
    finally:
        server.stop(1)
