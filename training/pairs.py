"""Training texts and pairs: what is kept of them, and the files they lie in.

Files are tab-separated, one row a line, so that a command that was interrupted goes on at the next row.
"""

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final, TypeVar

from training.frozen import is_frozen

_LONGEST: Final = 420
_MOST_WORDS: Final = 70
_LETTERS: Final = 0.7
_FEW_WORDS: Final = 4
_RATIO: Final = 2.2


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be translated.

    Attributes:
        origin: Where it comes from.
        source: What the decoder's encoder will read.
        clean: What is translated in its place; the same, but for noisy texts.
    """

    origin: str
    source: str
    clean: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What a decoder learns from.

    Attributes:
        origin: Where it comes from.
        source: What the encoder reads.
        clean: What the teacher's encoder reads.
        target: What decoder and teacher are made to write.
    """

    origin: str
    source: str
    clean: str
    target: str


_Row = TypeVar("_Row", Text, Pair)


def is_prose(text: str) -> bool:
    """Tell whether a text is a sentence or two of words, not code, a table or a list of links."""
    letters = sum(character.isalpha() or character == " " for character in text)
    return (
        0 < len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and letters >= _LETTERS * len(text)
        and "://" not in text
        and not any(character in text for character in "\t\n\r<>{}\\|`_")
    )


def is_usable(pair: Pair, frozen: Collection[str]) -> bool:
    """Tell whether a pair may train: no test sentence, and the sides may be translations of each other."""
    words = len(pair.clean.split()), len(pair.target.split())
    if not min(words) or is_frozen(pair.clean, frozen) or is_frozen(pair.target, frozen):
        return False
    return max(words) <= _FEW_WORDS or max(words) <= _RATIO * min(words)


def read_rows(kind: type[_Row], path: Path) -> list[_Row]:
    """Return the rows of a file; a last line that was cut off is left out."""
    if not path.exists():
        return []
    lines = path.read_text("utf-8").split("\n")[:-1]
    return [kind(*line.split("\t")) for line in lines]


def write_rows(path: Path, rows: Iterable[Text | Pair]) -> None:
    """Write a file of rows in place of what is there, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text("".join(map(line, rows)), "utf-8")
    unfinished.replace(path)


def line(row: Text | Pair) -> str:
    """Return a row as a line."""
    return "\t".join(" ".join(str(part).split()) for part in astuple(row)) + "\n"


def finish_last_line(path: Path) -> int:
    """Cut off a last line that is not whole; return how many whole lines there are."""
    if not path.exists():
        return 0
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        path.write_bytes(whole)
    return whole.count(b"\n")
