"""Conversations as those see them who take part in them, where no helpdesk but ours shows them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select

from dragoman.domain import Visibility
from dragoman.storage.conversations import Conversation, record_of
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.outgoing import OutgoingState
from dragoman.storage.tables import messages, outgoing

# A long answer was sent in parts; what was noted about it stands behind them.
_SAID = (
    select(messages, outgoing.c.key, outgoing.c.payload)
    .outerjoin(
        outgoing,
        and_(
            outgoing.c.event == messages.c.event,
            outgoing.c.state == OutgoingState.SENT,
            messages.c.direction == "outbound",
        ),
    )
    .where(messages.c.store == bindparam("store"), messages.c.conversation == bindparam("this"))
    .order_by(messages.c.id.desc(), outgoing.c.position.desc())
    .limit(bindparam("most"))
)
_NOTES = (
    select(outgoing.c.payload, outgoing.c.sent_at)
    .where(
        outgoing.c.store == bindparam("store"),
        outgoing.c.conversation == bindparam("this"),
        outgoing.c.state == OutgoingState.SENT,
        outgoing.c.payload.is_not(None),
    )
    .order_by(outgoing.c.event, outgoing.c.position)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the shopper sees it.

    Attributes:
        id: The event id of what the shopper wrote, our key of what they read.
        mine: Whether the shopper wrote it.
        text: What they read.
        original: What an agent wrote, where the text is a translation of it.
        original_language: Language of the original.
        written_at: POSIX seconds.
    """

    id: str
    mine: bool
    text: str
    original: str | None
    original_language: str | None
    written_at: float


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note of ours, and when it was written."""

    text: str
    written_at: float


class Transcripts:
    """Reads conversations for those who take part in them."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def said(self, conversation: Conversation, most: int) -> Sequence[Said]:
        """Return the last messages that the shopper can see, the oldest first.

        An answer is among them once it is recorded as sent, in the words that were sent; where it was sent in
        parts, the last of them has the original.
        """
        this = {"store": conversation.store, "this": conversation.id, "most": most}
        rows = self._database.read(lambda sql: sql.execute(_SAID, this).all())
        seen: list[Said] = []
        with_original: set[str] = set()
        for row in rows:
            record = record_of(row, self._cipher)
            mine = record.direction == "inbound"
            text = record.original if mine else self._public(row.payload, conversation.store)
            if text is None:
                continue
            translated = not mine and record.translation != record.original
            last = record.event_id not in with_original
            with_original.add(record.event_id)
            seen.append(
                Said(
                    id=record.event_id if mine else row.key,
                    mine=mine,
                    text=text,
                    original=record.original if translated and last else None,
                    original_language=record.source_language if translated and last else None,
                    written_at=record.created_at,
                )
            )
        return seen[::-1]

    def notes(self, conversation: Conversation) -> Sequence[Note]:
        """Return our notes to the agents, the oldest first."""
        this = {"store": conversation.store, "this": conversation.id}
        rows = self._database.read(lambda sql: sql.execute(_NOTES, this).all())
        found = []
        for row in rows:
            post = json.loads(self._cipher.open(row.payload, conversation.store))
            if post["visibility"] == Visibility.INTERNAL:
                found.append(Note(post["text"], row.sent_at))
        return found

    def _public(self, payload: bytes | None, store: str) -> str | None:
        """Return the text of a post that the shopper sees; None for a note, and where nothing was sent."""
        if payload is None:
            return None
        post = json.loads(self._cipher.open(payload, store))
        return str(post["text"]) if post["visibility"] == Visibility.PUBLIC else None
