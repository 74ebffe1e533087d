"""Reads HTML: any text at all, in time that grows with its length, into markup and passages.

What comes out is balanced, whatever came in: every tag that is let through is closed in its place, ends
without a beginning are left out, and so are tags that stand deeper than ``DEEPEST``. It is no parser of
HTML's own rules: those are applied by the sanitiser, to what is written here.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from dragoman.translation.mail.html import Extent, extent
from dragoman.translation.mail.marks import SEPARATOR
from dragoman.translation.mail.text import new_lines
from dragoman.translation.markup.passages import Markup, Passage, PassageBuilder
from dragoman.translation.markup.tags import (
    attributes_of,
    end_of,
    escaped,
    excluded,
    markup_of,
    next_tag,
    written,
)
from dragoman.translation.markup.verbatim import Verbatim
from dragoman.translation.markup.vocabulary import (
    BLOCK,
    BOUNDARIES,
    CLOSED_BY_LIKE,
    INLINE,
    REMOVED,
    UNTRANSLATED,
    VOID,
)

DEEPEST: Final = 250
"""Tags inside one another that come out; a mail has a few dozen."""


def read_html(text: str) -> list[Passage | Markup]:
    """Cut HTML into passages and the markup between them, in order."""
    return [piece if _speaks(piece) else _raw(piece) for piece in _Reader(text).read()]


def read_html_mail(text: str) -> list[Passage | Markup]:
    """Read HTML likewise, with what is not new in a mail among the markup; where nothing is, all is new."""
    reader = _Reader(text)
    pieces = reader.read()
    new = {line.piece: fresh for line, fresh in zip(reader.lines, reader.new(), strict=True)}
    if not any(_speaks(pieces[index]) for index, fresh in new.items() if fresh and index is not None):
        return [piece if _speaks(piece) else _raw(piece) for piece in pieces]
    return [piece if _speaks(piece) and new[index] else _raw(piece) for index, piece in enumerate(pieces)]


def _speaks(piece: Passage | Markup) -> bool:
    return isinstance(piece, Passage) and piece.speaks()


def _raw(piece: Passage | Markup) -> Markup:
    return piece.raw if isinstance(piece, Passage) else piece


@dataclass(frozen=True, slots=True)
class _Line:
    """A passage as a line of a mail's text; without a piece it only says that what follows is quoted."""

    text: str
    piece: int | None


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag whose end is to come: whether it stands in a sentence, and whether a mail quotes in it."""

    name: str
    inline: bool
    quoted: bool


class _Reader:
    """Reads one text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.lines: list[_Line] = []
        self._quoted = 0
        self._pieces: list[Passage | Markup] = []
        self._passage = PassageBuilder(lambda name: name in source)
        self._stack: list[_Tag] = []
        self._open: Counter[str] = Counter()
        self._unclosed: set[str] = set()

    def read(self) -> list[Passage | Markup]:
        position = 0
        while match := next_tag(self._source, position):
            self._text(position, match.start())
            position = match.end()
            if match["comment"] is None:
                position = self._tag(match)
        self._text(position, len(self._source))
        while self._stack:
            self._close_last()
        self._break()
        return self._pieces

    def new(self) -> list[bool]:
        """Say of each line whether it is new."""
        return new_lines([line.text for line in self.lines])

    def _text(self, start: int, end: int) -> None:
        if start < end:
            raw = self._source[start:end]
            text = html.unescape(raw)
            self._passage.write(text, escaped(text))

    def _tag(self, match: re.Match[str]) -> int:
        """Take one tag; return where to go on behind it."""
        name = match["name"].lower()
        if match["slash"]:
            self._end(name)
        elif name in REMOVED:
            return self._behind(name, match.end())
        elif name in INLINE or name in BLOCK:
            return self._begin(name, match)
        return match.end()

    def _behind(self, name: str, position: int) -> int:
        """Return where an element ends that is removed; without an end, only its tag is."""
        end = None if name in self._unclosed else end_of(name, self._source, position)
        if end is None:
            self._unclosed.add(name)
            return position
        return end

    def _begin(self, name: str, match: re.Match[str]) -> int:
        attributes = attributes_of(match["rest"])
        if name not in VOID and (name in UNTRANSLATED or excluded(attributes)):
            return self._keep(name, match)
        self._imply_ends(name)
        markup = markup_of(name, attributes)
        if name in VOID:
            if name in INLINE:
                self._passage.point(markup)
            else:
                self._break(markup)
        elif len(self._stack) < DEEPEST:
            self._push(name, markup, extent(name, attributes, self._source, match.end()))
        return match.end()

    def _push(self, name: str, markup: Markup, mail: Extent) -> None:
        inline = name in INLINE
        if inline:
            self._passage.open(markup)
        else:
            self._break(markup)
        if mail is Extent.REST:
            self.lines.append(_Line(SEPARATOR, None))
        self._stack.append(_Tag(name, inline, mail is Extent.ELEMENT))
        self._quoted += mail is Extent.ELEMENT
        self._open[name] += 1

    def _end(self, name: str) -> None:
        if not self._open[name]:
            return
        while self._stack[-1].name != name:
            self._close_last()
        self._close_last()

    def _close_last(self) -> None:
        tag = self._stack.pop()
        self._open[tag.name] -= 1
        if tag.inline:
            self._passage.close(f"</{tag.name}>")
        else:
            self._break((f"</{tag.name}>",))
        self._quoted -= tag.quoted

    def _imply_ends(self, name: str) -> None:
        """Close what HTML lets people leave open: a paragraph before a block, an item before the next."""
        ended = CLOSED_BY_LIKE.get(name, frozenset()) | (frozenset({"p"}) if name in BLOCK else frozenset())
        if name == "br" or not any(self._open[one] for one in ended):
            return
        depth = None
        for index in range(len(self._stack) - 1, -1, -1):
            if self._stack[index].name in ended:
                depth = index
            elif self._stack[index].name in BOUNDARIES:
                break
        while depth is not None and len(self._stack) > depth:
            self._close_last()

    def _break(self, markup: Markup = ()) -> None:
        passage = self._passage.finish()
        if passage.raw:
            self.lines.append(_Line("> " * bool(self._quoted) + passage.text.strip(), len(self._pieces)))
            self._pieces.append(passage)
        if markup:
            self._pieces.append(markup)

    def _keep(self, name: str, begin: re.Match[str]) -> int:
        """Take an element whose content stays as it is; return where to go on behind it."""
        element = Verbatim(self._source, name, DEEPEST - len(self._stack), self._behind)
        end = element.read(begin.end())
        markup = (f"<{name}{written(attributes_of(begin['rest']))}>{element.text()}",)
        if name in INLINE:
            self._passage.keep(markup)
        else:
            self._imply_ends(name)
            self._break(markup)
        return end
