"""Reads files, by what they are and not by what they are called."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from dragoman.glossary.formats.encoding import decoded
from dragoman.glossary.model import GlossaryError
from dragoman.replies.knowledge.document import About, Document, KnowledgeError
from dragoman.replies.knowledge.html import looks_like_html, read_html
from dragoman.replies.knowledge.markdown import read_markdown
from dragoman.replies.knowledge.pdf import read_pdf
from dragoman.replies.knowledge.separated import read_table

SUFFIXES: Final = (".md", ".markdown", ".txt", ".html", ".htm", ".csv", ".tsv", ".pdf")
LARGEST: Final = 50 << 20
_TABLES: Final = (".csv", ".tsv")
_PAGES: Final = (".html", ".htm")
_PDF: Final = b"%PDF-"
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)


def files_in(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that can be read, each with the name that its passages are known by.

    That is the file's own name, or below a folder its way from there. Hidden files are passed over.
    """
    if path.is_file():
        yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        way = file.relative_to(path)
        hidden = any(part.startswith(".") for part in way.parts)
        if file.is_file() and file.suffix.lower() in SUFFIXES and not hidden:
            yield way.as_posix(), file


def read_file(name: str, content: bytes, basis: About, done: Callable[[int, int], None]) -> Document:
    """Read a file.

    Args:
        name: What its passages are known by; its ending says what it claims to be.
        content: The file.
        basis: What holds for it unless it says otherwise.
        done: Told how many pages of a PDF are read, and how many there are.

    Raises:
        KnowledgeError: it cannot be read, or is not what it claims to be.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise KnowledgeError(f"files that can be read end with {', '.join(SUFFIXES)}")
    if len(content) > LARGEST:
        raise KnowledgeError(f"it has more than {LARGEST >> 20} MB: divide it")
    if content.startswith(_PDF):
        return read_pdf(name, content, basis, done)
    if suffix == ".pdf":
        raise KnowledgeError("this is no PDF, whatever its name says: save it as a PDF again")
    text = _text(content)
    if suffix in _TABLES:
        return read_table(name, text, basis)
    if suffix in _PAGES:
        if not looks_like_html(text):
            raise KnowledgeError("this is no HTML: name it .txt or .md if it is text")
        return read_html(name, text, basis)
    return read_markdown(name, text, basis)


def _text(content: bytes) -> str:
    """Return the text of a file in the encoding that a page names, or that its bytes show."""
    named = _CHARSET.search(content[:2048])
    try:
        if named:
            return content.decode(named[1].decode("ascii"))
        return decoded(content)[0]
    except (GlossaryError, UnicodeDecodeError, LookupError) as error:
        raise KnowledgeError(
            "this is no text that can be read, whatever its name says: save it as UTF-8"
        ) from error
