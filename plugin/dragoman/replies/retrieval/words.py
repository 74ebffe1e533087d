"""Reads texts as search does: stems instead of words, and one name for what shops say in several ways."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.reading.words import stem
from dragoman.storage.knowledge import Worded
from dragoman.tags import base

_STEMMER: Final = "snowballstemmer"
_COMPARING: Final = ("assertions", "cases", "contradictions", "matter", "statements")
"""The files that say what passages contradict: that is found anew where these are others."""
_OWN_TABLES: Final = ("en", "pt")
_WORD: Final = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# What is typed in haste lacks accents, and these endings are other stems without them.
_PORTUGUESE_ENDINGS: Final = tuple(
    (re.compile(ending), accented)
    for ending, accented in (
        (r"c(?=(?:ao|oes)$)", "ç"),
        (r"(?<=.)ao$", "ão"),
        (r"(?<=ç)oes$", "ões"),
        (r"a(?=ve(?:l|is)$)", "á"),
        (r"e(?=ve(?:l|is)$)", "é"),
        (r"i(?=ve(?:l|is)$)", "í"),
        (r"e(?=ncias?$)", "ê"),
        (r"a(?=ncias?$)", "â"),
    )
)
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """A word of a question.

    Attributes:
        word: As the index has it; empty where only the phrase that it stands in means anything.
        shown: As it was written.
        meanings: Names of the things that it stands for, which shops also say otherwise; they begin with "#".
    """

    word: str
    shown: str
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """Phrases as stems, by their first: those that say nothing, and those that mean a thing with a name.

    Of each name also the single words, as they are written.
    """

    dropped: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    meaning: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)


class Reader:
    """Reads the texts of one language."""

    def __init__(self, language: str) -> None:
        self._language = base(language)
        self._table = _table(self._language)

    @property
    def language(self) -> str:
        """The primary language."""
        return self._language

    def indexed(self, text: str) -> list[str]:
        """Return the words that a text is found by."""
        _, stems = self._read(text)
        said = [stem for stem, kept in zip(stems, self._kept(stems), strict=True) if kept]
        return said + [name for name, _, _ in self._meant(stems)]

    def asked(self, text: str) -> list[Asked]:
        """Return what is to be searched for: no courtesy, no words that every question has."""
        words, stems = self._read(text)
        kept = self._kept(stems)
        meant = list(self._meant(stems))
        asked = [
            Asked(stem, words[at], tuple(name for name, start, end in meant if start <= at < end))
            for at, stem in enumerate(stems)
            if kept[at]
        ]
        return asked + [
            Asked("", " ".join(words[start:end]), (name,))
            for name, start, end in meant
            if not any(kept[start:end])
        ]

    def otherwise(self, text: str) -> list[str]:
        """Return the single words by which shops also say what the words of a text mean."""
        _, stems = self._read(text)
        named = dict.fromkeys(name for name, _, _ in self._meant(stems))
        return [word for name in named for word in self._table.said.get(name, ())]

    def _read(self, text: str) -> tuple[list[str], list[str]]:
        words = list(_words(text))
        return words, [_stem(self._language, word) for word in words]

    def _kept(self, stems: Sequence[str]) -> list[bool]:
        kept = [True] * len(stems)
        for start, first in enumerate(stems):
            for phrase in self._table.dropped.get(first, ()):
                end = start + len(phrase)
                if tuple(stems[start:end]) == phrase:
                    kept[start:end] = [False] * len(phrase)
        return kept

    def _meant(self, stems: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        for start, first in enumerate(stems):
            for phrase, name in self._table.meaning.get(first, ()):
                end = start + len(phrase)
                if tuple(stems[start:end]) == phrase:
                    yield name, start, end


def worded(place: int, passage: Passage) -> Worded:
    """Return a passage with its words: what stands above its own heading counts as its text.

    Args:
        place: Where it stands in its source.
        passage: The passage.
    """
    reader = Reader(passage.language)
    above = [word for heading in passage.headings[:-1] for word in reader.indexed(heading)]
    heading = [word for heading in passage.headings[-1:] for word in reader.indexed(heading)]
    return Worded(passage, place, " ".join(heading), " ".join([*above, *reader.indexed(passage.text)]))


@cache
def analysis() -> str:
    """Return the name of this way of reading: another where tables, stemmer or files like this are others."""
    content = hashlib.sha256(version(_STEMMER).encode())
    for language in _OWN_TABLES:
        content.update(_lines(language).encode())
    for folder in ("reading", "retrieval"):
        content.update(files("dragoman.replies").joinpath(folder, "words.py").read_bytes())
    for name in _COMPARING:
        content.update(files("dragoman.replies").joinpath("knowledge", f"{name}.py").read_bytes())
    return content.hexdigest()[:16]


def _words(text: str) -> Iterator[str]:
    """Yield words in lower case; of scripts without blanks, every two neighbouring signs."""
    for found in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        word = found[0].replace("\u2019", "'")[:_LONGEST]
        if len(word) > 1 and _UNSPACED.search(word):
            yield from (word[at : at + 2] for at in range(len(word) - 1))
        else:
            yield word


@lru_cache(maxsize=50_000)
def _stem(language: str, word: str) -> str:
    """Return the stem; numbers keep their signs, and Portuguese endings get the accents that are left out."""
    if word[0].isdigit():
        return re.sub("[.,:]", "#", word)
    if language == "pt":
        for ending, accented in _PORTUGUESE_ENDINGS:
            word = ending.sub(accented, word)
    return stem(word, language).replace("'", "")


def _lines(language: str) -> str:
    return files(__package__).joinpath(f"shop.{language}.txt").read_text("utf-8")


@cache
def _table(language: str) -> _Table:
    table = _Table()
    if language not in _OWN_TABLES:
        return table
    for number, line in enumerate(_lines(language).splitlines()):
        if not line.startswith(("-", "=")):
            continue
        for phrase in line[1:].split():
            stems = tuple(_stem(language, word) for word in _words(phrase.replace("_", " ")))
            if line.startswith("-"):
                table.dropped.setdefault(stems[0], []).append(stems)
            else:
                table.meaning.setdefault(stems[0], []).append((stems, f"#{number}"))
                if len(stems) == 1:
                    table.said.setdefault(f"#{number}", []).append(phrase)
    return table
