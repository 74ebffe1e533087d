"""How far a list of what changed was read, where a helpdesk gives it by time, the oldest change first.

A round of polls asks for what changed since a moment, then for what changed since the last of these, until
nothing comes any more. Pages are only turned where a whole page has one and the same moment, because what
changes meanwhile moves to the end, and what stands behind it moves up.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

_MOST_PAGES = 100
_MOST_KNOWN = 1_000


@dataclass(frozen=True, slots=True)
class Changes:
    """Our cursor.

    Attributes:
        bound: What changed since then is asked for.
        page: Page of that, from 1.
        whole_until: Whatever changed until then has been read.
        known: Conversations that were read, and the change after which they were.
    """

    bound: float
    page: int
    whole_until: float
    known: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None, since: float, overlap: float) -> Self:
        """Return the position that a cursor stands for; without one, where the connection began.

        Args:
            cursor: That of the poll before.
            since: When the connection began.
            overlap: Seconds that a new round asks for again.
        """
        return cls(since - overlap, 1, since) if cursor is None else cls(**json.loads(cursor))

    def written(self) -> str:
        """Return the position as a cursor."""
        said = {"bound": self.bound, "page": self.page, "whole_until": self.whole_until}
        return json.dumps({**said, "known": dict(self.known)})

    def news_since(self, since: float, overlap: float) -> int:
        """Return the second from which on messages may be news, never before the connection began."""
        return int(max(since, self.whole_until - overlap))

    def unread(self, page: Sequence[tuple[str, float]]) -> list[str]:
        """Return the conversations of a page that have changed since they were read."""
        return [conversation for conversation, change in page if self.known.get(conversation) != change]

    def after(self, page: Sequence[tuple[str, float]], overlap: float) -> tuple[Self, bool]:
        """Return where to go on after a page, and whether the round goes on.

        It goes on from the last change but one: the last may be of a moment ago, of a conversation that stood
        there for an earlier one.

        Args:
            page: Conversations and when they changed; empty behind the last page.
            overlap: Seconds that a new round asks for again.

        Raises:
            ValueError: the newest come first.
        """
        if not page or self.page > _MOST_PAGES:
            return self._rounded_off(overlap), False
        changes = [change for _, change in page]
        if changes[0] > changes[-1]:
            raise ValueError("not sorted as asked")
        gone_on = replace(self, known={**self.known, **dict(page)})
        if (last := sorted(changes)[-2:][0]) > self.bound:
            return replace(gone_on, bound=last, page=1), True
        return replace(gone_on, page=self.page + 1), True

    def _rounded_off(self, overlap: float) -> Self:
        """Return where the next round begins.

        Times may be in whole seconds: a conversation that changed last may change again in the same second.
        """
        whole_until = max(self.whole_until, self.bound)
        newest = max(self.known.values(), default=0.0)
        latest_first = sorted(self.known.items(), key=lambda one: one[1], reverse=True)
        kept = {key: at for key, at in latest_first if whole_until - overlap <= at < newest}
        known = dict(list(kept.items())[:_MOST_KNOWN])
        return replace(self, bound=whole_until - overlap, page=1, whole_until=whole_until, known=known)
