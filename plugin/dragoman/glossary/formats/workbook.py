"""Tables as XLSX workbooks. Of one that is read, the first sheet counts.

A workbook is a zip file of XML: it is refused where it would unpack to more than a glossary can need, and
where its XML declares anything.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from dragoman.glossary.formats.columns import Line, neutral
from dragoman.glossary.model import GlossaryError
from dragoman.wording import message, phrase

LARGEST_UNPACKED = 150_000_000
"""Bytes of all parts of a workbook together."""
MOST_PARTS = 500
MOST_COLUMNS = 700
MOST_EMPTY_ROWS = 1_000

_DECLARATION = b"<!DOCTYPE"
_CHUNK = 1 << 20
_DAMAGED = (BadZipFile, ZlibError, KeyError, ValueError, TypeError, AttributeError, EOFError, SyntaxError)


def lines_of(raw: bytes) -> Iterator[Line]:
    """Yield the rows of the first sheet that have anything in them.

    Raises:
        GlossaryError: it is no workbook, is damaged, or unpacks to too much.
    """
    try:
        _check(raw)
        book = load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        last = 0
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            # One cell far away has everything up to there made up.
            if len(values) > MOST_COLUMNS or number - last > MOST_EMPTY_ROWS:
                reason = message("row {number} is far away from the others: remove what stands there")
                raise GlossaryError(phrase(reason, number=number))
            cells = tuple("" if value is None else str(value).strip() for value in values)
            if any(cells):
                last = number
                yield Line(f"row {number}", cells)
    except (*_DAMAGED, IndexError) as error:
        reason = message("it is no XLSX workbook, or damaged ({error}): save it again")
        raise GlossaryError(phrase(reason, error=type(error).__name__)) from error


def _check(raw: bytes) -> None:
    with ZipFile(BytesIO(raw)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            reason = message("it unpacks to more than {size} MB or {parts} parts: it is no glossary")
            raise GlossaryError(phrase(reason, size=LARGEST_UNPACKED // 1_000_000, parts=MOST_PARTS))
        for part in parts:
            # No program writes declarations into these files; entities are one.
            with archive.open(part) as content:
                beginning = content.read(_CHUNK).replace(b"\0", b"").upper()  # in UTF-16, too
                if part.filename.endswith((".xml", ".rels")) and _DECLARATION in beginning:
                    reason = message("its XML declares entities or a DTD, which no workbook needs")
                    raise GlossaryError(phrase(reason))


def written(table: Iterable[Iterable[str]]) -> bytes:
    """Return a table as a workbook; every cell of it is text, none a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Glossary")
    sheet.freeze_panes = "A2"
    for cells in table:
        row = []
        for text in cells:
            cell = WriteOnlyCell(sheet, neutral(text))
            cell.data_type = "s"
            row.append(cell)
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
