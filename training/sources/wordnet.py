"""WordNet's glosses: definitions and example sentences over the whole vocabulary of English."""

import re
from collections.abc import Iterator
from pathlib import Path

_EXAMPLE = re.compile(r'"([^"]+)"')


def read_wordnet(folder: Path) -> Iterator[str]:
    """Yield definitions and examples.

    A definition is written as a sentence about its word, so that the words are translated in a context.

    Args:
        folder: Where the package ``wordnet-base`` is unpacked.
    """
    for part in ("noun", "verb", "adj", "adv"):
        path = folder / "usr" / "share" / "wordnet" / f"data.{part}"
        for line in path.read_text("utf-8").splitlines():
            entry, bar, gloss = line.partition(" | ")
            if bar and not line.startswith(" "):
                yield from _sentences(entry.split()[4].replace("_", " "), gloss)


def _sentences(word: str, gloss: str) -> Iterator[str]:
    definition = _EXAMPLE.sub("", gloss).split(";")[0].strip()
    if definition:
        yield f"{word[0].upper()}{word[1:]}: {definition}."
    for example in _EXAMPLE.findall(gloss):
        yield f"{example[0].upper()}{example[1:].rstrip(',;')}" + ("" if example[-1] in ".?!" else ".")
