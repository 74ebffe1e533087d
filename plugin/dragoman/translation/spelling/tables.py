"""What is known about the way a language is written in chats, from the tables beside this module.

``words.<language>.txt`` is generated (its first line says how). ``chat.<language>.txt`` is written by hand:

``[spellings]``
    ``written = meant | condition | …``, the first line whose conditions all hold is taken. Conditions:
    ``first`` and ``last`` (of the words between two punctuation marks), ``asking`` (the sentence ends in a
    question mark), ``before …`` and ``after …``: the neighbour *before* which, or *after* which, the words
    listed stand. Words are compared without their accents; ``*ndo`` is any word with that ending, ``*`` any
    word at all, ``0`` a number or another value.
``[endings]``
    Endings that are always accented; they serve longer words that no table holds.
``[counted]``
    Words that are run together with a number ("tam42", "15dias"), without their accents.
``[joined]``
    Words that other ones are run together with ("meupedido"), without their accents.
``[questions]``
    How questions begin, where their mark is missing: regular expressions for small letters without accents.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.translation.spelling.letters import bare

LANGUAGES = ("pt", "en", "es", "fr", "de")
_BEFORE_A_QUESTION = (
    r"(?:(?:oi|ola|alo|opa|bom dia|boa tarde|boa noite|ok|certo|gente|pessoal|moca|moco|por favor|"
    r"hi|hello|hey|yo|good morning|good afternoon|good evening|sorry|okay|please|excuse me|guys|"
    r"quick question|by the way|so|hola|buenas|buenos dias|buenas tardes|disculpe|bonjour|salut|hallo|"
    r"guten tag|moin),? )*"
    r"(?:mas |but |and |e |y |et |und |so )?"
)
# German is typed without umlauts in a second way.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Words that may stand beside one: whole ones, endings, or any word at all."""

    words: frozenset[str]
    endings: tuple[str, ...]
    any_word: bool

    def include(self, word: str) -> bool:
        """Say whether a word, without accents, is among them."""
        if self.any_word:
            return word.isalpha()
        return word in self.words or (bool(self.endings) and word.endswith(self.endings))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands: its neighbours without accents, "" where there is none; whether it is asked."""

    previous: str
    following: str
    asking: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a spelling means where its conditions hold."""

    meant: str
    first: bool = False
    last: bool = False
    asking: bool = False
    previous: Neighbours | None = None
    following: Neighbours | None = None

    @property
    def unconditional(self) -> bool:
        """Return whether the spelling means this wherever it stands."""
        return self == Reading(self.meant)

    def holds(self, place: Place) -> bool:
        """Say whether the conditions hold."""
        return (
            not (self.first and place.previous)
            and not (self.last and place.following)
            and not (self.asking and not place.asking)
            and (self.previous is None or self.previous.include(place.previous))
            and (self.following is None or self.following.include(place.following))
        )


@dataclass(frozen=True, slots=True)
class Tables:
    """How a language is written in chats.

    Attributes:
        accents: Words without their accents, and with them.
        endings: The same for endings.
        doubled: Words with a doubled letter.
        readings: What spellings mean, in the order in which they are tried.
        with_digits: What spellings mean that have a digit in them.
        counted: Words that are run together with a number, without their accents.
        joined: Words that other words are run together with, without their accents.
        questions: How questions begin, in small letters without accents; None where that is unknown.
    """

    accents: Mapping[str, str]
    endings: Mapping[str, str]
    doubled: frozenset[str]
    readings: Mapping[str, tuple[Reading, ...]]
    with_digits: Mapping[str, str]
    counted: frozenset[str]
    joined: frozenset[str]
    questions: re.Pattern[str]


@cache
def tables(language: str) -> Tables:
    """Return the tables of one of ``LANGUAGES``."""
    words, chat = _sections(f"words.{language}.txt"), _sections(f"chat.{language}.txt")
    readings: dict[str, tuple[Reading, ...]] = {}
    for line in chat["spellings"]:
        spelling, reading = _reading(line)
        readings[spelling] = (*readings.get(spelling, ()), reading)
    openings = "|".join(map(bare, chat["questions"]))
    return Tables(
        accents={key: word for word in _words(words["accents"]) for key in _typed(word)},
        endings=dict(line.split(" = ") for line in chat.get("endings", ())),
        doubled=frozenset(_words(words["doubled"])),
        readings=readings,
        with_digits={
            spelling: found[0].meant
            for spelling, found in readings.items()
            if any(map(str.isdecimal, spelling)) and found[0].unconditional
        },
        counted=frozenset(_words(chat["counted"])),
        joined=frozenset(_words(chat["joined"])),
        questions=re.compile(rf"\W*(?:{_BEFORE_A_QUESTION})?(?:{openings})(?!\w)"),
    )


def _sections(name: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    section = ""
    for line in (files(__package__) / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            sections[section] = []
        elif line and not line.startswith("#"):
            sections[section].append(line)
    return sections


def _words(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield from line.split()


def _typed(word: str) -> set[str]:
    return {bare(word), bare(word.translate(_SPELT_OUT))} - {word}


def _reading(line: str) -> tuple[str, Reading]:
    spelling, _, rest = line.partition(" = ")
    meant, *conditions = rest.split(" | ")
    given: dict[str, tuple[str, ...]] = {}
    for condition in conditions:
        name, *words = condition.split()
        given[name] = tuple(words)
    return spelling.lower(), Reading(
        meant.strip(),
        first="first" in given,
        last="last" in given,
        asking="asking" in given,
        # "before nao": the word before this one is "nao".
        previous=_neighbours(given["before"]) if "before" in given else None,
        following=_neighbours(given["after"]) if "after" in given else None,
    )


def _neighbours(words: tuple[str, ...]) -> Neighbours:
    endings = tuple(bare(word[1:]) for word in words if word.startswith("*"))
    whole = frozenset(bare(word) for word in words if not word.startswith("*"))
    return Neighbours(whole, endings, any_word="" in endings)
