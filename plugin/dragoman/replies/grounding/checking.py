"""Holds a draft to its evidence: what fails is removed, and what then no longer answers is withheld."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.language.detector import Detector
from dragoman.replies.asking import asked
from dragoman.replies.draft import Draft, Question, Reason, Removed, Sentence
from dragoman.replies.grounding.cited import Cited, Stated, alike, fits, read_evidence
from dragoman.replies.grounding.conditions import lost_condition
from dragoman.replies.grounding.copies import changed_copy
from dragoman.replies.grounding.form import markup, open_slot
from dragoman.replies.grounding.names import foreign_title, names
from dragoman.replies.grounding.polarity import differs, turned_round
from dragoman.replies.grounding.promises import promises
from dragoman.replies.question_kinds import wanted
from dragoman.replies.reading.sentences import Clause, Reading, legible
from dragoman.replies.reading.tokens import Value, ValueKind
from dragoman.replies.reading.words import LANGUAGES, WORD, fold
from dragoman.tags import base, same_language

_SUPPORTED = 0.6
"""So much of what a sentence is about must stand in what it cites: the rest is how it is put."""
_CLOSE = 0.5
"""Clauses that share so much say the same, but for what denies or restricts."""
_TELLING_WORDS = 4
"""Shorter sentences do not show their language."""
_REPEATED = 0.8
"""Sentences that share so much are one and the same, but for their values."""
_OF_CLAUSES = 0.5
"""The same of each of its clauses."""
_SPELT: Final = re.compile(
    r"\b\w+\W{0,3}\b(?:dot|ponto|point)\b\W{0,3}(?:com|net|org|io|br|shop|store|info|co|eu|pt)\b",
    re.IGNORECASE,
)
"""An address that is spelt out, so that it is not seen as one."""
_NAMED = frozenset({EvidenceKind.PRODUCT, EvidenceKind.ORDER})


class Grounding:
    """The checks; one instance serves all threads.

    Args:
        detector: Says which language a sentence is in.
    """

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    def check(self, draft: Draft, question: Question) -> Draft:
        """Return a draft with only the sentences that its evidence bears out.

        It is withheld where none is left, where more was removed than is left, which answers by chance, and
        where what is left has no value of the kind that was asked for. What was removed is listed with its
        reason.

        Args:
            draft: What a writer wrote; one that is withheld stays as it is.
            question: What it answers, with all the evidence that may be cited.
        """
        if draft.withheld is not None:
            return draft
        reader = _Evidence(question)
        kept: list[Sentence] = []
        removed: list[Removed] = []
        for sentence in draft.sentences:
            fault = self._fault(sentence, reader, question.language)
            if fault is None:
                kept.append(sentence)
            else:
                removed.append(fault)
        removed = [*draft.removed, *removed]
        if not kept or len(kept) < len(removed) or (removed and not has_asked_values(kept, question)):
            reason = removed[0].reason if removed else Reason.NO_EVIDENCE
            detail = removed[0].words if removed else ""
            return replace(
                draft, sentences=(), evidence=(), removed=tuple(removed), withheld=reason, detail=detail
            )
        cites = {one for sentence in kept for one in sentence.cites}
        evidence = tuple(one for one in question.evidence if one.id in cites)
        return replace(draft, sentences=tuple(kept), evidence=evidence, removed=tuple(removed))

    def _fault(self, sentence: Sentence, reader: "_Evidence", language: str) -> Removed | None:
        """Return what is wrong with a sentence, the gravest first."""
        for reason, words in (
            (Reason.SLOT, open_slot(sentence.text)),
            (Reason.MARKUP, markup(sentence.text)),
        ):
            if words:
                return Removed(sentence.text, reason, words)
        if not sentence.cites or not all(one in reader.by_id for one in sentence.cites):
            return Removed(sentence.text, Reason.NO_CITATION)
        reading = Reading(legible(sentence.text).strip(), base(language))
        cited = reader.cited(sentence.cites)
        if self._in_another_language(reading.text, cited, language):
            return Removed(sentence.text, Reason.LANGUAGE)
        if base(language) not in LANGUAGES:
            verbatim = reading.text.casefold() in cited.text
            return None if verbatim else Removed(sentence.text, Reason.NO_CITATION)
        fault = _check(reading, cited, reader.titles_beside(sentence.cites))
        return Removed(sentence.text, *fault) if fault else None

    def _in_another_language(self, text: str, cited: Cited, language: str) -> bool:
        """Whether a sentence surely is; one of the evidence's own words is in the evidence's language."""
        words = [fold(match.group()) for match in WORD.finditer(text)]
        if len(words) < _TELLING_WORDS or cited.words.issuperset(words):
            return False
        found = self._detector.detect(text)
        return found.sure and not same_language(found.language, language)


def has_asked_values(kept: Sequence[Sentence], question: Question) -> bool:
    """Whether sentences have the kinds of value that are asked for: of "how long", a period."""
    language = base(question.language)
    asks = asked(question.turns, question.language).questions
    said = {value.kind for one in kept for value in Reading(legible(one.text), language).values}
    return all(not kinds or said & kinds for kinds in (wanted(ask, language) for ask in asks))


class _Evidence:
    """The evidence of a question, each piece read when it is first cited."""

    def __init__(self, question: Question) -> None:
        self.by_id: Mapping[str, Evidence] = {one.id: one for one in question.evidence}
        self._language = question.language
        self._read: dict[str, tuple[Stated, ...]] = {}
        self._cited: dict[tuple[str, ...], Cited] = {}

    def cited(self, ids: tuple[str, ...]) -> Cited:
        if ids not in self._cited:
            links = [link for one in ids if (link := self.by_id[one].link)]
            stated = [sentence for one in ids for sentence in self._sentences(one)]
            self._cited[ids] = Cited(stated, links, base(self._language))
        return self._cited[ids]

    def _sentences(self, one: str) -> tuple[Stated, ...]:
        if one not in self._read:
            self._read[one] = read_evidence(self.by_id[one], self._language)
        return self._read[one]

    def titles_beside(self, ids: tuple[str, ...]) -> list[str]:
        return [one.title for one in self.by_id.values() if one.kind in _NAMED and one.id not in ids]


def _check(reading: Reading, cited: Cited, other_titles: list[str]) -> tuple[Reason, str] | None:
    """Return the first thing that a sentence says and its evidence does not, with the words that say it."""
    text = reading.text
    found = (
        (Reason.CONTACT, _unknown_contact(reading, cited)),
        (Reason.VALUE, _moved_value(reading, cited)),
        (Reason.NAME, _unknown_name(reading, cited) or foreign_title(text, cited.text, other_titles)),
        *(_unsaid(clause, cited) for clause in reading.clauses),
        (Reason.CONDITION, lost_condition(reading, cited)),
        (Reason.NEGATION, turned_round(text, cited.words, cited.language) or _denial(reading, cited)),
        (Reason.CONDITION, changed_copy(reading, cited)),
    )
    fault = next((one for one in found if one[1]), None)
    return fault or (None if _supported(reading, cited) else (Reason.NO_CITATION, ""))


def _unknown_contact(reading: Reading, cited: Cited) -> str:
    contacts = (value for value in reading.values if value.kind is ValueKind.CONTACT)
    unknown = (_words(reading, value) for value in contacts if value.key not in cited.contacts)
    spelt = (match.group() for match in _SPELT.finditer(reading.text))
    return next(chain(unknown, (one for one in spelt if one.casefold() not in cited.text)), "")


def _words(reading: Reading, value: Value) -> str:
    return reading.text[value.start : value.end]


def _unknown_name(reading: Reading, cited: Cited) -> str:
    return next(
        (
            name.word
            for name in names(reading.bare, cited.language)
            if not (name.folded in cited.words or (name.first and name.stem in cited.stems))
        ),
        "",
    )


def _moved_value(reading: Reading, cited: Cited) -> str:
    """Return a value of a sentence whose values stand in another order than in the evidence.

    Two periods that change places say something else, and so do hours of another day, although the evidence
    has them all. Where no sentence of it has them all, or repeats this one, each stands for itself.
    """
    if len(reading.values) < 2:  # noqa: PLR2004 - one value has no order
        return ""
    repeated = [
        one.reading
        for one in cited.stated
        if alike(reading.content, one.reading.content) >= _REPEATED
        or all(fits(value, one.reading.values) for value in reading.values)
    ]
    if not repeated or any(_is_subsequence(reading.values, one.values) for one in repeated):
        return ""
    return _words(reading, reading.values[-1])


def _is_subsequence(some: Sequence[Value], many: Sequence[Value]) -> bool:
    rest = iter(many)
    return all(any(fits(value, (one,)) for one in rest) for value in some)


def _unsaid(clause: Clause, cited: Cited) -> tuple[Reason, str]:
    """Return what a clause says and none of the sentences that speak most of its matter does.

    One of them must have all its values, names and promises: what stands in two sentences about two matters
    is not said of either.
    """
    told = [value for value in clause.values if value.kind is not ValueKind.CONTACT]
    named = [name for name in names(clause.bare, cited.language) if not name.first]
    promised = promises(clause.text, cited.language)
    if not (told or named or promised):
        return Reason.VALUE, ""
    unsaid = [
        [
            *((Reason.VALUE, clause.text_of(value)) for value in told if not fits(value, one.reading.values)),
            *((Reason.NAME, name.word) for name in named if name.folded not in one.words),
            *((Reason.PROMISE, words) for promise, words in promised.items() if promise not in one.promises),
        ]
        for one in cited.nearest(clause)
    ]
    least = min(unsaid, key=len, default=[])
    if least:
        return least[0]
    elsewhere = promised.keys() - cited.promised_by_clauses_like(clause)
    return Reason.PROMISE, next((promised[one] for one in promised if one in elsewhere), "")


def _denial(reading: Reading, cited: Cited) -> str:
    """Return the first clause that denies or restricts otherwise than those of the evidence nearest to it."""
    for clause in reading.clauses:
        nearest, likeness = cited.nearest_clauses(clause)
        close = likeness >= _CLOSE
        if nearest and all(differs(clause.text, one.text, cited.language, close=close) for one in nearest):
            return clause.text.strip()
    return ""


def _supported(reading: Reading, cited: Cited) -> bool:
    """Whether what a sentence is about stands in its evidence; of one about nothing, every word must."""
    if not reading.content:
        return bool(reading.values) or reading.text.casefold() in cited.text
    clauses = [clause.content for clause in reading.clauses if len(clause.content) > 1]
    return _share(reading.content, cited) >= _SUPPORTED and all(
        _share(content, cited) >= _OF_CLAUSES for content in clauses
    )


def _share(content: frozenset[str], cited: Cited) -> float:
    return len(content & cited.stems) / len(content)
