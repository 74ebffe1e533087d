"""Proposals for a glossary, from sentences and their translations.

A phrase is proposed that several shoppers wrote or read: with what it was most often translated as, or,
where it was translated in two ways, with both. What one shopper alone wrote is nobody's term, and
may well be somebody's name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from dragoman.domain import TermKind
from dragoman.glossary.concept import EVERY_LANGUAGE, Concept, LanguageTerms, Status, folded
from dragoman.glossary.faults import wrong_with
from dragoman.translation.protect import protected_spans

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LONGEST = 3
_LONGEST_TARGET = 4
_SHORT_WORD = 2
# A word in so many of the sentences carries no meaning of its own; in few sentences chance decides.
_EVERYWHERE = 0.2
_ENOUGH = 40
_LEAST_LIKENESS = 0.5
_LEAST_SHARE = 0.2
_MOST_EXAMPLES = 3
_SAME_BEGINNING = 0.6


class Reason(StrEnum):
    """Why something is proposed."""

    FREQUENT = "frequent"
    INCONSISTENT = "inconsistent"
    CORRECTED = "corrected"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its translation, and the shopper whom it was said by or to."""

    source: str
    target: str
    shopper: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A term that a store may want.

    Attributes:
        reason: Why it is proposed.
        terms: How it is said, by language.
        count: How many shoppers wrote or read it, or in how many lines of a catalogue it stands.
        others: In what other ways it was translated, with how often.
        examples: Sentences with it: texts of shoppers and agents, to be shown and not to be kept.
    """

    reason: Reason
    terms: Mapping[str, str]
    count: int
    others: tuple[tuple[str, int], ...] = ()
    examples: tuple[str, ...] = ()

    def concept(self) -> Concept:
        """Return it as a proposed entry; no example goes with it."""
        kind = TermKind.DNT if set(self.terms) == {EVERY_LANGUAGE} else TermKind.INFLECT
        terms = {language: LanguageTerms(term) for language, term in self.terms.items()}
        return Concept("", terms, kind, status=Status.PROPOSED)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A sentence as phrases."""

    said: Said
    source: frozenset[str]
    target: frozenset[str]


def phrases(
    said: Sequence[Said],
    languages: tuple[str, str],
    ignored: tuple[Collection[str], Collection[str]] = ((), ()),
    least: int = 3,
) -> list[Proposal]:
    """Return the phrases of several shoppers, what is inconsistent and frequent first.

    Args:
        said: Sentences of one direction, as often as they were said.
        languages: Source and target.
        ignored: Function words of both, in lower case.
        least: How many shoppers must have written or read a phrase, at least 2.
    """
    pairs = list(_pairs(said, ignored))
    holding: dict[str, list[_Pair]] = defaultdict(list)
    in_targets: Counter[str] = Counter()
    for pair in pairs:
        in_targets.update(pair.target)
        for phrase in pair.source:
            holding[phrase].append(pair)
    found = []
    for phrase, having in holding.items():
        if len({pair.said.shopper for pair in having}) >= max(2, least):
            proposal = _proposal(phrase, having, in_targets, languages)
            if proposal is not None:
                found.append(proposal)
    whole = _without_parts(found, languages[0])
    return sorted(whole, key=lambda one: (one.reason is not Reason.INCONSISTENT, -one.count, str(one.terms)))


def _pairs(said: Sequence[Said], ignored: tuple[Collection[str], Collection[str]]) -> Iterator[_Pair]:
    sources = [_words(one.source) for one in said]
    targets = [_words(one.target) for one in said]
    dull_sources = set(ignored[0]) | _everywhere(sources)
    dull_targets = set(ignored[1]) | _everywhere(targets)
    for one, source, target in zip(said, sources, targets, strict=True):
        yield _Pair(
            one,
            frozenset(_phrases(source, _LONGEST, dull_sources)),
            frozenset(_phrases(target, _LONGEST_TARGET, dull_targets)),
        )


def _words(text: str) -> list[str]:
    """Return the words of a text, an empty one for each value: no phrase goes across."""
    for span in reversed(protected_spans(text)):
        text = f"{text[: span.start]} 0 {text[span.end :]}"
    pieces = re.split(r"[^\w\s'\u2019-]+|\d+", text.lower())
    return [word for piece in pieces for word in (*_WORD.findall(piece), "")]


def _everywhere(lines: Sequence[Sequence[str]]) -> set[str]:
    if len(lines) < _ENOUGH:
        return set()
    counts = Counter(word for line in lines for word in set(line))
    return {word for word, count in counts.items() if count > _EVERYWHERE * len(lines)}


def _phrases(words: Sequence[str], longest: int, dull: Collection[str]) -> Iterator[str]:
    for first in range(len(words)):
        for last in range(first, min(first + longest, len(words))):
            if not words[last]:
                break
            edges = words[first], words[last]
            if all(len(edge) > _SHORT_WORD and edge not in dull for edge in edges):
                yield " ".join(words[first : last + 1])


def _proposal(
    phrase: str, having: Sequence[_Pair], in_targets: Counter[str], languages: tuple[str, str]
) -> Proposal | None:
    """Return what a phrase is proposed for; None for a single word that is always translated alike."""
    first = _rendering(having, in_targets)
    if first is None:
        return None
    forms = {one for one in set().union(*(pair.target for pair in having)) if _alike(first, one)}
    rest = [pair for pair in having if forms.isdisjoint(pair.target)]
    second = _rendering(rest, in_targets) if len(rest) >= _LEAST_SHARE * len(having) else None
    shoppers = {pair.said.shopper for pair in rest if second in pair.target}
    inconsistent = second is not None and len(shoppers) > 1
    if not inconsistent and " " not in phrase:
        return None
    count = sum(second in pair.target for pair in rest)
    return Proposal(
        Reason.INCONSISTENT if inconsistent else Reason.FREQUENT,
        dict(zip(languages, (phrase, first), strict=True)),
        len({pair.said.shopper for pair in having}),
        ((second, count),) if inconsistent and second else (),
        tuple(dict.fromkeys(pair.said.source for pair in having))[:_MOST_EXAMPLES],
    )


def _rendering(having: Sequence[_Pair], in_targets: Counter[str]) -> str | None:
    """Return what stands in the translations of a phrase's sentences and seldom elsewhere."""
    together = Counter(phrase for pair in having for phrase in pair.target)
    likeness = {
        phrase: 2 * count / (len(having) + in_targets[phrase])
        for phrase, count in together.items()
        if count > 1
    }
    best = max(likeness, key=lambda one: (round(likeness[one], 2), len(one.split()), one), default=None)
    return best if best is not None and likeness[best] >= _LEAST_LIKENESS else None


def _alike(one: str, other: str) -> bool:
    """Return whether two phrases are forms of one another, or one is a part of the other.

    Each word of the shorter must begin as a word of the longer one does.
    """
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return all(any(_same_stem(word, another) for another in longer) for word in shorter)


def _same_stem(one: str, other: str) -> bool:
    same = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(one, other, strict=False)))
    return same >= _SAME_BEGINNING * min(len(one), len(other))


def _without_parts(found: Sequence[Proposal], language: str) -> list[Proposal]:
    """Leave out phrases that are only ever said as part of a longer one."""
    longer: dict[str, int] = defaultdict(int)
    for proposal in found:
        words = proposal.terms[language].split()
        for length in range(1, len(words)):
            for first in range(len(words) - length + 1):
                part = " ".join(words[first : first + length])
                longer[part] = max(longer[part], proposal.count)
    return [proposal for proposal in found if longer[proposal.terms[language]] < proposal.count]


def unknown(proposals: Iterable[Proposal], known: Iterable[Concept]) -> list[Proposal]:
    """Return the proposals that no entry has yet, and that can be entries."""
    words = {
        folded(term)
        for concept in known
        for terms in concept.terms.values()
        for term in (terms.preferred, *terms.allowed, *terms.forms)
    }
    return [
        proposal
        for proposal in proposals
        if not any(folded(term) in words or wrong_with(term) for term in proposal.terms.values())
    ]
