"""Build ``plugin/dragoman/language/word_frequencies.npz``: how usual words are in languages.

The frequencies come from the "small" lists of wordfreq 3.1.1 by Robyn Speer: every word that is met once in
a million words. They are under CC BY-SA 4.0, and so is the table::

    pip install numpy wordfreq==3.1.1
    python training/word_frequencies.py

It takes a minute and writes the same bytes every time. A word is stored as the CRC-32 of its UTF-8, so one in
some 5,000 words that no list has is taken for another one.
"""

import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from wordfreq import get_frequency_dict

TARGET = Path(__file__).parent.parent / "plugin/dragoman/language/word_frequencies.npz"

RAREST = 1e-6
"""Part of all words that the rarest listed one is; the lists of wordfreq end here."""

STEPS = 8
"""Steps in which the natural logarithm of how much more usual a word is than that is stored, a unit."""


@dataclass(frozen=True)
class Script:
    """A script: the form of its words, and the lists that are taken, each with its languages."""

    name: str
    word: re.Pattern[str]
    lists: str


SCRIPTS = (
    Script(
        "Latin",
        re.compile("[a-z\u00aa\u00ba\u00e0-\u00f6\u00f8-\u024f\u1e00-\u1eff'-]+"),
        "en pt es fr de it nl pl sv da nb fi cs sk hu ro hr/bs/sr tr vi id ca sl lv lt ms tl is",
    ),
    Script("Cyrillic", re.compile("[\u0400-\u052f'-]+"), "ru uk bg mk"),
    Script("Arabic", re.compile("[\u0600-\u06ff\u200c]+"), "ar fa ur"),
)

_THEIR_NAME = {"tl": "fil", "hr/bs/sr": "sh"}


def entries(script: Script) -> Iterator[tuple[int, int, int]]:
    """Yield the number of each word, the place of a list that has it, and how usual it is there."""
    for place, languages in enumerate(script.lists.split()):
        frequencies = get_frequency_dict(_THEIR_NAME.get(languages, languages), "small")
        for word, frequency in frequencies.items():
            if frequency >= RAREST and script.word.fullmatch(word):
                usual = min(round(math.log(frequency / RAREST) * STEPS), 255)
                yield zlib.crc32(word.encode()), place, usual


def main() -> None:
    """Build the file from the lists of the installed package."""
    arrays: dict[str, Any] = {}
    for script in SCRIPTS:
        rows = sorted(set(entries(script)))
        numbers, places, usual = (np.array(column) for column in zip(*rows, strict=True))
        words, counts = np.unique(numbers, return_counts=True)
        differences = np.diff(words, prepend=0).astype("<u4")
        arrays[f"{script.name} lists"] = np.array(script.lists)
        arrays[f"{script.name} numbers"] = np.ascontiguousarray(differences.view(np.uint8).reshape(-1, 4).T)
        arrays[f"{script.name} counts"] = np.insert(counts, 0, 0).astype(np.uint8)
        arrays[f"{script.name} places"] = places.astype(np.uint8)
        arrays[f"{script.name} usual"] = usual.astype(np.uint8)
        print(
            f"{script.name}: {len(words)} words, {len(rows)} times in {len(script.lists.split())} lists",
            flush=True,
        )
    np.savez_compressed(TARGET, **arrays)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
