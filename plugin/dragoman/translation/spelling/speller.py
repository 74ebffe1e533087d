"""Reads a sentence as its writer meant it: accents, abbreviations, stretched letters, questions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from dragoman.tags import base
from dragoman.translation.sentence import Atom, Token, Tokens, texts
from dragoman.translation.spelling.letters import bare, stretched, unstretched
from dragoman.translation.spelling.slips import is_word, mend
from dragoman.translation.spelling.tables import LANGUAGES, Place, Reading, Tables, tables

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u00b4`", "'"))
# Not the letters of "i.e.".
_WORD = re.compile(
    r"(?<!\w\.)(?![^\W\d_]\.\w)[^\W\d_]+(?:['\u2019\u2018\u00b4`-][^\W\d_]+)*(?:/o?(?![\w/]))?|[,;:.!?()]"
)
# A word that is nothing but letters.
_LETTERS = re.compile(r"(?<![\w'\u2019.-])[^\W\d_]+(?![\w'\u2019-]|\.\w)")
_LETTERS_AT_END = re.compile(r"(?<![\w'\u2019.-])[^\W\d_]+\Z")
_LETTERS_AT_START = re.compile(r"[^\W\d_]+(?!\w)")
_ENDED = re.compile(r"[.!?…:]\W*\Z")
_OPEN_END = re.compile(r"[^\W_]\s*\Z")
_SHORTEST_WITH_ENDING = 6
_SHORTEST_SHOUTED = 2
_SHORTEST_COUNTED = 4
_VALUE = "0"
_NOUNS_IN_CAPITALS = frozenset({"de"})


class _Word(NamedTuple):
    """A word of a sentence, or a punctuation mark or value, which only part words from one another.

    Attributes:
        token: Which token of the sentence it is in.
        start: Its first character in the token.
        text: The word as it was written; "" where it only parts.
        plain: The word in small letters, not stretched.
        mark: What its neighbours see of it: the word without accents, "" for punctuation.
    """

    token: int
    start: int
    text: str
    plain: str
    mark: str


def respell(tokens: Tokens, language: str, *, accented: bool) -> Tokens:
    """Return a sentence as it was meant, its values untouched; the same tokens where nothing is to be done.

    Args:
        tokens: The sentence.
        language: Language it is written in, a BCP 47 tag.
        accented: Whether its writer uses accents: then a bare spelling that is a word too means that word.
    """
    if base(language) not in LANGUAGES:
        return tokens
    return _Speller(tables(base(language)), base(language), accented).read(_mended(tokens, base(language)))


def _mended(tokens: Tokens, language: str) -> Tokens:
    """Return a sentence without slips: each word that is none as the word it was meant to be."""
    tokens = _with_digits_read(tokens, tables(language).with_digits)
    spoken = [word.group() for token in tokens if isinstance(token, str) for word in _LETTERS.finditer(token)]
    shouted = all(map(str.isupper, spoken))
    ended = bool(_ENDED.search("".join(texts(tokens[-1:]))))
    readings = tables(language).readings

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        # A telephone sets the first capital by itself; in a written sentence it may be a name's.
        first = not match.string[: match.start()].strip()
        if not (word.islower() or (shouted and word.isupper()) or (first and word.istitle() and not ended)):
            return word
        plain = unstretched(word.lower(), tables(language).doubled)
        meant = None if plain in readings else mend(plain, language)
        if meant is None:
            return word
        if word.islower():
            return meant
        return meant.upper() if len(word) > 1 and word.isupper() else meant[0].upper() + meant[1:]

    result: list[Token] = []
    for place, token in enumerate(tokens):
        if isinstance(token, Atom):
            result.append(token)
            continue
        before = place > 0 and _runs_on(tokens[place - 1]) and _counted_word(token, language)
        after = place + 1 < len(tokens) and _runs_on(tokens[place + 1]) and _ends_counted(token, language)
        result.append(" " * before + _LETTERS.sub(mended, token) + " " * after)
    return tuple(result)


def _with_digits_read(tokens: Tokens, meanings: Mapping[str, str]) -> Tokens:
    """Return a sentence in which spellings that have a digit ("b4", "2day") stand as what they mean."""
    read = list(tokens)
    for place, token in enumerate(tokens):
        if not isinstance(token, Atom):
            continue
        before = _text_end(read[place - 1]) if place else ""
        after = _text_start(read[place + 1]) if place + 1 < len(read) else ""
        meant = meanings.get(f"{before}{token.value}{after}".lower())
        if meant is None:
            continue
        read[place] = meant
        if before:
            read[place - 1] = str(read[place - 1]).removesuffix(before)
        if after:
            read[place + 1] = str(read[place + 1]).removeprefix(after)
    return tokens if tuple(read) == tokens else tuple(_joined(read))


def _joined(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens, neighbours that are text as one, nothing empty."""
    for is_text, group in groupby(tokens, lambda token: isinstance(token, str)):
        if is_text:
            text = "".join(map(str, group))
            yield from [text] if text else []
        else:
            yield from group


def _text_end(token: Token) -> str:
    found = _LETTERS_AT_END.search(token) if isinstance(token, str) else None
    return found.group() if found else ""


def _text_start(token: Token) -> str:
    found = _LETTERS_AT_START.match(token) if isinstance(token, str) else None
    return found.group() if found else ""


def _runs_on(token: Token) -> bool:
    """Say whether a token is a number, so that letters beside it are another word."""
    return isinstance(token, Atom) and token.value.isdecimal()


def _ends_counted(text: str, language: str) -> bool:
    word = _LETTERS_AT_END.search(text)
    return word is not None and bare(word.group().lower()) in tables(language).counted


def _counted_word(text: str, language: str) -> bool:
    word = _LETTERS.match(text)
    if word is None:
        return False
    plain = bare(word.group().lower())
    return plain in tables(language).counted or (len(plain) >= _SHORTEST_COUNTED and is_word(plain, language))


class _Speller:
    """Reads sentences of one writer."""

    def __init__(self, known: Tables, language: str, accented: bool) -> None:
        self._tables = known
        self._language = language
        self._accented = accented

    def read(self, tokens: Tokens) -> Tokens:
        words = list(self._words(tokens))
        spoken = [word.text for word in words if word.text]
        shouted = all(map(str.isupper, spoken)) and any(len(word) >= _SHORTEST_SHOUTED for word in spoken)
        named = any(map(str.islower, spoken)) and self._language not in _NOUNS_IN_CAPITALS
        asking = "?" in "".join(texts(tokens[-1:]))
        result: list[list[str]] = [[] for _ in tokens]
        done = [0] * len(tokens)
        for index, word in enumerate(words):
            previous = words[index - 1].mark if index else ""
            following = words[index + 1].mark if index + 1 < len(words) else ""
            a_name = named and word.text.istitle() and word.text != spoken[0]
            meant = word.text
            if meant and not a_name:
                meant = self._meant(word, previous, following, asking=asking, shouted=shouted)
            if meant != word.text:
                text = tokens[word.token]
                result[word.token] += [str(text)[done[word.token] : word.start], meant]
                done[word.token] = word.start + len(word.text)
        read = [
            "".join([*parts, token[end:]]) if isinstance(token, str) else token
            for token, parts, end in zip(tokens, result, done, strict=True)
        ]
        return self._asked(read)

    def _words(self, tokens: Tokens) -> Iterator[_Word]:
        for number, token in enumerate(tokens):
            if isinstance(token, Atom):
                yield _Word(number, 0, "", "", _VALUE)
                continue
            drawn_out = stretched(token.lower())
            for match in _WORD.finditer(token):
                text = match.group()
                if not text[0].isalpha():
                    yield _Word(number, match.start(), "", "", "")
                    continue
                plain = _plain(text)
                if drawn_out:
                    plain = unstretched(plain, self._tables.doubled)
                yield _Word(number, match.start(), text, plain, bare(self._always(plain)))

    def _always(self, plain: str) -> str:
        readings = self._tables.readings.get(plain, ())
        return readings[0].meant if readings and readings[0].unconditional else plain

    def _meant(self, word: _Word, previous: str, following: str, *, asking: bool, shouted: bool) -> str:
        readings = self._tables.readings.get(word.plain, ())
        meant = readings and self._in_place(word, readings, Place(previous, following, asking))
        meant = meant or self._with_accents(word)
        if not meant:
            # An unstretched word keeps its case; "oiii" is written as "oi".
            return word.text if word.plain == _plain(word.text) else word.plain
        if word.text.isupper() and not shouted and (len(word.text) == 1 or bare(meant) != bare(word.plain)):
            return word.text  # an acronym, or a size
        if word.text.isupper() and len(word.text) + shouted > 1:
            return meant.upper()
        return meant[0].upper() + meant[1:] if word.text[0].isupper() else meant

    def _in_place(self, word: _Word, readings: Sequence[Reading], place: Place) -> str:
        for reading in readings:
            restores = bare(reading.meant) == word.plain
            if restores and self._accented and not reading.unconditional:
                continue
            if reading.holds(place):
                return reading.meant
        return ""

    def _with_accents(self, word: _Word) -> str:
        if not word.plain.isascii():
            return ""
        if found := self._tables.accents.get(word.plain):
            return found
        if len(word.plain) >= _SHORTEST_WITH_ENDING:
            for ending, accented in self._tables.endings.items():
                if word.plain.endswith(ending):
                    return word.plain.removesuffix(ending) + accented
        return ""

    def _asked(self, tokens: Sequence[Token]) -> Tokens:
        """Add the mark that a question lacks."""
        first, last = tokens[0], tokens[-1]
        if not isinstance(first, str) or not self._tables.questions.match(_plain(bare(first))):
            return tuple(tokens)
        if isinstance(last, Atom):
            return (*tokens, "?")
        return (*tokens[:-1], f"{last}?") if _OPEN_END.search(last) else tuple(tokens)


def _plain(text: str) -> str:
    return text.lower().translate(_APOSTROPHES)
