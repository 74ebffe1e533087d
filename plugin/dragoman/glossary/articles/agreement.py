"""What words agree in, and the tables that say how they do."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from dragoman.glossary.concept import Gender

_MOST = 4
_SHORTEST_ADJECTIVE = 4
_LAST_WORDS = re.compile(r"(?:(?P<first>[^\W\d_]+) )?(?P<last>[^\W\d_]+(?:['\u2019]|\s+))\Z")
_WORD = re.compile(r"[^\W_]+['\u2019](?=\w)|\S+")
_NEXT_WORD = re.compile(r"\s+(?P<word>[^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a noun asks of the words that go with it; a gender of None asks for any."""

    gender: Gender | None
    plural: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """How articles, contractions, pronouns and adjectives of a language agree with a noun.

    Attributes:
        paradigms: Words that stand before a noun, each with its forms: one for each slot, divided by
            ``/``; in a slot, by ``|``, one for each way in which the next word may begin.
        slots: Returns the slots of an agreement, the likelier first.
        onset: Returns in which way a word begins: an index into the forms of a slot.
        endings: Endings of the words behind a noun that may agree with it, in the slots; also whole words.
        sure: Those of words that always do.
        linking: Words that may stand between a noun and a participle that agrees with it.
        particles: Small words that belong to no term where they stand at its edge: prepositions, pronouns,
            auxiliary verbs.
        enclitics: Pronouns that hang on verbs by a hyphen, each with what it is before a verb: ``lo:o``.
    """

    paradigms: Sequence[str]
    slots: Callable[[Agreement], Sequence[int]]
    onset: Callable[[str, int], int]
    endings: Sequence[str] = ()
    sure: Sequence[str] = ()
    linking: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    enclitics: Sequence[str] = ()


class Agreeing:
    """Makes the words round a noun agree with another one that takes its place."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._paradigms = [[slot.split("|") for slot in row.split("/")] for row in grammar.paradigms]
        self._known: dict[str, list[int]] = {}
        for number, paradigm in enumerate(self._paradigms):
            for surface in {surface for slot in paradigm for surface in slot}:
                self._known.setdefault(surface, []).append(number)
        self._endings = [row.split("/") for row in (*grammar.sure, *grammar.endings)]
        self._sure = tuple(ending for row in grammar.sure for ending in row.split("/"))

    def core(self, text: str) -> tuple[int, int]:
        """Return where in a text its words stand, without articles and particles at the edges."""
        found = list(_WORD.finditer(text))
        while len(found) > 1 and self._is_small(found[0].group()):
            del found[0]
        while len(found) > 1 and self._is_small(found[-1].group()):
            del found[-1]
        return (found[0].start(), found[-1].end()) if found else (0, len(text))

    def enclitic(self, verb: str) -> str:
        """Return the pronoun that hangs on a verb as it stands before one, with the space behind it."""
        for enclitic in self._grammar.enclitics:
            hanging, free = enclitic.split(":")
            if verb.lower().endswith(f"-{hanging}"):
                return f"{free} "
        return ""

    def _is_small(self, word: str) -> bool:
        surface = _surface(word)
        return surface in self._known or surface in self._grammar.particles

    def before(self, before: str, noun: str, agreement: Agreement) -> list[str]:
        """Return what may stand before a noun where something stands before another, likeliest first.

        Args:
            before: The sentence up to the noun.
            noun: The noun that takes the other one's place.
            agreement: What it asks for.
        """
        found: dict[str, None] = {}
        for slot in self._grammar.slots(agreement):
            for fitted in self._walk(before, noun, slot):
                found.setdefault(fitted)
        return list(islice(found, _MOST))

    def behind(self, behind: str, was: Agreement, agreement: Agreement) -> list[str]:
        """Return what may stand behind a noun: with an adjective or participle that agrees, and as it is.

        Args:
            behind: The sentence from the noun on.
            was: What the noun before asked for.
            agreement: What the noun asks for that takes its place.
        """
        found: dict[str, None] = {}
        position = 0
        while match := _NEXT_WORD.match(behind, position):
            word = match["word"]
            if word.lower() in self._grammar.linking:
                position = match.end()
                continue
            for changed in self._inflected(word, was, agreement):
                found.setdefault(behind[: match.start("word")] + changed + behind[match.end() :])
            if found and word.lower().endswith(self._sure):
                return list(found)[:1]
            break
        found.setdefault(behind)
        return list(found)

    def agreement_before(self, before: str) -> Agreement | None:
        """Return what the nearest word before a noun shows of its agreement, where it shows one for sure."""
        match = _LAST_WORDS.search(before)
        numbers = self._known.get(_surface(match["last"]), []) if match else []
        shown = {
            (gender, plural)
            for gender in (Gender.MASCULINE, Gender.FEMININE)
            for plural in (False, True)
            for number in numbers
            for slot in self._grammar.slots(Agreement(gender, plural))
            if match and _surface(match["last"]) in self._paradigms[number][slot]
        }
        if len(shown) == 1:
            return Agreement(*shown.pop())
        numbers_shown = {plural for _, plural in shown}
        return Agreement(None, numbers_shown.pop()) if len(numbers_shown) == 1 else None

    def _walk(self, before: str, following: str, slot: int) -> Iterator[str]:
        """Yield what may stand before a word, from the right to the left as far as words agree."""
        match = _LAST_WORDS.search(before)
        if match is None:
            yield before
            return
        for start, surface in _candidates(match):
            numbers = self._known.get(surface, ())
            if not numbers:
                continue
            for number in numbers:
                forms = self._paradigms[number][slot]
                form = forms[min(self._grammar.onset(following, slot), len(forms) - 1)]
                shaped = _like(before[start:], form) if form else ""
                for rest in self._walk(before[:start], form or following, slot):
                    yield rest + shaped
            return
        yield before

    def _inflected(self, word: str, was: Agreement, agreement: Agreement) -> Iterator[str]:
        lower = word.lower()
        for row in self._endings:
            whole = lower in row
            if not whole and (len(word) < _SHORTEST_ADJECTIVE or self._is_small(word)):
                continue
            for old in self._grammar.slots(was):
                for new in self._grammar.slots(agreement):
                    if (whole and lower == row[old]) or (not whole and lower.endswith(row[old])):
                        yield word[: len(word) - len(row[old])] + row[new]


def _candidates(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """Yield the last two words and the last one: where they begin, and as the tables have them."""
    if match["first"]:
        yield match.start("first"), f"{match['first'].lower()} {_surface(match['last'])}"
    yield match.start("last"), _surface(match["last"])


def _surface(word: str) -> str:
    return word.strip().lower().replace("\u2019", "'")


def _like(old: str, form: str) -> str:
    """Return a form with the capitals of the word that it replaces, and with the space that it needs."""
    word = old.strip()
    shaped = form.upper() if len(word) > 1 and word.isupper() else form
    shaped = shaped[0].upper() + shaped[1:] if word[0].isupper() else shaped
    return shaped if form.endswith("'") else f"{shaped} "


def words(text: str) -> list[str]:
    """Return the words of a list that is written as a text."""
    return text.split()


def romance_slots(agreement: Agreement) -> Sequence[int]:
    """Return the slots of languages with two genders: masculine and feminine singular, then plural."""
    first = 2 if agreement.plural else 0
    if agreement.gender is None:
        return (first, first + 1)
    return (first + 1,) if agreement.gender is Gender.FEMININE else (first,)
