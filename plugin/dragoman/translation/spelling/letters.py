"""Letters with and without accents, stretched and not."""

import re
import unicodedata
from collections.abc import Collection

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LATIN = {
    letter: "".join(
        part for part in unicodedata.normalize("NFD", chr(letter)) if not unicodedata.combining(part)
    )
    for letter in range(0xC0, 0x180)
} | {ord("ß"): "ss"}
# Laughter ("kkkk"), Roman numbers and sizes repeat letters and mean it.
_MEANT = re.compile(r"(.)\1*|[ivxlcdm]+|x+[sl]")


def bare(word: str) -> str:
    """Return a word as people type it in a hurry: "olá" → "ola", "weiß" → "weiss"."""
    if word.isascii():
        return word
    latin = word.translate(_LATIN)
    if latin.isascii():
        return latin
    decomposed = unicodedata.normalize("NFD", latin)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def has_accents(text: str) -> bool:
    """Say whether the writer of a text uses accents."""
    return not text.isascii() and any(
        character.isalpha() and bare(character) != character for character in text
    )


def stretched(text: str) -> bool:
    """Say whether a small letter stands three times or more in a row: "quebradooo"."""
    return _STRETCHED.search(text) is not None


def unstretched(word: str, doubled: Collection[str]) -> str:
    """Return a small-letter word without letters that were repeated for emphasis: "quebradooo", "goood".

    Args:
        word: The word.
        doubled: Words that have a doubled letter: only they keep one.
    """
    if not stretched(word) or _MEANT.fullmatch(word):
        return word
    twice = _STRETCHED.sub(r"\1\1", word)
    return twice if twice in doubled else _STRETCHED.sub(r"\1", word)
