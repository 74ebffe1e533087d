"""Entries that stand in each other's way, explained in words, with both entries and a suggested mend.

Everything is looked up by words, so that the time grows with the number of entries and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms, Status, folded
from dragoman.glossary.model import Case
from dragoman.glossary.termbases import name_of
from dragoman.language.lexicon import function_words
from dragoman.tags import base, same_language

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
    text: str
    mend: str


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
        yield Conflict(
            Clash.DNT_TRANSLATED,
            (concept.id,),
            tuple(concept.terms),
            f"{name_of(concept)} is never translated, but has the translation “{second}”, which is not used",
            f"make its kind exact, or say “{first}” in every language",
        )
    having = function_words().having
    for language, terms in concept.terms.items():
        for word in (terms.preferred, *terms.allowed):
            if base(language) in having.get(folded(word), ()) and concept.case is not Case.EXACT:
                yield Conflict(
                    Clash.FUNCTION_WORD,
                    (concept.id,),
                    (language,),
                    f"“{word}” stands in nearly every {language} text, mostly with nothing of this meant",
                    "use a longer term, or the case rule exact if it is only meant in its own capitals",
                )
        for word in (terms.preferred, *terms.forms) if unspelt else ():
            if unspelt and (missing := unspelt(language, word)):
                yield Conflict(
                    Clash.UNSPELT,
                    (concept.id,),
                    (language,),
                    f"no pack that writes {language} can write “{missing}” of “{word}”",
                    "spell it otherwise, or make its kind exact or dnt, so that it is put in as it stands",
                )
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
    other_name = name_of(other.concept)
    names = f"{name_of(first.concept)} and {other_name}"
    one, two = first.written.preferred, other.written.preferred
    exact = [entry.concept.case is Case.EXACT for entry in (first, other)]
    if first_word != word and any(exact):
        if not all(exact) and one != two:
            yield Conflict(
                Clash.CASE,
                ids,
                languages,
                f"“{first_word}” and “{word}” differ by capitals alone, and only one insists on its own: "
                f"at the beginning of a sentence {names} cannot be told apart",
                "say the other one with a word more",
            )
    elif one == two:
        if not inward:
            yield Conflict(
                Clash.REPEATED,
                ids,
                languages,
                f"{names} say the same: “{word}” is “{one}”",
                "put what only one of them has into the other, and remove it",
            )
    elif folded(one) == folded(two):
        if not inward:
            yield Conflict(
                Clash.CASE,
                ids,
                languages,
                f"“{word}” is “{one}” in {name_of(first.concept)} and “{two}” in {other_name}: they "
                "differ by capitals alone, and only the first is used",
                "choose one spelling and remove the other entry",
            )
    elif inward:
        yield Conflict(
            Clash.REVERSE,
            ids,
            languages,
            f"“{word}” ({languages[0]}) is always read as “{one}”, though {other_name} means “{two}” "
            "by it: what shoppers write and what they read do not fit together",
            f"say one of the two otherwise in {languages[0]}, or take “{word}” out of its allowed terms",
        )
    else:
        yield Conflict(
            Clash.DUPLICATE,
            ids,
            languages,
            f"“{word}” has two translations into {languages[1]}, “{one}” in {name_of(first.concept)} and "
            f"“{two}” in {other_name}: only the first is used",
            f"keep one of them; “{two}” may be an allowed term of the other",
        )


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
                longer, shorter = entry.said.preferred, inner.said.preferred
                yield Conflict(
                    Clash.OVERLAP,
                    (entry.concept.id, inner.concept.id),
                    (source, target),
                    f"“{longer}” has “{shorter}” in it, but “{entry.written.preferred}” has no "
                    f"“{inner.written.preferred}”: the same thing gets two names in one message",
                    f"if that is not meant, translate “{longer}” with “{inner.written.preferred}”",
                )


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
            yield Conflict(
                Clash.SWAP,
                (other.concept.id, entry.concept.id),
                (source, target),
                f"“{here}” is “{there}” in {name_of(entry.concept)}, and “{there}” is “{here}” in "
                f"{name_of(other.concept)}: the columns of one of them may have been swapped",
                "look which of the two is meant, and remove the other",
            )
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
                        yield Conflict(
                            Clash.FORBIDDEN,
                            (other.id, concept.id),
                            (language,),
                            f"{name_of(concept)} says “{word}”, which has “{forbidden}” in it, and that is "
                            f"forbidden for {name_of(other)}: a message with both cannot keep both",
                            f"say “{word}” otherwise, or allow “{forbidden}”",
                        )


def _words(term: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(term)))


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of words, but very long ones, that stands in a term, itself among them."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_PART, len(words)) + 1):
            yield words[start:end]
