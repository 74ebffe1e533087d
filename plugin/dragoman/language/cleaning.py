"""What of a message is language: its words, without addresses, ids, numbers, placeholders and emoji."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

LONGEST = 4_000
"""Characters that are looked at: the language of a longer message is known long before its end."""

_NOT_LANGUAGE = re.compile(
    r"""
      (?:https?://|www\.)\S+                        # addresses
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                  # e-mail addresses
    | \b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|br|pt|shop|store|eu|de|fr|es|it|nl|uk)\b(?:/\S*)?
    | [@\#]\w+                                      # handles and tags
    | \{\{.*?\}\} | \$?\{[^{}\s]*\} | %\(?\w+\)?[sd]\b | \[\[.*?\]\] | <[^<>]{1,200}>   # placeholders, markup
    | \b[A-Z]{1,3}\$                                # currencies
    | [0-9A-Za-zÀ-ɏ_/-]*\d[0-9A-Za-zÀ-ɏ_/-]*        # numbers, and ids: whatever carries a digit
    """,
    re.VERBOSE,
)
_JOINERS = "'\u200c\u200d"
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u0060\u00b4", "'"))
_STRETCHED = re.compile(r"(\w)\1{2,}")


def words(text: str, names: Sequence[str] = ()) -> list[str]:
    """Return the words of a text in lower case and Unicode form NFC, in their order.

    ``names`` are left out: terms of the shop that are the same in every language.

    Apostrophes, hyphens and accents inside words stay; letters stretched for emphasis are written three
    times ("oiiiii" → "oiii").
    """
    text = text[:LONGEST]
    if names:
        text = _any_of(tuple(names)).sub(" ", text)
    spoken = unicodedata.normalize("NFC", _NOT_LANGUAGE.sub(" ", text))
    letters = spoken.translate(_APOSTROPHES).lower().translate(_letters_and_spaces())
    found = (word.strip("'-\u200c\u200d") for word in _STRETCHED.sub(r"\1\1\1", letters).split())
    return [word for word in found if word]


@lru_cache(maxsize=100)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


def without_accents(word: str) -> str:
    """Return a word as people type it in a hurry: "olá" → "ola"."""
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class _LettersAndSpaces(dict[int, int]):
    """What ``str.translate`` puts for each character: itself in a word, else a space. Filled as they come."""

    def __missing__(self, code: int) -> int:
        character = chr(code)
        in_word = character.isalpha() or character in _JOINERS or character == "-"
        kept = in_word or unicodedata.category(character).startswith("M")
        self[code] = code if kept else ord(" ")
        return self[code]


@cache
def _letters_and_spaces() -> _LettersAndSpaces:
    return _LettersAndSpaces()
