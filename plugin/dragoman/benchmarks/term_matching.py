"""How long it takes to find the terms of a large glossary in a long message."""

import itertools
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from dragoman.benchmarks.sentences import SENTENCES
from dragoman.glossary import Glossary, Term

ENTRIES: Final = 10_000
CHARACTERS: Final = 2_000
_ROUNDS: Final = 50
_SYLLABLES: Final = ("ba", "co", "di", "fe", "gu", "la", "mo", "ni", "pe", "ro", "su", "ta", "ver", "zol")


@dataclass(frozen=True, slots=True)
class Matching:
    """What was measured.

    Attributes:
        built: Seconds to make the index, once for each version of a glossary.
        found: Terms in the message.
        milliseconds: Median to find them.
    """

    built: float
    found: int
    milliseconds: float


def measure_matching(seed: int = 0) -> Matching:
    """Find made-up terms, and some that share words with the message, in sentences of shops."""
    random = Random(seed)  # noqa: S311 - made-up terms, not secrets
    message = _message()
    words = sorted(set(message.split()))
    terms = tuple(Term(source, source.upper()) for source in itertools.islice(_terms(random, words), ENTRIES))
    glossary = Glossary(terms)
    started = time.perf_counter()
    found = len(glossary.index.find(message))
    built = time.perf_counter() - started
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        glossary.index.find(message)
        times.append((time.perf_counter() - started) * 1000)
    return Matching(built, found, statistics.median(times))


def _message() -> str:
    message = ""
    for sentence in SENTENCES["en"]:
        message += sentence + " "
        if len(message) >= CHARACTERS:
            break
    return message[:CHARACTERS]


def _terms(random: Random, words: list[str]) -> Iterator[str]:
    """Yield different terms without end: every tenth begins with a word of the message."""
    seen: set[str] = set()
    for number in itertools.count():
        first = random.choice(words) if number % 10 == 0 else _word(random)
        term = " ".join([first, *(_word(random) for _ in range(random.randrange(3)))])
        if term not in seen:
            seen.add(term)
            yield term


def _word(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(random.randrange(2, 5)))
