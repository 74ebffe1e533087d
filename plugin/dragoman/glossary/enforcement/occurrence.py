"""Terms as they stand in a text, and where their targets stand in its translation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.domain import ProtectedSpan, TermKind
from dragoman.glossary.model import Case, Term
from dragoman.translation.standing import standing

Place = tuple[int, int]
"""First character, and character behind the last."""

_PLURAL = "(?:e?s)?"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A term in a text: where it stands, the term, and whether it is more than a part of a word there."""

    span: ProtectedSpan
    term: Term
    whole: bool = True

    @property
    def kind(self) -> TermKind:
        """How strictly it is kept; what is a part of a longer word is only looked for."""
        return self.term.kind if self.whole else TermKind.INFLECT

    @property
    def target(self) -> str:
        """The preferred term, in the case of the words that stand here."""
        return self.term.shaped(self.span.text)

    def in_place(self) -> ProtectedSpan:
        """Return the span with what stands for it when the engine may not choose."""
        if self.kind is TermKind.DNT:
            return self.span
        return replace(self.span, replacement=self.target)

    def forms(self) -> tuple[str, ...]:
        """Return what may stand for it, the preferred term first."""
        if self.kind is TermKind.DNT:
            return (self.span.text,)
        if self.kind is TermKind.EXACT:
            return tuple(dict.fromkeys((self.term.target, *self.term.allowed)))
        return self.term.accepted

    def found_in(self, text: str) -> Iterator[Place]:
        """Yield where one of its forms stands in a translation."""
        open_ended = self.kind is TermKind.INFLECT and not self.term.forms
        any_of = "|".join(map(re.escape, sorted(self.forms(), key=len, reverse=True)))
        in_any_case = self.kind is TermKind.INFLECT or self.term.case is Case.FOLLOW
        flags = re.IGNORECASE if in_any_case and self.kind is not TermKind.DNT else re.NOFLAG
        yield from standing(re.compile(f"(?:{any_of}){_PLURAL if open_ended else ''}", flags), text)

    def moved(self, by: int) -> "Occurrence":
        """Return it as it stands in a text that begins so many characters earlier."""
        span = replace(self.span, start=self.span.start + by, end=self.span.end + by)
        return replace(self, span=span)


def paired(occurrences: Sequence[Occurrence], translation: str) -> list[Place | None]:
    """Find for each occurrence where its target stands in a translation; no word counts twice.

    An occurrence gets the form in its own case where there is one, before any other; terms with longer
    targets come first.
    """
    order = sorted(range(len(occurrences)), key=lambda index: -len(occurrences[index].term.target))
    taken = bytearray(len(translation))
    places: list[Place | None] = [None] * len(occurrences)
    for own_case in (True, False):
        for index in order:
            if places[index] is None:
                places[index] = _free(occurrences[index], translation, taken, own_case=own_case)
    return places


def forbidden(occurrences: Sequence[Occurrence], translation: str) -> list[tuple[Occurrence, Place]]:
    """Return where words stand that must not stand for a term, in the singular or plural."""
    accepted = [place for place in paired(occurrences, translation) if place]
    found: dict[Place, Occurrence] = {}
    for occurrence in occurrences:
        for words in occurrence.term.forbidden:
            pattern = re.compile(f"{re.escape(words)}{_PLURAL}", re.IGNORECASE)
            for start, end in standing(pattern, translation):
                if not any(first <= start and end <= behind for first, behind in accepted):
                    found.setdefault((start, end), occurrence)
    return [(occurrence, place) for place, occurrence in sorted(found.items())]


def _free(occurrence: Occurrence, translation: str, taken: bytearray, *, own_case: bool) -> Place | None:
    """Take the first place that is free, if need be of those in the occurrence's own case."""
    for start, end in occurrence.found_in(translation):
        fits = not own_case or _case(translation[start:end]) == _case(occurrence.target)
        if fits and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            return start, end
    return None


def _case(words: str) -> str:
    """Return how words are written: in capitals, with one at the beginning, or otherwise."""
    if len(words) > 1 and words.isupper():
        return "capitals"
    return "capital" if words[0].isupper() else "small"
