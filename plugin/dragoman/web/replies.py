"""An agent's reply through the API: stored like every other event, worked on like every other, waited for."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus

from dragoman.storage.conversations import Conversation
from dragoman.storage.events import FINAL, EventRow, EventState, ReplyRequest
from dragoman.storage.inbox import Inbox
from dragoman.web.problems import Problem
from dragoman.web.seats import Seats

NAMESPACE = "api-reply:"
"""What the ids of replies begin with; those of what helpdesks deliver never do."""

_FIRST_LOOK_SECONDS = 0.01
_LAST_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Replies:
    """Takes replies and waits for what becomes of them.

    Attributes:
        inbox: Where replies are stored.
        ring: Told the ids of what was stored.
        closing: Set when nobody shall wait any longer.
        patience: Seconds to wait for a reply to be sent.
        seats: For requests that wait.
    """

    inbox: Inbox
    ring: Callable[[Iterable[int]], None]
    closing: threading.Event
    patience: float
    seats: Seats

    def send(self, conversation: Conversation, reply: ReplyRequest) -> EventRow:
        """Store the reply, unless its key is known, and return it as it stands after a bounded wait.

        Raises:
            Problem: 422 where the key came with another reply before.
            StorageFull: nothing can be stored; nothing was.
        """
        known = self.inbox.find(conversation.store, conversation.connection, reply.event_id)
        if known is None:
            self.ring(self.inbox.accept(conversation.store, conversation.connection, [reply]))
            known = self.inbox.find(conversation.store, conversation.connection, reply.event_id)
        if known is None:
            raise LookupError("a reply that was just stored is gone")
        _check_same(known, reply)
        return self._settled(known)

    def get(self, store: str, row: int) -> EventRow | None:
        """Return a reply of the store by the id of its row."""
        found = self.inbox.get(row)
        return found if found is not None and found.store == store and _is_reply(found) else None

    def _settled(self, row: EventRow) -> EventRow:
        """Return the row as it stands when it is final, or when the patience is over."""
        if row.state in FINAL:
            return row
        with self.seats.hold(row.store) as seated:
            return self._wait(row) if seated else row

    def _wait(self, row: EventRow) -> EventRow:
        deadline = time.monotonic() + self.patience
        pause = _FIRST_LOOK_SECONDS
        while row.state not in FINAL and time.monotonic() < deadline and not self.closing.wait(pause):
            pause = min(pause * 2, _LAST_LOOK_SECONDS)
            row = self.inbox.get(row.id) or row
        return row


def _is_reply(row: EventRow) -> bool:
    """Return whether the row is a reply; one whose text was erased still has its result."""
    return isinstance(row.event, ReplyRequest) or (row.event is None and row.result is not None)


def _check_same(known: EventRow, reply: ReplyRequest) -> None:
    """Refuse a key that stands for another reply (draft-ietf-httpapi-idempotency-key-header, section 2.6)."""
    first = known.event
    # Another token of the same store may repeat it.
    if isinstance(first, ReplyRequest) and replace(first, author=reply.author) != reply:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "This Idempotency-Key came with another reply before; use a new key for each reply.",
        )


def state_of(row: EventRow) -> str:
    """Return what became of a reply: ``sent``, ``held`` or still ``queued``."""
    if row.state is EventState.PARKED:
        return "held"
    if row.state in FINAL:
        return str((row.result or {}).get("status", "held"))
    return "queued"
