"""A text with markup and its translation: taken apart, translated passage by passage, put together."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from dragoman.domain import Format, ProtectedSpan, Segment, Translation
from dragoman.translation.hypothesis import Alignment
from dragoman.translation.mail.text import parts_of
from dragoman.translation.markup.alignment import Links, links
from dragoman.translation.markup.html import read_html, read_html_mail
from dragoman.translation.markup.markdown import read_markdown
from dragoman.translation.markup.markdown_inline import escaped_markdown
from dragoman.translation.markup.passages import Label, Markup, Passage, rendered
from dragoman.translation.markup.projection import Unit, divided, project, units
from dragoman.translation.markup.sanitising import sanitised
from dragoman.translation.markup.tags import escaped, escaped_label
from dragoman.translation.quality import quality

Align = Callable[[Sequence[tuple[str, str]]], Sequence[Alignment | None]]
"""Tells what the model looked at in sentences for their translations; None where it cannot."""


@dataclass(frozen=True, slots=True)
class _Style:
    """What a format does to read a text, and to write one so that it is only text."""

    read: Callable[[str], list[Passage | Markup]]
    read_mail: Callable[[str], list[Passage | Markup]]
    text: Callable[[str, bool, bool], str]
    label: Callable[[str], str]
    finish: Callable[[str], str]


def _plain(text: str) -> list[Passage | Markup]:
    return [Passage(text, (), {}, (text,))]


def _new_parts(read: Callable[[str], list[Passage | Markup]], text: str) -> list[Passage | Markup]:
    """Read what is new in a mail; the rest is markup."""
    return [piece for part in parts_of(text) for piece in (read(part.text) if part.new else [(part.text,)])]


_STYLES: Mapping[Format, _Style] = {
    Format.TEXT: _Style(_plain, partial(_new_parts, _plain), lambda text, *_: text, str, str),
    Format.HTML: _Style(read_html, read_html_mail, lambda text, *_: escaped(text), escaped_label, sanitised),
    Format.MARKDOWN: _Style(
        read_markdown,
        partial(_new_parts, read_markdown),
        escaped_markdown,
        partial(escaped_markdown, first=False, last=False),
        str,
    ),
}


class Document:
    """A text with markup.

    Args:
        source: The text as it was written.
        form: What its markup is.
        mail: Whether it is a mail, whose quoted history and signature stay as they are.
    """

    def __init__(self, source: str, form: Format, *, mail: bool = False) -> None:
        self._source = source
        self._style = _STYLES[form]
        self._pieces = (self._style.read_mail if mail else self._style.read)(source)
        self._passages = [piece for piece in self._pieces if isinstance(piece, Passage)]
        markups = (markup for piece in self._pieces for markup in _markups(piece))
        self._labels = list(dict.fromkeys(part for one in markups for part in one if isinstance(part, Label)))

    def texts(self) -> list[str]:
        """Return what is to be translated, in order."""
        return [passage.text for passage in self._passages] + [label.text for label in self._labels]

    def translated(
        self, translations: Sequence[Translation], source: str, target: str, align: Align
    ) -> Translation:
        """Put the document together again.

        Args:
            translations: One for each of ``texts``, in order.
            source: Language of the text.
            target: Language of the translations.
            align: Tells which words of a sentence its translation looks at.

        Returns:
            The whole. Its protected spans count the characters of ``texts`` with one between two of them.
        """
        passages = translations[: len(self._passages)]
        labels = dict(zip(self._labels, translations[len(self._passages) :], strict=True))
        written = iter(self._written(passages, labels, align))
        text = "".join(
            next(written) if isinstance(piece, Passage) else self._markup(piece, labels)
            for piece in self._pieces
        )
        return self._joined(translations, source, target, self._style.finish(text))

    def _written(
        self, translations: Sequence[Translation], labels: Mapping[Label, Translation], align: Align
    ) -> Iterator[str]:
        cut = [units(translation) for translation in translations]
        asked = [
            (number, index)
            for number, (passage, found) in enumerate(zip(self._passages, cut, strict=True))
            for index in divided(passage, found)
        ]
        pairs = [_pair(translations[number], cut[number][index]) for number, index in asked]
        linked: list[dict[int, Links]] = [{} for _ in self._passages]
        for (number, index), pair, alignment in zip(asked, pairs, align(pairs), strict=True):
            linked[number][index] = links(*pair, alignment)
        for passage, translation, found, known in zip(self._passages, translations, cut, linked, strict=True):
            if not _whole(passage, translation):
                yield self._markup(passage.raw, labels)
                continue
            places = project(passage, translation, found, known)
            yield self._passage(passage, translation.text, places, labels)

    def _passage(
        self,
        passage: Passage,
        text: str,
        places: Sequence[tuple[int, int]],
        labels: Mapping[Label, Translation],
    ) -> str:
        """Write a translated passage with its elements."""
        parts: list[str] = []
        position = 0

        def write_up_to(end: int) -> None:
            nonlocal position
            part = text[position:end]
            if part:
                parts.append(self._text(part, passage, labels, position == 0, end == len(text)))
            position = end

        children: dict[int | None, list[int]] = {}
        for index, element in enumerate(passage.elements):
            children.setdefault(element.parent, []).append(index)
        for siblings in children.values():
            siblings.sort(key=lambda index: (-places[index][0], -places[index][1], -index))
        # Children wait in the reverse of their order; ~index says that an element is to be closed.
        waiting = children.get(None, [])
        while waiting:
            index = waiting.pop()
            if index < 0:
                write_up_to(places[~index][1])
                parts.append(passage.elements[~index].closing)
                continue
            write_up_to(places[index][0])
            parts.append(self._markup(passage.elements[index].opening, labels))
            waiting.append(~index)
            waiting += children.get(index, [])
        write_up_to(len(text))
        return "".join(parts)

    def _text(
        self, text: str, passage: Passage, labels: Mapping[Label, Translation], first: bool, last: bool
    ) -> str:
        if not passage.kept:
            return self._style.text(text, first, last)
        parts = re.split("(" + "|".join(map(re.escape, passage.kept)) + ")", text)
        return "".join(
            self._markup(passage.kept[part], labels)
            if part in passage.kept
            else self._style.text(part, first and index == 0, last and index == len(parts) - 1)
            for index, part in enumerate(parts)
            if part
        )

    def _markup(self, markup: Markup, labels: Mapping[Label, Translation]) -> str:
        return rendered(markup, lambda label: self._style.label(labels[label].text))

    def _joined(
        self, translations: Sequence[Translation], source: str, target: str, text: str
    ) -> Translation:
        """Return what was found in all passages as one translation."""
        spans: list[ProtectedSpan] = []
        segments: list[Segment] = []
        start = 0
        kept = {name for passage in self._passages for name in passage.kept}
        for one in translations:
            spans += [
                replace(span, start=start + span.start, end=start + span.end)
                for span in one.protected
                if span.text not in kept
            ]
            segments += one.segments
            start += len(one.original) + 1
        return Translation(
            source_language=source,
            target_language=target,
            original=self._source,
            text=text,
            segments=tuple(segments),
            protected=tuple(spans),
            terms=tuple(term for one in translations for term in one.terms),
            quality=quality((len(one.original), one.quality) for one in translations),
            warnings=tuple(dict.fromkeys(warning for one in translations for warning in one.warnings)),
            milliseconds=max((one.milliseconds for one in translations), default=0.0),
        )


def _markups(piece: Passage | Markup) -> Iterable[Markup]:
    if not isinstance(piece, Passage):
        return [piece]
    return [element.opening for element in piece.elements] + list(piece.kept.values())


def _pair(translation: Translation, unit: Unit) -> tuple[str, str]:
    return (
        translation.original[unit.start : unit.end],
        translation.text[unit.target_start : unit.target_end],
    )


def _whole(passage: Passage, translation: Translation) -> bool:
    """Return whether a translation is news, and has every placeholder once."""
    return translation.text != passage.text and all(
        translation.text.count(name) == 1 for name in passage.kept
    )
