"""Reads Markdown: headings, paragraphs, lists and tables, and the fields that stand before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dragoman.replies.knowledge.document import About, Document, KnowledgeError, Outline, Problem, about
from dragoman.replies.knowledge.tables import sentence_of_row

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z_]+)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_SPOKEN = {"text", "code_inline"}
_BREAKS = {"softbreak", "hardbreak"}


def read_markdown(name: str, text: str, basis: About) -> Document:
    """Read a document; what is said in its front matter counts for all of it."""
    front = _FRONT.match(text)
    fields = {key.lower(): value.strip("\"'") for key, value in _FIELD.findall(front[1])} if front else {}
    try:
        known = about(fields, basis)
    except KnowledgeError as error:
        return Document(name, (), (Problem("line 1", str(error)),))
    body, skipped = (text[front.end() :], front[0].count("\n")) if front else (text, 0)
    outline = Outline(known, fields.get("title", ""))
    for block in _blocks(MarkdownIt("commonmark").enable("table").parse(body)):
        place = f"line {block.line + skipped + 1}"
        if block.level:
            outline.heading(block.level, block.text, place)
        else:
            outline.paragraph(block.text, place)
    return Document(name, outline.sections())


@dataclass(frozen=True, slots=True)
class _Block:
    line: int
    text: str
    level: int = 0  # of a heading


def _blocks(tokens: Sequence[Token]) -> Iterator[_Block]:
    """Yield headings, paragraphs and rows of tables; code and HTML answer no shopper."""
    level, line = 0, 0
    head: list[str] = []
    cells: list[str] | None = None
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "tr_open":
            cells = []
        elif token.type == "thead_close":
            head, cells = cells or [], None
        elif token.type == "tr_close" and token.level > 1 and cells is not None and head:
            yield _Block(line, sentence_of_row(head, cells))
            cells = None
        elif token.type == "table_close":
            head = []
        elif token.type == "inline" and cells is not None:
            cells.append(_plain(token))
        elif token.type == "inline":
            yield _Block(line, _plain(token), level)


def _plain(inline: Token) -> str:
    """Return the words of a line without its markup; a picture says nothing."""
    said = (
        token.content if token.type in _SPOKEN else " " if token.type in _BREAKS else ""
        for token in inline.children or ()
    )
    return "".join(said)
