"""Concepts as tables: what the columns of CSV, TSV and XLSX mean.

A row is a concept. Its own columns are ``concept`` (its id), ``glossary``, ``kind``, ``case``, ``status``,
``context`` (also ``note``), ``definition``, ``author`` and ``changed_at``; each language has a column named
by its tag for the preferred term, and may have ``pt-BR allowed``, ``pt-BR forbidden``, ``pt-BR forms`` (words
with ``|`` between them), ``pt-BR gender`` and ``pt-BR part of speech``. Files of one direction have the
columns ``source`` and ``target`` in the place of the languages, or no header at all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from typing import Any

from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, Gender, LanguageTerms, PartOfSpeech, Status
from dragoman.glossary.formats.row import Row
from dragoman.glossary.model import Case, GlossaryError
from dragoman.wording import Phrase, message, phrase

_TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*\Z", re.IGNORECASE)
_FORMULA = re.compile(r"'*[=+\-@]")
_NEUTRAL_FORMULA = re.compile(r"'+[=+\-@]")
_DIVIDER = " | "
_ALIASES = {"note": "context"}
_PAIR = ("source", "target")


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line of a table, or what is wrong with it."""

    place: str
    cells: tuple[str, ...]
    problem: Phrase | str = ""


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: a field of the concept, or of its terms in a language."""

    field: str
    language: str | None = None


def rows_of(lines: Iterable[Line], source: str | None, target: str | None) -> Iterator[Row]:
    """Yield what the lines of a table say; the first is the header.

    Args:
        lines: The lines.
        source: Language of the column ``source``.
        target: Language of the column ``target``.

    Raises:
        GlossaryError: the header cannot be used.
    """
    rest = iter(lines)
    header = next(rest, None)
    if header is None:
        reason = message("there is nothing in it: its first line must name the columns")
        raise GlossaryError(phrase(reason))
    columns = _header(header, source, target)
    if columns is None:
        columns = _pair(source, target)
        rest = chain([header], rest)
    given = frozenset(column.field for column in columns)
    for line in rest:
        try:
            if line.problem:
                raise GlossaryError(line.problem)
            concept = _concept(columns, line.cells)
        except GlossaryError as error:
            yield Row(line.place, problem=error.told)
        else:
            yield Row(line.place, concept, given=given)


def _header(header: Line, source: str | None, target: str | None) -> list[_Column] | None:
    """Return the columns, or None where the first line is one of two words in two known languages."""
    names = [cell.strip() for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    found = [_column(name, source, target) for name in names]
    known = [column for column in found if column is not None]
    if len(known) == len(names) and any(column.field == "preferred" for column in known):
        if len(set(known)) < len(known):
            reason = message("{place}: the header names a column twice: remove one of them")
            raise GlossaryError(phrase(reason, place=header.place))
        return known
    # Where nothing of it is a header, it is the first entry.
    if source and target and not known and len(names) == len(_PAIR):
        return None
    unknown = next((name for name, column in zip(names, found, strict=True) if column is None), None)
    if unknown is None:
        reason = message("{place}: the header names no language: name a column by its tag (en, pt-BR)")
    elif unknown.lower() in _PAIR:
        reason = message("{place}: say which languages the columns source and target are in")
    else:
        reason = message("{place}: unknown column “{column}”: rename it or remove it")
    raise GlossaryError(phrase(reason, place=header.place, column=(unknown or "")[:40]))


def _pair(source: str | None, target: str | None) -> list[_Column]:
    return [_Column("preferred", source), _Column("preferred", target)]


def _column(name: str, source: str | None, target: str | None) -> _Column | None:
    lowered = _ALIASES.get(name.lower(), name.lower())
    if lowered in _PLAIN:
        return _Column(lowered)
    if lowered in _PAIR:
        language = source if lowered == "source" else target
        return _Column("preferred", language) if language else None
    tag, _, field = name.partition(" ")
    field = field.strip().lower().replace(" ", "_") or "preferred"
    if _TAG.match(tag) and (field == "preferred" or field in _OF_TERMS):
        return _Column(field, tag.replace("_", "-"))
    return None


def _concept(columns: Sequence[_Column], cells: Sequence[str]) -> Concept:
    if any(cells[len(columns) :]):
        reason = message("{cells} cells for {columns} columns: put cells with separators in quotes")
        raise GlossaryError(phrase(reason, cells=len(cells), columns=len(columns)))
    values: dict[str, Any] = {}
    said: dict[str, dict[str, Any]] = {}
    for column, cell in zip(columns, cells, strict=False):
        text = as_written(cell)
        if not text:
            continue
        if column.language is None:
            values[column.field] = _PLAIN[column.field](text)
        else:
            said.setdefault(column.language, {})[column.field] = _OF_TERMS[column.field](text)
    for language, terms in said.items():
        if "preferred" not in terms:
            reason = message("it has no preferred term in {language}: fill it in, or empty the rest")
            raise GlossaryError(phrase(reason, language=language))
    if "concept" in values:
        values["id"] = values.pop("concept")
    return Concept(
        **{"id": "", **values}, terms={language: LanguageTerms(**terms) for language, terms in said.items()}
    )


def table_of(concepts: Sequence[Concept]) -> Iterator[list[str]]:
    """Yield the header and a row for each concept."""
    languages = sorted({language for concept in concepts for language in concept.terms})
    columns = [_Column(field) for field in _PLAIN]
    for language in languages:
        said = [terms for one in concepts if (terms := one.terms.get(language))]
        used = [field for field in _OF_TERMS if any(getattr(terms, field) for terms in said)]
        columns += [_Column(field, language) for field in used]
    yield [_name(column) for column in columns]
    for concept in concepts:
        yield [_cell(concept, column) for column in columns]


def pairs_of(concepts: Iterable[Concept], source: str, target: str) -> Iterator[list[str]]:
    """Yield the table of one direction, as ``dragoman translate --glossary`` and Weblate read it."""
    yield ["source", "target", "kind", "case", "note"]
    for concept in concepts:
        said, written = concept.said_in(source), concept.said_in(target)
        if concept.kind is TermKind.DNT:
            written = said
        if said and written:
            note = " ".join(concept.context.split())
            yield [said.preferred, written.preferred, concept.kind, concept.case, note]


def _name(column: _Column) -> str:
    if column.language is None:
        return column.field
    return column.language + ("" if column.field == "preferred" else f" {column.field.replace('_', ' ')}")


def _cell(concept: Concept, column: _Column) -> str:
    if column.language is not None:
        terms = concept.terms.get(column.language)
        value = getattr(terms, column.field) if terms else None
    else:
        value = concept.id if column.field == "concept" else getattr(concept, column.field)
    if isinstance(value, tuple):
        return _DIVIDER.join(re.sub(r"([\\|])", r"\\\1", word) for word in value)
    if isinstance(value, float):
        return datetime.fromtimestamp(value, UTC).isoformat() if value else ""
    return value or ""


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: with an apostrophe before what would be one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """Return what ``neutral`` was given."""
    return cell[1:] if _NEUTRAL_FORMULA.match(cell) else cell


def _words(cell: str) -> tuple[str, ...]:
    """Return the words of a list; a backslash stands before a divider that belongs to a word."""
    words = [""]
    for part in re.findall(r"\\[\\|]|\||[^\\|]+|\\", cell):
        if part == "|":
            words.append("")
        else:
            words[-1] += part[-1] if part in {"\\\\", "\\|"} else part
    return tuple(word.strip() for word in words if word.strip())


def _choice(choices: type[StrEnum]) -> Callable[[str], StrEnum]:
    def chosen(cell: str) -> StrEnum:
        for choice in choices:
            if cell.lower() == choice.lower():
                return choice
        reason = message("“{cell}” must be {choices}, or empty")
        raise GlossaryError(phrase(reason, cell=cell[:40], choices=", ".join(choices)))

    return chosen


def _time(cell: str) -> float:
    try:
        return datetime.fromisoformat(cell).timestamp()
    except (ValueError, OverflowError):
        reason = message("“{cell}” is no time such as 2026-01-31T09:30:00+00:00")
        raise GlossaryError(phrase(reason, cell=cell[:40])) from None


_PLAIN: Mapping[str, Callable[[str], Any]] = {
    "concept": str,
    "glossary": str,
    "kind": _choice(TermKind),
    "case": _choice(Case),
    "status": _choice(Status),
    "context": str,
    "definition": str,
    "author": str,
    "changed_at": _time,
}
_OF_TERMS: Mapping[str, Callable[[str], Any]] = {
    "preferred": str,
    "allowed": _words,
    "forbidden": _words,
    "forms": _words,
    "gender": _choice(Gender),
    "part_of_speech": _choice(PartOfSpeech),
}
