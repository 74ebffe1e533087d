"""A real mail server: SMTP by aiosmtpd and IMAP by pymap, both from PyPI, or by another server.

What the shop's address gets is put into its mailbox; what others get is kept for the test to read.
"""

import asyncio
import base64
import imaplib
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import make_msgid
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

SHOP = "shop@shop.example"
PASSWORD = "a-mailbox-password"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class ImapPorts:
    """Where a mailbox is read."""

    plain: int
    tls: int = 0


@dataclass
class MailServer:
    """A mailbox of the shop, and a server that takes mails.

    Attributes:
        imap_port: Where the mailbox is read.
        imaps_port: The same under TLS, if it is.
        smtp_port: Where mails are taken.
        tokens: Those that are taken instead of a password.
        sent: Every mail that was taken, with its recipients.
        answers: What recipients are answered, scripted, instead of being taken.
        read_up_to: The cursor of a test that read the mailbox, for the next one.
        hangs_up: Whether the connection breaks after the next mail was taken.
    """

    imap_port: int = 0
    imaps_port: int = 0
    smtp_port: int = 0
    tokens: set[str] = field(default_factory=set)
    sent: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    read_up_to: str | None = None
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

    async def auth_XOAUTH2(self, server: Any, given: list[str]) -> AuthResult:  # noqa: N802
        """Check a token as Google's and Microsoft's servers do: with a word before the no."""
        said = base64.b64decode(given[1]).decode()
        if any(said == f"user={SHOP}\x01auth=Bearer {token}\x01\x01" for token in self.tokens):
            return AuthResult(success=True)
        answered = await server.challenge_auth('{"status":"400","schemes":"Bearer"}')
        assert answered == b""
        return AuthResult(success=False, handled=False)

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
def running(
    imap: AbstractContextManager[ImapPorts] | None = None,
    *,
    implicit: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
) -> Iterator[MailServer]:
    """Run a mail server on this machine.

    Args:
        imap: What mails are read from, instead of pymap.
        implicit: What SMTP is under from the beginning.
        starttls: What it may come under.
    """
    server = MailServer()
    controller = _Smtp(
        server,
        "127.0.0.1",
        0,
        ready_timeout=60,  # for a busy machine
        ssl_context=implicit,
        tls_context=starttls,
        authenticator=_authenticate,
        auth_require_tls=False,
    )
    with imap or pymap() as ports:
        server.imap_port, server.imaps_port = ports.plain, ports.tls
        try:
            controller.start()
            server.smtp_port = controller.port
            server.open()
            yield server
        finally:
            server.close()
            controller.stop(no_assert=True)


@contextmanager
def pymap() -> Iterator[ImapPorts]:
    """Run pymap without TLS."""
    command = [sys.executable, "-m", "tests.adapters.imap_server", "--no-tls", "--no-service", "admin"]
    backend = ["dict", "--demo-user", SHOP, "--demo-password", PASSWORD]
    with subprocess.Popen([*command, *backend], cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield ImapPorts(int(process.stdout.readline()))
        finally:
            process.terminate()


class _Smtp(Controller):
    """Listens on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
