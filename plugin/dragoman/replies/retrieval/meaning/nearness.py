"""Vectors of passages: made when they are missing, and compared with what is asked."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dragoman.evidence import Passage
from dragoman.replies.draft import Turn
from dragoman.replies.retrieval.meaning.embedding import Embedder, SemanticError, Vectors
from dragoman.storage.knowledge import Knowledge, Scope
from dragoman.tags import same_language

_log = logging.getLogger(__name__)
_KEPT: Final = "<f2"
_BATCH: Final = 64
_TURNS: Final = 3
_EARLIER: Final = 0.7
"""How much the last turns together count beside the last one alone."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Vectors of the passages that a scope has, one a row, and what they were read for."""

    stamp: int
    scope: Scope
    model: str
    rows: tuple[int, ...]
    vectors: Vectors


class Meanings:
    """Compares meanings with the model of each language, where ``dragoman[semantic]`` is installed.

    Args:
        knowledge: What stores know.
        embedder: Returns the model for a language, or None where none is installed.
    """

    def __init__(
        self, knowledge: Knowledge, embedder: Callable[[str], Embedder | None] = Embedder.if_installed
    ) -> None:
        self._knowledge = knowledge
        self._embedder = embedder
        self._loading = threading.Lock()
        self._loaded: dict[str, Embedder | None] = {}
        self._held: dict[str, _Kept] = {}

    def nearness(self, scope: Scope, turns: Sequence[Turn], language: str) -> dict[int, float]:
        """Return how near passages are to a conversation, by the ids of their rows: from -1 to 1.

        Passages without vectors, not yet made by ``make_missing``, are left out; where the model cannot
        be read, all are.
        """
        embedder = self._of(language)
        if embedder is None or not turns:
            return {}
        kept = self._kept(scope, embedder.name)
        if not kept.rows:
            return {}
        try:
            asked = _asked(embedder, turns)
        except SemanticError as error:
            _log.warning("passages are found by their words alone: %s", error)
            return {}
        return dict(zip(kept.rows, (kept.vectors @ asked).tolist(), strict=True))

    def make_missing(self, store: str, language: str, done: Callable[[int, int], None]) -> int:
        """Make the vectors that a store's passages lack, and return how many those were.

        Args:
            store: Id of the store.
            language: The store's own language; passages in others are left out.
            done: Told after some of them how many are made, and how many there are to make.

        Raises:
            SemanticError: the model cannot be read.
            StorageFull: there is no room; what was made before is kept.
        """
        embedder = self._of(language)
        if embedder is None:
            return 0
        lacking = self._knowledge.without_vector(store, embedder.name)
        missing = [one for one in lacking.items() if same_language(one[1].language, language)]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = embedder.answering([_answer(passage) for _, passage in batch]).astype(_KEPT)
            made = {row: vector.tobytes() for (row, _), vector in zip(batch, vectors, strict=True)}
            self._knowledge.put_vectors(store, embedder.name, made)
            done(start + len(batch), len(missing))
        return len(missing)

    def _kept(self, scope: Scope, model: str) -> "_Kept":
        """Return the vectors of a scope; each store's last are held until its knowledge changes."""
        stamp = self._knowledge.stamp(scope.store)
        held = self._held.get(scope.store)
        if held is not None and (held.stamp, held.scope, held.model) == (stamp, scope, model):
            return held
        found = self._knowledge.vectors(scope, model)
        width = len(found[0][1]) // np.dtype(_KEPT).itemsize if found else 0
        vectors = np.frombuffer(b"".join(vector for _, vector in found), _KEPT).reshape(len(found), width)
        kept = _Kept(stamp, scope, model, tuple(row for row, _ in found), vectors.astype(np.float32))
        self._held[scope.store] = kept
        return kept

    def _of(self, language: str) -> Embedder | None:
        with self._loading:
            if language not in self._loaded:
                self._loaded[language] = self._embedder(language)
            return self._loaded[language]


def _asked(embedder: Embedder, turns: Sequence[Turn]) -> Vectors:
    """Return what a conversation asks: its last turn, and the last ones together."""
    asked = embedder.asking(turns[-1].text)
    if len(turns) > 1:
        together = embedder.asking(" ".join(turn.text for turn in turns[-_TURNS:]))
        asked = asked + _EARLIER * together
    vector: Vectors = asked / np.linalg.norm(asked)
    return vector


def _answer(passage: Passage) -> str:
    return "\n".join((" > ".join(passage.headings), passage.text))
