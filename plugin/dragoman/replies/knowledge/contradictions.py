"""Finds passages that say different things about the same: two return periods, two fees, two opening hours.

Two statements are compared where their values are of one kind and unit, and where what they are about is
nearly the same: words, or what shops say for them, of the sentence and of its heading. Statements that name
different things ("Spain", "Portugal"), or of which only one names any, are a rule and its exception and no
contradiction. Values contradict each other when they have nothing in common: "2 to 5 days" and "3 days" do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from dragoman.evidence import Passage
from dragoman.replies.knowledge.statements import ALIKE, Statement, statements_of


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two passages that say different things.

    Attributes:
        one: A passage.
        other: Another.
        said: The value that each of them states, as it is written.
        about: The words that both are about, as the first has them.
    """

    one: Passage
    other: Passage
    said: tuple[str, str]
    about: tuple[str, ...]


def contradictions(passages: Sequence[Passage]) -> list[Contradiction]:
    """Return the contradictions between passages, each pair once, in the order of the passages."""
    statements = [one for passage in passages for one in statements_of(passage)]
    names = frozenset(name for one in statements for name in one.names)
    named = [_named(one, names) for one in statements]
    found: dict[tuple[str, str], Contradiction] = {}
    for first, second in _pairs(statements):
        one, other = statements[first], statements[second]
        pair = (one.passage.id, other.passage.id)
        # A rule names nothing; of what is named, something has to be the same.
        same = bool(named[first] & named[second]) or not (named[first] or named[second])
        if same and pair not in found and one.contradicts(other):
            about = tuple(one.core[key] for key in one.core if key in other.wide)
            found[pair] = Contradiction(one.passage, other.passage, (one.written, other.written), about)
    return list(found.values())


def _named(statement: Statement, names: frozenset[str]) -> frozenset[str]:
    """Return the names in a statement, and the numbers that tell it from others."""
    shown = (said.casefold() for said in statement.core.values())
    numbers = (name for name in statement.names if name[0].isdigit())
    return frozenset(one for one in shown if one in names or one[0].isdigit()).union(numbers)


def _pairs(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield places of two statements of one unit that have enough of their rarest words in common.

    Of n words that have to be shared, one is among as many of the rarest as may be missing, and one more; two
    are among two more.
    """
    spread = Counter(key for one in statements for key in one.wide)
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, one in enumerate(statements):
        for key in one.wide:
            postings[one.unit, key].append(at)
    for at, one in enumerate(statements):
        rarest = sorted(one.core, key=lambda key: (spread[key], key))
        shared = ceil(len(rarest) * ALIKE)
        least = min(2, shared)
        near: Counter[int] = Counter()
        for key in rarest[: len(rarest) - shared + least]:
            near.update(postings[one.unit, key])
        for other in sorted(place for place, times in near.items() if times >= least):
            if one.passage.id != statements[other].passage.id:
                yield min(at, other), max(at, other)
