"""From HTML to its text and back, for helpdesks that write and take HTML."""

import html as entities
import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree

_BLOCK_TAGS = """
address article aside blockquote center dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main
nav ol p pre section table tr ul
"""
_BLOCKS: Final = frozenset(_BLOCK_TAGS.split())
_UNSEEN: Final = frozenset({"head", "script", "style", "template", "title"})
_DEEPEST = 5
_BLANK = re.compile(r"[ \t\r\n\f]+")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_PLACEHOLDER_OPENS = re.compile(r"(?<=\{)[{%]")
_MANY_LINES = re.compile(r"\n{3,}")


def text_of(html: str) -> str:
    """Return the text as a reader sees it: blocks on lines of their own, quotations behind "> ".

    Links show what they are called, not where they lead.
    """
    if not html.strip():
        return ""
    reader = _Reader()
    target: Any = reader  # lxml calls those methods that there are; its stubs want more
    # As bytes, so that a declaration of another encoding in the text does not count.
    parser = etree.HTMLParser(target=target, huge_tree=True, encoding="utf-8")
    etree.fromstring(html.encode(), parser=parser)
    return reader.text()


def html_of(text: str) -> str:
    """Return the text as HTML, in which nothing of it is markup.

    Helpdesks may render placeholders (``{{ticket.requester.email}}``, Liquid tags ``{% %}``) in what agents
    write, and we are one to them; a shopper could plant one. So the two characters that open one are put into
    different elements. Readers still see the text as it is, character for character, where a changed or
    invisible character would break codes that people copy.
    """
    escaped = _PLACEHOLDER_OPENS.sub(r"<span>\g<0></span>", entities.escape(text))
    return _LINE_BREAK.sub("<br>", escaped)


def letters(text: str) -> str:
    """Return the text without white space, which helpdesks rearrange."""
    return "".join(text.split())


class _Reader:
    """Takes the events of the parser and writes lines."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._quoted = 0
        self._unseen = 0
        self._kept = 0

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:  # noqa: ARG002 - called by lxml
        """An element begins."""
        self._unseen += tag in _UNSEEN
        self._kept += tag == "pre"
        if tag in _BLOCKS:
            self._break()
        if tag == "br":
            self._break(even_if_empty=True)
        if tag == "p":
            self._lines.append((self._quoted, ""))
        self._quoted += tag == "blockquote"

    def end(self, tag: str) -> None:
        """An element ends."""
        self._unseen -= tag in _UNSEEN
        if tag in _BLOCKS:
            self._break()
        self._kept -= tag == "pre"
        self._quoted -= tag == "blockquote"

    def data(self, text: str) -> None:
        """Text between elements."""
        if self._unseen:
            return
        if not self._kept:
            self._line.append(_BLANK.sub(" ", text))
            return
        first, *others = text.split("\n")
        self._line.append(first)
        for line in others:
            self._break(even_if_empty=True)
            self._line.append(line)

    def close(self) -> None:
        """The document ends."""
        self._break()

    def text(self) -> str:
        """Return what was written."""
        lines = [f"{'> ' * min(quoted, _DEEPEST)}{line}" if line else "" for quoted, line in self._lines]
        return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")

    def _break(self, *, even_if_empty: bool = False) -> None:
        line = "".join(self._line)
        line = line if self._kept else re.sub(" {2,}", " ", line).strip(" ")
        self._line.clear()
        if line or even_if_empty:
            self._lines.append((self._quoted, line))
