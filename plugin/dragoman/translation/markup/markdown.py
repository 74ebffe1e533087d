"""Reads Markdown line by line into markup and passages: each line, cell and heading is one passage.

Code, rules, the lines that draw tables and definitions of links stay as they are. Whatever is no Markdown of
ours is text, raw HTML but for plain inline tags among it, and text is escaped where it would be read as
markup: nothing that a model writes ever is.
"""

import re
from collections.abc import Iterator

from dragoman.translation.markup.markdown_inline import InlineReader, safe
from dragoman.translation.markup.passages import Markup, Passage, PassageBuilder

_FENCE = re.compile(r"\s{0,3}(?:>\s?)*\s*(?:(?P<ticks>`{3,})[^`]*|(?P<tildes>~{3,}).*)")
_PREFIX = re.compile(
    r"[ \t]*+(?:>[ \t]*+)*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?:\[[ xX]\][ \t]++)?+(?:\#{1,6}[ \t]++)?+"
)
_SUFFIX = re.compile(r"(?:[ \t]+#+)?[ \t]*\\?\r?$")
_DRAWN = re.compile(r"[ \t>]*(?:(?:[-*_=][ \t]*){3,}|=+|-+)\s*")
_TABLE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?\s*")
_DEFINITION = re.compile(r"[ ]{0,3}\[(?P<name>[^\[\]]{1,200})\]:[ \t]*<?(?P<address>[^\s<>]*)>?.*")
_CODE = re.compile(r"(?: {4}|\t)")
_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_LONGEST_LINE_OF_A_TABLE = 2_000


def read_markdown(text: str) -> list[Passage | Markup]:
    """Cut Markdown into passages and the markup between them, in order."""
    return list(_Reader(text).read())


class _Reader:
    """Reads one text."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        definitions = map(_DEFINITION.fullmatch, self._lines)
        names = {
            match["name"].casefold() for match in definitions if match is not None and safe(match["address"])
        }
        self._passage = PassageBuilder(lambda name: name in source)
        self._inline = InlineReader(self._passage, names)

    def read(self) -> Iterator[Passage | Markup]:
        fence = ""
        table = in_list = False
        after_blank = True
        for number, line in enumerate(self._lines):
            if number:
                yield ("\n",)
            opened = _FENCE.fullmatch(line)
            if fence:
                closes = opened is not None and line.strip(" \t>\r").strip(fence[0]) == ""
                fence = "" if closes and fence in line else fence
                yield (line,)
            elif opened:
                fence, table = opened["ticks"] or opened["tildes"], False
                yield (line,)
            elif not in_list and after_blank and _CODE.match(line):
                yield (line,)
                continue  # what follows is still behind the empty line
            elif self._stays(line):
                table = bool(line.strip()) and (table or self._draws_table(number))
                yield (line,)
            else:
                table = "|" in line and (table or self._draws_table(number + 1))
                yield from self._cells(line) if table else self._line(line)
            after_blank = not line.strip()
            if not after_blank:
                in_list = bool(_ITEM.match(line)) or (in_list and line[:1].isspace())

    def _stays(self, line: str) -> bool:
        definition = _DEFINITION.fullmatch(line)
        if definition is not None:
            return safe(definition["address"])
        return (
            not line.strip() or bool(_DRAWN.fullmatch(line)) or ("|" in line and bool(_TABLE.fullmatch(line)))
        )

    def _draws_table(self, number: int) -> bool:
        line = self._lines[number] if number < len(self._lines) else ""
        return "|" in line and len(line) <= _LONGEST_LINE_OF_A_TABLE and bool(_TABLE.fullmatch(line))

    def _line(self, line: str) -> Iterator[Passage | Markup]:
        prefix = _PREFIX.match(line)
        start = prefix.end() if prefix else 0
        suffix = _SUFFIX.search(line, max(start, len(line.rstrip(" \t\r#\\"))))
        end = suffix.start() if suffix else len(line)
        # A definition comes here when its link may not be: it is text.
        yield ("\\" * bool(_DEFINITION.fullmatch(line)) + line[:start],)
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
