"""Prose out of manuals in HTML and of plain text."""

import gzip
import html
import re
from collections.abc import Iterator
from pathlib import Path

from sentencex import segment

_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>(.*?)</p>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_BLANK_LINES = re.compile(r"\n\s*\n")


def read_manual(folder: Path) -> Iterator[str]:
    """Yield the sentences of the paragraphs of every HTML page in a folder."""
    for page in sorted(folder.rglob("*.html")):
        for paragraph in _PARAGRAPH.findall(page.read_text("utf-8", errors="replace")):
            yield from _sentences(html.unescape(_TAG.sub("", paragraph)))


def read_jargon(folder: Path) -> Iterator[str]:
    """Yield the sentences of the Jargon File; ``folder`` is where ``dict-jargon`` is unpacked."""
    (path,) = folder.rglob("*.dict.dz")  # dictzip's files are gzip files
    text = gzip.decompress(path.read_bytes()).decode("utf-8", errors="replace")
    for paragraph in _BLANK_LINES.split(re.sub(r"[{}]|\[[^\]]*\]", "", text)):
        yield from _sentences(paragraph)


def read_fortunes(folder: Path) -> Iterator[str]:
    """Yield the sentences of the sayings; ``folder`` is where the package ``fortunes`` is unpacked."""
    for path in sorted((folder / "usr" / "share" / "games" / "fortunes").iterdir()):
        if path.is_file() and not path.suffix:
            for saying in path.read_text("utf-8", errors="replace").split("\n%\n"):
                yield from _sentences(saying.partition("\t\t--")[0])


def _sentences(paragraph: str) -> Iterator[str]:
    text = " ".join(paragraph.split())
    if text:
        yield from (sentence.strip() for sentence in segment("en", text))
