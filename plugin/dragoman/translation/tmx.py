"""Translation memories as TMX 1.4 files: read one unit at a time, and written.

A file from outside is not trusted: no entity is expanded, no DTD is loaded, nothing is fetched, and what is
too large is refused. https://www.gala-global.org/tmx-14b has the format.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from lxml import etree

from dragoman.domain import DragomanError

LARGEST_FILE = 200_000_000
"""Bytes of the largest file that is read."""
LONGEST_SEGMENT = 5_000
"""Characters of the longest segment that is read."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_GLOSSARY = "x-dragoman-glossary"
_TIME = "%Y%m%dT%H%M%SZ"
_MOST_VARIANTS = 100


class TmxError(DragomanError):
    """A TMX file cannot be used; the text names the cure."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of translation.

    Attributes:
        number: Which one of the file it is; the first is 1.
        line: Line that it begins at.
        source_language: Language that its other variants are translations from; None where any may be.
        variants: Languages, as the file spells them, with their segments.
        author: Who made or changed it; empty where the file does not say.
        glossary: What identifies the glossary that held then, in files that we wrote.
        problem: Why it cannot be used; None where it can.
    """

    number: int
    line: int
    source_language: str | None
    variants: tuple[tuple[str, str], ...] = ()
    author: str = ""
    glossary: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of segments to be written.

    Attributes:
        approved_at: When it was approved, in POSIX seconds.
        glossary: What identifies the glossary that held then; empty where none did.
    """

    source_language: str
    target_language: str
    source: str
    target: str
    author: str
    approved_at: float
    glossary: str


def read_tmx(path: Path) -> Iterator[Unit]:
    """Yield the units of a file, in order; memory stays flat.

    Raises:
        TmxError: the file is no TMX, is damaged or too large, or declares entities.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise TmxError(
            f"{path} has {size:,} bytes, and at most {LARGEST_FILE:,} are read: cut it into several files"
        )
    with path.open("rb") as file:
        try:
            yield from _units(file, path)
        except etree.XMLSyntaxError as error:
            raise TmxError(f"{path} is no well-formed TMX ({error.msg}): export it again") from error


def _units(file: IO[bytes], path: Path) -> Iterator[Unit]:
    default: str | None = None
    number = 0
    root = None
    steps = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for event, element in steps:
        if event == "start":
            if root is None:
                root = element
                _check_root(element, path)
        elif element.tag == "header":
            default = _source_language(element.get("srclang"))
        elif element.tag == "tu":
            number += 1
            yield _unit(element, number, default)
            element.clear()
            body = element.getparent()
            while body is not None and element.getprevious() is not None:
                del body[0]


def _check_root(root: etree._Element, path: Path) -> None:
    if root.tag != "tmx":
        raise TmxError(f"{path} is no TMX: its outermost element is {root.tag!s}, not tmx")
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.entities()), None) is not None:
        raise TmxError(f"{path} declares entities, which no translation memory needs: remove its DOCTYPE")


def _source_language(written: str | None) -> str | None:
    return None if written is None or written == "*all*" else written


def _unit(unit: etree._Element, number: int, default: str | None) -> Unit:
    line = unit.sourceline or 0
    source = _source_language(unit.get("srclang")) or default
    found = unit.findall("tuv")
    if len(found) > _MOST_VARIANTS:
        return Unit(number, line, source, problem=f"it has more than {_MOST_VARIANTS} variants")
    variants: list[tuple[str, str]] = []
    for variant in found:
        language = variant.get(_LANG) or variant.get("lang")
        segment = variant.find("seg")
        if language is None or segment is None:
            return Unit(number, line, source, problem="a variant has no language or no segment")
        if any(not isinstance(part.tag, str) or part.tag in _CODES for part in segment.iter()):
            return Unit(number, line, source, problem="it has codes of another program in it")
        text = "".join(segment.itertext())
        if len(text) > LONGEST_SEGMENT:
            return Unit(number, line, source, problem=f"it is longer than {LONGEST_SEGMENT} characters")
        variants.append((language, text))
    author = unit.get("changeid") or unit.get("creationid") or ""
    glossary = unit.findtext(f"prop[@type='{_GLOSSARY}']") or ""
    return Unit(number, line, source, tuple(variants), author, glossary)


def write_tmx(file: IO[bytes], pairs: Iterable[Pair], source_language: str | None) -> int:
    """Write pairs as TMX 1.4, one at a time, and return how many.

    Args:
        file: Where to.
        pairs: What is written; no text has characters that XML cannot carry.
        source_language: The source language of all pairs; None where they have several.
    """
    count = 0
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("tmx", version="1.4"):
            xml.write(_header(source_language), with_tail=False)
            with xml.element("body"):
                for pair in pairs:
                    xml.write(_written(pair), with_tail=False)
                    count += 1
    return count


def _header(source_language: str | None) -> etree._Element:
    return etree.Element(
        "header",
        {
            "creationtool": "Dragoman",
            "creationtoolversion": version("dragoman"),
            "segtype": "sentence",
            "o-tmf": "dragoman",
            "adminlang": "en",
            "srclang": source_language or "*all*",
            "datatype": "plaintext",
        },
    )


def _written(pair: Pair) -> etree._Element:
    approved = datetime.fromtimestamp(pair.approved_at, UTC).strftime(_TIME)
    unit = etree.Element(
        "tu", {"srclang": pair.source_language, "creationdate": approved, "creationid": pair.author}
    )
    if pair.glossary:
        etree.SubElement(unit, "prop", {"type": _GLOSSARY}).text = pair.glossary
    for language, text in (
        (pair.source_language, pair.source),
        (pair.target_language, pair.target),
    ):
        variant = etree.SubElement(unit, "tuv", {_LANG: language})
        etree.SubElement(variant, "seg").text = text
    return unit
