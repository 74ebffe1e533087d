"""How usual the letter sequences of a text are in languages that share a script.

The model that fastText published was pruned until it knows few words; sequences of up to four letters tell
more of short texts. The table beside this module is built by ``training/letter_sequences.py`` from the
frequencies in lingua-py (Apache-2.0).
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

_FILE = "letter_sequences.npz"
_STEPS = 16
_LONGEST = 4
_BITS = 16
_READ = 60
"""Characters that are read: in a longer text the others would only say the same."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well languages explain a text's letters.

    Attributes:
        logarithms: By language, natural logarithms below that of the best, which has 0.
        letters: How many letters were read; all sequences that begin with one of them count.
    """

    logarithms: Mapping[str, float]
    letters: int


@dataclass(frozen=True, slots=True)
class _Table:
    """One script: its languages, its sequences as ascending numbers, and a row of steps for each."""

    languages: tuple[str, ...]
    sequences: Any
    steps: Any


class LetterSequences:
    """The table of letter sequences. Loaded at first use; threads may share it."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._tables: Mapping[str, _Table] | None = None

    def fit(self, words: Sequence[str], script: str) -> Fit | None:
        """Return how well the script's languages explain the words, or None where nothing is known.

        Every letter counts with the sequences of one, two, three and four letters that begin there; one
        that the table lacks counts like itself without its last letter.
        """
        table = self._load().get(script)
        return None if table is None else _fit(table, " ".join(words)[:_READ])

    def _load(self) -> Mapping[str, _Table]:
        with self._loading:
            if self._tables is None:
                self._tables = _read()
            return self._tables


def _read() -> Mapping[str, _Table]:
    import numpy as np  # noqa: PLC0415 - slow, and not needed by commands that detect nothing

    with as_file(files("dragoman.language") / _FILE) as path, np.load(path) as arrays:
        names = [name.removesuffix(" languages") for name in arrays.files if name.endswith(" languages")]
        return {
            name: _Table(
                tuple(str(arrays[f"{name} languages"]).split()),
                arrays[f"{name} sequences"],
                arrays[f"{name} steps"],
            )
            for name in names
        }


def _fit(table: _Table, text: str) -> Fit | None:
    import numpy as np  # noqa: PLC0415 - as above

    padded = (text + " " * (_LONGEST - 1)).encode("utf-16-le", "surrogatepass")
    letters = np.frombuffer(padded, np.uint16).astype(np.uint64)
    count = len(letters) - _LONGEST + 1
    offsets = np.arange(_LONGEST)[:, None]
    shifted = letters[offsets + np.arange(count)]
    within = np.logical_and.accumulate(shifted != ord(" "), axis=0)
    numbers = np.add.accumulate(shifted << (offsets * _BITS).astype(np.uint64), axis=0)
    rows = table.sequences.searchsorted(numbers)
    rows[rows == len(table.sequences)] = 0
    known = np.logical_and.accumulate((table.sequences[rows] == numbers) & within, axis=0)
    for length in range(1, _LONGEST):
        rows[length] = np.where(known[length], rows[length], rows[length - 1])
    counted = rows[within & known[0]]
    if not counted.size:
        return None
    steps = table.steps[counted].sum(axis=0, dtype=np.int64)
    below = (steps.min() - steps) / _STEPS
    return Fit(dict(zip(table.languages, below.tolist(), strict=True)), int(within[0].sum()))
