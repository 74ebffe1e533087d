"""How far a list was read that a helpdesk gives with the latest first.

A round of polls goes from page to page until it meets what the round before has read. What is written
meanwhile moves things to later pages, which only repeats them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, slots=True)
class LatestFirst:
    """Our cursor.

    Attributes:
        page: The next page to read, in the helpdesk's terms; None for the first.
        whole_until: Whatever was written until then has been read.
        seen_until: The latest that this round has seen.
    """

    page: str | None
    whole_until: float
    seen_until: float

    @classmethod
    def read(cls, cursor: str | None, since: float) -> Self:
        """Return the position that a cursor stands for; without one, where the connection began."""
        return cls(None, since, since) if cursor is None else cls(**json.loads(cursor))

    def written(self) -> str:
        """Return the position as a cursor."""
        said = {"page": self.page, "whole_until": self.whole_until, "seen_until": self.seen_until}
        return json.dumps(said)

    def news_since(self, since: float, overlap: float) -> int:
        """Return the second from which on messages may be news, never before the connection began."""
        return int(max(since, self.whole_until - overlap))

    def after(self, times: Sequence[float], news_since: float, next_page: str | None) -> tuple[Self, bool]:
        """Return where to go on after a page, and whether the round goes on.

        Args:
            times: Those that the page is sorted by.
            news_since: Where this round ends, if the page is sorted as asked; else it reads all.
            next_page: The page behind this one; None if there is none.
        """
        seen = max([self.seen_until, *times])
        sorted_well = all(one >= other for one, other in pairwise(times))
        if not times or next_page is None or (sorted_well and times[-1] < news_since):
            return replace(self, page=None, whole_until=seen, seen_until=seen), False
        return replace(self, page=next_page, seen_until=seen), True
