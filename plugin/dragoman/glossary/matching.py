"""Finds terms in a text, in time that grows with the text and not with the number of terms."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Entry = TypeVar("Entry")

# Words with their combining marks, single characters where a script puts no spaces between words, and
# single marks of punctuation.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|(?:[^\W\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[\u0300-\u036f])+"
    r"|[^\w\s]"
)


@dataclass(frozen=True, slots=True)
class Match(Generic[Entry]):
    """A term that stands in a text, from character ``start`` to ``end``."""

    start: int
    end: int
    entry: Entry


@dataclass(slots=True)
class _Node(Generic[Entry]):
    """Where a sequence of words can go on, and the terms that end here, with the case they insist on."""

    following: "dict[str, _Node[Entry]]" = field(default_factory=dict)
    entries: list[tuple[str | None, Entry]] = field(default_factory=list)


class TermIndex(Generic[Entry]):
    """A tree of the terms' words.

    Args:
        entries: For each term its words, the same words if it must stand in exactly that case (else None),
            and what to find.
    """

    def __init__(self, entries: Iterable[tuple[str, str | None, Entry]]) -> None:
        self._root: _Node[Entry] = _Node()
        for words, exact, entry in entries:
            node = self._root
            for _, _, key in _tokens(words):
                node = node.following.setdefault(key, _Node())
            node.entries.append((exact and unicodedata.normalize("NFC", exact), entry))

    def find(self, text: str) -> list[Match[Entry]]:
        """Return the terms that stand in a text as whole words; of those that overlap, the longest."""
        tokens = list(_tokens(text))
        found = [match for first in range(len(tokens)) for match in self._from(text, tokens, first)]
        free = bytearray(b"\x01") * len(text)
        matches = []
        for match in sorted(found, key=lambda match: (match.start - match.end, match.start)):
            if all(free[match.start : match.end]):
                free[match.start : match.end] = bytes(match.end - match.start)
                matches.append(match)
        return sorted(matches, key=lambda match: match.start)

    def _from(self, text: str, tokens: list[tuple[int, int, str]], first: int) -> Iterator[Match[Entry]]:
        node = self._root
        start = tokens[first][0]
        for index in range(first, len(tokens)):
            _, end, key = tokens[index]
            following = node.following.get(key.lstrip(" ") if index == first else key)
            if following is None:
                return
            node = following
            words = unicodedata.normalize("NFC", text[start:end])
            for exact, entry in node.entries:
                if exact is None or exact == words:
                    yield Match(start, end, entry)
                    break


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where the words of a text stand, and their keys: a space in front tells that one was there."""
    previous = 0
    for match in _TOKEN.finditer(text):
        gap = text[previous : match.start()]
        # Nothing that a line break divides is one term.
        space = "" if not gap or not previous else "\n" if "\n" in gap or "\r" in gap else " "
        yield match.start(), match.end(), space + unicodedata.normalize("NFC", match.group()).casefold()
        previous = match.end()
