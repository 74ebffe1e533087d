"""Translates with a glossary: decode, look whether the terms are kept, decode again where they are not.

A do-not-translate term is a kept span from the start. An exact term is left to the engine first, which knows
its articles best; where its translation is not the shop's, the sentence is decoded again with the term's
target in its place. What cannot be kept is reported, never claimed.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from dragoman import domain
from dragoman.domain import Format, ProtectedSpan, SpanKind, TermKind, TermReport, Translation
from dragoman.glossary.model import Case, Glossary, Term
from dragoman.tags import same_language
from dragoman.translation import quality
from dragoman.translation.markup.documents import Document
from dragoman.translation.placing import placed
from dragoman.translation.protect import protected_spans, with_terms
from dragoman.translation.standing import standing
from dragoman.translation.translator import Recall, Translator

NOT_CHOSEN = "the engine chose other words"
IN_COMPOUND = "it is a part of a longer word"
_PLURAL = "(?:e?s)?"


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A term in a text: where it stands, the term, and whether it is more than a part of a word there."""

    span: ProtectedSpan
    term: Term
    whole: bool = True

    @property
    def kind(self) -> TermKind:
        """How strictly it is kept; what is a part of a longer word is only looked for."""
        return self.term.kind if self.whole else TermKind.INFLECT

    def in_place(self) -> ProtectedSpan:
        """Return the span with what stands for it when the engine may not choose."""
        if self.kind is TermKind.DNT:
            return self.span
        return replace(self.span, replacement=self.term.shaped(self.span.text))

    def found_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the term's target stands in a translation."""
        ending = _PLURAL if self.kind is TermKind.INFLECT else ""
        words = (self.span.text,) if self.kind is TermKind.DNT else self.term.accepted
        any_of = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        in_any_case = self.kind is TermKind.INFLECT or self.term.case is Case.FOLLOW
        flags = re.IGNORECASE if in_any_case else re.NOFLAG
        yield from standing(re.compile(f"(?:{any_of}){ending}", flags), text)


@dataclass(slots=True)
class _Job:
    """A text, the terms in it, and how far its translation keeps them.

    Attributes:
        text: The text as it was written.
        occurrences: The terms in it, in order.
        in_place: Those whose target is put in place: do-not-translate terms from the start.
        forms: What stands for each occurrence in the translation; None where nothing does.
        translation: The latest translation.
    """

    text: str
    occurrences: list[_Occurrence]
    in_place: set[int]
    forms: list[str | None] = field(default_factory=list)
    translation: Translation | None = None

    def kept(self) -> list[ProtectedSpan]:
        return [self.occurrences[index].in_place() for index in sorted(self.in_place)]

    def take(self, translation: Translation) -> None:
        spent = self.translation.milliseconds if self.translation else 0.0
        self.translation = replace(translation, milliseconds=spent + translation.milliseconds)
        self.forms = _forms(translation, self.occurrences)

    def missed_exact(self) -> set[int]:
        """Return the exact terms that the engine was free to choose and did not."""
        return {
            index
            for index, form in enumerate(self.forms)
            if form is None and self.occurrences[index].kind is TermKind.EXACT
        } - self.in_place

    def outcome(self) -> Translation:
        """Return the translation with the proof for its terms."""
        if self.translation is None:
            raise RuntimeError("the text was not translated")
        reports = tuple(self._report(index) for index in range(len(self.occurrences)))
        missed = [report for report in reports if report.applied is None]
        return replace(
            self.translation,
            terms=reports,
            quality=quality.with_terms(self.translation.quality, len(reports), len(missed)),
            warnings=(*self.translation.warnings, *map(_warning, missed)),
        )

    def _report(self, index: int) -> TermReport:
        occurrence, form = self.occurrences[index], self.forms[index]
        applied = "already there"
        if occurrence.kind is TermKind.DNT:
            applied = "protected"
        elif index in self.in_place:
            applied = "substituted"
        return TermReport(
            source=occurrence.span.text,
            target=occurrence.in_place().replacement or occurrence.span.text,
            kind=occurrence.kind,
            applied=None if form is None else applied,
            form=form,
            reason=None if form is not None else NOT_CHOSEN if occurrence.whole else IN_COMPOUND,
        )


class Interpreter:
    """Translates texts and keeps the shop's terms in them.

    Args:
        translator: What translates.
    """

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def interpret(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        glossary: Glossary,
        recall: Recall | None = None,
        *,
        form: Format = Format.TEXT,
        mail: bool = False,
    ) -> list[Translation]:
        """Translate texts with a glossary of this direction.

        Of a text with markup, what people read is translated, and the markup comes out with it: each tag
        once, over the words that its own were translated into. HTML is sanitised, also where it already is
        in the target language.

        Args:
            texts: The texts, as they were written.
            source: Language they are read as, a BCP 47 tag.
            target: Language to write.
            glossary: Terms from ``source`` to ``target``; it is never read backwards.
            recall: Knows approved translations of sentences. The glossary comes before it: where an
                approved translation misses an exact term, the sentence is decoded with the term.
            form: What the markup of the texts is.
            mail: Whether they are mails, whose quoted history and signatures stay as they are.

        Returns:
            One translation for each text, in order, with a report for each occurrence of a term and a
            warning ``term_missed`` (``source``, ``target``) for each that is not kept.

        Raises:
            NoPack: no installed pack translates between these languages.
            PackError: the pack is damaged.
        """
        if form is Format.TEXT and not mail:
            return self._interpret(texts, source, target, glossary, recall)
        started = time.perf_counter()
        documents = [Document(text, form, mail=mail) for text in texts]
        parts = [document.texts() for document in documents]
        flat = [text for own in parts for text in own]
        translations = iter(self._interpret(flat, source, target, glossary, recall))
        align = partial(self._translator.align, source, target)
        done = [
            document.translated([next(translations) for _ in own], source, target, align)
            for document, own in zip(documents, parts, strict=True)
        ]
        milliseconds = (time.perf_counter() - started) * 1000
        return [replace(translation, milliseconds=milliseconds) for translation in done]

    def _interpret(
        self, texts: Sequence[str], source: str, target: str, glossary: Glossary, recall: Recall | None
    ) -> list[Translation]:
        """Translate plain texts."""
        if same_language(source, target):
            return self._translator.translate(texts, source, target)
        jobs = [_job(text, glossary) for text in texts]
        waiting = jobs
        while waiting:
            translations = self._translator.translate(
                [job.text for job in waiting], source, target, [job.kept() for job in waiting], recall
            )
            for job, translation in zip(waiting, translations, strict=True):
                job.take(translation)
            # Each round puts at least one more term in place, so that this ends.
            waiting = [job for job in waiting if job.missed_exact()]
            for job in waiting:
                job.in_place |= job.missed_exact()
        return [replace(job.outcome(), glossary=glossary.identity) for job in jobs]


def proven(translation: Translation, glossary: Glossary) -> Translation:
    """Return a translation that somebody else made, with the proof for the terms of a glossary in it."""
    job = _job(translation.original, glossary)
    job.take(translation)
    return replace(job.outcome(), glossary=glossary.identity)


def _job(text: str, glossary: Glossary) -> _Job:
    found = [
        _Occurrence(
            ProtectedSpan(match.start, match.end, text[match.start : match.end], SpanKind.TERM),
            match.entry,
            match.whole,
        )
        for match in glossary.index.find(text)
    ]
    allowed = {span.start for span in with_terms(protected_spans(text), [each.span for each in found])[0]}
    occurrences = [each for each in found if each.span.start in allowed]
    dnt = {index for index, each in enumerate(occurrences) if each.kind is TermKind.DNT}
    return _Job(text, occurrences, dnt)


def _forms(translation: Translation, occurrences: Sequence[_Occurrence]) -> list[str | None]:
    """Find each occurrence's target in the translation of its own sentence; no word is counted twice."""
    forms: dict[int, str] = {}
    order = sorted(range(len(occurrences)), key=lambda index: -len(occurrences[index].term.target))
    outside = set(order)
    for place in placed(translation):
        start, segment = place.source, place.segment
        taken = bytearray(len(segment.target))
        for index in order:
            span = occurrences[index].span
            if not start <= span.start < start + len(segment.source):
                continue
            outside.discard(index)
            for first, last in occurrences[index].found_in(segment.target):
                if not any(taken[first:last]):
                    taken[first:last] = b"\x01" * (last - first)
                    forms[index] = segment.target[first:last]
                    break
    # What lies between the sentences stands in the translation as it stood in the source.
    for index in outside:
        if occurrences[index].kind is TermKind.DNT:
            forms[index] = occurrences[index].span.text
    return [forms.get(index) for index in range(len(occurrences))]


def _warning(missed: TermReport) -> domain.Warning:
    return domain.Warning("term_missed", (("source", missed.source), ("target", missed.target)))
