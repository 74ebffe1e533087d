"""A real mail server: IMAP by pymap, in a process of its own, and SMTP by aiosmtpd, both from PyPI.

What the shop's address gets is put into its mailbox; what others get is kept for the test to read.
"""

import imaplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import make_msgid
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.adapters.ports import free_port

SHOP = "shop@shop.example"
PASSWORD = "a-mailbox-password"


@dataclass
class MailServer:
    """A mailbox of the shop, and a server that takes mails.

    Attributes:
        imap_port: Where the mailbox is read.
        smtp_port: Where mails are taken.
        sent: Every mail that was taken, with its recipients.
        answers: What recipients are answered, scripted, instead of being taken.
        hangs_up: Whether the connection breaks after the next mail was taken.
    """

    imap_port: int = 0
    smtp_port: int = 0
    sent: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    _delivery: imaplib.IMAP4 | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.sent.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=default)))
        if SHOP in envelope.rcpt_tos:
            self.store(envelope.content)
        if self.hangs_up:
            self.hangs_up = False
            server.transport.abort()
        return "250 OK"

    def open(self) -> None:
        """Log in to the mailbox as those who put mails into it."""
        self._delivery = imaplib.IMAP4("127.0.0.1", self.imap_port)
        self._delivery.login(SHOP, PASSWORD)

    def close(self) -> None:
        if self._delivery is not None:
            self._delivery.shutdown()

    def store(self, raw: bytes) -> None:
        with self._lock:
            assert self._delivery is not None
            status, _ = self._delivery.append("INBOX", "", "", raw)
        assert status == "OK"

    def receive(self, mail: EmailMessage) -> EmailMessage:
        """Put a mail of somebody into the shop's mailbox."""
        if "Message-ID" not in mail:
            mail["Message-ID"] = make_msgid(domain="example.com")
        self.store(mail.as_bytes(policy=SMTP))
        return mail


def _authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = LoginPassword(SHOP.encode(), PASSWORD.encode())
    return AuthResult(success=given == right, handled=False)


@contextmanager
def running() -> Iterator[MailServer]:
    """Run a mail server without TLS on this machine."""
    server = MailServer(imap_port=free_port())
    command = ["--host", "127.0.0.1", "--port", str(server.imap_port), "--no-tls", "--no-service", "admin"]
    backend = ["dict", "--demo-user", SHOP, "--demo-password", PASSWORD]
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=_authenticate,
        auth_require_tls=False,
    )
    pymap = [sys.executable, "-c", "from pymap.main import main; main()"]
    with subprocess.Popen([*pymap, *command, *backend]) as imap:
        try:
            _wait_for(server.imap_port)
            controller.start()
            server.smtp_port = controller.port
            server.open()
            yield server
        finally:
            server.close()
            controller.stop(no_assert=True)
            imap.terminate()


def _wait_for(port: int) -> None:
    waiting = threading.Event()
    for _ in range(300):
        try:
            with imaplib.IMAP4("127.0.0.1", port):
                return
        except OSError:
            waiting.wait(0.1)
    raise AssertionError("the IMAP server did not start")
