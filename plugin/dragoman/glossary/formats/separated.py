"""Tables as text: CSV with any separator that spreadsheets write, and TSV."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from dragoman.glossary.formats.columns import Line, neutral
from dragoman.wording import Phrase, message, phrase

_SEPARATORS = "\t;,|"
# A cell that goes on for longer has lost its quote.
_LONGEST_RECORD = 100


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a table that have anything in them.

    One that is written wrongly, for example with a quote that never ends, is yielded with the problem, and
    reading goes on at the line below.
    """
    lines = list(StringIO(text, newline=""))
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    told = re.match(r"(?i)sep=(.)\s*\Z", lines[first]) if lines else None
    if told:
        first += 1
    separator = str(told[1]) if told else _separator(lines[first : first + 1])
    at = first
    while at < len(lines):
        cells, problem, following = _record(lines, at, separator)
        if problem or any(cells):
            place = f"line {at + 1}" if following == at + 1 else f"lines {at + 1} to {following}"
            yield Line(place, cells, problem)
        at = following


def _record(lines: list[str], at: int, separator: str) -> tuple[tuple[str, ...], Phrase | str, int]:
    """Return the cells that begin at a line, what is wrong with them, and the line that follows."""
    reader = csv.reader(lines[at : at + _LONGEST_RECORD], delimiter=separator, strict=True)
    try:
        cells = next(reader)
    except csv.Error as error:
        return (), phrase(message("{error}: check the quotes"), error=error), at + 1
    return tuple(cell.strip() for cell in cells), "", at + reader.line_num


def _separator(header: Sequence[str]) -> str:
    """Return what divides the most cells of the header."""
    counts = {
        separator: max((len(cells) for cells in csv.reader(header, delimiter=separator)), default=0)
        for separator in _SEPARATORS
    }
    return max("," + _SEPARATORS, key=lambda separator: counts[separator])


def written(table: Iterable[Iterable[str]], separator: str) -> bytes:
    """Return a table as UTF-8 with the mark that Excel needs; no cell of it is a formula."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    writer.writerows([neutral(cell) for cell in cells] for cells in table)
    return file.getvalue().encode("utf-8-sig")
