"""How far Chatwoot's list of conversations was read.

The list has the conversations with the latest messages first, so a round of polls goes from page to page
until it meets what the round before has read. Chatwoot counts pages anew whenever someone writes, which only
repeats conversations on later pages.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

OVERLAP = 300.0
"""Seconds that the next round reads again."""


@dataclass(frozen=True, slots=True)
class Position:
    """Our cursor.

    Attributes:
        page: The next page to read, from 1.
        whole_until: Whatever was written until then has been read.
        seen_until: The latest message that this round has seen.
    """

    page: int
    whole_until: float
    seen_until: float

    @classmethod
    def read(cls, cursor: str | None, since: float) -> Self:
        """Return the position that a cursor stands for; without one, where the connection began."""
        if cursor is None:
            return cls(1, since, since)
        said = json.loads(cursor)
        return cls(said["page"], said["whole_until"], said["seen_until"])

    def written(self) -> str:
        """Return the position as a cursor."""
        said = {"page": self.page, "whole_until": self.whole_until, "seen_until": self.seen_until}
        return json.dumps(said)

    def news_since(self, since: float) -> int:
        """Return the second from which on messages may be news, never before the connection began."""
        return int(max(since, self.whole_until - OVERLAP))

    def after(self, activities: Sequence[float], news_since: float) -> tuple[Self, bool]:
        """Return where to go on after a page, and whether the round goes on.

        Args:
            activities: When someone last wrote in each of the page's conversations.
            news_since: Where this round ends, if the page is sorted as documented; else it reads all.
        """
        seen = max([self.seen_until, *activities])
        sorted_well = all(one >= other for one, other in pairwise(activities))
        if not activities or (sorted_well and activities[-1] < news_since):
            return replace(self, page=1, whole_until=seen, seen_until=seen), False
        return replace(self, page=self.page + 1, seen_until=seen), True
