"""Reads tables of questions and answers: one row, one passage."""

from collections.abc import Iterator, Mapping, Sequence

from dragoman.glossary.formats.separated import lines_of
from dragoman.replies.knowledge.document import (
    FIELDS,
    About,
    Document,
    KnowledgeError,
    Problem,
    Section,
    about,
    one_line,
)
from dragoman.replies.knowledge.html import looks_like_html, read_html

_NAMES: Mapping[str, tuple[str, ...]] = {
    "heading": ("question", "title", "heading", "name", "subject", "pergunta", "título"),
    "text": ("answer", "text", "body", "content", "description", "resposta", "texto"),
    "category": ("category", "section", "topic", "categoria", "seção"),
    **{name: (name,) for name in FIELDS},
}


def read_table(name: str, text: str, basis: About) -> Document:
    """Read a table whose header names its columns: ``question``, ``answer`` and what is said about them.

    Raises:
        KnowledgeError: it has no column with answers.
    """
    lines = lines_of(text)
    header = next(lines, None)
    columns = _columns(() if header is None else header.cells)
    if "text" not in columns:
        raise KnowledgeError(
            "a table needs a header with the columns question and answer (or title and text); it may have "
            f"category, {', '.join(FIELDS)}"
        )
    sections: list[Section] = []
    problems: list[Problem] = []
    for line in lines:
        if line.problem:
            problems.append(Problem(line.place, str(line.problem)))
            continue
        said = {key: line.cells[at] for key, at in columns.items() if at < len(line.cells)}
        try:
            known = about(said, basis)
        except KnowledgeError as error:
            problems.append(Problem(line.place, str(error)))
            continue
        paragraphs = tuple(_paragraphs(said.get("text", "")))
        headings = tuple(filter(None, (one_line(said.get(key, "")) for key in ("category", "heading"))))
        if paragraphs:
            sections.append(Section(line.place, headings, paragraphs, known))
        else:
            problems.append(Problem(line.place, "it has no answer"))
    return Document(name, tuple(sections), tuple(problems))


def _columns(header: Sequence[str]) -> dict[str, int]:
    spelt = [cell.strip().lower().replace(" ", "_") for cell in header]
    return {
        key: spelt.index(name)
        for key, names in _NAMES.items()
        for name in names
        if name in spelt and next(one for one in names if one in spelt) == name
    }


def _paragraphs(cell: str) -> Iterator[str]:
    """Yield the lines of a cell; helpdesks export answers in HTML."""
    if looks_like_html(cell):
        for section in read_html("", cell, About()).sections:
            yield from section.paragraphs
    else:
        yield from filter(None, map(one_line, cell.splitlines()))
