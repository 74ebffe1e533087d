"""An authorization server: grants tokens, and tells a mail server whose they are.

https://www.rfc-editor.org/rfc/rfc6749 sections 4.4, 5 and 6
"""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CLIENT, CLIENT_SECRET = "an-app", "secret-of-the-app"


@dataclass
class TokenServer:
    """Grants tokens for one mailbox.

    Attributes:
        mailbox: Whose tokens they are.
        refresh_token: The one that is good; each grant for it makes another one.
        good: The tokens that are taken.
        asked: The forms that were sent.
        port: Where it listens.
    """

    mailbox: str
    refresh_token: str = "refresh-0"
    good: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def grant(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        number = len(self.asked)
        granted: dict[str, Any] = {
            "access_token": f"access-{number}",
            "token_type": "Bearer",
            "expires_in": 3600,
        }
        if form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") != self.refresh_token:
                return 400, {"error": "invalid_grant"}
            self.refresh_token = granted["refresh_token"] = f"refresh-{number}"
        elif form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        self.good.add(granted["access_token"])
        return 200, granted

    def about(self, token: str) -> tuple[int, dict[str, Any]]:
        if token not in self.good:
            return 401, {"active": False}
        return 200, {"active": True, "email": self.mailbox}


@contextmanager
def granting(mailbox: str, tls: ssl.SSLContext | None = None) -> Iterator[TokenServer]:
    """Run an authorization server, under TLS if something is given to prove its name with."""
    server = TokenServer(mailbox)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            self._answer(*server.grant(dict(parse_qsl(body)) if form else {}))

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            self._answer(*server.about(query.get("access_token", "")))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        if tls is not None:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        server.port = http.server_port
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            http.shutdown()
