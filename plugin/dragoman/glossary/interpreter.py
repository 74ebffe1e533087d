"""Translates with a glossary: decode, look whether the terms are kept, repair what misses them.

A do-not-translate term is a kept span from the start. Every other one is left to the engine first, which
knows its articles best; where its translation is not the shop's, the sentence is repaired (``enforcement``).
An exact term that even this does not bring is put in its place and the sentence decoded again. What cannot
be kept is reported, never claimed.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from dragoman import domain
from dragoman.domain import Format, ProtectedSpan, SpanKind, TermKind, TermReport, Translation
from dragoman.glossary.enforcement.alone import Alone
from dragoman.glossary.enforcement.candidates import Candidate
from dragoman.glossary.enforcement.occurrence import Occurrence, forbidden, paired
from dragoman.glossary.enforcement.repair import Repairs, Sentence
from dragoman.glossary.model import Glossary
from dragoman.tags import same_language
from dragoman.translation import quality
from dragoman.translation.markup.documents import Document
from dragoman.translation.placing import Placed, placed
from dragoman.translation.protect import protected_spans, with_terms
from dragoman.translation.putting_together import APPROVED
from dragoman.translation.translator import Recall, Translator
from dragoman.translation.watched import Watched
from dragoman.wording import message

NOT_FLUENT = message("the engine chose other words, and with the term the sentence would not be fluent")
TERM_MISSED = "term_missed"
"""Code of the warning about a term that is not kept."""
FORBIDDEN_TERM = "forbidden_term"
"""Code of the warning about a word that must not stand for a term."""
IN_COMPOUND = message("it is a part of a longer word")


@dataclass(slots=True)
class _Job:
    """A text, the terms in it, and how far its translation keeps them.

    Attributes:
        text: The text as it was written.
        occurrences: The terms in it, in order.
        in_place: Those whose target is put in place: do-not-translate terms from the start.
        forms: What stands for each occurrence in the translation; None where nothing does.
        applied: How that came there, of those that the engine did not choose by itself.
        translation: The latest translation.
    """

    text: str
    occurrences: list[Occurrence]
    in_place: set[int]
    forms: list[str | None] = field(default_factory=list)
    applied: dict[int, str] = field(default_factory=dict)
    translation: Translation | None = None

    def may_miss(self) -> bool:
        """Return whether it has a term that the engine may miss, and that can be put in then."""
        return any(one.whole for index, one in enumerate(self.occurrences) if index not in self.in_place)

    def kept(self) -> list[ProtectedSpan]:
        return [self.occurrences[index].in_place() for index in sorted(self.in_place)]

    def take(self, translation: Translation) -> None:
        before = self.translation
        spent = translation.milliseconds + before.milliseconds if before else translation.milliseconds
        self.translation = replace(translation, milliseconds=spent) if before else translation
        self.forms = _forms(translation, self.occurrences)
        self.applied = {}

    def sentences(self) -> Iterator[tuple[int, list[int], Sentence]]:
        """Yield sentences that miss terms or have forbidden words, behind their and their terms' numbers.

        What a person approved lacks only what the shop insists on.
        """
        if self.translation is None or not self.occurrences:
            return
        for number, place in enumerate(placed(self.translation)):
            inside = _inside(place, self.occurrences)
            moved = [self.occurrences[index].moved(-place.source) for index in inside]
            sentence = Sentence(place.segment.source, place.segment.target, moved)
            approved = place.segment.method == APPROVED
            if sentence.strict() or (not approved and sentence.missed()):
                yield number, inside, sentence

    def repair(self, number: int, inside: Sequence[int], better: Candidate) -> None:
        """Put another translation of one sentence into the text's."""
        if self.translation is None:
            return
        segments = list(self.translation.segments)
        place = list(placed(self.translation))[number]
        segments[number] = replace(place.segment, target=better.text)
        text = self.translation.text
        text = text[: place.target] + better.text + text[place.target + len(place.segment.target) :]
        missed = [index for index in inside if self.forms[index] is None]
        self.translation = replace(self.translation, text=text, segments=tuple(segments))
        self.forms = _forms(self.translation, self.occurrences)
        self.applied |= {index: better.method for index in missed if self.forms[index] is not None}

    def spend(self, milliseconds: float) -> None:
        if self.translation is not None:
            spent = self.translation.milliseconds + milliseconds
            self.translation = replace(self.translation, milliseconds=spent)

    def missed_exact(self) -> set[int]:
        """Return the exact terms that the engine was free to choose and did not."""
        return {
            index
            for index, form in enumerate(self.forms)
            if form is None and self.occurrences[index].kind is TermKind.EXACT
        } - self.in_place

    def outcome(self, identity: str) -> Translation:
        """Return the translation with the proof for its terms, and the identity of their glossary."""
        if self.translation is None:
            raise RuntimeError("the text was not translated")
        reports = tuple(self._report(index) for index in range(len(self.occurrences)))
        missed = [report for report in reports if report.applied is None]
        return replace(
            self.translation,
            terms=reports,
            quality=quality.with_terms(self.translation.quality, len(reports), len(missed)),
            warnings=(*self.translation.warnings, *map(_warning, missed), *self._forbidden()),
            glossary=identity,
        )

    def _forbidden(self) -> Iterator[domain.Warning]:
        """Yield a warning for each forbidden word that stands in the translation of a sentence."""
        for place in placed(self.translation) if self.translation and self.occurrences else ():
            inside = [self.occurrences[index] for index in _inside(place, self.occurrences)]
            target = place.segment.target
            for occurrence, (start, end) in forbidden(inside, target):
                values = (("words", target[start:end]), ("term", occurrence.term.target))
                yield domain.Warning(FORBIDDEN_TERM, values)

    def _report(self, index: int) -> TermReport:
        occurrence, form = self.occurrences[index], self.forms[index]
        applied = self.applied.get(index, "already there")
        if occurrence.kind is TermKind.DNT:
            applied = "protected"
        elif index in self.in_place:
            applied = "substituted"
        return TermReport(
            source=occurrence.span.text,
            target=occurrence.target,
            kind=occurrence.kind,
            applied=None if form is None else applied,
            form=form,
            reason=None if form is not None else NOT_FLUENT if occurrence.whole else IN_COMPOUND,
            concept=occurrence.term.concept,
            start=occurrence.span.start,
        )


class Interpreter:
    """Translates texts and keeps the shop's terms in them.

    Args:
        translator: What translates.
    """

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._alone = Alone(translator)

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
        watched = Watched()
        repairs = Repairs(self._translator, source, target, self._alone, watched)
        waiting = jobs
        while waiting:
            translations = self._translator.translate(
                [job.text for job in waiting],
                source,
                target,
                [job.kept() for job in waiting],
                recall,
                watched if any(map(_Job.may_miss, waiting)) else None,
            )
            for job, translation in zip(waiting, translations, strict=True):
                job.take(translation)
            _repair(waiting, repairs)
            # Each round puts at least one more term in place, so that this ends.
            waiting = [job for job in waiting if job.missed_exact()]
            for job in waiting:
                job.in_place |= job.missed_exact()
        return [job.outcome(glossary.identity) for job in jobs]


def _repair(jobs: Sequence[_Job], repairs: Repairs) -> None:
    """Repair every sentence that misses terms, those of all texts together."""
    asked = [(job, *each) for job in jobs for each in job.sentences()]
    started = time.perf_counter()
    found = repairs.repaired([sentence for *_, sentence in asked])
    milliseconds = (time.perf_counter() - started) * 1000
    for (job, number, inside, _), better in zip(asked, found, strict=True):
        if better is not None:
            job.repair(number, inside, better)
    for job in {id(job): job for job, *_ in asked}.values():
        job.spend(milliseconds)


def proven(translation: Translation, glossary: Glossary) -> Translation:
    """Return a translation that somebody else made, with the proof for the terms of a glossary in it."""
    job = _job(translation.original, glossary)
    job.take(translation)
    return job.outcome(glossary.identity)


def _job(text: str, glossary: Glossary) -> _Job:
    found = [
        Occurrence(
            ProtectedSpan(match.start, match.end, text[match.start : match.end], SpanKind.TERM),
            glossary.chosen(match.entry),
            match.whole,
        )
        for match in glossary.found_in(text)
    ]
    values = protected_spans(text) if found else ()
    allowed = {span.start for span in with_terms(values, [each.span for each in found])[0]}
    occurrences = [each for each in found if each.span.start in allowed]
    settled = {index for index, each in enumerate(occurrences) if _settled(each, values)}
    return _Job(text, occurrences, settled)


def _settled(occurrence: Occurrence, values: Sequence[ProtectedSpan]) -> bool:
    """Return whether the engine is not asked what stands for a term.

    An exact term that contains a value ("November 28, 2026") is put in place at once: the engine would be
    made to keep the value as it is.
    """
    if occurrence.kind is not TermKind.EXACT:
        return occurrence.kind is TermKind.DNT
    span = occurrence.span
    return any(span.start <= value.start and value.end <= span.end for value in values)


def _inside(place: Placed, occurrences: Sequence[Occurrence]) -> list[int]:
    """Return the numbers of the terms that stand in a sentence."""
    end = place.source + len(place.segment.source)
    return [index for index, each in enumerate(occurrences) if place.source <= each.span.start < end]


def _forms(translation: Translation, occurrences: Sequence[Occurrence]) -> list[str | None]:
    """Find each occurrence's target in the translation of its own sentence."""
    if not occurrences:
        return []
    forms: dict[int, str] = {}
    outside = set(range(len(occurrences)))
    for place in placed(translation):
        inside = _inside(place, occurrences)
        outside -= set(inside)
        target = place.segment.target
        found = paired([occurrences[index] for index in inside], target)
        forms |= {index: target[slice(*at)] for index, at in zip(inside, found, strict=True) if at}
    # What lies between the sentences stands in the translation as it stood in the source.
    for index in outside:
        if occurrences[index].kind is TermKind.DNT:
            forms[index] = occurrences[index].span.text
    return [forms.get(index) for index in range(len(occurrences))]


def _warning(missed: TermReport) -> domain.Warning:
    return domain.Warning(TERM_MISSED, (("source", missed.source), ("target", missed.target)))
