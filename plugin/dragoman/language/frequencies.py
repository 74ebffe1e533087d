"""How usual the words of a text are in languages that share a script.

Letters guess at words that they never saw; a list of the words that people write knows them. The table
beside this module is built by ``training/word_frequencies.py`` from the lists of wordfreq (CC BY-SA 4.0):
whatever is met once in a million words of a language.
"""

import re
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

_FILE = "word_frequencies.npz"
_STEPS = 8
_READ = 12
"""Words that are looked up: in a longer text the others would only say the same."""

# Natural logarithms: how much rarer a word is taken to be that a list lacks than the rarest that it has, and
# how much a word that no list has speaks for the languages without one.
_RARER = 5.0
_IN_NO_LIST = 1.5

_PARTS = re.compile("['-]")


@dataclass(frozen=True, slots=True)
class Usage:
    """How well languages explain a text's words.

    Attributes:
        logarithms: By language, natural logarithms below that of the best, which has 0.
        unlisted: The same for a language that has no list: its words are as usual as in the best, and those
            that no list has are rather its own.
        found: By language, how many of the words its list has; languages whose list has none are left out.
        words: How many were looked up.
    """

    logarithms: Mapping[str, float]
    unlisted: float
    found: Mapping[str, int]
    words: int


@dataclass(frozen=True, slots=True)
class _Table:
    """One script: its lists, the words that they have, and a row for each list that has a word.

    Attributes:
        lists: The languages of each list; those that share one have a stroke between ("hr/bs/sr").
        having: The place of each language's list.
        numbers: The words as ascending numbers.
        first: The first row of each word; the last is where the rows end.
        places: Of each row, the place of the list.
        usual: Of each row, how much more usual the word is than one that the list lacks, in steps.
    """

    lists: tuple[str, ...]
    having: tuple[tuple[str, int], ...]
    numbers: Any
    first: Any
    places: Any
    usual: Any


class WordFrequencies:
    """The table of words. Loaded at first use; threads may share it."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._tables: Mapping[str, _Table] | None = None

    def usage(self, words: Sequence[str], script: str) -> Usage | None:
        """Return how well the script's languages explain the words, or None where nothing is known."""
        table = self._load().get(script)
        return None if table is None or not words else _usage(table, words[:_READ])

    def _load(self) -> Mapping[str, _Table]:
        with self._loading:
            if self._tables is None:
                self._tables = _read()
            return self._tables


def _usage(table: _Table, words: Sequence[str]) -> Usage:
    import numpy as np  # noqa: PLC0415 - slow, and not needed by commands that detect nothing

    first, count = _rows(table, words)
    for place in np.flatnonzero(count == 0).tolist():
        if len(parts := _PARTS.split(words[place])) > 1:  # "l'ordre": lists have "ordre"
            first[place : place + 1], count[place : place + 1] = _rows(table, [max(parts, key=len)])
    ends = count.cumsum()
    rows = np.arange(ends[-1]) + np.repeat(first + count - ends, count)
    places = table.places[rows]
    steps = np.bincount(places, table.usual[rows], len(table.lists))
    found = np.bincount(places, minlength=len(table.lists)).tolist()
    below = ((steps - steps.max()) / _STEPS).tolist()
    nowhere = len(words) - np.count_nonzero(count)
    return Usage(
        {tag: below[place] for tag, place in table.having},
        nowhere * _IN_NO_LIST,
        {tag: found[place] for tag, place in table.having if found[place]},
        len(words),
    )


def _rows(table: _Table, words: Sequence[str]) -> tuple[Any, Any]:
    """The first row of each word, and how many it has."""
    import numpy as np  # noqa: PLC0415 - as above

    numbers = np.array([zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words], np.uint32)
    where = np.minimum(table.numbers.searchsorted(numbers), len(table.numbers) - 1)
    first = table.first[where]
    return first, (table.first[where + 1] - first) * (table.numbers[where] == numbers)


def _read() -> Mapping[str, _Table]:
    import numpy as np  # noqa: PLC0415 - slow, and not needed by commands that detect nothing

    with as_file(files("dragoman.language") / _FILE) as path, np.load(path) as arrays:
        names = [name.removesuffix(" lists") for name in arrays.files if name.endswith(" lists")]
        return {name: _table(name, arrays, np) for name in names}


def _table(name: str, arrays: Any, np: Any) -> _Table:
    lists = tuple(str(arrays[f"{name} lists"]).split())
    # The numbers are stored as differences, byte by byte: so they take half of the space.
    differences = np.ascontiguousarray(arrays[f"{name} numbers"].T).view("<u4").ravel()
    return _Table(
        lists,
        tuple((tag, place) for place, tags in enumerate(lists) for tag in tags.split("/")),
        np.cumsum(differences, dtype=np.uint32),
        np.cumsum(arrays[f"{name} counts"], dtype=np.int32),
        arrays[f"{name} places"],
        arrays[f"{name} usual"] + np.uint8(_RARER * _STEPS),
    )
