"""Where the pieces of a SentencePiece model stand in the text that was cut into them.

SentencePiece can say so itself, but every version in another way, some only with a library of their own.
"""

import re
from collections.abc import Iterator, Sequence

WORD_START = "\u2581"
_WORD = re.compile(r"\S+")


def offsets(pieces: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Return where each piece stands in a text: its first character, and the one behind its last.

    A word that SentencePiece normalised (it composes characters, NFKC) may have another length than its
    pieces: then each of them stands for the whole word.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    groups = list(_by_word(pieces))
    if len(words) != len(groups):
        return _in_proportion(pieces, text)
    return [place for word, group in zip(words, groups, strict=True) for place in _in_word(group, *word)]


def _by_word(pieces: Sequence[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for piece in pieces:
        if piece.startswith(WORD_START) and "".join(group).strip(WORD_START):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _in_word(group: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    lengths = [len(piece.lstrip(WORD_START)) for piece in group]
    if sum(lengths) != end - start:
        yield from [(start, end)] * len(group)
        return
    for length in lengths:
        yield start, start + length
        start += length


def _in_proportion(pieces: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Place pieces by their share of all characters: where normalising made or took spaces."""
    total = sum(map(len, pieces)) or 1
    places = []
    read = 0
    for piece in pieces:
        start = len(text) * read // total
        read += len(piece)
        places.append((start, len(text) * read // total))
    return places
