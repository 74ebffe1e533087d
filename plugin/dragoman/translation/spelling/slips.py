"""Words that are none: mistyped, spelt by ear, without their vowels, or run together.

A word that the vocabulary lacks is taken for another one that is frequent enough to make up for what must
have gone wrong on the way: a noisy channel over single words (Kernighan, Church and Gale 1990,
https://aclanthology.org/C90-2036/). Costs are powers of ten, as Zipf values are, and judged: two letters
swapped, one doubled or missed cost less than one that is not even near the other on the keyboard.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import ascii_lowercase

from dragoman.translation.spelling.forms import is_form
from dragoman.translation.spelling.letters import bare
from dragoman.translation.spelling.sounds import consonants, sound
from dragoman.translation.spelling.tables import tables
from dragoman.translation.spelling.vocabulary import Vocabulary, vocabulary

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_GERMAN_ROWS = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
_VOWELS = frozenset("aeiouy")

_SWAPPED = 1.0
_DOUBLE = 0.8
_NEAR = 1.5
_VOWEL_FOR_VOWEL = 1.6
_ANOTHER = 2.3
_TOO_MANY = 2.3
_VOWEL_MISSED = 1.1
_MISSED = 1.5
_FIRST_LETTER = 0.9
_BY_EAR = 0.6
_WITHOUT_VOWELS = 1.2
_RUN_TOGETHER = 1.5
_ONE_LETTER_RUN_ON = 2.2

_SHORTEST = 4
_FREQUENCY = 0.7
# The longer a word, the fewer there are that are like it.
_LEAST = {4: 1.8, 5: 1.6, 6: 1.2, 7: 1.0}
_LEAST_OF_LONG = 0.7
_LEAST_BY_EAR = 3.8
_LEAST_PART = 4.0
_TWO_LONG_PARTS = 4.6
_LONG_PART = 4
_FOREIGN = 3.0
# Words of one letter that lose their vowel before another one, and what that begins with ("m'aider").
_ELIDED = {"fr": "cdjlmnst"}
_SILENT = frozenset("aeiouh")
# What many people get wrong is in the vocabulary too, as a rare word ("becuase", "recieve").
_RARE = 3.1
_TIMES_RARER = 2.4
_CHEAPEST = 1.0
_SHORTEST_RARE = 5
_PREFIXES = frozenset(
    {"anti", "auto", "audio", "bio", "contra", "extra", "foto", "hiper", "infra", "inter", "macro", "mega"}
    | {"micro", "mini", "mono", "moto", "multi", "neuro", "para", "radio", "semi", "sobre", "super", "tele"}
    | {"ultra", "video"}
)
# Languages in which few words that sound alike are spelt differently, and hardly any are made of two.
_PHONETIC = frozenset({"pt", "es"})
_LEAST_COMPOUND_PART = 4
# Languages that write compounds as one word: nothing is split there.
_COMPOUNDING = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    worth: float
    meant: str


def mend(word: str, language: str) -> str | None:
    """Return what was meant, or two words with a space between; None where it is a word, or unclear.

    Args:
        word: The word in small letters.
        language: One of the languages that have tables.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    typed = bare(word)
    meant = _mended(typed, language)
    if meant is None or typed == word:
        return meant
    # Who sets accents sets them right.
    return _accented_alike(word, meant)


def is_word(word: str, language: str) -> bool:
    """Say whether a language has a word."""
    return bare(word) in vocabulary(language).tenths


@lru_cache(maxsize=4096)
def _mended(typed: str, language: str) -> str | None:
    known = vocabulary(language)
    if language != "en" and vocabulary("en").zipf(typed) >= _FOREIGN:
        return None
    if zipf := known.zipf(typed):
        return _often_mistyped(typed, zipf, language)
    if is_form(typed, known.tenths, language):
        return None
    if language in _COMPOUNDING and _is_compound(typed, known):
        return None
    least = _LEAST.get(len(typed), _LEAST_OF_LONG)
    found = max(_candidates(typed, language), key=lambda one: one.worth, default=None)
    return found.meant if found and found.worth >= least else None


def _often_mistyped(typed: str, zipf: float, language: str) -> str | None:
    """Return what a rare word is a frequent mistake for: letters swapped or doubled, or spelt by ear."""
    if zipf >= _RARE:
        return None
    known = vocabulary(language)
    others: list[str] = []
    if len(typed) >= _SHORTEST_RARE:
        others += [other for other, cost in _slips(typed, _neighbours(_ROWS)) if cost <= _CHEAPEST]
    if language in _PHONETIC:
        others.append(_indexes(language)[0].get(sound(language)(typed), ""))
    best = max(others, key=known.zipf, default="")
    return known.written(best) if known.zipf(best) >= zipf + _TIMES_RARER else None


def _candidates(typed: str, language: str) -> Iterator[_Candidate]:
    known = vocabulary(language)
    near = _neighbours(_GERMAN_ROWS if language == "de" else _ROWS)
    for other, cost in _slips(typed, near):
        if zipf := known.zipf(other):
            yield _Candidate(_FREQUENCY * zipf - cost, known.written(other))
    by_sound, by_consonants = _indexes(language)
    if heard := by_sound.get(sound(language)(typed)):
        first = 0.0 if heard[0] == typed[0] else _FIRST_LETTER / 3
        yield _Candidate(_FREQUENCY * known.zipf(heard) - _BY_EAR - first, known.written(heard))
    if sum(letter in _VOWELS for letter in typed) <= 1 and (short := by_consonants.get(consonants(typed))):
        yield _Candidate(_FREQUENCY * known.zipf(short) - _WITHOUT_VOWELS, known.written(short))
    if language not in _COMPOUNDING:
        yield from _parts(typed, language)


def _slips(typed: str, near: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Yield what one slip makes of other words, to what cost: ``typed`` is each of them after that slip."""
    last = len(typed) - 1
    for place, letter in enumerate(typed):
        before, after = typed[:place], typed[place + 1 :]
        first = 0.0 if place else _FIRST_LETTER
        doubled = letter in (typed[place - 1 : place], after[:1])
        beside = any(
            other in near[letter] for other in typed[max(0, place - 1) : place + 2] if other != letter
        )
        yield before + after, (_DOUBLE if doubled else _NEAR if beside else _TOO_MANY) + first
        if place < last:
            yield before + after[0] + letter + after[1:], _SWAPPED + first
        for other in ascii_lowercase:
            if other == letter:
                continue
            vowels = letter in _VOWELS and other in _VOWELS
            cost = _NEAR if other in near[letter] else _VOWEL_FOR_VOWEL if vowels else _ANOTHER
            yield before + other + after, cost + first
    for place in range(len(typed) + 1):
        before, after = typed[:place], typed[place:]
        for missed in ascii_lowercase:
            doubles = missed in (before[-1:], after[:1])
            cost = _DOUBLE if doubles else _VOWEL_MISSED if missed in _VOWELS else _MISSED
            yield before + missed + after, cost + (0.0 if place else _FIRST_LETTER)


def _accented_alike(word: str, meant: str) -> str | None:
    """Return what a word with accents was meant to be; None where it would lose one of them."""
    if " " in meant:
        place = meant.index(" ")
        return f"{word[:place]} {word[place:]}"
    return meant if {*word} - {*ascii_lowercase} == {*meant} - {*ascii_lowercase} else None


def _parts(typed: str, language: str) -> Iterator[_Candidate]:
    """Yield the two words that a word may consist of; one of them is such as others are run together with."""
    known, joined = vocabulary(language), tables(language).joined
    if typed[0] in _ELIDED.get(language, "") and typed[1] in _SILENT and known.zipf(typed[1:]) >= _LEAST_PART:
        yield _Candidate(_FREQUENCY * known.zipf(typed[1:]) - _RUN_TOGETHER / 2, f"{typed[0]}'{typed[1:]}")
    for place in range(1, len(typed)):
        first, second = typed[:place], typed[place:]
        zipfs = (known.zipf(first), known.zipf(second))
        if min(zipfs) < _LEAST_PART or not _run_together(first, second, zipfs, joined, language):
            continue
        cost = _ONE_LETTER_RUN_ON if 1 in (len(first), len(second)) else _RUN_TOGETHER
        yield _Candidate(_FREQUENCY * sum(zipfs) / 2 - cost, f"{first} {second}")


def _run_together(
    first: str, second: str, zipfs: tuple[float, float], joined: frozenset[str], language: str
) -> bool:
    if first in joined or (second in joined and len(second) > 1 and len(first) >= _LONG_PART):
        return True
    both_long = min(len(first), len(second)) >= _LONG_PART and min(zipfs) >= _TWO_LONG_PARTS
    return both_long and language in _PHONETIC and first not in _PREFIXES


def _is_compound(typed: str, known: Vocabulary) -> bool:
    for place in range(_LEAST_COMPOUND_PART, len(typed) - _LEAST_COMPOUND_PART + 1):
        first, second = typed[:place], typed[place:]
        if second in known.tenths and (first in known.tenths or first.removesuffix("s") in known.tenths):
            return True
    return False


@cache
def _indexes(language: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the most frequent word for each sound, and for each group of consonants."""
    known, key = vocabulary(language), sound(language)
    by_sound: dict[str, str] = {}
    by_consonants: dict[str, str] = {}
    for word, tenths in known.tenths.items():
        if tenths < 10 * _LEAST_BY_EAR:
            break  # they are in the order of their frequency
        if len(word) >= _SHORTEST - 1:
            by_sound.setdefault(key(known.written(word)), word)
            by_consonants.setdefault(consonants(word), word)
    return by_sound, by_consonants


@cache
def _neighbours(rows: tuple[str, ...]) -> Mapping[str, str]:
    """Return for each letter those that stand beside, above and below it on a keyboard."""
    places = {
        letter: (row, column + row / 2) for row, keys in enumerate(rows) for column, letter in enumerate(keys)
    }
    return {
        letter: "".join(
            other
            for other, (another_row, another_column) in places.items()
            if other != letter and abs(row - another_row) <= 1 and abs(column - another_column) <= 1
        )
        for letter, (row, column) in places.items()
    }
