"""How well passages answer one question: which of its words they have, and where."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import log
from typing import Final

from dragoman.evidence import Evidence
from dragoman.replies.question_kinds import asking_phrase, wanted
from dragoman.replies.reading.apart import joined
from dragoman.replies.reading.sentences import Reading, legible, sentences
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.reading.weak_words import WEAK_WORDS
from dragoman.replies.reading.words import stem
from dragoman.replies.retrieval.words import Asked, Reader
from dragoman.tags import base

_BETWEEN_HEADINGS: Final = " > "
_KNOWN: Final = 0.7
"""What every word of a question counts, however common."""
_RAREST: Final = 1.4
"""What the rarest word counts besides: with a few passages at hand, rarer cannot be told from absent."""
_MEANT: Final = 0.6
"""How much a thing that is said otherwise counts beside the word itself."""
_ANYTHING: Final[Mapping[str, str]] = {
    "en": "product products item items thing things article goods stuff",
    "pt": "produto produtos item itens artigo artigos mercadoria coisa coisas",
}
"""What every shop has: these words tell no passage from another."""
_WHERE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:live|living|am|['\u2019]m|are|based|located) (?:in|at|near|from) (\w+)", re.IGNORECASE
    ),
    "pt": re.compile(r"\b(?:moro|vivo|estou|sou|moramos) (?:em|no|na|de|do|da) (\w+)", re.IGNORECASE),
}
_ADVERBS: Final = {"en": ("ally", "tely", "ntly"), "pt": ("mente",)}
_SAYS_LITTLE: Final = 2
"""A question with fewer words of its own leans on what was said before it."""
_LEADING: Final = 0.5
"""How much what leads to a question counts beside the question."""
_ASKED_FOR: Final = 0.4
"""How much the words count that only say which kind of value is wanted ("how long"), and weak ones."""


@dataclass(frozen=True)
class Source:
    """A piece of evidence as questions are held against it.

    Attributes:
        evidence: The piece.
        sentences: Its sentences.
        words: The words of each sentence as search reads them.
        heading: Those of its headings.
        topic: Those of the last one, which says what it is about.
    """

    evidence: Evidence
    sentences: tuple[Reading, ...]
    words: tuple[frozenset[str], ...]
    heading: frozenset[str]
    topic: frozenset[str]

    @property
    def all_words(self) -> frozenset[str]:
        """Every word of it."""
        return self.heading.union(*self.words)


@lru_cache(maxsize=512)
def read_source(evidence: Evidence, language: str) -> Source:
    """Read a passage; it is the shop's own, and may be kept for the next question."""
    reader = Reader(language)
    found = sentences(evidence.words, language)
    return Source(
        evidence,
        found,
        tuple(_words(one.text, reader, language) for one in found),
        _words(evidence.title, reader, language),
        _words(topic_of(evidence), reader, language),
    )


def topic_of(evidence: Evidence) -> str:
    """Return the last of the headings, which says what a passage is about."""
    return legible(evidence.title.rpartition(_BETWEEN_HEADINGS)[2])


def _words(text: str, reader: Reader, language: str) -> frozenset[str]:
    return frozenset(reader.indexed(joined(text, base(language))))


@cache
def _weak(language: str) -> frozenset[str]:
    return frozenset(WEAK_WORDS.get(language, "").split())


@cache
def _anything(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _ANYTHING.get(language, "").split())


@dataclass(frozen=True, slots=True)
class Need:
    """One question as it is held against passages.

    Attributes:
        text: The question.
        weights: How much each of its words counts.
        names: Words that are written like names.
        kinds: The kinds of value of which the answer has one.
        says_little: Whether it cannot be understood without what was said before it.
        measures: What the shopper measured, for tables of sizes.
    """

    text: str
    weights: Mapping[Asked, float]
    names: frozenset[Asked]
    kinds: frozenset[ValueKind]
    says_little: bool
    measures: tuple[Value, ...] = ()

    def weight(self, words: Iterable[Asked]) -> float:
        """Return the weight of some of its words."""
        return sum(self.weights[one] for one in words)

    def covered(self, words: frozenset[str]) -> float:
        """Return how much of the question some words have, 0 to 1."""
        whole = sum(self.weights.values())
        there = sum(weight * has(one, words) for one, weight in self.weights.items())
        return there / whole if whole else 0.0

    def is_within(self, known: Iterable[Value]) -> bool:
        """Return whether any of the shopper's measures lies in a range of the same unit."""
        return any(_lies_in(ours, theirs) for theirs in known for ours in self.measures)

    def of_heading(self, heading: frozenset[str]) -> float:
        """Return how much of a heading the question has, 0 to 1."""
        said = {one.word for one in self.weights}.union(*(one.meanings for one in self.weights))
        return len(heading & said) / len(heading) if heading else 0.0


def _lies_in(value: Value, known: Value) -> bool:
    amount, _, unit = value.key.partition(" ")
    ends, _, known_unit = known.key.partition(" ")
    low, between, high = ends.partition("..")
    if not between or unit != known_unit or value.kind is not known.kind or ".." in amount:
        return False
    return Decimal(low) <= Decimal(amount) <= Decimal(high)


def has(asked: Asked, words: frozenset[str]) -> float:
    """Return whether words have a word of a question: 1, less where they say it otherwise, 0."""
    if asked.word in words:
        return 1.0
    return _MEANT if words.intersection(asked.meanings) else 0.0


def need(text: str, lead: str, before: str, sources: Sequence[Source], language: str, said: str = "") -> Need:
    """Return a question as it is held against passages.

    Args:
        text: The question.
        lead: What leads to it in its own sentence; counts for half.
        before: What it refers to where it says little of its own; else empty.
        sources: The passages that it is held against: a word that few of them have tells more.
        language: The agents' language.
        said: What else the shopper said: measures in it are theirs, and it may say where they are.
    """
    primary = base(language)
    asked = _asked(f"{before} {text}", language)
    leading = [one for one in _asked(lead, language) if one not in asked]
    places = [one for one in _asked(said, language) if _is_place(one, said, primary)]
    leading += [one for one in places if one not in (*asked, *leading)]
    told_of = f"{said} {lead}"
    every = [source.all_words for source in sources]
    having = {one: sum(has(one, words) > 0 for words in every) for one in (*asked, *leading)}
    # Where a shopper is decides between passages where headings say of which place they are.
    headed = frozenset[str]().union(*(source.heading for source in sources))
    optional = {one for one in leading if _is_place(one, told_of, primary) and not has(one, headed)}
    telling = [
        one for one in having if one not in optional and (having[one] or not _is_weak(one.shown, primary))
    ]
    weights = {one: _weight(having[one], len(every)) for one in telling}
    phrase = asking_phrase(text, primary)
    for one in telling:
        if one.shown in phrase or _is_weak(one.shown, primary):
            weights[one] *= _ASKED_FOR
        elif one in leading:
            weights[one] *= _LEADING
    names = frozenset(one for one in telling if _is_name(one, text))
    own = [
        one
        for one in telling
        if one in asked and one.shown not in phrase and not _is_weak(one.shown, primary)
    ]
    measures = tuple(
        value
        for value in Reading(legible(f"{said} {lead} {text}"), primary).values
        if value.kind is ValueKind.MEASURE
    )
    return Need(text, weights, names, wanted(text, primary), len(own) < _SAYS_LITTLE, measures)


def _is_weak(word: str, language: str) -> bool:
    """Whether a word tells only where a passage has it, too: the shopper's own figures, days and family."""
    endings = _ADVERBS.get(language, ())
    return word[0].isdigit() or word in _weak(language) or word.endswith(endings)


def _is_place(asked: Asked, text: str, language: str) -> bool:
    """Whether a word is written like a name, or stands where people say where they live."""
    where = _WHERE.get(language)
    there = {match[1].casefold() for match in where.finditer(text)} if where else set()
    return asked.shown in there or _is_name(asked, text)


def _asked(text: str, language: str) -> list[Asked]:
    primary = base(language)
    read = Reading(legible(text.strip()), primary)
    figures = " ".join(re.findall(r"\d+(?:[.,]\d+)*", read.text))
    # Of values only the figures may be found in a passage: "55 euros" is not about euros.
    asked = list(dict.fromkeys(Reader(language).asked(f"{joined(read.bare, primary)} {figures}")))
    return [one for one in asked if stem(one.shown, primary) not in _anything(primary)] or asked


def _weight(having: int, passages: int) -> float:
    return _KNOWN + min(_RAREST, log(1 + (passages - having + 0.5) / (having + 0.5)))


def _is_name(asked: Asked, text: str) -> bool:
    place = text.casefold().find(asked.shown)
    return place > 0 and text[place].isupper()
