"""Reads glossaries from files."""

import csv
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TypeVar

from dragoman.domain import TermKind
from dragoman.glossary.model import Case, Glossary, GlossaryError, Term

Choice = TypeVar("Choice", bound=StrEnum)

_NEEDED = ("source", "target")
_OPTIONAL = ("kind", "case", "note")


def read_csv(path: Path) -> Glossary:
    """Read a glossary from a CSV file in UTF-8.

    Its first line is the header ``source,target`` with, if wanted, ``kind`` (``dnt``, ``exact``, ``inflect``;
    ``inflect`` when empty), ``case`` (``follow``, ``keep``, ``exact``; ``follow`` when empty) and ``note``.
    Semicolons may stand for the commas, as some spreadsheets write them. Blank lines are left out.

    Raises:
        GlossaryError: the file cannot be read; the text names the line and the cure.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GlossaryError(f"{path} is not in UTF-8 (byte {error.start}): save it as CSV UTF-8") from error
    except OSError as error:
        raise GlossaryError(f"{path} cannot be read ({error.strerror}): check the path") from error
    return Glossary(tuple(_distinct(path, _terms(path, text))))


def _terms(path: Path, text: str) -> Iterator[tuple[int, Term]]:
    header_line = text.partition("\n")[0]
    delimiter = ";" if ";" in header_line and "," not in header_line else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = _header(path, rows.line_num, cells)
            else:
                yield rows.line_num, _term(f"{path}, line {rows.line_num}", columns, cells)
    except csv.Error as error:
        raise GlossaryError(f"{path}, line {rows.line_num}: {error}: check the quotes") from error
    if columns is None:
        raise GlossaryError(f"{path} is empty: its first line must be source,target")


def _header(path: Path, line: int, cells: list[str]) -> list[str]:
    columns = [cell.lower() for cell in cells]
    missing = [name for name in _NEEDED if name not in columns]
    unknown = [name for name in columns if name not in (*_NEEDED, *_OPTIONAL)]
    if missing or unknown or len(set(columns)) < len(columns):
        raise GlossaryError(
            f"{path}, line {line}: the header is {','.join(cells)!r}: it must be source,target and may go on "
            f"with kind, case and note"
        )
    return columns


def _term(place: str, columns: list[str], cells: list[str]) -> Term:
    if len(cells) != len(columns):
        raise GlossaryError(
            f"{place}: {len(cells)} cells for {len(columns)} columns: put cells with commas in quotes"
        )
    row = dict(zip(columns, (unicodedata.normalize("NFC", cell) for cell in cells), strict=True))
    source, target = row["source"], row["target"]
    kind = _choice(place, "kind", row.get("kind", ""), TermKind, TermKind.INFLECT)
    case = _choice(place, "case", row.get("case", ""), Case, Case.FOLLOW)
    if not source:
        raise GlossaryError(f"{place}: the source is empty: fill it in or delete the line")
    if kind is TermKind.DNT:
        if target and target.casefold() != source.casefold():
            raise GlossaryError(
                f"{place}: {source!r} is not to be translated but has the target {target!r}: "
                f"empty the target, or make its kind exact"
            )
        target = source
    if not target:
        raise GlossaryError(f"{place}: {source!r} has no target: fill it in, or make its kind dnt")
    return Term(source, target, kind, case, row.get("note", ""))


def _choice(place: str, column: str, cell: str, choices: type[Choice], default: Choice) -> Choice:
    try:
        return choices(cell.lower()) if cell else default
    except ValueError:
        raise GlossaryError(
            f"{place}: unknown {column} {cell!r}: it must be {', '.join(choices)}, or empty for {default}"
        ) from None


def _distinct(path: Path, terms: Iterator[tuple[int, Term]]) -> Iterator[Term]:
    """Leave out repetitions, and refuse two targets for one source."""
    known: dict[tuple[str, bool], tuple[int, Term]] = {}
    for line, term in terms:
        exact = term.case is Case.EXACT
        key = (term.source if exact else term.source.casefold(), exact)
        earlier_line, earlier = known.setdefault(key, (line, term))
        if (earlier.target, earlier.kind) != (term.target, term.kind):
            raise GlossaryError(
                f"{path}, line {line}: {term.source!r} was {earlier.target!r} ({earlier.kind}) in line "
                f"{earlier_line} and is {term.target!r} ({term.kind}) here: keep one of them"
            )
        if earlier_line == line:
            yield term
