"""What stops two programs that answer each other: one of them may be ours.

A shopper's mailbox that answers every mail, or another integration that writes what we wrote, would
otherwise be translated for ever.
"""

from collections.abc import Sequence
from enum import StrEnum

from dragoman.domain import UNDETERMINED, Message
from dragoman.pipeline.context import Case
from dragoman.pipeline.plan import Plan, internal_notes, report_of
from dragoman.storage.conversations import MessageRecord

WINDOW_SECONDS = 3600.0
MOST_MESSAGES = 100
MOST_EQUAL = 5


class Fuse(StrEnum):
    """Why a message is not translated."""

    MANY = "many"
    EQUAL = "equal"


def tripped(recent: Sequence[MessageRecord], text: str) -> tuple[Fuse, bool] | None:
    """Return why a shopper's message is left alone, and whether it is the first that is.

    Args:
        recent: What was said in the conversation in the last ``WINDOW_SECONDS``.
        text: The message, which is not among them yet.
    """
    inbound = [record for record in recent if record.direction == "inbound"]
    equal = sum(record.original == text for record in inbound)
    if equal >= MOST_EQUAL:
        return Fuse.EQUAL, equal == MOST_EQUAL
    if len(inbound) >= MOST_MESSAGES:
        return Fuse.MANY, len(inbound) == MOST_MESSAGES
    return None


def plan_left_alone(case: Case, message: Message) -> Plan | None:
    """Return what a message leads to that only a program can have caused; None for those of people.

    It is kept as it came; the agents are told once.
    """
    now = case.context.clock()
    recent = case.context.conversations.recent(
        case.store.id, case.conversation.id, now - WINDOW_SECONDS, MOST_MESSAGES + 1
    )
    found = tripped(recent, message.text)
    if found is None:
        return None
    fuse, first = found
    record = MessageRecord(
        direction="inbound",
        original=message.text,
        translation=None,
        source_language=UNDETERMINED,
        target_language=None,
        report={**report_of(None), "left_alone": str(fuse)},
        created_at=message.written_at or now,
        event_id=message.event_id,
    )
    return Plan(record, internal_notes(case.notes.paused(fuse is Fuse.EQUAL) if first else ()))
