"""Translations that may hold the terms which the first one missed.

First come those that need no decoding: ``repaired``. The words that stand for the term are replaced, and
articles, contractions and adjectives round them made to agree. Where these leave doubts, the engine
translates again:

- ``n-best``: another of the translations that it has for the sentence as it is.
- ``code-switched``: it translates the sentence with the term's target in the place of the term. It mostly
  leaves the word as it is, and lets the sentence agree with it.

Where that will not do either, it is told what to write:

- ``forced``: the translation up to the term, the term included, is given; it goes on from there.
- ``banned``: it must not write the words that stood for the term, nor those that are forbidden.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product, takewhile

import numpy as np

from dragoman.domain import TermKind
from dragoman.glossary.articles import Agreeing, Agreement
from dragoman.glossary.concept import Gender
from dragoman.glossary.enforcement.alone import place_of
from dragoman.glossary.enforcement.occurrence import Occurrence, Place
from dragoman.glossary.genders import gender_by_ending
from dragoman.glossary.plurals import looks_plural
from dragoman.tags import base
from dragoman.translation.hypothesis import Wish
from dragoman.translation.markup.alignment import Links

CODE_SWITCHED = "code-switched"
N_BEST = "n-best"
REPAIRED = "repaired"
FORCED = "forced"
BANNED = "banned"

_MOST_FORMS = 3
_MOST_PLACES = 2
_MOST_REPAIRS = 8
_MOST_FORCED = 2
_ENDING_OF_PARTICIPLES = 3
"""Letters at the end that a participle shares with another one that it takes the place of: "das", "dos"."""
_WIDEST_GAP = 1
_SURELY = 0.5
"""Share of a word's links that leaves no doubt where it came from."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation of a sentence, and the way it was made."""

    text: str
    method: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A translation with forms put in.

    Attributes:
        text: The translation.
        begun: As much of it as reaches to the end of the last form.
        gave_way: The words in whose places the forms stand.
    """

    text: str
    begun: str
    gave_way: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """What of a translation is replaced by what, and the words in it that give way to a term."""

    place: Place
    words: str
    gives_way: str


def cited(occurrence: Occurrence, source: str, target: str) -> str:
    """Return the form that stands for an occurrence among words of the source language: of its number."""
    forms = occurrence.forms()
    if occurrence.kind is not TermKind.INFLECT:
        return occurrence.target
    words, citation = occurrence.span.text.casefold(), occurrence.term.source.casefold()
    many = looks_plural(words, base(source)) and (words != citation or looks_plural(forms[0], base(target)))
    own = [form for form in forms if looks_plural(form, base(target)) == many]
    return _cased((own or forms)[0], occurrence)


def _likely(occurrence: Occurrence, replaced: str, was: Agreement, target: str) -> list[str]:
    """Return the forms that may stand in the place of a word, the likelier first.

    What the engine wrote there has the number, gender, person and tense that the sentence asks for: the
    forms that end as it does come first.
    """
    if occurrence.kind is not TermKind.INFLECT:
        return [occurrence.target]
    old = replaced.casefold()
    cited = occurrence.span.text.casefold() == occurrence.term.source.casefold()
    many = was.plural or (cited and looks_plural(occurrence.term.target, base(target)))
    fitting = [
        form
        for form in occurrence.forms()
        if form not in occurrence.term.participles
        or _common_ending(form.casefold(), old) >= _ENDING_OF_PARTICIPLES
    ]
    own = [form for form in fitting if looks_plural(form, base(target)) == many]
    forms = sorted(own or fitting, key=lambda form: -_common_ending(form.casefold(), old))
    return [_cased(form, occurrence) for form in forms[:_MOST_FORMS]]


def _common_ending(one: str, other: str) -> int:
    pairs = zip(reversed(one), reversed(other), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _cased(form: str, occurrence: Occurrence) -> str:
    """Return a form in the case that the preferred term has here."""
    target, shaped = occurrence.term.target, occurrence.target
    if shaped == target:
        return form
    return form.upper() if shaped.isupper() and len(shaped) > 1 else form[0].upper() + form[1:]


def switched(sentence: str, missed: Sequence[Occurrence], forms: Sequence[str]) -> str:
    """Return a sentence with forms in the places of terms."""
    parts = []
    position = 0
    for occurrence, form in sorted(zip(missed, forms, strict=True), key=lambda each: each[0].span.start):
        parts += [sentence[position : occurrence.span.start], form]
        position = occurrence.span.end
    return "".join([*parts, sentence[position:]])


def asked_again(
    sentence: str, missed: Sequence[Occurrence], languages: tuple[str, str]
) -> list[tuple[Wish, str]]:
    """Return what the engine is asked for where edits leave doubts, each with what comes of it.

    Args:
        sentence: The sentence.
        missed: The terms that its translation lacks.
        languages: Source and target.
    """
    foreign = switched(sentence, missed, [cited(one, *languages) for one in missed])
    return [(Wish(sentence), N_BEST), (Wish(foreign), CODE_SWITCHED)]


def insisted(
    asked: Sequence[tuple[Wish, str]], edits: Sequence[Edit], unwanted: Sequence[str]
) -> list[tuple[Wish, str]]:
    """Return what the engine is told where nothing else will do, each with what comes of it.

    Args:
        asked: What it was asked for before.
        edits: What was tried.
        unwanted: Words that are forbidden.
    """
    (sentence, _), *_ = asked
    begun = islice(dict.fromkeys(edit.begun for edit in edits), _MOST_FORCED)
    gave_way = edits[0].gave_way if edits else ()
    banned = tuple(dict.fromkeys((*gave_way, *unwanted)))
    return [
        *((replace(sentence, begun=words), FORCED) for words in begun),
        *((replace(wish, banned=banned), BANNED) for wish, _ in asked if banned),
    ]


@dataclass(frozen=True, slots=True)
class Repair:
    """Puts forms in the places of other words.

    Attributes:
        target: Language of the translations.
        agreeing: Makes the words round a form agree with it.
    """

    target: str
    agreeing: Agreeing

    def repaired(
        self,
        translation: str,
        wanted: Sequence[tuple[Occurrence, Place | None]],
        links: Links | None,
        taken: Sequence[Place],
    ) -> list[Edit]:
        """Return a translation with forms of terms put in, in several ways.

        Args:
            translation: The translation.
            wanted: The terms whose targets it lacks, each with the place of the word that must give way to
                it, where that is known.
            links: Which words of it came from which of the sentence, where that is known.
            taken: Where targets of other terms stand: those stay.
        """
        ways = []
        for one, place in wanted:
            places: Iterable[Place] = [place] if place else ()
            if not place and links is not None:
                places = self._places(translation, one, links, taken)
            ways.append(list(islice(self._ways(translation, one, places), _MOST_REPAIRS)))
        found: dict[str, Edit] = {}
        for chosen in islice(product(*filter(None, ways)), _MOST_REPAIRS):
            ordered = sorted(chosen, key=lambda way: way.place)
            if ordered and all(one.place[1] <= other.place[0] for one, other in pairwise(ordered)):
                edit = _edited(translation, ordered)
                found.setdefault(edit.text, edit)
        return list(found.values())

    def place_of(self, words: str, translation: str, taken: Sequence[Place]) -> Place | None:
        """Return where words, without the article, stand in a translation; None where in none or several."""
        return place_of(words[slice(*self.agreeing.core(words))], translation, taken)

    def _ways(self, translation: str, occurrence: Occurrence, places: Iterable[Place]) -> Iterator[_Way]:
        """Yield what may be replaced for one term, and by what; both with the words that agree with it."""
        for start, end in islice(dict.fromkeys(places), _MOST_PLACES):
            was = self._agreement_of(translation, (start, end))
            for form in _likely(occurrence, translation[start:end], was, self.target):
                yield from self._fitted(translation, (start, end), form, occurrence, was)

    def _fitted(
        self, translation: str, place: Place, form: str, occurrence: Occurrence, was: Agreement
    ) -> Iterator[_Way]:
        start, end = place
        pronoun = self.agreeing.enclitic(translation[start:end])
        agreement = Agreement(self._gender(form, occurrence), self._plural(form, occurrence, was))
        begins = not translation[:start].strip()
        shaped = form[0].upper() + form[1:] if begins and translation[start].isupper() else form
        for before in self.agreeing.before(translation[:start] + pronoun, shaped, agreement):
            for behind in self.agreeing.behind(translation[end:], was, agreement):
                replaced, words = _narrowed(translation, f"{before}{shaped}{behind}")
                yield _Way(replaced, words, translation[start:end])

    def _gender(self, form: str, occurrence: Occurrence) -> Gender | None:
        term = occurrence.term
        known = Gender(term.gender) if term.gender and form.casefold() not in _folded(term.allowed) else None
        return known or gender_by_ending(form, self.target)

    def _plural(self, form: str, occurrence: Occurrence, was: Agreement) -> bool:
        """Return the number of a form; one that never changes has that of what it replaces."""
        plural = looks_plural(form, base(self.target))
        others = [other for other in occurrence.forms() if other.casefold() != form.casefold()]
        return was.plural if plural and not others else plural

    def _agreement_of(self, translation: str, place: Place) -> Agreement:
        """Return what words that stand in a translation asked for."""
        words = translation[place[0] : place[1]]
        shown = self.agreeing.agreement_before(translation[: place[0]])
        gender = shown.gender if shown and shown.gender else gender_by_ending(words, self.target)
        plural = shown.plural if shown else looks_plural(words, base(self.target))
        return Agreement(gender, plural)

    def _places(
        self, translation: str, occurrence: Occurrence, links: Links, taken: Sequence[Place]
    ) -> Iterator[Place]:
        """Yield where the words stand that the engine chose for a term, the likelier place first."""
        ours = {
            number
            for number, word in enumerate(links.source)
            if word.start < occurrence.span.end and occurrence.span.start < word.end
        }
        if not ours or not len(links.origin):
            return
        free = [
            not word.mark and not any(word.start < end and start < word.end for start, end in taken)
            for word in links.target
        ]
        shares = [_share(row, ours) if free[i] else 0.0 for i, row in enumerate(links.weight)]
        runs = _runs([i for i, origin in enumerate(links.origin) if origin in ours and free[i]])
        runs.sort(key=lambda run: -max(shares[i] for i in run))
        if not runs and not any(shares):
            return
        heaviest = max(range(len(shares)), key=shares.__getitem__)
        yield from (self._place(translation, links, run) for run in runs[:1])
        wide = bool(runs) and len(runs[0]) > len(ours)
        if not runs or wide or max(shares[i] for i in runs[0]) < _SURELY:
            yield from (self._place(translation, links, run) for run in ([heaviest], *runs[1:]))

    def _place(self, translation: str, links: Links, run: Sequence[int]) -> Place:
        start, end = links.target[run[0]].start, links.target[run[-1]].end
        first, behind = self.agreeing.core(translation[start:end])
        return start + first, start + behind


def _edited(translation: str, ways: Sequence[_Way]) -> Edit:
    """Return a translation with words replaced; the ways stand in the order of their places."""
    parts, position = [], 0
    for way in ways:
        parts += [translation[position : way.place[0]], way.words]
        position = way.place[1]
    begun = "".join(parts)
    gave_way = tuple(dict.fromkeys(way.gives_way for way in ways))
    return Edit(begun + translation[position:], begun.rstrip(), gave_way)


def _share(row: np.ndarray, ours: Collection[int]) -> float:
    """Return how much of what speaks for a word of the translation comes from some words of the sentence."""
    return float(row[list(ours)].sum() / row.sum())


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Return numbers in runs; one may be missing inside a run."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number - runs[-1][-1] <= _WIDEST_GAP + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _narrowed(old: str, new: str) -> tuple[Place, str]:
    """Return what of a text another one replaces, and by what; whole words."""
    ours, theirs = re.findall(r"\S+\s*|^\s+", old), re.findall(r"\S+\s*|^\s+", new)
    first = 0
    while first < min(len(ours), len(theirs)) and ours[first] == theirs[first]:
        first += 1
    last = 0
    while last < min(len(ours), len(theirs)) - first and ours[-1 - last] == theirs[-1 - last]:
        last += 1
    start = sum(map(len, ours[:first]))
    end = len(old) - sum(map(len, ours[len(ours) - last :]))
    return (start, end), "".join(theirs[first : len(theirs) - last])


def _folded(words: Sequence[str]) -> set[str]:
    return {word.casefold() for word in words}
