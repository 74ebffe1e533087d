"""Sentences that measure, and therefore never train.

Test sets are frozen before any training text is read: ``frozen/<set>.txt`` holds a fingerprint of every
sentence of a set, so that the sets themselves need not be here, and they may not, all of them. A training
pair is dropped when either side has a frozen fingerprint. Fingerprints are of the normalised text: no
diacritics, no case, no punctuation.

Beside them, a part of the LibreOffice help is reserved for a benchmark of terminology, by rule: see
``is_reserved``.
"""

import hashlib
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "frozen"

_DIGITS: Final = 16
_RESERVED: Final = "012345"


def normalised(text: str) -> str:
    """Return a text's letters and digits in lower case without diacritics, words between single spaces."""
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )
    kept = (character if character.isalnum() else " " for character in plain.casefold())
    return " ".join("".join(kept).split())


def fingerprint(text: str) -> str:
    """Return the first 16 hexadecimal digits of the sha256 of the normalised text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:_DIGITS]


def is_reserved(paragraph: str) -> bool:
    """Tell whether a paragraph of the LibreOffice help is kept for measuring.

    Args:
        paragraph: Its id, such as ``par_id3153527``, which is the same in every language.

    Returns:
        True where the sha256 of the id, in hexadecimal, starts with a digit from 0 to 5.
    """
    return hashlib.sha256(paragraph.encode()).hexdigest()[0] in _RESERVED


def freeze(name: str, sentences: Iterable[str], folder: Path = FOLDER) -> int:
    """Write the fingerprints of a test set.

    Args:
        name: Name of the set.
        sentences: All its sentences, of every language.
        folder: Where the fingerprints of all sets are.

    Returns:
        How many different fingerprints it has.
    """
    fingerprints = sorted({fingerprint(sentence) for sentence in sentences if normalised(sentence)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txt").write_text("".join(f"{item}\n" for item in fingerprints))
    return len(fingerprints)


def read_frozen(folder: Path = FOLDER) -> frozenset[str]:
    """Return the fingerprints of all frozen sets.

    Raises:
        FileNotFoundError: nothing is frozen; training on what may be a test set is refused.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise FileNotFoundError(f"{folder} holds no frozen test sets: restore it from the repository")
    return frozenset(line for file in files for line in file.read_text().split())


def is_frozen(text: str, frozen: Collection[str]) -> bool:
    """Tell whether a text is a sentence of a frozen set, but for case, diacritics and punctuation."""
    return fingerprint(text) in frozen
