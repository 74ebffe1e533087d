"""An index of packs over real HTTP, in Argos' format, whose server can be told to misbehave."""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Served:
    """What a server has, how it behaves, and what it was asked for.

    Attributes:
        files: Contents by path.
        offers: The objects of the index.
        breaks_after: Bytes after which the next answers end, one for each download.
        vouches: Whether answers carry an ETag, without which nothing is resumed.
        silent: Whether downloads stop after some bytes and stay open.
        claimed: Length that is claimed for downloads, if not the real one.
        asked: The Range headers of the downloads, in order.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    offers: list[dict[str, Any]] = field(default_factory=list)
    breaks_after: list[int] = field(default_factory=list)
    vouches: bool = True
    silent: bool = False
    claimed: int | None = None
    asked: list[str | None] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


class IndexServer(ThreadingHTTPServer):
    """Serves an index at ``/index.json`` and files; a context manager."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.served = Served()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of callers that hang up: that is what some of them are here for."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def offer(self, path: str, content: bytes, **about: Any) -> None:
        """Serve a package and list it."""
        self.served.files[path] = content
        self.served.offers.append({"package_version": "1.9", "links": [self.url + path]} | about)

    def __enter__(self) -> "IndexServer":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.served.released.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: IndexServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name upstream
        pass

    def do_HEAD(self) -> None:
        content = self._content()
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()

    def do_GET(self) -> None:
        content = self._content()
        if content is None:
            self.send_error(404)
            return
        served = self.server.served
        start = 0
        if self.path != "/index.json":
            served.asked.append(self.headers["Range"])
            if self.headers["Range"] and self.headers["If-Range"] == '"one"':
                start = int(re.findall(r"\d+", self.headers["Range"])[0])
        self._answer(content, start)

    def _answer(self, content: bytes, start: int) -> None:
        served = self.server.served
        package = self.path != "/index.json"
        length = served.claimed if package and served.claimed is not None else len(content)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if served.vouches:
            self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(length - start))
        self.end_headers()
        end = start + served.breaks_after.pop(0) if package and served.breaks_after else len(content)
        self.wfile.write(content[start:end])
        self.wfile.flush()
        if package and served.silent:
            served.released.wait(30)

    def _content(self) -> bytes | None:
        if self.path == "/index.json":
            return json.dumps(self.server.served.offers).encode()
        return self.server.served.files.get(self.path)
