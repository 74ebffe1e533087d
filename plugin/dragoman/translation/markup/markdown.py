"""Reads Markdown line by line into markup and passages: each line, cell and heading is one passage.

Which lines are code and tables is asked of a parser of CommonMark: whoever shows the text must see them as
we do, since code is the only text that comes out as it was written. Everything else that is no mark is
written so that it is none, raw HTML among it: nothing that a model writes, and nothing that a person hides
between our marks, ever becomes one.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from dragoman.translation.markup.markdown_inline import InlineReader, safe
from dragoman.translation.markup.passages import Markup, Passage, PassageBuilder

_LINE_END = re.compile(r"(\r\n?|\n)")
_PREFIX = re.compile(
    r"[ \t]*+(?:>[ \t]*+)*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?:\[[ xX]\][ \t]++)?+(?:\#{1,6}[ \t]++)?+"
)
_SUFFIX = re.compile(r"(?:[ \t]+#+)?[ \t]*\\?$")
_DRAWN = re.compile(r"[ \t>]*(?:(?:[-*_=][ \t]*){3,}|=+|-+)\s*")
_DEFINITION = re.compile(
    r"[ ]{0,3}\[(?P<name>[^\[\]<>`]{1,200})\]:[ \t]*<?(?P<address>[^\s<>`]*)>?[^<>`\[\]]*"
)
_CODE = frozenset({"fence", "code_block"})


def read_markdown(text: str) -> list[Passage | Markup]:
    """Cut Markdown into passages and the markup between them, in order."""
    return list(_Reader(text).read())


class _Reader:
    """Reads one text."""

    def __init__(self, source: str) -> None:
        parts = _LINE_END.split(source)
        self._lines, self._ends = parts[::2], [*parts[1::2], ""]
        definitions = map(_DEFINITION.fullmatch, self._lines)
        names = {
            match["name"].casefold() for match in definitions if match is not None and safe(match["address"])
        }
        self._passage = PassageBuilder(lambda name: name in source)
        self._inline = InlineReader(self._passage, names)
        self._code: set[int] = set()
        self._rows: set[int] = set()
        self._rules: set[int] = set()
        self._parse(source)

    def _parse(self, source: str) -> None:
        parser = MarkdownIt("commonmark").enable("table")
        parser.core.ruler.enableOnly(["normalize", "block"])
        for token in parser.parse(source):
            if token.map is None:
                continue
            first, last = token.map
            if token.type in _CODE:
                self._code.update(range(first, last))
            elif token.type == "table_open":
                self._rows.update(range(first, last))
                self._rules.add(first + 1)

    def read(self) -> Iterator[Passage | Markup]:
        for number, (line, end) in enumerate(zip(self._lines, self._ends, strict=True)):
            if number in self._code or number in self._rules or self._stays(line):
                yield (line,)
            elif number in self._rows:
                yield from self._cells(line)
            else:
                yield from self._line(line)
            yield (end,)

    def _stays(self, line: str) -> bool:
        definition = _DEFINITION.fullmatch(line)
        if definition is not None:
            return safe(definition["address"])
        return not line.strip() or bool(_DRAWN.fullmatch(line))

    def _line(self, line: str) -> Iterator[Passage | Markup]:
        prefix = _PREFIX.match(line)
        start = prefix.end() if prefix else 0
        suffix = _SUFFIX.search(line, max(start, len(line.rstrip(" \t#\\"))))
        end = suffix.start() if suffix else len(line)
        yield (line[:start],)
        yield self._read(line[start:end])
        yield (line[end:],)

    def _cells(self, line: str) -> Iterator[Passage | Markup]:
        for index, cell in enumerate(re.split(r"(?<!\\)\|", line)):
            if index:
                yield ("|",)
            yield self._read(cell)

    def _read(self, text: str) -> Passage | Markup:
        self._inline.read(text)
        passage = self._passage.finish()
        return passage if passage.speaks() else passage.raw
