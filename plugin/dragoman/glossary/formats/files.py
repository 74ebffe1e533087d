"""Glossary files by their format: one way in, one way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from dragoman.glossary.concept import Concept
from dragoman.glossary.formats import columns, json_file, separated, tbx, workbook
from dragoman.glossary.formats.encoding import decoded
from dragoman.glossary.formats.row import Row
from dragoman.glossary.model import GlossaryError
from dragoman.wording import message, phrase

LARGEST_FILE = 50_000_000
"""Bytes of the largest file that is read."""
MOST_ROWS = 200_000
"""Entries of the longest file that is read."""


class Form(StrEnum):
    """A format. TBX is written as version 2, TBX3 as TBX-Basic of version 3; either is read as what it is."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    TBX = "tbx"
    TBX3 = "tbx3"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that is being read: its entries, and in which encoding it turned out to be, if it is text."""

    rows: Iterator[Row]
    encoding: str = ""


def suffix_form(name: str) -> Form:
    """Return the format that the name of a file tells.

    Raises:
        GlossaryError: it tells none.
    """
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if suffix not in {"csv", "tsv", "xlsx", "tbx", "json"}:
        reason = message("{file} tells no format: name it .csv, .tsv, .xlsx, .tbx or .json, or say --format")
        raise GlossaryError(phrase(reason, file=name))
    return Form(suffix)


def read(raw: bytes, form: Form, source: str | None = None, target: str | None = None) -> Reading:
    """Read a file.

    Args:
        raw: Its bytes.
        form: Its format.
        source: Language of the column ``source``, where it has one.
        target: Language of the column ``target``.

    Raises:
        GlossaryError: it cannot be read at all, now or while its rows are taken; what is wrong with one row
            is said with that row.
    """
    if len(raw) > LARGEST_FILE:
        reason = message("it has {bytes} bytes, and at most {most} are read: cut it in two")
        raise GlossaryError(phrase(reason, bytes=f"{len(raw):,}", most=f"{LARGEST_FILE:,}"))
    match form:
        case Form.CSV | Form.TSV:
            text, encoding = decoded(raw)
            return Reading(_limited(columns.rows_of(separated.lines_of(text), source, target)), encoding)
        case Form.XLSX:
            return Reading(_limited(columns.rows_of(workbook.lines_of(raw), source, target)))
        case Form.TBX | Form.TBX3:
            return Reading(_limited(tbx.rows_of(raw)))
        case Form.JSON:
            return Reading(_limited(json_file.rows_of(raw)))


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            reason = message("it has more than {most} entries: cut it into several files")
            raise GlossaryError(phrase(reason, most=f"{MOST_ROWS:,}"))
        yield row


def write(
    concepts: Sequence[Concept], form: Form, source: str | None = None, target: str | None = None
) -> bytes:
    """Return concepts as a file; a table with both languages is one of ``source,target``."""
    match form:
        case Form.TBX:
            return tbx.written(concepts, tbx.V2)
        case Form.TBX3:
            return tbx.written(concepts, tbx.V3)
        case Form.JSON:
            return json_file.written(concepts)
    table = columns.pairs_of(concepts, source, target) if source and target else columns.table_of(concepts)
    if form is Form.XLSX:
        return workbook.written(table)
    return separated.written(table, "\t" if form is Form.TSV else ",")
