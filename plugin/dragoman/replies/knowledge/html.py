"""Reads pages in HTML: what stands in their main part, under its headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urljoin

from lxml import etree, html

from dragoman.replies.knowledge.document import About, Document, KnowledgeError, Outline, about, one_line
from dragoman.replies.knowledge.tables import sentence_of_row

_SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "header", "footer", "aside", "form", "button"}
    | {"select", "textarea", "svg", "math", "iframe", "object", "canvas", "audio", "video", "dialog"}
)
_BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
    }
    | {"figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre"}
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
# Questions of accordions and lists of definitions stand under every heading.
_QUESTIONS: Final = {"dt": 7, "summary": 7}
_ENDS_QUESTIONS: Final = frozenset({"dl", "details"})
_LANDMARKS: Final = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG: Final = re.compile(
    r"<(?:!doctype|html|head|body|main|article|section|div|p|h[1-6]|ul|ol|table)\b", re.I
)


def looks_like_html(text: str) -> bool:
    """Return whether a text has any tag that pages are made of."""
    return _TAG.search(text) is not None


def read_html(name: str, text: str, basis: About) -> Document:
    """Read a page; it says itself in which language it is and, by its canonical link, where it stands.

    Scripts, forms, menus and whatever is hidden say nothing.

    Raises:
        KnowledgeError: it is no HTML.
    """
    try:
        page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise KnowledgeError(f"this is no HTML ({error}): save the page again") from error
    title = one_line(page.findtext(".//title") or "")
    reading = _Reading(Outline(_about(page, basis), title))
    for event, element in _spoken(_root(page)):
        reading.take(event, element)
    return Document(name, reading.outline.sections())


@dataclass
class _Reading:
    """Where reading has come to: the words of the open block, and whether they are a heading."""

    outline: Outline
    words: list[str] = field(default_factory=list)
    level: int = 0
    count: int = 0

    def take(self, event: str, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag == "table" and event == "start" and (rows := list(_rows(element))):
            self._end_block()
            for row in rows:
                self._say(row)
            return
        if tag in _BLOCKS:
            self._end_block()
        if tag in _ENDS_QUESTIONS:
            self.outline.leave(_QUESTIONS["dt"])
        if event == "start":
            self.level = _level(tag) or self.level
            self.words.append(element.text or "")
        else:
            self.words.append(element.tail or "")

    def _end_block(self) -> None:
        text = "".join(self.words)
        self.words.clear()
        if self.level and text.strip():
            self.count += 1
            self.outline.heading(self.level, text, f"heading {self.count}")
        elif text.strip():
            self._say(text)
        self.level = 0

    def _say(self, text: str) -> None:
        self.outline.paragraph(text, f"heading {self.count}" if self.count else "beginning")


def _spoken(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the start and the end of what can be read, and only the end of what cannot: its tail is text."""
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in {"comment", "pi"}:
            yield "end", element
        elif event == "start" and _says_nothing(element):
            walk.skip_subtree()
        elif event == "start" and element.tag == "table" and any(_rows(element)):
            walk.skip_subtree()
            yield event, element
        elif element is not root or event == "start":
            yield event, element
    yield "end", etree.Element("body")


def _says_nothing(element: etree._Element) -> bool:
    return (
        element.tag in _SILENT
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or element.get("role") in _LANDMARKS
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _level(tag: str) -> int:
    if tag in _QUESTIONS:
        return _QUESTIONS[tag]
    return int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0


def _rows(table: etree._Element) -> Iterator[str]:
    """Yield the rows of a table of data as sentences; one that only arranges a page yields nothing."""
    if table.find(".//table") is not None or table.find(".//th") is None:
        return
    rows = [[_words(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
    head = next((row for row in rows if len(row) > 1), [])
    named = table.find(".//tr/td") is not None and all(
        cell.tag == "th" for cell in next(table.iter("tr")).iter("td", "th")
    )
    for row in rows[1:] if named else rows:
        yield sentence_of_row(head if named else [""] * len(row), row)


def _words(cell: etree._Element) -> str:
    silent = {id(one) for part in cell.iter(*_SILENT) for one in part.iter()}
    parts = [cell.text or ""]
    for one in cell.iterdescendants():
        parts += ["" if id(one) in silent or callable(one.tag) else one.text or "", " ", one.tail or ""]
    return one_line("".join(parts))


def _root(page: etree._Element) -> etree._Element:
    """Return the main part of a page where it names one, otherwise its body."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = page.findall(path)
        if len(found) == 1:
            return found[0]
    body = page.find(".//body")
    return page if body is None else body


def _about(page: etree._Element, basis: About) -> About:
    language = (page.get("lang") or "").strip()
    known = replace(basis, language=language or basis.language)
    link = page.find(".//link[@rel='canonical']")
    address = urljoin(basis.link or "", link.get("href") or "") if link is not None else ""
    if not address.startswith("https://"):
        return known
    return about({"link": address}, known)
