"""Whether the answer to a question depends on what the shopper did not say, such as a country.

What passages simply contradict is known since they were brought in: see ``replies.contradicted``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.replies.grounding.names import names
from dragoman.replies.orders.countries import country_name, country_named
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.retrieval.words import Asked
from dragoman.replies.writers.answering import Answer
from dragoman.replies.writers.matching import Need, Source, has, topic_of

_STATED = frozenset(
    {ValueKind.PERIOD, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DATE, ValueKind.TIME, ValueKind.NUMBER}
)
_ENOUGH = 0.5
"""Both must have so much of the question: passages that have less are not about it."""

_RELATED = 0.4
"""So much of the shorter one's words two sentences on one matter share, with their headings."""
_NEARLY_ALL = 0.75


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence with a value: what of the question it has, whom it is about."""

    value: Value
    text: str
    words: frozenset[Asked]
    names: frozenset[str]
    about: frozenset[str]


def depends(need: Need, answer: Answer, sources: Sequence[Source], language: str) -> bool:
    """Return whether another passage answers differently for another case, and the shopper named neither.

    Two sentences answer the same question where they have the same of its words, headings counted, or most of
    them and nearly all of one another's. What differs is a value of one kind.

    Args:
        need: The question.
        answer: Where it is answered.
        sources: Every passage at hand.
        language: A primary language.
    """
    ours = [one for place in answer.places for one in _statements(need, answer.source, place, language)]
    if not ours:
        return False
    first = max(ours, key=lambda one: need.weight(one.words))
    said = {one.value.key for one in ours}
    return any(
        other.value.key not in said and _of_one_matter(need, first, other) and not _same_case(first, other)
        for source in sources
        if source.evidence.id != answer.source.evidence.id
        for place in range(len(source.sentences))
        for other in _statements(need, source, place, language)
    )


def _statements(need: Need, source: Source, place: int, language: str) -> Iterator[_Statement]:
    sentence = source.sentences[place]
    there = source.words[place] | source.heading
    words = frozenset(one for one in need.weights if has(one, there))
    if need.weight(words) < _ENOUGH * need.weight(need.weights):
        return
    named = _named(sentence.bare, language) | _named(topic_of(source.evidence), language)
    said = source.words[place] | source.topic
    about = frozenset(word for word in said if not word[0].isdigit())
    for value in sentence.values:
        if value.kind in (need.kinds or _STATED) and value.kind in _STATED:
            yield _Statement(value, sentence.text, words, named, about)


def _named(text: str, language: str) -> frozenset[str]:
    """Return what a sentence or a heading names; as its first word, which has a capital anyway, a country."""
    country = country_named(text, language)
    inside = (one.folded for one in names(text, language) if not one.first)
    return frozenset([country_name(country, language).casefold()] if country else []).union(inside)


def _of_one_matter(need: Need, one: _Statement, other: _Statement) -> bool:
    if not _comparable(one.value, other.value):
        return False
    if one.words != other.words and not _same_case(one, other):
        return False
    shared = len(one.about & other.about) / max(1, min(len(one.about), len(other.about)))
    if one.words == other.words:
        return shared >= _RELATED
    common = need.weight(one.words & other.words)
    return shared >= _NEARLY_ALL and common >= _ENOUGH * need.weight(one.words)


def _comparable(one: Value, other: Value) -> bool:
    if one.kind is not other.kind:
        return False
    return one.kind is not ValueKind.MONEY or one.key.rpartition(" ")[2] == other.key.rpartition(" ")[2]


def _same_case(one: _Statement, other: _Statement) -> bool:
    """Whether neither names a place or a thing that the other does not."""
    return one.names <= other.names or other.names <= one.names
