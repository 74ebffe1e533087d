"""What an adapter is: one helpdesk's vocabulary, spoken over the HTTP session that the core gives it.

The core owns HTTP, retries, time and storage. An adapter implements ``verify``, ``parse``, ``send`` and,
where its helpdesk allows, ``find``, ``fetch`` and ``open``. It sees ``dragoman.domain`` and this module,
never Flask, the database, the clock or the environment.
"""

import json
import socket
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol, final, runtime_checkable

from dragoman.domain import Connection, Demand, DragomanError, Event, Message, Outgoing, Pointer
from dragoman.evidence import Article

LARGEST_DELIVERY = 8 << 20
"""Bytes beyond which a server takes no body at all: no adapter's ``body_cap`` is larger."""


class Rejected(Exception):  # noqa: N818 - a verdict, not a fault
    """The delivery is not proven to come from the helpdesk."""


class Malformed(Exception):  # noqa: N818
    """The delivery is proven, but is not what the helpdesk documents; the text says where."""


class NotSent(Exception):  # noqa: N818
    """The helpdesk certainly did nothing: try again, not before ``retry_after`` seconds if given."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class OutcomeUnknown(Exception):  # noqa: N818
    """The request may have taken effect: wait, look, only then decide."""


class Refused(DragomanError):  # noqa: N818
    """The helpdesk said no, and will say no again; the text names the cure.

    ``status`` is its HTTP status; None where no request was sent.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class Closed(Refused):
    """The conversation takes no more messages, whatever they say: it was closed, or is gone."""


@dataclass(frozen=True, slots=True)
class Request:
    """A delivery as it came in.

    Attributes:
        body: The raw bytes that the signature covers.
        headers: Names in lower case.
        query: The parameters of the address.
        received_at: POSIX seconds; the clock that timestamps are held against.
    """

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    received_at: float


_PROOF = object()


@final
class Verified:
    """A delivery whose signature was checked.

    Only ``check`` makes one, so that ``parse`` cannot be called on bytes that nobody verified.
    """

    def __init__(self, request: Request, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("a delivery is verified by dragoman.adapter.check and nothing else")
        self.request = request


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of the helpdesk with status 2xx, its body read as JSON (None when empty)."""

    status: int
    json: Any
    headers: Mapping[str, str]


class HelpdeskHttp(Protocol):
    """The session an adapter is given.

    It sets time limits, caps what it reads, follows no redirects and turns everything but 2xx into
    ``NotSent``, ``OutcomeUnknown`` or ``Refused``.
    """

    def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
    ) -> Response:
        """Send one request, its body as JSON or as a form, and return its answer.

        Raises:
            NotSent: the connection was refused, or the helpdesk answered 429 or 503.
            OutcomeUnknown: the time ran out or the connection broke after the request left, or 5xx.
            Refused: any other status; ``status`` stands in its text.
        """
        ...


def json_bytes(content: Any) -> bytes:
    """Return JSON as the session sends it, for adapters that sign what they send.

    Raises:
        TypeError, ValueError: it cannot be written as JSON.
    """
    return json.dumps(content, allow_nan=False).encode()


LINE_SECONDS = 60.0
"""How long a line stays open where nothing else is said."""


class Security(StrEnum):
    """How a line to a server is protected; ``PLAIN`` only reaches hosts that the owner allows."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Line(Protocol):
    """An open connection to a server.

    Attributes:
        socket: What is read from and written to.
    """

    socket: socket.socket

    def start_tls(self) -> None:
        """Go on under TLS, with the server's name proven; ``socket`` is another one afterwards.

        Raises:
            NotSent: the server does not prove its name.
        """
        ...


@runtime_checkable
class HelpdeskLines(Protocol):
    """A session that also opens lines, for the adapter of what does not speak HTTP."""

    def line(
        self, host: str, port: int, security: Security, seconds: float = LINE_SECONDS
    ) -> AbstractContextManager[Line]:
        """Open a line for the block. It is cut after so many seconds, whatever the server does.

        Raises:
            NotSent: there is no connection.
            Refused: the server is not one we speak to in this way.
            TimeoutError: the line was cut; what was read looks complete, but is not.
        """
        ...


class Signing(StrEnum):
    """How deliveries prove where they come from."""

    SIGNED = "signed"
    SHARED_SECRET = "shared secret"  # noqa: S105 - says how, not what
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the owner fills in for a connection.

    Attributes:
        name: Key in ``Connection.settings`` or ``Connection.credentials``.
        label: What it is, for a person.
        secret: Whether it is a credential.
        required: Whether a connection works without it.
    """

    name: str
    label: str
    secret: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class Traits:
    """What a helpdesk can do; ``manifest.json`` repeats events, scopes and signature for people.

    Attributes:
        signing: How deliveries are signed.
        signature: The scheme in words, as the vendor writes it.
        events: The vendor's event names that the adapter reads.
        scopes: What the credentials must be allowed to do.
        fields: What the owner fills in.
        finds: Whether ``find`` can tell if a message landed.
        makes_secret: Whether the helpdesk itself makes the secret that comes with its deliveries; where it
            does not, we make one up.
        notes: Whether ``send`` can write internal notes. Where it cannot, the core plans none.
        tags: Whether ``send`` tags the conversation with a language that is news.
        opens: Whether ``open`` can open a conversation, so that those of a storefront can be forwarded to it.
        opens_with: Settings that are not required, but without which ``open`` cannot.
        honours_key: Whether the helpdesk itself refuses a second message with our key.
        body_cap: Largest delivery in bytes, at most ``LARGEST_DELIVERY``.
        text_cap: Longest message in characters.
        poll_seconds: How often ``poll`` is called; None where the helpdesk delivers and misses nothing.
        watches: Whether ``watch`` can tell that there is something to poll for.
        requests_per_minute: What the helpdesk allows us; None where it names no limit.
        mails: Whether what agents write are mails, whose quoted history is no part of a command.
        setup: What is left to do at the helpdesk, one step each, for a person. ``{url}`` stands for the
            webhook's address.
    """

    signing: Signing
    signature: str
    events: tuple[str, ...]
    scopes: tuple[str, ...]
    fields: tuple[Field, ...]
    finds: bool
    makes_secret: bool = False
    notes: bool = True
    tags: bool = False
    opens: bool = False
    opens_with: tuple[str, ...] = ()
    honours_key: bool = False
    body_cap: int = 1 << 20
    text_cap: int = 60_000
    poll_seconds: float | None = None
    watches: bool = False
    requests_per_minute: int | None = None
    mails: bool = False
    setup: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where to look for a message of ours.

    Attributes:
        message: What was sent.
        sent_at: When its request was begun.
        known_ids: Ids of messages in this conversation that are accounted for: other messages of ours.
    """

    message: Outgoing
    sent_at: float
    known_ids: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation that we open at a helpdesk.

    Attributes:
        key: Our deterministic key; equal keys are the same conversation.
        title: What agents tell it by, in one line.
        text: What an internal note says that it begins with, where the helpdesk opens none without a message.
    """

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a poll brought.

    Attributes:
        events: Oldest first. A message has the same event id as where a delivery brings it.
        cursor: Where the next poll begins, in the helpdesk's terms.
        more: Whether there is more already.
    """

    events: Sequence[Event]
    cursor: str
    more: bool = False


class Adapter(ABC):
    """One helpdesk's vocabulary. Instances live as long as their connection is configured as it is."""

    name: ClassVar[str]
    traits: ClassVar[Traits]

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        self.connection = connection
        self.http = http

    @abstractmethod
    def verify(self, request: Request) -> None:
        """Return if the delivery is proven; otherwise raise ``Rejected``. No I/O."""

    @abstractmethod
    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Return what the delivery says, oldest first; nothing for events that are not ours to act on.

        Raises:
            Malformed: the body is not what the helpdesk documents. No I/O.
        """

    def handshake(self, delivery: Verified) -> Mapping[str, str] | None:  # noqa: ARG002 - for those that ask
        """Return what a delivery is to be answered with, as JSON, that only asks whether we are there.

        Raises:
            Malformed: as ``parse``. No I/O.
        """
        return None

    def demands(self, delivery: Verified) -> Sequence[Demand]:  # noqa: ARG002 - for those that have some
        """Return what the delivery demands of us about people's data.

        Raises:
            Malformed: as ``parse``. No I/O.
        """
        return ()

    @abstractmethod
    def send(self, message: Outgoing) -> str:
        """Write the message into the helpdesk and return the helpdesk's id of it.

        Raises:
            NotSent, OutcomeUnknown, Refused: as every request.
            Closed: where ``traits.opens``: another conversation has to be opened.
        """

    def find(self, sighting: Sighting) -> str | None:
        """Return the helpdesk's id of a message that was sent, or None if it certainly did not land.

        Reads an endpoint that sees its own writes, never a search index. Only called where
        ``traits.finds``.
        """
        raise NotImplementedError(f"{self.name} cannot look for messages")

    def open(self, opening: Opening) -> str:
        """Return the helpdesk's id of the conversation with our key, which is opened if there is none.

        Where the helpdesk does not know our keys it is looked for before, at an endpoint that sees its own
        writes. Only called where ``traits.opens``, and not until the quiet period after a call whose
        outcome is unknown has passed.

        Raises:
            NotSent, OutcomeUnknown, Refused: as every request.
        """
        raise NotImplementedError(f"{self.name} opens no conversations")

    def fetch(self, pointer: Pointer) -> Sequence[Message]:
        """Return the messages a pointer speaks of, oldest first."""
        raise NotImplementedError(f"{self.name} sends no pointers")

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return what happened since the last poll; to return something again does no harm.

        It is also how what was missed is found where deliveries fail. Only called where
        ``traits.poll_seconds``.

        Args:
            cursor: That of the batch before; None the first time.
            since: When this connection was first polled: what was written before is history.

        Raises:
            NotSent, OutcomeUnknown, Refused: as every request; the poll is made again later.
        """
        raise NotImplementedError(f"{self.name} is not polled")

    def watch(self, cursor: str, seconds: float) -> bool:
        """Wait until there may be something to poll for, and for no longer than so many seconds.

        Only called where ``traits.watches``, after a poll that brought everything.

        Args:
            cursor: Where the next poll begins; what is there already ends the waiting at once.
            seconds: How long.

        Returns:
            False where this helpdesk cannot tell: it is polled every ``poll_seconds``.

        Raises:
            NotSent, OutcomeUnknown, Refused: as every request; likewise.
        """
        raise NotImplementedError(f"{self.name} tells nothing")

    @abstractmethod
    def probe(self) -> str:
        """Ask the helpdesk who we are, for ``connection test``; return it in words for a person.

        Raises:
            NotSent, OutcomeUnknown, Refused: as every request.
        """


@runtime_checkable
class Publishes(Protocol):
    """An adapter whose helpdesk or shop publishes what shoppers may read."""

    def articles(self, language: str) -> Sequence[Article]:
        """Return what everybody may read, in a language where it is told there in several.

        Raises:
            NotSent, OutcomeUnknown, Refused: as every request.
        """
        ...


def check(adapter: Adapter, request: Request) -> Verified:
    """Return the delivery as verified.

    Anything that ``verify`` raises means "not proven": attackers choose the headers, and must not be
    able to choose between an answer of 401 and of 500.

    Raises:
        Rejected: the delivery is not proven to come from the helpdesk.
    """
    try:
        adapter.verify(request)
    except Rejected:
        raise
    except Exception as error:
        raise Rejected(f"verification failed: {type(error).__name__}") from error
    return Verified(request, _PROOF)
