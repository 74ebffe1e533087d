"""Which characters a pack can read.

SentencePiece turns a character that its vocabulary lacks into ``<unk>``, which comes out as "⁇" or not at
all. A vocabulary holds every character that it covers as a piece of its own, or all bytes. Some lack rare
capitals ("Í", "Ú"): these are read as small letters, or without their accents.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sentencepiece import SentencePieceProcessor

# What stands for typographic marks in front of an engine that may not know them.
PLAIN_MARKS = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u00b4\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
}
_WORD = re.compile(r"[^\W\d_]+")


class Alphabet:
    """The characters that an engine reads.

    Args:
        characters: Those its vocabulary holds; None when it reads any.
    """

    def __init__(self, characters: Iterable[str] | None) -> None:
        self._characters = None if characters is None else frozenset(characters) | PLAIN_MARKS.keys()

    def reading_capitals(self) -> "Alphabet":
        """Return the alphabet of an engine that is given the capitals it lacks as other letters."""
        return self if self._characters is None else Alphabet(self._characters | self._lacking_capitals())

    def legible(self) -> Callable[[str], str]:
        """Return what writes a sentence without the capitals that are lacking; no letter moves.

        Words in capitals, and the first one, are written in small letters. Any other word may be a name, and
        keeps a capital, without its accent ("Ursula").
        """
        lacking = self._lacking_capitals()
        if not lacking:
            return str
        letters = re.compile(f"[{''.join(sorted(lacking))}]")

        def legible(word: re.Match[str]) -> str:
            text = word.group()
            if text.isupper():
                return text.lower() if letters.search(text) else text
            return letters.sub(lambda letter: self._instead(letter.group(), named=word.start() > 0), text)

        return lambda text: _WORD.sub(legible, text) if letters.search(text) else text

    def _instead(self, capital: str, *, named: bool) -> str:
        plain = unicodedata.normalize("NFD", capital)[0]
        return plain if named and self._characters and plain in self._characters else capital.lower()

    def _lacking_capitals(self) -> frozenset[str]:
        known = self._characters or frozenset()
        capitals = (letter.upper() for letter in known if letter.islower())
        return frozenset(
            capital
            for capital in capitals
            if len(capital) == len(capital.lower()) == 1 and capital not in known and capital.lower() in known
        )

    def without_unknown(self, text: str) -> str:
        """Return what is left of a text without the characters that the engine cannot read."""
        unknown = self._unknown(text)
        return "".join(character for character in text if character not in unknown)

    def unknown_runs(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the characters stand that the engine cannot read, neighbours together."""
        unknown = self._unknown(text)
        if unknown:
            pattern = "[" + "".join(map(re.escape, sorted(unknown))) + "]+"
            yield from (match.span() for match in re.finditer(pattern, text))

    def _unknown(self, text: str) -> set[str]:
        if self._characters is None:
            return {character for character in set(text) if "\ud800" <= character <= "\udfff"}
        # Nearly all are known as they are, and only the others are looked at one by one.
        strange = set(text) - self._characters
        return {character for character in strange if not self._knows(character, self._characters)}

    @staticmethod
    def _knows(character: str, known: frozenset[str]) -> bool:
        if character.isspace():
            return True
        # SentencePiece composes (NFKC) and drops formatting characters before it looks anything up.
        composed = unicodedata.normalize("NFKC", character)
        return unicodedata.category(character) == "Cf" or all(
            part in known or part.isspace() for part in composed
        )


def read_alphabet(path: Path) -> Alphabet:
    """Read the alphabet of a SentencePiece file."""
    return alphabet_of(SentencePieceProcessor(model_file=str(path)))


def alphabet_of(processor: SentencePieceProcessor) -> Alphabet:
    """Return the alphabet of a loaded SentencePiece file."""
    ids = range(processor.vocab_size())
    if any(map(processor.is_byte, ids)):
        return Alphabet(None)
    return Alphabet(piece for piece in map(processor.id_to_piece, ids) if len(piece) == 1)
