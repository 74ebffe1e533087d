"""Words of a shop that a model takes in another of their senses: an order that becomes a command.

``<source>-<target>.txt`` holds a line for each: what stands in the sentence, and behind ``&``, where the
words alone do not tell, what stands elsewhere in it; behind ``=`` what a translation has one of, and behind
``!`` what it has none of. Either of the two may be empty. All are regular expressions for whole words, in any
case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.tags import base


@dataclass(frozen=True, slots=True)
class _Sense:
    """What some words of a sentence mean, and what their translations are."""

    words: re.Pattern[str]
    beside: re.Pattern[str] | None
    right: re.Pattern[str] | None
    wrong: re.Pattern[str] | None

    def meant(self, source: str) -> bool:
        return bool(self.words.search(source)) and (self.beside is None or bool(self.beside.search(source)))


class Senses:
    """The senses of one pair of languages; none where none were written.

    Args:
        source: Language of the sentences, a BCP 47 tag.
        target: Language of the translations.
    """

    def __init__(self, source: str, target: str) -> None:
        self._senses = _read(f"{base(source)}-{base(target)}")

    def missed(self, source: str, target: str) -> bool:
        """Say whether a translation takes a word of a sentence in a sense that it does not have there."""
        return any(
            (sense.wrong and sense.wrong.search(target)) or (sense.right and not sense.right.search(target))
            for sense in self._senses
            if sense.meant(source)
        )

    def vouched(self, word: str, source: str, target: str) -> bool:
        """Say whether a translation has a right word for a word of a sentence."""
        return any(
            sense.right.search(target)
            for sense in self._senses
            if sense.right and sense.words.search(word) and sense.meant(source)
        )

    def wrong(self, source: str, target: str) -> tuple[str, ...]:
        """Return the words of a translation that stand for such a sense."""
        found = [
            match.group()
            for sense in self._senses
            if sense.wrong and sense.meant(source)
            for match in sense.wrong.finditer(target)
        ]
        return tuple(dict.fromkeys(found))


@cache
def _read(pair: str) -> Sequence[_Sense]:
    file = files(__package__) / f"{pair}.txt"
    if not file.is_file():
        return ()
    return [_sense(line) for line in file.read_text("utf-8").splitlines() if line and line[0] != "#"]


def _sense(line: str) -> _Sense:
    source, _, target = line.partition(" = ")
    words, _, beside = source.partition(" & ")
    right, _, wrong = f" {target}".partition(" !")
    compiled = (_whole(part.strip()) for part in (beside, right, wrong))
    return _Sense(re.compile(_bounded(words), re.IGNORECASE), *compiled)


def _whole(words: str) -> re.Pattern[str] | None:
    return re.compile(_bounded(words), re.IGNORECASE) if words else None


def _bounded(words: str) -> str:
    return rf"(?<!\w)(?:{words})(?!\w)"
