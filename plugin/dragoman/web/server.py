"""The HTTP server: waitress on a thread of its own, with a graceful stop that it lacks by itself.

Waitress ends its loop only by an exception in the thread that runs it (Pylons/waitress#198), so the loop
runs in a thread, and what must happen in it is handed to it through waitress' own trigger.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from dragoman.domain import DragomanError

# A body between the two limits is refused by the application, in the words of the API; a larger one by
# waitress, before it is read to its end.
_HEADROOM = 1 << 16
_POLL_SECONDS = 0.01


class HttpServer:
    """One application on one address, listening from construction on, answering from ``start`` on.

    Args:
        app: What is served.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one, which ``port`` then holds.
        threads: Threads that answer requests.
        max_body: Bytes of the largest request body the application accepts.

    Raises:
        DragomanError: the address cannot be listened on; the text names the cure.
    """

    def __init__(self, app: Flask, host: str, port: int, threads: int = 8, max_body: int = 1 << 20) -> None:
        self._map: dict[int, Any] = {}
        self.host = host
        listener = _listener(host, port)
        self.port: int = listener.getsockname()[1]
        self._server = create_server(
            app,
            map=self._map,
            sockets=[listener],
            threads=threads,
            ident=None,
            max_request_body_size=max_body + _HEADROOM,
        )
        self._thread = threading.Thread(target=self._server.run, name="dragoman-http", daemon=True)

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def start(self) -> None:
        """Answer requests until ``stop``."""
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """Accept no new connections, answer the requests in hand for at most so many seconds, and end."""
        deadline = time.monotonic() + seconds
        if not self._thread.is_alive():
            self._server.task_dispatcher.shutdown(timeout=seconds)
            wasyncore.close_all(self._map)
            return
        self._in_loop(self._stop_listening)
        self._server.task_dispatcher.shutdown(cancel_pending=False, timeout=seconds)
        while self._unsent() and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        # A loop that is awake already may close its trigger before this has pulled it.
        with suppress(OSError):
            self._in_loop(lambda: wasyncore.close_all(self._map))
        self._thread.join(max(1.0, deadline - time.monotonic()))

    def _in_loop(self, work: Callable[[], None]) -> None:
        self._server.trigger.pull_trigger(work)

    def _stop_listening(self) -> None:
        # Not ``self._server.close()``: that would close the trigger too, which the next step needs.
        wasyncore.dispatcher.close(self._server)

    def _unsent(self) -> bool:
        return any(getattr(channel, "total_outbufs_len", 0) for channel in list(self._map.values()))


def _listener(host: str, port: int) -> socket.socket:
    """Return a socket on the address; bound here because waitress leaks its own where that fails.

    Raises:
        DragomanError: the address cannot be listened on.
    """
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise DragomanError(
            f"cannot listen on {host} port {port} ({error.strerror}); choose another --host or --port"
        ) from error
