"""How well a glossary is kept, and what that costs: the same sentences without it and with it."""

import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from dragoman.benchmarks.term_cases import Half, Kind, TermCase, TermSet, direction
from dragoman.benchmarks.term_forbidden import Forbidding, chosen_instead, with_forbidden
from dragoman.benchmarks.term_judge import Judge, Spans
from dragoman.domain import TermKind, Translation
from dragoman.glossary import EMPTY, Glossary, Interpreter
from dragoman.glossary.concept import Concept
from dragoman.glossary.matching import TermIndex
from dragoman.translation.markup.alignment import links
from dragoman.translation.translator import Translator

Score = Callable[[Sequence[str], Sequence[str]], float]
"""Compares translations with their references: chrF."""

_BATCH = 200
_TIMED = 100
_ROUNDS = 3
_TWICE = re.compile(r"\b(\w{3,}) \1\b", re.IGNORECASE)
_RIVAL = re.compile(r"\w{4,}")


@dataclass(slots=True)
class Share:
    """So many of so many."""

    of: int = 0
    are: int = 0

    def add(self, is_so: bool) -> None:
        """Count one more."""
        self.of += 1
        self.are += is_so

    @property
    def percent(self) -> float:
        """Per cent, 0 of nothing."""
        return 100 * self.are / self.of if self.of else 0.0


@dataclass(slots=True)
class Outcome:
    """What one way of translating did with the terms.

    Attributes:
        by_kind: Occurrences whose term stands in the translation, by how strictly it is to be kept.
        by_part: The same by part of speech, terms of several words apart.
        same_form: Terms in the translation that have the very form of the reference.
        consistent: Concepts asked for more than once that were said every time.
        twice: Sentences that say a term, or a word, oftener than they should.
        whole: chrF.
        masked: chrF without the terms, and without what stands for them where they are missing.
        missed: Sentences that miss a term: source, what was expected, translation.
    """

    by_kind: dict[TermKind, Share] = field(default_factory=lambda: defaultdict(Share))
    by_part: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    same_form: Share = field(default_factory=Share)
    consistent: Share = field(default_factory=Share)
    twice: Share = field(default_factory=Share)
    whole: float = 0.0
    masked: float = 0.0
    missed: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one direction and half.

    Attributes:
        cases: The sentences with terms.
        without: What came out without the glossary.
        with_it: What came out with it.
        overclaimed: Terms that the proof says are there and the judge does not find.
        misapplied: Terms of the glossary that stand in a translation with it, not in the one without, and
            for which nothing stands in the source; of all sentences, those without any term among them.
        forbidden: Sentences whose translation without the glossary has a word that the glossary forbids when
            it is told to, and those that still have it then.
        control: chrF of the control sentences without their words in the glossary, and with.
        milliseconds: Median of a sentence alone, by whether its terms come without the glossary: without
            it, and with.
    """

    cases: Sequence[TermCase]
    without: Outcome
    with_it: Outcome
    overclaimed: int
    misapplied: Share
    forbidden: Share
    control: tuple[float, float]
    milliseconds: dict[bool, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Bench:
    """What measures.

    Attributes:
        interpreter: Translates with glossaries.
        translator: Aligns translations with their sources.
        score: Compares with references.
        progress: Told how many sentences were translated.
    """

    interpreter: Interpreter
    translator: Translator
    score: Score
    progress: Callable[[int], None] = lambda _: None

    def reporting(self, progress: Callable[[int], None]) -> "Bench":
        """Return the same, which tells how many sentences were translated."""
        return replace(self, progress=progress)

    def steps(self, terms: TermSet, half: Half, source: str) -> int:
        """Return how many sentences ``measure`` reports, at most."""
        both = len(terms.cases_of(half, Kind.TERM, source)), len(terms.cases_of(half, Kind.CONTROL, source))
        return 3 * both[0] + 3 * both[1] + 2 * _TIMED

    def measure(self, terms: TermSet, half: Half, source: str, target: str) -> Figures:
        """Measure a half in one direction."""
        concepts = terms.glossary_of(half, Kind.TERM)
        glossary = direction(concepts, source, target)
        cases = terms.cases_of(half, Kind.TERM, source)
        control = terms.cases_of(half, Kind.CONTROL, source)
        control_words = direction(terms.glossary_of(half, Kind.CONTROL), source, target)
        plain = self.translate([*cases, *control], EMPTY)
        kept = self.translate([*cases, *control], glossary)
        controlled = self.translate(control, control_words)
        by_id = {concept.id: concept for concept in concepts}
        look = _Look(by_id, Judge(target), self.translator, self.score)
        count = len(cases)
        without, with_it = look.outcome(cases, plain[:count]), look.outcome(cases, kept[:count])
        references = [case.reference for case in control]
        return Figures(
            cases,
            without,
            with_it,
            look.overclaimed(cases, kept[:count]),
            _misapplied([*cases, *control], plain, kept, concepts, target),
            self._forbidden(list(look.forbidding(cases, plain[:count])), concepts),
            (
                self.score([translation.text for translation in plain[count:]], references),
                self.score([translation.text for translation in controlled], references),
            ),
            {chosen: self._milliseconds(cases, glossary, chosen) for chosen in (True, False)},
        )

    def _forbidden(self, found: Sequence[Forbidding], concepts: Sequence[Concept]) -> Share:
        share = Share()
        if found:
            cases = [one.case for one in found]
            languages = cases[0].source_language, cases[0].target_language
            translations = self.translate(cases, direction(with_forbidden(concepts, found), *languages))
            for one, translation in zip(found, translations, strict=True):
                share.add(one.stands_in(translation.text))
        return share

    def translate(self, cases: Sequence[TermCase], glossary: Glossary) -> list[Translation]:
        """Translate sentences of one direction."""
        done: list[Translation] = []
        for start in range(0, len(cases), _BATCH):
            part = cases[start : start + _BATCH]
            languages = part[0].source_language, part[0].target_language
            done += self.interpreter.interpret([case.source for case in part], *languages, glossary)
            self.progress(len(part))
        return done

    def _milliseconds(
        self, cases: Sequence[TermCase], glossary: Glossary, chosen: bool
    ) -> tuple[float, float]:
        """Time sentences one by one, in turn without the glossary and with it; the best of some rounds."""
        some = [case for case in cases if case.chosen is chosen][:_TIMED]
        times: tuple[list[float], list[float]] = ([], [])
        for case in some:
            rounds = [[self._timed(case, used) for used in (EMPTY, glossary)] for _ in range(_ROUNDS)]
            for measured, took in zip(times, zip(*rounds, strict=True), strict=True):
                measured.append(min(took))
            self.progress(1)
        if not some:
            return 0.0, 0.0
        return statistics.median(times[0]), statistics.median(times[1])

    def _timed(self, case: TermCase, glossary: Glossary) -> float:
        started = time.perf_counter()
        self.interpreter.interpret([case.source], case.source_language, case.target_language, glossary)
        return (time.perf_counter() - started) * 1000


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks at translations of one direction."""

    concepts: dict[str, Concept]
    judge: Judge
    translator: Translator
    score: Score

    def outcome(self, cases: Sequence[TermCase], translations: Sequence[Translation]) -> Outcome:
        outcome = Outcome()
        said: dict[str, list[bool]] = defaultdict(list)
        masked: list[tuple[str, str]] = []
        rivals = self._rivals(cases, translations)
        for case, translation, rival in zip(cases, translations, rivals, strict=True):
            text = translation.text
            masked.append(self._masked(case, text, rival))
            outcome.twice.add(self._says_twice(case, text))
            for name, asked in Counter(case.concepts).items():
                concept = self.concepts[name]
                places = self.judge.found(concept, text)
                for number in range(asked):
                    there = number < len(places)
                    outcome.by_kind[concept.kind].add(there)
                    outcome.by_part[_part(concept, case)].add(there)
                    said[name].append(there)
                if places:
                    outcome.same_form.add(self._has_form(concept, case, text, places))
                if len(places) < asked:
                    expected = concept.said_in(case.target_language)
                    outcome.missed.append((case.source, expected.preferred if expected else "", text))
        for answers in said.values():
            if len(answers) > 1:
                outcome.consistent.add(all(answers))
        outcome.whole = self.score(
            [translation.text for translation in translations], [case.reference for case in cases]
        )
        outcome.masked = self.score([text for text, _ in masked], [reference for _, reference in masked])
        return outcome

    def forbidding(
        self, cases: Sequence[TermCase], translations: Sequence[Translation]
    ) -> Iterator[Forbidding]:
        """Yield the sentences that miss a term, with the word that stands in its place."""
        texts = [translation.text for translation in translations]
        absent = [
            [name for name in set(case.concepts) if not self.judge.found(self.concepts[name], text)]
            for case, text in zip(cases, texts, strict=True)
        ]
        rivals = list(self._rivals(cases, translations))
        yield from chosen_instead(cases, absent, rivals, texts, self.concepts)

    def overclaimed(self, cases: Sequence[TermCase], translations: Sequence[Translation]) -> int:
        wrong = 0
        for case, translation in zip(cases, translations, strict=True):
            claimed = sum(report.applied is not None for report in translation.terms)
            there = sum(
                min(asked, len(self.judge.found(self.concepts[name], translation.text)))
                for name, asked in Counter(case.concepts).items()
            )
            wrong += max(0, claimed - there)
        return wrong

    def _has_form(self, concept: Concept, case: TermCase, text: str, places: Spans) -> bool:
        forms = {text[start:end].casefold() for start, end in places}
        theirs = self.judge.found(concept, case.reference)
        return bool(forms & {case.reference[start:end].casefold() for start, end in theirs})

    def _says_twice(self, case: TermCase, text: str) -> bool:
        """Return whether a word stands twice in a row, or a term oftener than in source and reference."""
        if _TWICE.search(text) and not _TWICE.search(case.reference) and not _TWICE.search(case.source):
            return True
        return any(
            len(self.judge.found(self.concepts[name], text))
            > max(asked, len(self.judge.found(self.concepts[name], case.reference)))
            for name, asked in Counter(case.concepts).items()
        )

    def _masked(self, case: TermCase, text: str, rivals: Spans) -> tuple[str, str]:
        """Return the translation and the reference without the terms, and without what stands for them."""
        names = set(case.concepts)
        ours = [span for name in names for span in self.judge.found(self.concepts[name], text)]
        theirs = [span for name in names for span in self.judge.found(self.concepts[name], case.reference)]
        return _cut(text, [*ours, *rivals]), _cut(case.reference, theirs)

    def _rivals(self, cases: Sequence[TermCase], translations: Sequence[Translation]) -> Iterator[Spans]:
        """Yield for each translation the words that stand for the terms that it misses.

        They are those that the model wrote for the term's words, by its attention; nothing where it has
        the terms.
        """
        pairs = [
            (case.source, translation.text) for case, translation in zip(cases, translations, strict=True)
        ]
        languages = cases[0].source_language, cases[0].target_language
        alignments = self.translator.align(*languages, pairs)
        source_judge = Judge(languages[0])
        for case, (source, text), alignment in zip(cases, pairs, alignments, strict=True):
            absent = [name for name in set(case.concepts) if not self.judge.found(self.concepts[name], text)]
            wanted = [span for name in absent for span in source_judge.found(self.concepts[name], source)]
            if not wanted:
                yield []
                continue
            linked = links(source, text, alignment)
            yield [
                (word.start, word.end)
                for word, origin in zip(linked.target, linked.origin, strict=False)
                if not word.mark
                and _RIVAL.match(word.text)
                and any(
                    start <= linked.source[origin].start and linked.source[origin].end <= end
                    for start, end in wanted
                )
            ]


def _part(concept: Concept, case: TermCase) -> str:
    said = concept.said_in(case.source_language)
    if said is None:
        return "other"
    if concept.kind is TermKind.DNT:
        return "do not translate"
    return "several words" if " " in said.preferred else str(said.part_of_speech or "other")


def _cut(text: str, spans: Spans) -> str:
    gone = {place for start, end in spans for place in range(start, end)}
    return " ".join("".join(letter for place, letter in enumerate(text) if place not in gone).split())


def _misapplied(
    cases: Sequence[TermCase],
    plain: Sequence[Translation],
    kept: Sequence[Translation],
    concepts: Sequence[Concept],
    target: str,
) -> Share:
    """Count terms that came with the glossary though nothing asked for them."""
    words = {
        concept.id: said.preferred for concept in concepts if (said := concept.said_in(target)) is not None
    }
    index = TermIndex(
        (form, None, concept.id)
        for concept in concepts
        if (said := concept.said_in(target)) is not None
        for form in dict.fromkeys((said.preferred, *said.allowed, *said.forms))
    )
    share = Share()
    for case, before, after in zip(cases, plain, kept, strict=True):
        asked = {words[name] for name in case.concepts if name in words}
        stood = {words[match.entry] for match in index.find(before.text)}
        stands = {words[match.entry] for match in index.find(after.text)}
        share.add(bool(stands - stood - asked))
    return share
