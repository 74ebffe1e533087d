"""Finds terms in a text, in time that grows with the text and not with the number of terms.

Terms are a tree of words. Where a word follows, a space, a hyphen or none may stand between: "gift card",
"gift-card" and "giftcard" are found by any term that has a hyphen or where the text has one. Case, Unicode
form and the kind of apostrophe do not count. In languages that write compounds in one word a term is also
found at the beginning or the end of a longer word; such a match is not ``whole``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

Entry = TypeVar("Entry")

# Words with their combining marks, single characters where a script puts no spaces between words, and
# single marks of punctuation.
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|(?:[^\W\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[\u0300-\u036f])+"
    r"|[^\w\s]"
)
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u0060\u00b4", "'"))
_MOST_JOINED = 4

# How the parts of a German, Dutch or Scandinavian compound are linked, and how short a part may be: shorter
# ones stand by chance in too many words.
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_SHORTEST_TERM = 5
_SHORTEST_REST = 4


@dataclass(frozen=True, slots=True)
class Match(Generic[Entry]):
    """A term that stands in a text, from character ``start`` to ``end``.

    ``whole`` is False where it is only a part of a compound: ``start`` and ``end`` are then the whole word.
    """

    start: int
    end: int
    entry: Entry
    whole: bool = True


@dataclass(slots=True)
class _Node(Generic[Entry]):
    """Where a sequence of words can go on, and the terms that end here, with the case they insist on."""

    following: "dict[str, _Node[Entry]]" = field(default_factory=dict)
    entries: list[tuple[str | None, Entry]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or mark: where it stands, what it is, and what stands before it.

    ``gap`` is empty where it follows at once, a hyphen, a space, or a line break, which no term goes across.
    """

    start: int
    end: int
    word: str
    gap: str

    @property
    def key(self) -> str:
        """What it is in the tree, as a word that follows another."""
        return self.word if not self.gap else ("\n" if self.gap == "\n" else " ") + self.word


class TermIndex(Generic[Entry]):
    """A tree of the terms' words.

    Args:
        entries: For each term its words, the same words if it must stand in exactly that case (else None),
            and what to find. Where two have the same words, the first counts.
        compounding: Whether the language writes compounds in one word.
    """

    def __init__(
        self, entries: Iterable[tuple[str, str | None, Entry]], *, compounding: bool = False
    ) -> None:
        self._root: _Node[Entry] = _Node()
        self._compounding = compounding
        for words, exact, entry in entries:
            tokens = list(_tokens(words))
            cased = exact and unicodedata.normalize("NFC", exact)
            for spelling in {tuple(_keys(tokens)), tuple(_keys(list(_without_hyphens(tokens))))}:
                node = self._root
                for key in spelling:
                    node = node.following.setdefault(key, _Node())
                node.entries.append((cased, entry))

    def find(
        self, text: str, fits: Callable[[Entry, int, int], bool] = lambda *_: True
    ) -> list[Match[Entry]]:
        """Return the terms that stand in a text; of those that overlap the longest, then the first.

        Args:
            text: The text.
            fits: Says of a term and the place of its words whether it is meant there; else the next term of
                the same words may be.
        """
        if not self._root.following:
            return []
        tokens = list(_tokens(text))
        found = [match for first in range(len(tokens)) for match in self._from(text, tokens, first, fits)]
        if self._compounding:
            whole = {match.start for match in found}
            found += [
                match for token in tokens if token.start not in whole for match in self._in_compound(token)
            ]
        free = bytearray(b"\x01") * len(text)
        matches = []
        for match in sorted(found, key=lambda match: (match.start - match.end, match.start)):
            if all(free[match.start : match.end]):
                free[match.start : match.end] = bytes(match.end - match.start)
                matches.append(match)
        return sorted(matches, key=lambda match: match.start)

    def _from(
        self, text: str, tokens: list[_Token], first: int, fits: Callable[[Entry, int, int], bool]
    ) -> Iterator[Match[Entry]]:
        """Yield every term that begins with a token, the shortest first."""
        start = tokens[first].start
        reached = [(self._root, first)]
        while reached:
            node, index = reached.pop()
            for key, following in _steps(tokens, index, begins=index == first):
                child = node.following.get(key)
                if child is None:
                    continue
                reached.append((child, following))
                end = tokens[following - 1].end
                words = unicodedata.normalize("NFC", text[start:end])
                fitting = (one for one in _entries(child, words) if fits(one, start, end))
                yield from (Match(start, end, entry) for entry in islice(fitting, 1))

    def _in_compound(self, token: _Token) -> Iterator[Match[Entry]]:
        word = token.word
        for cut in range(_SHORTEST_REST, len(word) - _SHORTEST_REST + 1):
            for part in (_unlinked(word[:cut]), (word[cut:],)):
                for term in part:
                    node = self._root.following.get(term) if len(term) >= _SHORTEST_TERM else None
                    for entry in islice(_entries(node, None), 1) if node else ():
                        yield Match(token.start, token.end, entry, whole=False)


def _entries(node: _Node[Entry], words: str | None) -> Iterator[Entry]:
    """Yield the terms that end at a node and stand in its case; those of a compound have none."""
    return (entry for exact, entry in node.entries if exact is None or exact == words)


def _unlinked(part: str) -> tuple[str, ...]:
    """Return what the first part of a compound may be without what links it to the second."""
    return tuple(part.removesuffix(link) if link else part for link in _LINKS if part.endswith(link))


def _steps(tokens: list[_Token], index: int, *, begins: bool) -> Iterator[tuple[str, int]]:
    """Yield how a term may go on at a token: with its word, or with words that hyphens join as if one."""
    if index >= len(tokens):
        return
    token = tokens[index]
    yield token.word if begins else token.key, index + 1
    joined = token.word
    for following in range(index + 1, min(index + _MOST_JOINED, len(tokens))):
        if tokens[following].gap != "-":
            return
        joined += tokens[following].word
        yield joined if begins or not token.gap else " " + joined, following + 1


def _keys(tokens: list[_Token]) -> Iterator[str]:
    for number, token in enumerate(tokens):
        yield token.key if number else token.word


def _without_hyphens(tokens: list[_Token]) -> Iterator[_Token]:
    """Yield tokens with those joined that a hyphen divides."""
    held: _Token | None = None
    for token in tokens:
        if held is not None and token.gap == "-":
            held = _Token(held.start, token.end, held.word + token.word, held.gap)
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the words and marks of a text; a hyphen between two words is a gap and no mark."""
    text = text.translate(_APOSTROPHES)  # each for one: nothing moves
    matches = list(_TOKEN.finditer(text))
    end = 0
    hyphen = False
    for number, match in enumerate(matches):
        if _joins(text, matches, number):
            hyphen = True
            continue
        between = text[end : match.start()]
        gap = "-" if hyphen else _gap(between if end else "")
        word = unicodedata.normalize("NFC", match.group()).casefold()
        yield _Token(match.start(), match.end(), word, gap)
        end, hyphen = match.end(), False


def _gap(between: str) -> str:
    if "\n" in between or "\r" in between:
        return "\n"
    return " " if between else ""


def _joins(text: str, matches: list[re.Match[str]], number: int) -> bool:
    """Return whether a mark is a hyphen right between two words."""
    mark = matches[number]
    if mark.group() not in _HYPHENS or not 0 < number < len(matches) - 1:
        return False
    before, behind = matches[number - 1], matches[number + 1]
    touching = before.end() == mark.start() and mark.end() == behind.start()
    return touching and text[before.end() - 1].isalnum() and text[behind.start()].isalnum()
