"""The LibreOffice help, whose paragraphs have the same ids in every language."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.frozen import is_reserved

_PARAGRAPH = re.compile(r'<(p|h\d)\s+id="((?:par|hd)_id[^"]+)"[^>]*>(.*?)</\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class HelpParagraph:
    """A paragraph in both languages.

    Attributes:
        reserved: Whether it is kept for measuring.
        english: Its text.
        portuguese: Its text.
    """

    reserved: bool
    english: str
    portuguese: str


def read_help(folder: Path) -> Iterator[HelpParagraph]:
    """Yield the paragraphs that were translated.

    Args:
        folder: Where the packages ``libreoffice-help-en-us`` and ``libreoffice-help-pt-br`` are unpacked.
    """
    english = _paragraphs(folder / "libreoffice-help-en-us", "en-US")
    portuguese = _paragraphs(folder / "libreoffice-help-pt-br", "pt-BR")
    for (page, paragraph), text in english.items():
        translation = portuguese.get((page, paragraph), text)
        if translation != text:
            yield HelpParagraph(is_reserved(paragraph), text, translation)


def _paragraphs(folder: Path, language: str) -> dict[tuple[str, str], str]:
    base = folder / "usr" / "share" / "libreoffice" / "help" / language / "text"
    found = {}
    for page in sorted(base.rglob("*.html")):
        for _, paragraph, content in _PARAGRAPH.findall(page.read_text("utf-8", errors="replace")):
            text = " ".join(html.unescape(_TAG.sub("", content)).split())
            if text:
                found[str(page.relative_to(base)), paragraph] = text
    return found
