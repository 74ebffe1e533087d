"""A draft in the shop's own words: what its glossary forbids in the agents' language gives way.

A passage may say "refund" where the shop says "store credit". What takes its place, and the articles that go
with it, are those of the glossary; where nothing fits, the sentence does not stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.domain import ProtectedSpan, SpanKind, TermReport
from dragoman.glossary.articles import agreeing
from dragoman.glossary.enforcement.candidates import Repair
from dragoman.glossary.enforcement.occurrence import Occurrence, forbidden
from dragoman.glossary.model import Glossary, Term

ALREADY_THERE = "already there"
REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence and the proof for its terms; one that was not kept says which word is forbidden.

    Attributes:
        text: The sentence.
        terms: A report for each term.
    """

    text: str
    terms: tuple[TermReport, ...]


def in_shop_words(sentence: str, glossary: Glossary, language: str) -> Worded:
    """Return a sentence with the words that the glossary wants.

    Args:
        sentence: A sentence of a draft.
        glossary: Terms from the agents' language into the same.
        language: That language.
    """
    insisted = [term for term in glossary.terms if _concerned(term, sentence)]
    repair = Repair(language, agreeing(language))
    reports: list[TermReport] = []
    text = sentence
    # Each round takes one forbidden word away; a term whose own words are forbidden must not go on forever.
    for _ in range(len(sentence.split())):
        found = forbidden([_anywhere(term) for term in insisted], text)
        if not found:
            break
        occurrence, (start, end) = found[0]
        ways = repair.repaired(text, [(occurrence, (start, end))], None, ())
        if not ways:
            break
        reports.append(_report(occurrence.term, text[start:end], REPAIRED, occurrence.term.target))
        text = ways[0].text
    missed = forbidden([_anywhere(term) for term in insisted], text)
    reports += [_report(one.term, text[slice(*place)], None, None) for one, place in missed]
    return Worded(text, (*reports, *_kept(text, glossary, [report.concept for report in reports])))


def _concerned(term: Term, sentence: str) -> bool:
    folded = sentence.casefold()
    return any(words.casefold() in folded for words in term.forbidden)


def _anywhere(term: Term) -> Occurrence:
    return Occurrence(ProtectedSpan(0, 0, term.source, SpanKind.TERM), term)


def _kept(text: str, glossary: Glossary, told: Sequence[str]) -> list[TermReport]:
    """Return the terms that stand in a sentence by themselves."""
    found = [(match, glossary.chosen(match.entry)) for match in glossary.found_in(text)]
    return [
        _report(
            term, text[match.start : match.end], ALREADY_THERE, text[match.start : match.end], match.start
        )
        for match, term in found
        if term.concept not in told
    ]


def _report(term: Term, words: str, applied: str | None, form: str | None, start: int = 0) -> TermReport:
    return TermReport(
        source=words,
        target=term.target,
        kind=term.kind,
        applied=applied,
        form=form,
        reason=None if applied else "no other wording was found",
        concept=term.concept,
        start=start,
    )
