"""A passage: what stands between two breaks of a text with markup, as plain text and inline elements."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_SPACE = re.compile(r"[ \t\r\n\f]+")
_EDGE = re.compile(r"[ \t\r\n\f]*")


@dataclass(frozen=True, slots=True)
class Label:
    """A text inside markup that people read (the ``alt`` of an image), translated by itself."""

    text: str


Markup = tuple[str | Label, ...]
"""Markup as it stands in the source, with the labels in it."""


@dataclass(frozen=True, slots=True)
class Element:
    """Inline markup over characters ``start`` to ``end`` of a passage's text; over none, it is an anchor.

    Attributes:
        start: Where it begins.
        end: The character behind its last.
        opening: What is written before it; empty where it was opened in an earlier passage.
        closing: What is written behind it; empty for an anchor, and where it is closed in a later passage.
        parent: Index of the element that it stands in; None outside all.
    """

    start: int
    end: int
    opening: Markup
    closing: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text without a break.

    Attributes:
        text: What is translated: runs of space are one, and a placeholder stands for what is kept whole.
        elements: The inline elements, each behind its parent.
        kept: The markup that each placeholder stands for.
        raw: The passage as it was written.
    """

    text: str
    elements: tuple[Element, ...]
    kept: dict[str, Markup]
    raw: Markup

    def speaks(self) -> bool:
        """Return whether there is a letter in it."""
        text = self.text
        for name in self.kept:
            text = text.replace(name, "")
        return any(map(str.isalpha, text))


@dataclass(slots=True)
class _Open:
    """An element whose end is still to come."""

    start: int
    end: int
    opening: Markup
    closing: str
    parent: int | None


@dataclass(slots=True)
class PassageBuilder:
    """Collects a text between two breaks; elements may stay open from one passage to the next.

    Attributes:
        taken: Says whether the source holds a text, so that no placeholder of ours is one of its own.
    """

    taken: Callable[[str], bool]
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _space: str = ""
    _elements: list[_Open] = field(default_factory=list)
    _stack: list[int] = field(default_factory=list)
    _kept: dict[str, Markup] = field(default_factory=dict)
    _raw: list[str | Label] = field(default_factory=list)
    _number: int = 0
    _apart: _Open | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was added yet."""
        return not self._raw

    def write(self, text: str, raw: str) -> None:
        """Add text, and how it is written in the source."""
        self._raw.append(raw)
        lead = _EDGE.match(text)
        first = lead.end() if lead else 0
        if first and self._apart is not None:
            self._apart.closing = " "
        self._apart = None
        body = text[first:].rstrip(" \t\r\n\f")
        self._space += text[:first]
        if body:
            self._append(_SPACE.sub(" ", body))
            self._space = text[first + len(body) :]

    def keep(self, markup: Markup) -> None:
        """Add something that is one unchangeable word for the translator."""
        self._raw += markup
        self._apart = None
        name = self._free_name()
        self._kept[name] = markup
        self._append(name)

    def open(self, markup: Markup) -> None:
        """Begin an inline element."""
        self._raw += markup
        self._open(markup)

    def close(self, markup: str) -> None:
        """End the inline element that was begun last."""
        self._raw.append(markup)
        element = self._elements[self._stack.pop()]
        element.end = self._length
        element.closing = markup

    def point(self, markup: Markup) -> None:
        """Add an inline element that holds no text; space on both sides of it stays on both."""
        self._raw += markup
        start = self._start()
        element = _Open(start, start, markup, "", self._stack[-1] if self._stack else None)
        self._elements.append(element)
        self._apart = element if self._space or not self._length else None

    def finish(self) -> Passage:
        """Return what was collected, and begin the next passage with the elements that are still open."""
        for index in self._stack:
            self._elements[index].end = self._length
        text = "".join(self._text) + self._space
        passage = Passage(
            text,
            tuple(
                Element(min(one.start, one.end), one.end, one.opening, one.closing, one.parent)
                for one in self._elements
            ),
            self._kept,
            tuple(self._raw),
        )
        depth = len(self._stack)
        self._text, self._length, self._space = [], 0, ""
        self._elements, self._stack, self._kept, self._raw = [], [], {}, []
        for _ in range(depth):
            self._open(())
        return passage

    def _open(self, markup: Markup) -> None:
        self._elements.append(_Open(self._start(), 0, markup, "", self._stack[-1] if self._stack else None))
        self._stack.append(len(self._elements) - 1)

    def _start(self) -> int:
        """Return where the next word will stand: space in front of it is outside the element."""
        return self._length + (1 if self._space and self._length else 0)

    def _append(self, text: str) -> None:
        space = self._space if not self._length else " " * bool(self._space)
        self._space = ""
        self._text += (space, text)
        self._length += len(space) + len(text)

    def _free_name(self) -> str:
        while True:
            self._number += 1
            name = f"{{{{{self._number}}}}}"
            if not self.taken(name):
                return name


def rendered(markup: Iterable[str | Label], write: Callable[[Label], str]) -> str:
    """Return markup with its labels written by ``write``."""
    return "".join(part if isinstance(part, str) else write(part) for part in markup)
