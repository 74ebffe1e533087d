"""Finds passages that say different things about the same: two return periods, two fees, two opening hours.

Two statements are compared where their values are of one kind and unit, and where what they are about is
nearly the same: words, or what shops say for them, of the sentence and of its heading. Statements that name
different things ("Spain", "Portugal"), or of which only one names any, are a rule and its exception and no
contradiction. Values contradict each other when they have nothing in common: "2 to 5 days" and "3 days" do.
What one passage affirms and another denies contradicts where both are about exactly the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from dragoman.evidence import Contradiction, Passage
from dragoman.replies.knowledge.assertions import Assertion, assertions_of
from dragoman.replies.knowledge.statements import ALIKE, Statement, statements_of


def contradictions(passages: Sequence[Passage]) -> list[Contradiction]:
    """Return the contradictions between passages, those of values first, each once."""
    found: dict[tuple[str, str, tuple[str, str]], Contradiction] = {}
    for one in (*_of_values(passages), *_of_assertions(passages)):
        found.setdefault((one.one.id, one.other.id, one.said), one)
    return list(found.values())


def _of_values(passages: Sequence[Passage]) -> Iterator[Contradiction]:
    statements = [one for passage in passages for one in statements_of(passage)]
    names = frozenset(name for one in statements for name in one.names)
    named = [_named(one, names) for one in statements]
    for first, second in _pairs(statements):
        one, other = statements[first], statements[second]
        # A rule names nothing; of what is named, something has to be the same.
        same = bool(named[first] & named[second]) or not (named[first] or named[second])
        if same and one.contradicts(other):
            about = dict.fromkeys(one.core[key] for key in one.core if key in other.wide)
            said, sentences = (one.written, other.written), (one.sentence, other.sentence)
            yield Contradiction(one.passage, other.passage, said, tuple(about), sentences, one.kind.value)


def _of_assertions(passages: Sequence[Passage]) -> Iterator[Contradiction]:
    asserted = [one for passage in passages for one in assertions_of(passage)]
    affirmed: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(asserted):
        if not one.denies:
            for key in one.names or one.matter:
                affirmed[key].append(place)
    for place, denial in enumerate(asserted):
        near = _near(denial, affirmed) if denial.denies else ()
        for other in near:
            if asserted[other].passage.id != denial.passage.id and denial.contradicts(asserted[other]):
                one, two = asserted[min(place, other)], asserted[max(place, other)]
                about = (*one.matter.values(), *sorted(one.names & two.names))
                said = (one.sentence, two.sentence)
                yield Contradiction(one.passage, two.passage, said, tuple(dict.fromkeys(about)), said, "")


def _near(denial: Assertion, affirmed: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the places of what is affirmed of the same names, or else of any of the same matter."""
    return sorted({place for key in denial.names or denial.matter for place in affirmed.get(key, ())})


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
