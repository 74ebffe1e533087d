"""IMAP and SMTP over lines that the session opens: their time is limited, their addresses are checked."""

import imaplib
import re
import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.adapter import LINE_SECONDS, HelpdeskLines, Line, NotSent, OutcomeUnknown, Refused, Security
from dragoman_adapters.email_login import Login

LARGEST_MAIL = 1 << 20
"""Bytes of a mail that are read: texts stand before attachments."""

_MOST_UIDS = 100_000
_UID = re.compile(rb"UID (\d+)")
_OF_OLD_MAILS = re.compile(rb"\* \d+ (?:FETCH|EXPUNGE|RECENT)\b", re.IGNORECASE)
_RECEIVED = re.compile(rb'INTERNALDATE "([^"]+)"')
_NOT_LET_IN = (
    "{host} does not let us in: check username and password, or whether the app may read and send for the "
    "mailbox"
)
_PERMANENT, _ACCEPTED, _GO_ON = 500, 250, 354


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are read, or where they are sent."""

    host: str
    port: int
    security: Security
    login: Login


@dataclass(frozen=True, slots=True)
class Stored:
    """A mail in a mailbox: its number, when the server took it in (POSIX seconds), and its bytes."""

    uid: int
    received_at: float
    raw: bytes


class Mailbox:
    """An open folder, to be read only."""

    def __init__(self, imap: imaplib.IMAP4, validity: int) -> None:
        self._imap = imap
        self.validity = validity

    def search(self, *criteria: str) -> list[int]:
        """Return the numbers of the mails that fit, ascending."""
        found = self._asked("SEARCH", *criteria)
        numbers = sorted(int(one) for one in b" ".join(part for part in found if part).split())
        return numbers[-_MOST_UIDS:]

    def fetch(self, uids: Sequence[int]) -> list[Stored]:
        """Return mails by their numbers, ascending; of each what stands in its first megabyte."""
        if not uids:
            return []
        wanted = f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST_MAIL}>)"
        answer = self._asked("FETCH", ",".join(map(str, uids)), wanted)
        stored = []
        for part, following in zip(answer, [*answer[1:], b""], strict=True):
            if isinstance(part, tuple):
                about = part[0] + (following if isinstance(following, bytes) else b"")
                uid, received = _UID.search(about), _RECEIVED.search(about)
                if uid and received:
                    moment = datetime.strptime(received[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
                    stored.append(Stored(int(uid[1]), moment.timestamp(), part[1]))
        return sorted(stored, key=lambda one: one.uid)

    def _asked(self, command: str, *arguments: str) -> list[Any]:
        status, answer = self._imap.uid(command, *arguments)
        if status != "OK":
            raise OutcomeUnknown(f"the mail server answered {status} to {command}")
        return answer


@contextmanager
def opened(lines: HelpdeskLines, server: Server, folder: str) -> Iterator[Mailbox]:
    """Open a folder of a mailbox for the block, without marking anything as read.

    Raises:
        NotSent: no connection, or it broke: reading has no effect, so that it may be tried again.
        Refused: the server does not let us in, or has no such folder.
    """
    with _selected(lines, server, folder, LINE_SECONDS) as (imap, mailbox):
        yield mailbox
        imap.logout()


def wait_for_mail(
    lines: HelpdeskLines,
    server: Server,
    folder: str,
    is_news: Callable[[Mailbox], bool],
    seconds: float,
) -> bool:
    """Wait until there is a mail that was not read, at most so many seconds (IDLE, RFC 2177).

    Args:
        lines: The session.
        server: Where mails are read.
        folder: The folder.
        is_news: Whether it holds such a mail already.
        seconds: How long.

    Returns:
        False where the server cannot tell.

    Raises:
        NotSent, Refused: as ``opened``.
    """
    with _selected(lines, server, folder, seconds + LINE_SECONDS) as (imap, mailbox):
        if not imap.can_idle():
            return False
        imap.response("EXISTS")  # said by SELECT; what is said of it from here on is news
        if not is_news(mailbox) and imap.response("EXISTS")[1] == [None]:
            imap.idle(seconds)
        return True


@contextmanager
def _selected(
    lines: HelpdeskLines, server: Server, folder: str, seconds: float
) -> Iterator[tuple["_Imap", Mailbox]]:
    with (
        lines.line(server.host, server.port, server.security, seconds) as line,
        _reading(server),
        closing(_Imap(line)) as imap,
    ):
        if server.security is Security.STARTTLS:
            imap.go_secure()
        try:
            server.login.read(imap)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Refused(_NOT_LET_IN.format(host=server.host)) from error
        status, _ = imap.select(f'"{folder}"', readonly=True)
        if status != "OK":
            raise Refused(f"{server.host} has no folder {folder}: correct the connection's setting")
        _, validity = imap.response("UIDVALIDITY")
        yield imap, Mailbox(imap, int(validity[0] or 0) if validity else 0)


@contextmanager
def _reading(server: Server) -> Iterator[None]:
    try:
        yield
    except (imaplib.IMAP4.error, OSError, ValueError, LookupError) as error:
        raise NotSent(f"{server.host}: reading mails broke off ({type(error).__name__})") from error


def submit(lines: HelpdeskLines, server: Server, sender: str, to: Sequence[str], mail: bytes) -> None:
    """Hand a mail to the server for every recipient, or for none.

    Raises:
        NotSent: the server did not take it: no connection, or it asks us to come back later.
        Refused: the server will not take it, or not for one of the recipients.
        OutcomeUnknown: the connection broke after the mail began to leave.
    """
    with _greeted(lines, server) as smtp:
        with _before_the_mail(server):
            _agreed(smtp.mail(sender), "the sender")
            for recipient in to:
                _agreed(smtp.rcpt(recipient), "a recipient")
        try:
            code, _ = smtp.data(mail)
        except smtplib.SMTPDataError as error:
            _agreed((error.smtp_code, error.smtp_error), "the mail")
            raise NotSent(f"{server.host} answered {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise OutcomeUnknown(f"{server.host}: the connection broke ({type(error).__name__})") from error
        _agreed((code, b""), "the mail")


def greet(lines: HelpdeskLines, server: Server) -> None:
    """Log in to the server that mails are sent by, and send none.

    Raises:
        NotSent, Refused: as ``submit``.
    """
    with _greeted(lines, server):
        pass


@contextmanager
def _greeted(lines: HelpdeskLines, server: Server) -> Iterator["_Smtp"]:
    with lines.line(server.host, server.port, server.security) as line:
        with _before_the_mail(server):
            smtp = _Smtp(line)
        with closing(smtp):
            with _before_the_mail(server):
                if server.security is Security.STARTTLS:
                    smtp.go_secure()
                server.login.send(smtp)
            yield smtp


@contextmanager
def _before_the_mail(server: Server) -> Iterator[None]:
    """Whatever goes wrong before the mail begins to leave: it certainly was not sent."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise Refused(_NOT_LET_IN.format(host=server.host)) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        raise NotSent(f"no mail could be handed to {server.host} ({type(error).__name__})") from error


def _agreed(answer: tuple[int, bytes | str], what: str) -> None:
    code = answer[0]
    if code >= _PERMANENT:
        raise Refused(f"the mail server answered {code}: it does not take {what}; check the address", code)
    if not _ACCEPTED <= code < _GO_ON:
        raise NotSent(f"the mail server answered {code} to {what}")


class _Imap(imaplib.IMAP4):
    """Speaks over a line, and reads no more than was asked for."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__()

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002
        return self._line.socket

    def go_secure(self) -> None:
        status, _ = self._simple_command("STARTTLS")
        if status != "OK":
            raise Refused("the mail server has no TLS: use the port that has it")
        self._line.start_tls()
        self.sock = self._line.socket
        self.file = self.sock.makefile("rb")

    def close(self) -> tuple[str, list[Any]]:
        """Let go of what was read; CLOSE, which this stands for in imaplib, would remove mails."""
        self.file.close()
        return "OK", []

    def can_idle(self) -> bool:
        _, said = self.capability()
        return b"IDLE" in b" ".join(part for part in said if part).upper().split()

    def idle(self, seconds: float) -> None:
        """Wait until the server says anything else than what becomes of mails that are there.

        A file whose time is up cannot be read any more: the answers to DONE and LOGOUT are not waited for.
        """
        self.sock.settimeout(seconds)
        self.send(b"IDLE1 IDLE\r\n")
        with suppress(TimeoutError):
            while (line := self.readline()).startswith(b"+") or _OF_OLD_MAILS.match(line):
                continue
        self.send(b"DONE\r\nIDLE2 LOGOUT\r\n")

    def read(self, size: int) -> bytes:
        if size > LARGEST_MAIL:
            raise imaplib.IMAP4.abort("more than was asked for")
        return super().read(size)


class _Smtp(smtplib.SMTP):
    """Speaks over a line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__("line", 25, "[127.0.0.1]")

    def _get_socket(self, *_: Any) -> socket.socket:
        return self._line.socket

    def go_secure(self) -> None:
        self.ehlo_or_helo_if_needed()
        code, _ = self.docmd("STARTTLS")
        if code != 220:  # noqa: PLR2004 - RFC 3207
            raise Refused("the mail server has no TLS: use the port that has it")
        self._line.start_tls()
        self.sock = self._line.socket
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
