"""Which words a language has, and how frequent they are.

``vocabulary.<language>.txt.gz`` holds them (its first line says where they come from): a line for each
tenth of a Zipf value, with the words that are so frequent. Zipf 3 is a word in a million, 6 one in a
thousand.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.translation.spelling.letters import bare


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a language, by the way they are typed without accents.

    Attributes:
        tenths: How frequent each is: ten times its Zipf value.
        accented: The words that are written with accents; the more frequent one where there are several.
    """

    tenths: Mapping[str, int]
    accented: Mapping[str, str]

    def zipf(self, typed: str) -> float:
        """Return how frequent a word is, typed without accents; 0 where it is none."""
        return self.tenths.get(typed, 0) / 10

    def written(self, typed: str) -> str:
        """Return a word with its accents."""
        return self.accented.get(typed, typed)


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of one of the languages that have one."""
    packed = (files(__package__) / f"vocabulary.{language}.txt.gz").read_bytes()
    tenths: dict[str, int] = {}
    accented: dict[str, str] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        if line.startswith("#"):
            continue
        frequency, *words = line.split(" ")
        for word in words:
            typed = bare(word)
            if typed not in tenths:  # the frequent ones come first
                tenths[typed] = int(frequency)
                if typed != word:
                    accented[typed] = word
    return Vocabulary(tenths, accented)
