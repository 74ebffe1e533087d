"""Serves one of these helpdesks on a port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

LOOPBACK = "127.0.0.1"


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """Serve an application on a free port until the end of the ``with`` block; gives its address."""
    server = make_server(LOOPBACK, 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever, args=(0.02,), name="desk", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    """Keeps addresses and paths out of the log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log nothing."""
