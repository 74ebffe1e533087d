"""The built-in helpdesk as a web application, and as a server on a port of this machine."""

import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from flask import Flask
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, NotFound, UnprocessableEntity
from werkzeug.serving import WSGIRequestHandler, make_server

from dragoman.sandbox.api import Api, problem
from dragoman.sandbox.desk import SandboxDesk, UnknownConversationError
from dragoman.sandbox.faults import FaultPlan
from dragoman.sandbox.page import Page
from dragoman.sandbox.webhooks import StandardWebhooks, WebhookSender

LARGEST_REQUEST = 1 << 20
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class SandboxParts:
    """What the application is made of: ``app.extensions["sandbox"]``."""

    desk: SandboxDesk
    faults: FaultPlan
    webhooks: WebhookSender
    closing: threading.Event

    def close(self) -> None:
        """Stop delivering, and let every request that is kept waiting go."""
        self.closing.set()
        self.webhooks.close()


def create_sandbox(
    webhook_url: str | None, secret: str, token: str, *, tries: int = 8, first_delay: float = 0.25
) -> Flask:
    """Build a helpdesk with no conversations.

    Args:
        webhook_url: Where new messages are reported; None reports none.
        secret: What reports are signed with ("whsec_…" or any text).
        token: What the API is entered with.
        tries: Attempts until the report of a message is given up.
        first_delay: Seconds between the first attempt and the second; doubled each time.
    """
    desk, faults, closing = SandboxDesk(), FaultPlan(), threading.Event()
    webhooks = WebhookSender(
        webhook_url,
        StandardWebhooks(secret),
        copies=lambda: 2 if faults.faults.twice else 1,
        tries=tries,
        first_delay=first_delay,
    )
    desk.on_message(webhooks.send)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["sandbox"] = SandboxParts(desk, faults, webhooks, closing)
    app.register_blueprint(Api(desk, faults, token, closing).blueprint())
    app.register_blueprint(Page(desk, webhooks).blueprint())
    app.register_error_handler(HTTPException, problem)
    app.register_error_handler(ValidationError, _not_valid)
    app.register_error_handler(UnknownConversationError, _unknown)
    return app


class SandboxServer:
    """A helpdesk on a port of this machine, open between ``with`` and its end.

    The address is known before anything runs, so that an integration can be told of it; ``webhooks`` of
    ``parts`` can be pointed at the integration later.

    Args:
        app: What ``create_sandbox`` built.
        port: Port on the loopback interface; 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, app: Flask, port: int = 0) -> None:
        self.parts: SandboxParts = app.extensions["sandbox"]
        # With a socket of its own, werkzeug would end the process where the port is taken.
        with socket.create_server((LOOPBACK, port)) as listener:
            self._server = make_server(
                LOOPBACK, port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno()
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sandbox-server", daemon=True
        )

    @property
    def url(self) -> str:
        """Address of the page, and of the API below it."""
        return f"http://{LOOPBACK}:{self._server.port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop; conversations are forgotten with the application."""
        self.parts.close()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Quiet(WSGIRequestHandler):
    """Keeps addresses and paths out of the log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Log nothing."""


def _not_valid(error: ValidationError) -> ResponseReturnValue:
    return problem(UnprocessableEntity(str(error)))


def _unknown(error: UnknownConversationError) -> ResponseReturnValue:
    return problem(NotFound(str(error)))
