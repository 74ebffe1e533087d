"""Entries that stand in each other's way, explained in words, with both entries and a suggested mend.

Everything is looked up by words, so that the time grows with the number of entries and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dragoman.domain import TermKind
from dragoman.glossary import conflict_sentences as sentences
from dragoman.glossary.concept import Concept, LanguageTerms, Status, folded
from dragoman.glossary.model import Case
from dragoman.glossary.termbases import name_of
from dragoman.language.lexicon import function_words
from dragoman.tags import base, same_language
from dragoman.wording import Phrase, phrase

_LONGEST_PART = 12
_WORD = re.compile(r"\w+")

Unspelt = Callable[[str, str], str]
"""Returns the characters of a text (second) that no pack that writes a language (first) can write."""


class Clash(StrEnum):
    """What kind of conflict it is."""

    DUPLICATE = "duplicate"
    REPEATED = "repeated"
    REVERSE = "reverse"
    OVERLAP = "overlap"
    SWAP = "swap"
    FORBIDDEN = "forbidden"
    DNT_TRANSLATED = "dnt_translated"
    CASE = "case"
    FUNCTION_WORD = "function_word"
    UNSPELT = "unspelt"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that keeps an entry from doing what it says.

    Attributes:
        clash: What kind it is.
        concepts: Ids of the entries, the one that comes off worse last.
        languages: The language that it is about; with that of the translation, where it is about a pair.
        text: What is wrong.
        mend: What would help.
    """

    clash: Clash
    concepts: tuple[str, ...]
    languages: tuple[str, ...]
    text: Phrase
    mend: Phrase


@dataclass(frozen=True, slots=True)
class _Entry:
    """A concept in one direction."""

    concept: Concept
    said: LanguageTerms
    written: LanguageTerms

    @property
    def words(self) -> tuple[str, ...]:
        return self.said.preferred, *self.said.allowed


def conflicts(
    concepts: Sequence[Concept], pivot: str, languages: Sequence[str], unspelt: Unspelt | None = None
) -> list[Conflict]:
    """Return the conflicts of a glossary; deprecated entries have none.

    Args:
        concepts: Its entries; where two say the same, the first counts.
        pivot: Language of the agents.
        languages: Languages of the shoppers.
        unspelt: What packs cannot write, where there are packs.
    """
    used = [concept for concept in concepts if concept.status is not Status.DEPRECATED]
    found = [conflict for concept in used for conflict in _alone(concept, unspelt)]
    found += _forbidden(used)
    for language in languages:
        if not same_language(language, pivot):
            out = list(_entries(used, pivot, language))
            found += _duplicates(out, pivot, language, inward=False)
            found += _duplicates(_entries(used, language, pivot), language, pivot, inward=True)
            found += _overlaps(out, pivot, language)
            found += _swaps(out, pivot, language)
    return found


def _conflict(
    clash: Clash,
    concepts: tuple[str, ...],
    languages: tuple[str, ...],
    told: sentences.Sentences,
    **values: str,
) -> Conflict:
    text, mend = told
    return Conflict(clash, concepts, languages, phrase(text, **values), phrase(mend, **values))


def _entries(concepts: Sequence[Concept], source: str, target: str) -> Iterator[_Entry]:
    for concept in concepts:
        said = concept.said_in(source)
        written = said if concept.kind is TermKind.DNT else concept.said_in(target)
        if said and written:
            yield _Entry(concept, said, written)


def _alone(concept: Concept, unspelt: Unspelt | None) -> Iterator[Conflict]:
    """Yield what is wrong with an entry by itself."""
    preferred = dict.fromkeys(terms.preferred for terms in concept.terms.values())
    if concept.kind is TermKind.DNT and len(preferred) > 1:
        first, second, *_ = preferred
        values = {"entry": name_of(concept), "one": first, "two": second}
        languages = tuple(concept.terms)
        yield _conflict(Clash.DNT_TRANSLATED, (concept.id,), languages, sentences.TRANSLATED, **values)
    having = function_words().having
    for language, terms in concept.terms.items():
        for word in (terms.preferred, *terms.allowed):
            if base(language) in having.get(folded(word), ()) and concept.case is not Case.EXACT:
                values = {"word": word, "language": language}
                clash = Clash.FUNCTION_WORD
                yield _conflict(clash, (concept.id,), (language,), sentences.IN_EVERY_TEXT, **values)
        for word in (terms.preferred, *terms.forms) if unspelt else ():
            if unspelt and (missing := unspelt(language, word)):
                values = {"word": word, "language": language, "missing": missing}
                yield _conflict(Clash.UNSPELT, (concept.id,), (language,), sentences.UNSPELT, **values)
                break


def _duplicates(
    entries: Iterator[_Entry] | Sequence[_Entry], source: str, target: str, *, inward: bool
) -> Iterator[Conflict]:
    by_word: dict[str, list[tuple[str, _Entry]]] = defaultdict(list)
    for entry in entries:
        for word in dict.fromkeys(entry.words):
            by_word[folded(word)].append((word, entry))
    told = set()
    for (first_word, first), *others in by_word.values():
        for word, other in others:
            pair = first.concept.id, other.concept.id
            if other.concept is not first.concept and pair not in told:
                told.add(pair)
                languages = (source, target)
                yield from _pair(first_word, first, word, other, languages, inward=inward)


def _pair(
    first_word: str, first: _Entry, word: str, other: _Entry, languages: tuple[str, str], *, inward: bool
) -> Iterator[Conflict]:
    """Yield what is wrong with two entries that are found by the same word."""
    ids = first.concept.id, other.concept.id
    one, two = first.written.preferred, other.written.preferred
    values = {
        "source": languages[0],
        "target": languages[1],
        "entry": name_of(first.concept),
        "other": name_of(other.concept),
        "word": word,
        "other_word": first_word,
        "one": one,
        "two": two,
    }
    exact = [entry.concept.case is Case.EXACT for entry in (first, other)]
    if first_word != word and any(exact):
        if not all(exact) and one != two:
            yield _conflict(Clash.CASE, ids, languages, sentences.ONE_INSISTS, **values)
    elif one == two:
        if not inward:
            yield _conflict(Clash.REPEATED, ids, languages, sentences.REPEATED, **values)
    elif folded(one) == folded(two):
        if not inward:
            yield _conflict(Clash.CASE, ids, languages, sentences.TWO_SPELLINGS, **values)
    elif inward:
        yield _conflict(Clash.REVERSE, ids, languages, sentences.REVERSE, **values)
    else:
        yield _conflict(Clash.DUPLICATE, ids, languages, sentences.DUPLICATE, **values)


def _overlaps(entries: Sequence[_Entry], source: str, target: str) -> Iterator[Conflict]:
    by_words: dict[tuple[str, ...], _Entry] = {}
    for entry in entries:
        for word in entry.words:
            by_words.setdefault(_words(word), entry)
    for entry in entries:
        if entry.concept.kind is TermKind.DNT:
            continue
        whole = _words(entry.said.preferred)
        for part in _parts(whole):
            inner = by_words.get(part)
            if part != whole and inner and inner.concept is not entry.concept and not _fits(inner, entry):
                ids = entry.concept.id, inner.concept.id
                values = {
                    "longer": entry.said.preferred,
                    "shorter": inner.said.preferred,
                    "whole": entry.written.preferred,
                    "part": inner.written.preferred,
                }
                yield _conflict(Clash.OVERLAP, ids, (source, target), sentences.OVERLAP, **values)


def _fits(inner: _Entry, outer: _Entry) -> bool:
    """Return whether the translation of a longer term has one of the shorter one in it."""
    parts = set(_parts(_words(outer.written.preferred)))
    written = inner.written
    return any(_words(word) in parts for word in (written.preferred, *written.allowed, *written.forms))


def _swaps(entries: Sequence[_Entry], source: str, target: str) -> Iterator[Conflict]:
    known: dict[tuple[str, str], _Entry] = {}
    for entry in entries:
        here, there = folded(entry.said.preferred), folded(entry.written.preferred)
        other = known.get((there, here))
        if other and here != there:
            ids = other.concept.id, entry.concept.id
            names = {"entry": name_of(entry.concept), "other": name_of(other.concept)}
            yield _conflict(Clash.SWAP, ids, (source, target), sentences.SWAP, one=here, two=there, **names)
        known.setdefault((here, there), entry)


def _forbidden(concepts: Sequence[Concept]) -> Iterator[Conflict]:
    by_words: dict[tuple[str, tuple[str, ...]], tuple[str, Concept]] = {}
    for concept in concepts:
        for language, terms in concept.terms.items():
            for word in terms.forbidden:
                by_words.setdefault((base(language), _words(word)), (word, concept))
    if not by_words:
        return
    for concept in concepts:
        for language, terms in concept.terms.items():
            for word in (terms.preferred, *terms.allowed):
                for part in _parts(_words(word)):
                    forbidden, other = by_words.get((base(language), part), ("", concept))
                    if other is not concept:
                        ids = other.id, concept.id
                        values = {"word": word, "forbidden": forbidden}
                        values |= {"entry": name_of(concept), "other": name_of(other)}
                        yield _conflict(Clash.FORBIDDEN, ids, (language,), sentences.FORBIDDEN, **values)


def _words(term: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(term)))


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of words, but very long ones, that stands in a term, itself among them."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_PART, len(words)) + 1):
            yield words[start:end]
