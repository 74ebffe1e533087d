"""A helpdesk of raw bytes: it reads a request, then does what a test scripted, however impolite."""

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any

Script = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request and the means to answer it.

    Attributes:
        head: Request line and headers, as they came.
        body: The request's body.
        client: The open connection.
        over: Set when the test is over: what waits, stops.
    """

    head: str
    body: bytes
    client: socket.socket
    over: Event

    def send(self, content: bytes) -> None:
        self.client.sendall(content)

    def wait(self) -> None:
        """Say nothing until the test is over."""
        self.over.wait()


def answer(status: int = 200, body: bytes = b"{}", **headers: str) -> Script:
    """Return a script that answers properly; names of headers are written with underscores."""
    lines = [f"HTTP/1.1 {status} Said So", f"Content-Length: {len(body)}", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return lambda exchange: exchange.send("\r\n".join([*lines, "", ""]).encode() + body)


def hang_up_after(content: bytes) -> Script:
    """Return a script that sends this and closes the connection."""

    def script(exchange: Exchange) -> None:
        exchange.send(content)
        exchange.client.shutdown(socket.SHUT_RDWR)

    return script


def drip_after(content: bytes) -> Script:
    """Return a script that sends this, then byte after byte until the other side has had enough."""

    def script(exchange: Exchange) -> None:
        exchange.send(content)
        while not exchange.over.wait(0.02):
            exchange.send(b"1")

    return script


@dataclass
class ScriptedDesk:
    """A desk that runs: its port, what it was asked, and what it does next."""

    port: int = 0
    script: Script = field(default_factory=answer)
    exchanges: list[Exchange] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def url(self, host: str = "localhost", path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[ScriptedDesk]:
    """Run a desk on a free port of this machine."""
    desk = ScriptedDesk()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            try:
                for head, body in _requests(self.rfile):
                    exchange = Exchange(head, body, self.connection, desk.over)
                    desk.exchanges.append(exchange)
                    desk.script(exchange)
            except OSError:
                return  # the other side hung up, as it should

    class Server(ThreadingTCPServer):
        daemon_threads = True

        def get_request(self) -> tuple[Any, Any]:
            client, address = super().get_request()
            return (tls.wrap_socket(client, server_side=True) if tls else client), address

    server = Server(("127.0.0.1", 0), Handler)
    desk.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        desk.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _requests(stream: BufferedIOBase) -> Iterator[tuple[str, bytes]]:
    head = ""
    while line := stream.readline().decode("latin-1"):
        head += line
        if line == "\r\n":
            length = re.search(r"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
            yield head, stream.read(int(length[1])) if length else b""
            head = ""
