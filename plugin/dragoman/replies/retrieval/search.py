"""Finds the passages that answer a conversation."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from heapq import nlargest
from typing import Final

from dragoman.domain import Author
from dragoman.evidence import Audience, Contradiction, Passage
from dragoman.replies.draft import Turn
from dragoman.replies.retrieval.bm25 import Ranked, ranked, rarities
from dragoman.replies.retrieval.fusion import fused
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.replies.retrieval.words import Asked, Reader
from dragoman.storage.knowledge import Knowledge, Scope

_EARLIER: Final = 0.35
"""How much the turn before the last counts beside it, the one before that beside that, and so on."""

_OTHERS: Final = 0.5
"""How much what an agent said counts beside what the shopper did."""

_MEANT: Final = 0.9
"""How much a thing counts that may be said otherwise, beside the word itself."""

_TURNS: Final = 6
_ENOUGH: Final = 2_000
"""Passages that the rarest words find before the others, which find many and tell little, are left aside."""

_CANDIDATES: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found.

    Attributes:
        passage: The passage.
        score: How well it fits; comparable within one search only.
        words: Words of the conversation that it has or says otherwise, the weightiest first.
        coverage: How much of what was asked these are, by weight, from 0 to 1.
        nearness: How near its meaning is to what was asked, from -1 to 1; None where no model says.
        contradicts: Id of the passage that it contradicts, where it was found for that alone.
        contradictions: What it says otherwise than another passage, which was found as well.
    """

    passage: Passage
    score: float
    words: tuple[str, ...]
    coverage: float
    nearness: float | None = None
    contradicts: str | None = None
    contradictions: tuple[Contradiction, ...] = ()


class Retrieval:
    """Searches what stores know.

    Args:
        knowledge: What they know.
        meanings: Compares meanings, besides words; None where that is not wanted.
    """

    def __init__(self, knowledge: Knowledge, meanings: Meanings | None = None) -> None:
        self._knowledge = knowledge
        self._meanings = meanings

    def find(
        self,
        store: str,
        turns: Sequence[Turn],
        language: str,
        today: date,
        audiences: Collection[Audience] = (Audience.PUBLIC,),
        n: int = 5,
    ) -> tuple[Found, ...]:
        """Return the passages that fit a conversation best, the best first, then what contradicts these.

        Args:
            store: Id of the store.
            turns: The conversation in the pivot language, the oldest turn first.
            language: The pivot language; passages in others are not looked at.
            today: The day on which they have to hold.
            audiences: Who may be told what they say.
            n: The most that are returned, besides those that contradict them.
        """
        query = _query(turns, language)
        scope = self._knowledge.scope(store, language, audiences, today)
        if not query.weights or not scope.languages:
            return ()
        best, rarity = self._by_words(query, scope)
        near = self._meanings.nearness(scope, turns, language) if self._meanings else {}
        words = {one.row: one.words for one in best}
        scores = {one.row: one.score for one in best}
        if near:
            nearest = nlargest(_CANDIDATES, near, key=near.__getitem__)
            scores = fused([list(scores), nearest])
        rows = list(scores)[:n]
        passages = self._knowledge.by_rows(rows)
        found = [
            Found(
                passages[row],
                scores[row],
                query.shown(words.get(row, ())),
                query.coverage(words.get(row, ()), rarity),
                near.get(row),
            )
            for row in rows
            if row in passages
        ]
        return tuple(self._with_contradictions(found, scope))

    def _with_contradictions(self, found: Sequence[Found], scope: Scope) -> Iterator[Found]:
        """Yield what was found with its contradictions, then the passages that were not and contradict it."""
        ids = [one.passage.id for one in found]
        known = self._knowledge.contradictions_of(scope, ids)
        for one in found:
            yield replace(one, contradictions=tuple(each for each in known if one.passage in _sides(each)))
        rivals = {side.id: each for each in known for side in _sides(each) if side.id not in ids}
        for name, each in rivals.items():
            rival, other = _sides(each) if each.one.id == name else _sides(each)[::-1]
            own = tuple(one for one in known if rival in _sides(one))
            yield Found(rival, 0.0, (), 0.0, contradicts=other.id, contradictions=own)

    def _by_words(self, query: "_Query", scope: Scope) -> tuple[list[Ranked], dict[str, float]]:
        """Return passages by the words that they share with a question, and how much each word tells."""
        extent = self._knowledge.extent(scope)
        spread = self._knowledge.spread(scope, query.weights)
        rarity = rarities(spread, extent.passages)
        candidates = self._knowledge.candidates(scope, _telling(spread), _CANDIDATES)
        return ranked(candidates, query.weights, rarity, extent.mean_length), rarity


@dataclass(frozen=True)
class _Query:
    """What a conversation asks for: its words, and how much each counts."""

    asked: Mapping[Asked, float]

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much each word of the index counts."""
        weights: dict[str, float] = {}
        for one, weight in self.asked.items():
            for word, counts in ((one.word, weight), *((name, weight * _MEANT) for name in one.meanings)):
                if word:
                    weights[word] = max(weights.get(word, 0.0), counts)
        return weights

    def shown(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return words of the index as the conversation wrote them."""
        written = [one.shown for word in words for one in self.asked if word in {one.word, *one.meanings}]
        return tuple(dict.fromkeys(written))

    def coverage(self, words: Sequence[str], rare: Mapping[str, float]) -> float:
        """Return how much of what is asked some words are; ``rare`` says how much each word tells."""
        has = frozenset(words)
        whole = covered = 0.0
        for one, weight in self.asked.items():
            # A word that the shop says otherwise tells as much as what it calls it.
            tells = weight * min(rare[word] for word in (one.word, *one.meanings) if word)
            whole += tells
            covered += tells if has.intersection((one.word, *one.meanings)) else 0.0
        return covered / whole if whole else 0.0


def _sides(one: Contradiction) -> tuple[Passage, Passage]:
    return one.one, one.other


def _telling(spread: Mapping[str, int]) -> list[str]:
    """Return the words that candidates are looked for with, the rarest first."""
    chosen: list[str] = []
    found = 0
    for word in sorted(filter(spread.get, spread), key=lambda word: (spread[word], word)):
        if chosen and found + spread[word] > _ENOUGH:
            break
        chosen.append(word)
        found += spread[word]
    return chosen


def _query(turns: Sequence[Turn], language: str) -> _Query:
    reader = Reader(language)
    asked: dict[Asked, float] = {}
    for age, turn in enumerate(reversed(turns[-_TURNS:])):
        weight = _EARLIER**age * (1.0 if turn.author is Author.SHOPPER else _OTHERS)
        for one in reader.asked(turn.text):
            asked[one] = max(asked.get(one, 0.0), weight)
    return _Query(asked)
