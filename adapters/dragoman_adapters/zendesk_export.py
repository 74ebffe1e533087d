"""Zendesk's incremental export of tickets: which of them changed, in the order in which they did.

https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/

The export leaves out the last minute, and a ticket that changes again moves to its end. So what is news is
counted not from the page before but from the last time that the export was read to its end, less an overlap.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

# The comments of each ticket are one request more: a page costs a fraction of a minute's allowance.
PAGE = 50

# Seconds before the end of the export that are read again. A ticket that is touched all the time stays in
# the minute that the export leaves out.
OVERLAP = 3600.0

# Zendesk refuses a start that lies within the last minute.
_START_BEFORE = 300.0


@dataclass(frozen=True, slots=True)
class Position:
    """How far the export was read; our cursor carries it from poll to poll.

    Attributes:
        after: Zendesk's cursor; None before the first page.
        whole_until: Everything that changed until then has been read.
        seen_until: The latest change that was read.
    """

    after: str | None
    whole_until: float
    seen_until: float

    @classmethod
    def read(cls, cursor: str | None, since: float) -> Self:
        """Return the position that a cursor stands for; without one, where the connection began."""
        if cursor is None:
            return cls(None, since, since)
        said = json.loads(cursor)
        return cls(said["after"], said["whole_until"], said["seen_until"])

    def written(self) -> str:
        """Return the position as a cursor."""
        said = {"after": self.after, "whole_until": self.whole_until, "seen_until": self.seen_until}
        return json.dumps(said)

    def news_since(self, since: float) -> float:
        """Return the time from which on comments may be news, never before the connection began."""
        return max(since, self.whole_until - OVERLAP)


def export_page(position: Position) -> dict[str, str]:
    """Return the parameters that ask for the page at a position."""
    page = {"per_page": str(PAGE)}
    if position.after is None:
        return {**page, "start_time": str(max(1, int(position.whole_until - _START_BEFORE)))}
    return {**page, "cursor": position.after}


def next_position(position: Position, answer: Mapping[str, Any]) -> tuple[Position, bool]:
    """Return where the next page begins, and whether it has something already.

    Raises:
        KeyError, TypeError, ValueError: the answer is not as documented.
    """
    changes = [float(ticket["generated_timestamp"]) for ticket in answer["tickets"]]
    seen = max([position.seen_until, *changes])
    after = answer["after_cursor"] or position.after
    ended = bool(answer["end_of_stream"])
    if not ended and after == position.after:
        raise ValueError("a page without an end")
    read = replace(position, after=None if after is None else str(after), seen_until=seen)
    return (replace(read, whole_until=seen) if ended else read), not ended


def changed_tickets(answer: Mapping[str, Any]) -> list[str]:
    """Return the ids of the page's tickets, each once, without those that were deleted.

    Raises:
        KeyError, TypeError, ValueError: the answer is not as documented.
    """
    ids = [str(int(ticket["id"])) for ticket in answer["tickets"] if ticket.get("status") != "deleted"]
    return list(dict.fromkeys(ids))
