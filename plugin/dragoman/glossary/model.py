"""A glossary: what the shop's terms are and how strictly each is kept."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from dragoman.domain import DragomanError, TermKind
from dragoman.glossary.matching import Match, TermIndex
from dragoman.glossary.readings import reads_as
from dragoman.wording import Phrase

_FINGERPRINT_LENGTH = 16


class GlossaryError(DragomanError):
    """A glossary cannot be used; the text names the line and the cure."""

    def __init__(self, told: Phrase | str) -> None:
        super().__init__(str(told))
        self.told = told


class Case(StrEnum):
    """What capitals mean in a term.

    FOLLOW: found in any case; the target follows the source's (REFUND, Refund). KEEP: found in any case; the
    target stays as the glossary has it. EXACT: found only in the glossary's case, and the target stays.
    """

    FOLLOW = "follow"
    KEEP = "keep"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase and its translation, for one direction.

    Attributes:
        source: The words in the source language.
        target: The words in the target language; those of the source for a do-not-translate term.
        kind: How strictly it is kept.
        case: What its capitals mean.
        note: For people; never sent anywhere.
        concept: Id of the concept it comes from; empty where it comes from a file.
        variants: What else it is found by: other spellings, allowed alternatives, inflected forms.
        allowed: What is as right in the target language.
        forbidden: What must not stand for it in the target language.
        forms: Inflected forms of the target.
        participles: Further forms, of its participle: right only where a participle is meant.
        gender: Grammatical gender of the target.
        part_of_speech: What kind of word the target is.
        verb: Whether it is a verb; None where nothing shows it or it does not matter.
    """

    source: str
    target: str
    kind: TermKind = TermKind.INFLECT
    case: Case = Case.FOLLOW
    note: str = ""
    concept: str = ""
    variants: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    participles: tuple[str, ...] = ()
    gender: str | None = None
    part_of_speech: str | None = None
    verb: bool | None = None

    def said_as(self, form: str) -> "Term":
        """Return the term with one target alone: the one that a form which was used before belongs to."""
        own = (self.target, *self.forms, *self.participles)
        if form.casefold() in (word.casefold() for word in own):
            return replace(self, allowed=())
        chosen = next((word for word in self.allowed if word.casefold() == form.casefold()), None)
        return (
            self
            if chosen is None
            else replace(self, target=chosen, allowed=(), forms=(), participles=(), gender=None)
        )

    @property
    def accepted(self) -> tuple[str, ...]:
        """What may stand for it in a translation, the preferred term first."""
        return tuple(dict.fromkeys((self.target, *self.forms, *self.participles, *self.allowed)))

    def shaped(self, words: str) -> str:
        """Return the target in the case of the words that stand in a source text."""
        if self.kind is TermKind.DNT:
            return words
        if self.case is not Case.FOLLOW or words == self.source:
            return self.target
        if len(words) > 1 and words.isupper():
            return self.target.upper()
        if words[0].isupper() and self.source[0].islower():
            return self.target[0].upper() + self.target[1:]
        return self.target


@dataclass(frozen=True)
class Glossary:
    """The terms of one direction; where two have the same source, the first counts.

    Attributes:
        terms: The terms.
        version: Number of the published version that they are from; empty where they are from files.
        compounding: Whether the source language writes compounds in one word.
        language: The source language; empty where it is not known.
        said: Of concepts that have several right targets a form of the one that is to be used.
    """

    EMPTY: ClassVar["Glossary"]

    terms: tuple[Term, ...] = field(default=())
    version: str = ""
    compounding: bool = False
    language: str = ""
    said: tuple[tuple[str, str], ...] = ()

    def saying(self, said: Mapping[str, str]) -> "Glossary":
        """Return the glossary with one target for each term that was said before, so that it stays the same.

        Args:
            said: By concept the form that stood in an earlier translation.
        """
        open_ones = tuple((concept, said[concept]) for concept in self.with_alternatives if concept in said)
        if not open_ones:
            return self
        narrowed = replace(self, said=open_ones)
        narrowed.__dict__["index"] = (
            self.index
        )  # it is the same, and takes long to make for thousands of terms
        return narrowed

    def joined(self, terms: Iterable[Term]) -> "Glossary":
        """Return the glossary with terms of one text alone, which come before its own."""
        further = tuple(terms)
        return replace(self, terms=(*further, *self.terms)) if further else self

    @cached_property
    def with_alternatives(self) -> tuple[str, ...]:
        """The concepts that have several right targets."""
        return tuple(dict.fromkeys(term.concept for term in self.terms if term.allowed and term.concept))

    def chosen(self, term: Term) -> Term:
        """Return a term as it is to be said."""
        form = dict(self.said).get(term.concept) if self.said else None
        return term if form is None else term.said_as(form)

    @cached_property
    def fingerprint(self) -> str:
        """What is equal for equal terms; empty without terms."""
        if not self.terms:
            return ""
        terms = [astuple(replace(term, note="", concept="")) for term in self.terms]
        return hashlib.sha256(json.dumps([terms, self.said]).encode()).hexdigest()[:_FINGERPRINT_LENGTH]

    @property
    def identity(self) -> str:
        """The published version, or the fingerprint of terms from files; empty without a glossary."""
        return self.version or self.fingerprint

    def found_in(self, text: str) -> list[Match[Term]]:
        """Return the terms that a text says; not a noun where it has the verb of the same spelling."""

        def fits(term: Term, start: int, end: int) -> bool:
            unsure = term.verb is None or term.kind is not TermKind.INFLECT
            return unsure or reads_as(text, start, end, self.language, verb=bool(term.verb))

        return self.index.find(text, fits)

    @cached_property
    def index(self) -> TermIndex[Term]:
        """The terms by their words, to find them in texts; made when it is first used."""
        spellings = (
            (words, words if term.case is Case.EXACT else None, term)
            for term in self.terms
            for words in dict.fromkeys((term.source, *term.variants))
        )
        return TermIndex(spellings, compounding=self.compounding)


EMPTY = Glossary.EMPTY = Glossary()
