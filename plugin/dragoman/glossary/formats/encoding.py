"""Which encoding a text file of a spreadsheet is in."""

import codecs

from dragoman.glossary.model import GlossaryError
from dragoman.wording import message, phrase

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OTHER_KINDS = (
    (b"PK\x03\x04", "a zip or XLSX file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old XLS file"),
)
_SAMPLE = 4_000


def decoded(raw: bytes) -> tuple[str, str]:
    """Return a file's text, and the name of its encoding.

    Byte order marks are believed. Without one it is UTF-16 where every other byte of its beginning is NUL,
    UTF-8 where it reads as such, and Windows-1252 otherwise, as Excel writes CSV in Western countries.

    Raises:
        GlossaryError: it is no text.
    """
    for beginning, kind in _OTHER_KINDS:
        if raw.startswith(beginning):
            reason = message("this is {kind}, not text: choose its own format, or save it as CSV UTF-8")
            raise GlossaryError(phrase(reason, kind=kind))
    encoding, name = next(
        ((encoding, name) for mark, encoding, name in _MARKED if raw.startswith(mark)), _unmarked(raw)
    )
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        reason = message("this is not {encoding} (byte {place}): save it as CSV UTF-8")
        raise GlossaryError(phrase(reason, encoding=name, place=error.start)) from error
    if "\0" in text:
        raise GlossaryError(phrase(message("this is no text (it holds NUL): save it as CSV UTF-8")))
    return text, name


def _unmarked(raw: bytes) -> tuple[str, str]:
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) * 2 > half:
        return "utf-16-le", "UTF-16"
    if half and sample[0::2].count(0) * 2 > half:
        return "utf-16-be", "UTF-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8"
