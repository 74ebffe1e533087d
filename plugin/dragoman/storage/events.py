"""What the inbox holds: events, their states, and how they are written into a sealed column."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from dragoman.domain import Author, Event, Message, Pointer, Visibility


class EventState(StrEnum):
    """How far an event has come. It moves forward; only ``replay`` takes a parked one back."""

    NEW = "new"
    READY = "ready"
    SENDING = "sending"
    DONE = "done"
    IGNORED = "ignored"
    PARKED = "parked"


FINAL = frozenset({EventState.DONE, EventState.IGNORED, EventState.PARKED})


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """An agent's reply that came through the API; it takes the same way as the helpdesk's events.

    Attributes:
        event_id: The caller's idempotency key.
        conversation: The helpdesk's id of the ticket or chat.
        text: What the agent wrote.
        author: Name of the token that it came with.
        language: Language to answer in, if the caller chose one.
        translation: The agent's own wording in that language, if they gave one.
    """

    event_id: str
    conversation: str
    text: str
    author: str
    language: str | None = None
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """That a shopper's message is to be looked at for an answer that may be sent without an agent.

    Attributes:
        event_id: Made of the message's, so that each is looked at once.
        conversation: The helpdesk's id of the ticket or chat.
    """

    event_id: str
    conversation: str


@dataclass(frozen=True, slots=True)
class NotesRequest:
    """Notes about a conversation that are to be written in the one opened for it at another helpdesk.

    Attributes:
        event_id: Made of that of the event they are about, so that each is written once.
        conversation: Under which they wait.
        texts: The notes, in order.
        shopper_language: What the conversation is to be tagged with, if it is news.
    """

    event_id: str
    conversation: str
    texts: tuple[str, ...]
    shopper_language: str | None = None


Arrival = Event | ReplyRequest | DraftRequest | NotesRequest


@dataclass(frozen=True, slots=True)
class Claim:
    """An event that one worker owns until its lease ends.

    Attributes:
        id: Id of the row; the order of the ids is the order of arrival.
        token: Proof of ownership, new with every claim.
        store: Id of the store.
        connection: Name of the connection it came through, and that answers go out through.
        conversation: Our id of the conversation.
        event: What arrived.
        state: ``NEW``; ``READY`` where an earlier claim planned what to write; ``SENDING`` where a request
            was begun whose outcome nobody recorded.
        attempts: Claims without an orderly end, this one included.
        retries: How often it was put off with ``retry``; what backoff is reckoned from.
        received_at: When it was stored.
        lease_until: When the ownership ends.
    """

    id: int
    token: str
    store: str
    connection: str
    conversation: str
    event: Arrival
    state: EventState
    attempts: int
    retries: int
    received_at: float
    lease_until: float


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as it stands now.

    Attributes:
        id: Id of the row.
        store: Id of the store.
        connection: Name of the connection.
        conversation: Our id of the conversation; None once it was erased.
        event: What arrived; None once it was erased or grew too old to be kept.
        state: How far it has come.
        attempts: Claims without an orderly end.
        retries: How often it was put off.
        result: What ``finish`` was given.
        error: What ``retry`` or ``park`` was given last.
        received_at: When it was stored.
        finished_at: When it became done, ignored or parked.
    """

    id: int
    store: str
    connection: str
    conversation: str | None
    event: Arrival | None
    state: EventState
    attempts: int
    retries: int
    result: dict[str, Any] | None
    error: str | None
    received_at: float
    finished_at: float | None


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that waits for a person; ``error`` says why, and what to do before ``replay``."""

    id: int
    store: str
    connection: str
    conversation: str
    kind: str
    error: str
    received_at: float
    parked_at: float


def kind_of(event: Arrival) -> str:
    """Return the word that stands in the column ``kind``."""
    match event:
        case Message():
            return "message"
        case Pointer():
            return "pointer"
        case ReplyRequest():
            return "reply"
        case DraftRequest():
            return "draft"
        case NotesRequest():
            return "notes"


def person_of(event: Arrival) -> str | None:
    """Return the helpdesk's id of the shopper who wrote it, if a shopper did."""
    if isinstance(event, Message) and event.author is Author.SHOPPER:
        return event.author_id
    return None


def to_json(event: Arrival) -> str:
    """Return the event as JSON in ASCII, which also carries half characters."""
    return json.dumps(asdict(event))


def from_json(kind: str, text: str) -> Arrival:
    """Return the event that ``to_json`` wrote."""
    values: dict[str, Any] = json.loads(text)
    if kind == "message":
        values["author"] = Author(values["author"])
        values["visibility"] = Visibility(values["visibility"])
        return Message(**values)
    if kind == "notes":
        values["texts"] = tuple(values["texts"])
    others: dict[str, type[Pointer | ReplyRequest | DraftRequest | NotesRequest]] = {
        "pointer": Pointer,
        "reply": ReplyRequest,
        "draft": DraftRequest,
        "notes": NotesRequest,
    }
    return others[kind](**values)
