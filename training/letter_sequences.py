"""Build ``plugin/dragoman/language/letter_sequences.npz``: how usual sequences of letters are in languages.

The frequencies come from lingua-py 1.3.5 (Apache-2.0, https://github.com/pemistahl/lingua-py), whose wheel
carries, for each language, how often every sequence of one to five letters occurs in words of newspapers
and web pages. Of these the sequences up to four letters are kept that tell languages apart most often::

    pip install brotli numpy
    pip download --no-deps lingua-language-detector==1.3.5
    python training/letter_sequences.py lingua_language_detector-1.3.5-py3-none-any.whl

It takes a minute and writes the same bytes every time.
"""

import json
import math
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import numpy as np

TARGET = Path(__file__).parent.parent / "plugin/dragoman/language/letter_sequences.npz"
MODELS = ("unigrams", "bigrams", "trigrams", "quadrigrams")
KEPT = 40_000
"""Sequences that are kept for the Latin script; the others get a share by how many languages they have."""


@dataclass(frozen=True)
class Script:
    """A script: its letters, its languages, and how many of its sequences are kept."""

    name: str
    letters: str
    languages: str
    kept: int


SCRIPTS = (
    Script(
        "Latin",
        "".join(map(chr, (*range(0x61, 0x7B), 0xAA, *range(0xDF, 0x250), *range(0x1E00, 0x1F00)))),
        "en pt es fr de it nl pl sv da nb fi cs sk hu ro hr tr vi id ca sl et lv lt ms tl sw af sq is ga eu"
        " az nn cy",
        KEPT,
    ),
    Script("Cyrillic", "".join(map(chr, range(0x400, 0x530))), "bg ru uk sr mk be kk mn", KEPT // 4),
    Script("Arabic", "".join(map(chr, range(0x600, 0x700))), "ar fa ur", KEPT // 8),
    Script("Devanagari", "".join(map(chr, range(0x900, 0x980))), "hi mr", KEPT // 16),
)

NEVER_SEEN = -12.0
"""Natural logarithm that stands for a letter which a language does not have."""

STEPS = 16
"""Steps in which a logarithm is stored, for each unit; 255 steps at most."""

_JOINTLY_NEVER = -40.0


def frequencies(wheel: zipfile.ZipFile, language: str, model: str) -> Iterator[tuple[str, float]]:
    """Yield each sequence with the logarithm of its last letter's probability after the ones before."""
    packed = wheel.read(f"lingua/language-models/{language}/{model}.json.br")
    for fraction, sequences in json.loads(brotli.decompress(packed))["ngrams"].items():
        count, of = map(int, fraction.split("/"))
        for sequence in sequences.split(" "):
            yield sequence, math.log(count / of)


def table(wheel: zipfile.ZipFile, script: Script) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the languages, the sequences as numbers in ascending order, and their logarithms in steps.

    A language that lacks a sequence has the value of the sequence without its last letter. In each row the
    likeliest language has 0: only differences between languages count.
    """
    known = {Path(name).parent.name for name in wheel.namelist() if name.endswith("unigrams.json.br")}
    languages = [language for language in script.languages.split() if language in known]
    letters = set(script.letters)
    shorter: dict[str, np.ndarray] = {}
    before: dict[str, np.ndarray] = {}
    found: list[tuple[float, str, np.ndarray]] = []
    for length, model in enumerate(MODELS, start=1):
        own: dict[str, dict[int, float]] = {}
        for place, language in enumerate(languages):
            for sequence, logarithm in frequencies(wheel, language, model):
                if letters.issuperset(sequence):
                    own.setdefault(sequence, {})[place] = logarithm
        values: dict[str, np.ndarray] = {}
        joint: dict[str, np.ndarray] = {}
        for sequence, having in own.items():
            base = shorter.get(sequence[:-1]) if length > 1 else np.full(len(languages), NEVER_SEEN)
            if base is None:
                continue
            row, together = base.copy(), np.full(len(languages), _JOINTLY_NEVER)
            for place, logarithm in having.items():
                row[place] = logarithm
                together[place] = logarithm + (before[sequence[:-1]][place] if length > 1 else 0.0)
            values[sequence], joint[sequence] = row, together
            told = row - base
            gain = math.exp(together.max()) * float(told.max() - told.min())
            found.append((gain if length > 1 else math.inf, sequence, row))
        shorter, before = values, joint
    found.sort(key=lambda one: (-one[0], one[1]))
    chosen = {sequence: row for _, sequence, row in found[: script.kept]}
    kept = sorted((s for s in chosen if len(s) == 1 or s[:-1] in chosen), key=number)
    rows = np.stack([chosen[sequence] for sequence in kept])
    steps = np.round((rows.max(axis=1, keepdims=True) - rows) * STEPS)
    return languages, np.array([number(s) for s in kept], np.uint64), np.clip(steps, 0, 255).astype(np.uint8)


def number(sequence: str) -> int:
    """Return a sequence as a number: sixteen bits a letter, the first letter lowest."""
    return sum(ord(letter) << (16 * place) for place, letter in enumerate(sequence))


def main() -> None:
    """Build the file from the wheel that is named on the command line."""
    arrays: dict[str, Any] = {}
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        for script in SCRIPTS:
            languages, numbers, steps = table(wheel, script)
            arrays[f"{script.name} languages"] = np.array(" ".join(languages))
            arrays[f"{script.name} sequences"] = numbers
            arrays[f"{script.name} steps"] = steps
            print(f"{script.name}: {len(languages)} languages, {len(numbers)} sequences", flush=True)
    np.savez_compressed(TARGET, **arrays)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
