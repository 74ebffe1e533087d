"""Cuts sections into passages: as long as a paragraph or a few, each with its headings."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.knowledge.document import Document, Section
from dragoman.translation.segments import split

LONGEST: Final = 1_200
"""Characters of a passage, as far as its sentences allow."""

_NAME: Final = 40
_DIGITS: Final = 8


def passages_of(document: Document, language: str) -> Iterator[tuple[Passage, Section]]:
    """Yield the passages of a document, each with the section it comes from.

    Args:
        document: The document.
        language: Tag for sections that say none of their own.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for section in document.sections:
        known = section.about
        for text in _texts(section.paragraphs, known.language or language):
            seen[section.headings] += 1
            passage = Passage(
                id=_id(document.name, section.headings, seen[section.headings]),
                source=document.name,
                headings=section.headings,
                text=text,
                language=known.language or language,
                audience=known.audience,
                owner=known.owner,
                link=known.link,
                valid_from=known.valid_from,
                valid_until=known.valid_until,
            )
            yield passage, section


def _id(source: str, headings: Sequence[str], number: int) -> str:
    """Return an id that stays while the source and the headings do, and that people recognise."""
    named = "\0".join((source, *headings, str(number)))
    digest = hashlib.sha256(named.encode()).hexdigest()[:_DIGITS]
    plain = unicodedata.normalize("NFKD", headings[-1] if headings else source).encode("ascii", "ignore")
    name = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:_NAME].strip("-")
    return f"{name}-{digest}" if name else digest


def _texts(paragraphs: Sequence[str], language: str) -> Iterator[str]:
    """Yield as many paragraphs at a time as fit; what introduces a list is said again where it goes on."""
    taken: list[str] = []
    introduction = ""
    for paragraph in _short_enough(paragraphs, language):
        if taken and sum(map(len, taken)) + len(taken) + len(paragraph) > LONGEST:
            yield "\n".join(taken)
            taken = [introduction] if introduction and introduction != taken[-1] else []
        taken.append(paragraph)
        introduction = (
            paragraph if paragraph.endswith(":") else introduction if len(paragraph) < LONGEST / 4 else ""
        )
    if taken:
        yield "\n".join(taken)


def _short_enough(paragraphs: Iterable[str], language: str) -> Iterator[str]:
    for paragraph in paragraphs:
        if len(paragraph) <= LONGEST:
            yield paragraph
            continue
        taken = ""
        for stretch in split(paragraph, (), language, len, LONGEST):
            piece = paragraph[stretch.start : stretch.end]
            if len(taken) + len(piece) > LONGEST:
                yield taken.strip()
                taken = ""
            taken += piece
        if taken.strip():
            yield taken.strip()
