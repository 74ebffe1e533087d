"""Mails in HTML for measurements: of any length, no two sentences of one alike; and what came out of them."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from dragoman.domain import Format, Translation
from dragoman.glossary import EMPTY, Interpreter
from dragoman.translation.packs import Pack

_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(r"<code>.*?</code>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Round:
    """One mail that was translated.

    Attributes:
        characters: Its length.
        sentences: How many sentences it has.
        seconds: How long it took.
        whole: Whether every tag came out as often as it went in, and all code byte for byte.
        doubtful: How many sentences a person should look at.
    """

    characters: int
    sentences: int
    seconds: float
    whole: bool
    doubtful: int


def mails(sentences: Sequence[str], characters: int) -> Iterator[str]:
    """Yield mails of at least so many characters, without end.

    Every paragraph has a sentence with two words in bold, and one with a link, an order id and code.

    Args:
        sentences: Of which language the mails are, with at least four words each.
        characters: Least length of a mail.
    """
    numbers = count()
    while True:
        paragraphs: list[str] = []
        length = 0
        while length < characters:
            number = next(numbers)
            paragraph = _paragraph(sentences[number % len(sentences)], number)
            paragraphs.append(paragraph)
            length += len(paragraph)
        yield "".join(paragraphs)


def translated(interpreter: Interpreter, pack: Pack, mail: str) -> Round:
    """Translate a mail and look at what came of it."""
    started = time.perf_counter()
    (result,) = interpreter.interpret([mail], pack.source, pack.target, EMPTY, form=Format.HTML)
    seconds = time.perf_counter() - started
    return Round(len(mail), len(result.segments), seconds, _whole(mail, result), len(_doubtful(result)))


def _paragraph(sentence: str, number: int) -> str:
    words = sentence.split()
    middle = max(1, len(words) // 2)
    first, bold, last = words[:middle], words[middle : middle + 2], words[middle + 2 :]
    return (
        f"<p>{' '.join(first)} <b>{' '.join(bold)}</b> {' '.join(last)} "
        f'<a href="https://shop.example/{number}">#{40_000 + number}</a>: <code>AB-{number}  x</code>.</p>\n'
    )


def _whole(mail: str, result: Translation) -> bool:
    return all(
        Counter(pattern.findall(mail)) == Counter(pattern.findall(result.text)) for pattern in (_TAG, _CODE)
    )


def _doubtful(result: Translation) -> set[str]:
    return {dict(warning.values).get("source", warning.code) for warning in result.warnings}
