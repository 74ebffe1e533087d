"""Passages that say something else than one that was found, wherever in a store's knowledge they stand."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.knowledge.contradictions import contradictions
from dragoman.replies.knowledge.statements import statements_of
from dragoman.storage.knowledge import Scope

_REMEMBERED: Final = 2_000

Alike = Callable[[str, Scope], Sequence[Passage]]
"""Returns the passages of a scope that are most like a text."""


class Rivals:
    """Looks for passages that contradict others, once for each until a store's knowledge changes.

    Args:
        alike: Finds passages that speak of the same.
    """

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._known: OrderedDict[tuple[int, Scope, str], tuple[Passage, ...]] = OrderedDict()
        self._lock = Lock()

    def of(self, passage: Passage, scope: Scope, stamp: int) -> tuple[Passage, ...]:
        """Return the passages of a scope that contradict a passage.

        Args:
            passage: The passage.
            scope: Where they are looked for.
            stamp: What changes with the store's knowledge.
        """
        key = (stamp, scope, passage.id)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = self._found(passage, scope)
        with self._lock:
            self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found

    def _found(self, passage: Passage, scope: Scope) -> tuple[Passage, ...]:
        rivals: dict[str, Passage] = {}
        for statement in statements_of(passage):
            for other in self._alike(" ".join(statement.core.values()), scope):
                if other.id != passage.id and other.id not in rivals and contradictions([passage, other]):
                    rivals[other.id] = other
        return tuple(rivals.values())
