"""Reads PDFs: text in larger letters heads what follows, and what every page repeats is left out.

A PDF only says where letters stand. Lines are put together to paragraphs, words that were divided at the end
of a line are joined, and pages without any text, as scanners make them, are named.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from dragoman.replies.knowledge.document import About, Document, KnowledgeError, Outline, Problem, one_line

_LARGER: Final = 1.15
_LONGEST_HEADING: Final = 120
_PAGES_TO_JUDGE: Final = 4
_EDGE: Final = 2  # lines at the top and at the bottom of a page
_BULLET: Final = re.compile(r"^(?:[•·▪◦●○■\u2013*-]|\d{1,2}[.)])\s+")
_PAGE_NUMBER: Final = re.compile(
    r"^\W*(?:\w+\s+)?\d{1,4}(?:\s*(?:/|of|de|von|sur)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_DIVIDED: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad]$")
_SENTENCE_END: Final = (".", "!", "?", ":", "…")


@dataclass(frozen=True, slots=True)
class _Line:
    page: int
    text: str
    size: float  # of its largest letters, in points


def read_pdf(name: str, content: bytes, basis: About, done: Callable[[int, int], None]) -> Document:
    """Read a document.

    Args:
        name: What its passages are known by.
        content: The file.
        basis: What holds for it.
        done: Told after each page how many are read and how many there are.

    Raises:
        KnowledgeError: it is no PDF, is locked, or has no text at all.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise KnowledgeError("this PDF is locked with a password: save a copy without one")
        title = one_line(str((reader.metadata and reader.metadata.title) or ""))
        pages = [_read_page(page, number) for number, page in _counted(reader, done)]
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise KnowledgeError(
            f"this PDF cannot be read ({type(error).__name__}): print it into a new PDF"
        ) from error
    empty = [number for number, lines in enumerate(pages, 1) if not lines]
    if len(empty) == len(pages):
        raise KnowledgeError(
            "this PDF has no text, only pictures, as scanners make them: run OCR on it first"
        )
    problems = [Problem(f"page {number}", "it has no text, perhaps a picture of it") for number in empty]
    outline = Outline(basis, title)
    _outline(_without_repeated(pages), outline)
    return Document(name, outline.sections(), tuple(problems))


def _counted(reader: PdfReader, done: Callable[[int, int], None]) -> Iterator[tuple[int, Any]]:
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        yield number, page
        done(number, count)


def _read_page(page: Any, number: int) -> list[_Line]:
    sizes: dict[str, float] = {}

    def note(text: str, _cm: Any, matrix: Sequence[float], _font: Any, size: float) -> None:
        # The letters are as large as their size times the scale that is in force.
        scale = abs(matrix[3]) or abs(matrix[1]) or 1.0
        for line in text.splitlines():
            if words := one_line(line):
                sizes[words] = max(sizes.get(words, 0.0), round(float(size) * scale, 1))

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    text = page.extract_text(visitor_text=note)
    return [
        _Line(number, words, sizes.get(words, 0.0)) for line in text.splitlines() if (words := one_line(line))
    ]


def _without_repeated(pages: Sequence[Sequence[_Line]]) -> list[_Line]:
    """Return all lines but page numbers and what stands at the edge of more than half of the pages."""
    usual = _usual_size([line for lines in pages for line in lines])
    edges = [{id(line): line for line in (*lines[:_EDGE], *lines[-_EDGE:])} for lines in pages]
    count = Counter(text for edge in edges for text in {line.text for line in edge.values()})
    repeated = {text for text, times in count.items() if times * 2 > len(pages) >= _PAGES_TO_JUDGE}
    return [
        line
        for lines, edge in zip(pages, edges, strict=True)
        for line in lines
        if id(line) not in edge
        or _heads(line, usual)
        or not (line.text in repeated or _PAGE_NUMBER.match(line.text))
    ]


def _outline(lines: Sequence[_Line], outline: Outline) -> None:
    """Put lines together: headings are larger than most letters, paragraphs end with a sentence."""
    usual = _usual_size(lines)
    larger = sorted({line.size for line in lines if _heads(line, usual)}, reverse=True)
    paragraph: list[str] = []
    page, above = "page 1", ""

    def end() -> None:
        outline.paragraph(" ".join(paragraph), page)
        paragraph.clear()

    widest = max((len(line.text) for line in lines), default=0)
    for line in lines:
        if _heads(line, usual):
            end()
            page = f"page {line.page}"
            outline.heading(larger.index(line.size) + 1, line.text, page)
            continue
        if paragraph and (_BULLET.match(line.text) or _ended(above, widest)):
            end()
        page = page if paragraph else f"page {line.page}"
        _join(paragraph, line.text)
        above = line.text
    end()


def _usual_size(lines: Sequence[_Line]) -> float:
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _heads(line: _Line, usual: float) -> bool:
    return line.size > usual * _LARGER and len(line.text) <= _LONGEST_HEADING


def _ended(text: str, widest: int) -> bool:
    """Return whether a paragraph ends with a line: a sentence does, and there was room for more words."""
    return text.endswith(_SENTENCE_END) and len(text) < widest * 0.85


def _join(paragraph: list[str], text: str) -> None:
    if paragraph and _DIVIDED.search(paragraph[-1]) and text[:1].islower():
        paragraph[-1] = _DIVIDED.sub("", paragraph[-1]) + text
    else:
        paragraph.append(text)
