"""The sentences that may measure: those of reserved paragraphs of the LibreOffice help."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sentencex import segment

from training.sources.libreoffice import read_help

_FEWEST_WORDS: Final = 5
_MOST_WORDS: Final = 30
_ENDS: Final = tuple(".!?:")
# Code, lists of names and quoted interface texts measure other things.
_ODD: Final = re.compile(r'[<>={}\[\]_|"“”\\*]')
# The decoders of version 1.1 were trained on pairs of at most so many English words.
_SEEN_UP_TO: Final = 35


@dataclass(frozen=True, slots=True)
class HelpSentence:
    """A sentence in both languages.

    Attributes:
        english: Its text.
        portuguese: Its text.
        unseen: Whether the packaged decoders cannot have been trained on this pair: it stands in a paragraph
            that was too long for them, and in no other.
    """

    english: str
    portuguese: str
    unseen: bool


def help_sentences(packages: Path) -> list[HelpSentence]:
    """Return the sentences of reserved paragraphs, each once, in the order of the help.

    Args:
        packages: Where ``python -m training fetch`` unpacked its packages.
    """
    paragraphs = list(read_help(packages))
    short = [one for one in paragraphs if len(one.english.split()) <= _SEEN_UP_TO]
    seen = {pair for paragraph in short for pair in _aligned(paragraph.english, paragraph.portuguese)}
    pairs = dict.fromkeys(
        pair
        for paragraph in paragraphs
        if paragraph.reserved
        for pair in _aligned(paragraph.english, paragraph.portuguese)
    )
    return [HelpSentence(*pair, unseen=pair not in seen) for pair in pairs]


def _aligned(english: str, portuguese: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a paragraph where it has as many in both languages."""
    ours = [sentence.strip() for sentence in segment("en", english)]
    theirs = [sentence.strip() for sentence in segment("pt", portuguese)]
    if len(ours) == len(theirs):
        yield from (pair for pair in zip(ours, theirs, strict=True) if all(map(_fits, pair)))


def _fits(sentence: str) -> bool:
    words = len(sentence.split())
    return _FEWEST_WORDS <= words <= _MOST_WORDS and sentence.endswith(_ENDS) and not _ODD.search(sentence)
