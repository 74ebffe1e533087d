"""A mailbox: mails in by IMAP, answers out by SMTP.

In a shop without a helpdesk the mailbox is one: what Dragoman tells the agents is a mail to them, a *note*,
and an agent answers it like any mail. An answer to a note that begins with the store's marker goes to the
shopper; who has got no note cannot give one, because its Message-ID carries a proof.

Adapters see the domain and the session they are given. Mail is not HTTP, so that this one is given a session
that opens lines, too (``HelpdeskLines``): the session checks addresses, proves names by TLS and cuts what
takes too long; nothing here opens a socket.

Every mail of ours goes to the mailbox as well, in the same transaction: the agents see what a shopper was
told, and ``find`` sees whether the server had taken it.

RFC 5322 (threads), 3501 and 2177 (IMAP), 5321 (SMTP), 3834 (automatic answers)
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import formatdate, parseaddr
from hashlib import sha256
from typing import ClassVar

from dragoman.adapter import (
    Adapter,
    Batch,
    Field,
    HelpdeskHttp,
    HelpdeskLines,
    Refused,
    Rejected,
    Request,
    Security,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Author, Connection, DragomanError, Event, Message, Outgoing, Visibility
from dragoman_adapters.email_lines import Mailbox, Server, Stored, greet, opened, submit, wait_for_mail
from dragoman_adapters.email_login import FIELDS, SETUP, login_of
from dragoman_adapters.email_text import is_automatic, language_of, text_of
from dragoman_adapters.email_thread import (
    Ids,
    author_of,
    belongs,
    message_id_of,
    references_of,
    root_of,
)

BATCH = 20
# How late a mail may show in a folder, and how far the server's clock may be from ours.
OVERLAP = 120.0
_SECURITY: Mapping[int, Security] = {993: Security.TLS, 465: Security.TLS}
_SECURITIES = ", ".join(Security)
_MOST_REFERENCES = 20
_logger = logging.getLogger(__name__)


class Mail(Adapter):
    """One mailbox of a shop."""

    name: ClassVar[str] = "email"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.UNSIGNED,
        signature="none: mails are read, nothing is delivered",
        events=(),
        scopes=("IMAP", "SMTP"),
        fields=(
            Field("address", "Address that shoppers write to"),
            Field("imap_host", "Server that mails are read from"),
            Field("smtp_host", "Server that takes mails to be sent"),
            *FIELDS,
            Field("imap_port", "Port, if not 993", required=False),
            Field("smtp_port", "Port, if not 465", required=False),
            Field(
                "security",
                "tls, starttls or plain, if it is not tls at 993 and 465 and starttls at other ports; plain "
                "only to a server that allow_private names",
                required=False,
            ),
            Field("folder", "Folder that is read, if not INBOX", required=False),
            Field("agents", "Addresses of agents, who get the notes (default: the mailbox)", required=False),
        ),
        finds=True,
        poll_seconds=30.0,
        watches=True,
        mails=True,
        setup=(
            "Allow IMAP and SMTP for the mailbox; where the provider wants it, make a password for programs.",
            *SETUP,
            "Agents get a mail with every translation. Their answer to it goes to the shopper, translated, "
            "if it begins with the store's marker, `! `.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        settings = connection.settings
        self._address = _address(connection, settings["address"])
        self._folder = settings.get("folder") or "INBOX"
        self._agents = tuple(
            _address(connection, one) for one in settings.get("agents", "").replace(",", " ").split()
        ) or (self._address,)
        self._login, proven = login_of(connection, http, settings.get("username") or self._address)
        self._imap = self._server("imap", 993)
        self._smtp = self._server("smtp", 465)
        proof = sha256(b"dragoman notes" + proven.reveal().encode()).digest()
        self._ids = Ids(proof, self._address.partition("@")[2])

    def _server(self, kind: str, usual: int) -> Server:
        settings = self.connection.settings
        port = settings.get(f"{kind}_port") or str(usual)
        if not (port.isascii() and port.isdigit()):
            raise DragomanError(f"{kind}_port of connection {self.connection.name} must be a number")
        security = settings.get("security") or _SECURITY.get(int(port), Security.STARTTLS)
        if security not in set(Security):
            raise DragomanError(f"security of connection {self.connection.name} must be {_SECURITIES}")
        return Server(
            settings[f"{kind}_host"],
            int(port),
            Security(security),
            self._login,
        )

    @property
    def _lines(self) -> HelpdeskLines:
        if not isinstance(self.http, HelpdeskLines):
            raise Refused("mail needs a session that opens lines: this one speaks HTTP only")
        return self.http

    def verify(self, request: Request) -> None:  # noqa: ARG002
        """Nothing is delivered to a mailbox's connection."""
        raise Rejected("mails are read, not delivered")

    def parse(self, delivery: Verified) -> Sequence[Event]:  # noqa: ARG002
        """Return nothing: see ``verify``."""
        return ()

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return the mails that came since the last poll.

        The cursor is the folder's UIDVALIDITY and the last number that was read. Where the folder is another
        one now, everything since the connection was made is read again; mails are known by their Message-ID.
        """
        with opened(self._lines, self._imap, self._folder) as mailbox:
            position = _Position.read(cursor, mailbox.validity, since)
            new = position.unread(mailbox)
            stored = mailbox.fetch(new[:BATCH])
        events = [
            event
            for one in stored
            if one.received_at >= position.since - OVERLAP and (event := self._event(one)) is not None
        ]
        reached = _Position(
            mailbox.validity,
            new[:BATCH][-1] if new else position.last,
            max((one.received_at for one in stored), default=position.since),
        )
        return Batch(events, reached.cursor(), more=len(new) > BATCH)

    def watch(self, cursor: str, seconds: float) -> bool:
        """Wait until the server tells of a mail, where it can (IDLE)."""

        def is_news(mailbox: Mailbox) -> bool:
            return bool(_Position.read(cursor, mailbox.validity, 0.0).unread(mailbox))

        return wait_for_mail(self._lines, self._imap, self._folder, is_news, seconds)

    def _event(self, stored: Stored) -> Message | None:
        """Return what a mail says, or nothing; one that is beyond reading does not stop those after it."""
        try:
            return self._read(stored)
        except (ArithmeticError, AttributeError, LookupError, MessageError, TypeError, ValueError) as error:
            _logger.warning("mail %d cannot be read (%s)", stored.uid, type(error).__name__)
            return None

    def _read(self, stored: Stored) -> Message | None:
        """Return what a mail says; nothing for our own, and for those of agents that answer no note."""
        mail = read(stored.raw)
        message_id = message_id_of(mail)
        if self._ids.ours(message_id) is not None:
            return None
        staff = {*self._agents, self._address}
        sender = parseaddr(str(mail.get("From", "")))[1].lower()
        note = self._answered_note(mail) if sender in staff else None
        author = author_of(mail)
        if note is None and (not author or author in staff):
            return None
        text = text_of(mail)
        if not text.strip():
            return None
        return Message(
            event_id=f"mail:{sha256(message_id.encode()).hexdigest()[:40]}",
            conversation=note or self._ids.conversation_of(mail),
            message_id=message_id,
            author=Author.AGENT if note else Author.SHOPPER,
            author_id=sender if note else author,
            visibility=Visibility.INTERNAL if note else Visibility.PUBLIC,
            text=text,
            written_at=stored.received_at,
            locale=language_of(mail),
            automatic=is_automatic(mail),
        )

    def _answered_note(self, mail: EmailMessage) -> str | None:
        """Return the conversation of the note that a mail answers."""
        for one in reversed(references_of(mail)):
            ours = self._ids.ours(one)
            if ours is not None:
                return ours.conversation
        return None

    def send(self, message: Outgoing) -> str:
        """Send a mail to the shopper, or to the agents alone, and to the mailbox with it."""
        with opened(self._lines, self._imap, self._folder) as mailbox:
            thread = self._thread(mailbox, message.conversation)
        if not thread:
            raise Refused("the shopper's mails are no longer in the folder: put one back, or answer by hand")
        mail = self._written(message, thread)
        to = self._agents if message.visibility is Visibility.INTERNAL else (author_of(thread[-1]),)
        recipients = tuple(dict.fromkeys((*to, self._address)))
        submit(self._lines, self._smtp, self._address, recipients, mail.as_bytes(policy=SMTP))
        return str(mail["Message-ID"])

    def _written(self, message: Outgoing, thread: Sequence[EmailMessage]) -> EmailMessage:
        newest = thread[-1]
        internal = message.visibility is Visibility.INTERNAL
        subject = " ".join(str(newest.get("Subject", "")).split())
        mail = EmailMessage(policy=SMTP)
        mail["Message-ID"] = self._ids.of(message.key, message.visibility, message.conversation)
        mail["From"] = self._address
        mail["To"] = ", ".join(self._agents) if internal else author_of(newest)
        mail["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        answered = message_id_of(newest)
        mail["In-Reply-To"] = answered
        named = [one for one in references_of(newest) if one != answered]
        mail["References"] = " ".join([*named[:1], *named[1:][-_MOST_REFERENCES:], answered])
        mail["Date"] = formatdate()
        if internal:
            mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text, cte="base64")
        return mail

    def _thread(self, mailbox: Mailbox, conversation: str) -> list[EmailMessage]:
        """Return the mails of the conversation's person, oldest first: the last ones, if there are many."""
        root = root_of(conversation)
        found = {
            uid
            for header in ("MESSAGE-ID", "REFERENCES", "IN-REPLY-TO")
            for wanted in (root, conversation)
            for uid in mailbox.search("HEADER", header, _quoted(wanted))
        }
        mails = [read(one.raw) for one in mailbox.fetch(sorted(found)[-BATCH:])]
        return [
            mail
            for mail in mails
            if belongs(mail, conversation) and self._ids.ours(message_id_of(mail)) is None
        ]

    def find(self, sighting: Sighting) -> str | None:
        """Look for the copy of our mail in the mailbox, which the server took in with the mail itself."""
        sent = sighting.message
        message_id = self._ids.of(sent.key, sent.visibility, sent.conversation)
        with opened(self._lines, self._imap, self._folder) as mailbox:
            found = mailbox.search("HEADER", "MESSAGE-ID", _quoted(message_id[1:-1]))
        return message_id if found else None

    def probe(self) -> str:
        """Return whose mailbox it is; the server that mails are sent by is asked, too."""
        with opened(self._lines, self._imap, self._folder):
            greet(self._lines, self._smtp)
        return f"{self._address}: {self._folder} at {self._imap.host}, sent by {self._smtp.host}"


@dataclass(frozen=True, slots=True)
class _Position:
    """How far a folder was read: its UIDVALIDITY, the last number, and when that mail came."""

    validity: int
    last: int
    since: float

    @classmethod
    def read(cls, cursor: str | None, validity: int, since: float) -> "_Position":
        """Return the position of a cursor; where the folder is another one now, its time alone counts."""
        known, last, latest = (cursor or f"{validity}:0:{since!r}").split(":")
        if int(known) == validity:
            return cls(validity, int(last), since if int(last) else float(latest))
        return cls(validity, 0, max(since, float(latest)))

    def unread(self, mailbox: Mailbox) -> list[int]:
        """Return the numbers of the mails behind it, ascending."""
        if not self.last:
            return mailbox.search("SINCE", _imap_date(self.since))
        # "n:*" names the last mail even where its number is smaller than n.
        return [uid for uid in mailbox.search("UID", f"{self.last + 1}:*") if uid > self.last]

    def cursor(self) -> str:
        return f"{self.validity}:{self.last}:{self.since!r}"


def read(raw: bytes) -> EmailMessage:
    """Read a mail; what is wrong with it shows when its parts are asked for."""
    return message_from_bytes(raw, policy=default)


def _address(connection: Connection, text: str) -> str:
    try:
        return Address(addr_spec=text.strip()).addr_spec.lower()
    except (ValueError, IndexError, MessageError) as error:
        raise DragomanError(f"connection {connection.name}: {text!r} is no e-mail address") from error


def _imap_date(moment: float) -> str:
    """Return the day before: the server's day may have begun later than ours."""
    day = datetime.fromtimestamp(moment, UTC) - timedelta(days=1)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.day:02d}-{months[day.month - 1]}-{day.year}"


def _quoted(text: str) -> str:
    """Return the text as a quoted string of IMAP."""
    kept = "".join(letter for letter in text if letter.isprintable() and letter.isascii())
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
