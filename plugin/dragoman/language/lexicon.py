"""Words and the languages that have them: those of very short messages, and function words.

The model was pruned until it knew not even "hola", and it takes much Portuguese for Spanish: one word of a
greeting, or an article, says more than the letters it was left with.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from dragoman.domain import UNDETERMINED
from dragoman.language.cleaning import without_accents
from dragoman.tags import base

_SHORTEST_UNACCENTED = 4
_GROUP = "group"
_STRETCHED = re.compile(r"(\w)\1\1")


@dataclass(frozen=True, slots=True)
class Entry:
    """A word's languages, and whether it was found only after its accents were dropped."""

    languages: frozenset[str]
    exact: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The languages of words. Those in ``neutral`` are written in all languages.

    Attributes:
        exact: Words as they are spelt.
        unaccented: The same words without their accents.
        neutral: Words that say nothing.
        variants: Words that tell a variant ("pt-BR") from its sisters.
    """

    exact: dict[str, frozenset[str]]
    unaccented: dict[str, frozenset[str]]
    neutral: frozenset[str]
    variants: dict[str, frozenset[str]]

    def find(self, word: str) -> Entry | None:
        """Return the languages of a word, also when its letters are stretched ("oiii") or lack accents."""
        for spelling in _spellings(word):
            if languages := self.exact.get(spelling):
                return Entry(languages, exact=True)
        for spelling in _spellings(word):
            if languages := self.unaccented.get(spelling):
                return Entry(languages, exact=False)
        return None

    def is_neutral(self, word: str) -> bool:
        """Return whether a word is written in all languages ("ok")."""
        if word in self.neutral or _STRETCHED.search(word):
            return word not in self.exact and any(spelling in self.neutral for spelling in _spellings(word))
        return False

    def variant(self, words: Sequence[str], languages: Sequence[str]) -> str | None:
        """Return the one of ``languages`` whose own words the text has more of, or None when they tie."""
        counts = {tag: sum(word in self.variants.get(tag, ()) for word in words) for tag in languages}
        most = max(counts.values(), default=0)
        leaders = [tag for tag, count in counts.items() if count == most]
        return leaders[0] if most and len(leaders) == 1 else None


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """Articles, prepositions and the like of languages that look alike.

    Attributes:
        languages: The languages that are told apart.
        having: For each word those of the languages that have it.
    """

    languages: frozenset[str]
    having: dict[str, frozenset[str]]


@cache
def function_words() -> FunctionWords:
    """Return the function words that travel with the package."""
    sections = _sections("function_words.txt")
    having: dict[str, set[str]] = {}
    for tag, words in sections.items():
        for word in words:
            having.setdefault(word, set()).add(tag)
    return FunctionWords(frozenset(sections), _frozen(having))


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word's language, and the languages close to it that say it otherwise."""

    language: str
    others: frozenset[str]


@cache
def close_languages() -> dict[str, tuple[OwnWord, ...]]:
    """Return the words that tell close languages apart."""
    own: dict[str, tuple[OwnWord, ...]] = {}
    group: frozenset[str] = frozenset()
    for tag, words in _lines("close_languages.txt"):
        if tag == _GROUP:
            group = frozenset(words)
            continue
        for word in words:
            own[word] = (*own.get(word, ()), OwnWord(tag, group - {tag}))
    return own


@cache
def chat_lexicon() -> Lexicon:
    """Return the lexicon that travels with the package."""
    exact: dict[str, set[str]] = {}
    neutral: set[str] = set()
    variants: dict[str, frozenset[str]] = {}
    for tag, words in _sections("chat_lexicon.txt").items():
        if tag == UNDETERMINED:
            neutral.update(words)
        elif tag != base(tag):
            variants[tag] = frozenset(words)
        else:
            for word in words:
                exact.setdefault(word, set()).add(tag)
    unaccented: dict[str, set[str]] = {}
    for word, languages in exact.items():
        if len(word) >= _SHORTEST_UNACCENTED:
            unaccented.setdefault(without_accents(word), set()).update(languages)
    return Lexicon(_frozen(exact), _frozen(unaccented), frozenset(neutral), variants)


def _sections(name: str) -> dict[str, list[str]]:
    """Read all words of each tag."""
    sections: dict[str, list[str]] = {}
    for tag, words in _lines(name):
        sections.setdefault(tag, []).extend(words)
    return sections


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    """Read ``tag: word word …``; a line that begins with a space goes on with the tag before it."""
    tag = ""
    for line in (files("dragoman.language") / name).read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words = line
        if not line.startswith(" "):
            tag, _, words = line.partition(":")
        yield tag, words.split()


def _frozen(index: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(languages) for word, languages in index.items()}


@lru_cache(maxsize=20_000)
def _spellings(word: str) -> tuple[str, ...]:
    """A word as written, then with stretched letters cut to two and to one."""
    shorter = [word]
    for letter in {letter for letter in word if letter * 3 in word}:
        shorter = [
            cut
            for form in shorter
            for cut in (form, form.replace(letter * 3, letter * 2), form.replace(letter * 3, letter))
        ]
    return tuple(shorter)
