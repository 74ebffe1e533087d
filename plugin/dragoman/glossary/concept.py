"""A concept: what a shop means, and how that is said, and not said, in each of its languages.

A concept is read in both directions: from a shopper's language into the agents', and back. What the engine's
side sees of it is a ``Term`` of one direction (see ``compiling``).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dragoman.domain import TermKind
from dragoman.glossary.model import Case
from dragoman.tags import base, same_language

EVERY_LANGUAGE = "mul"
"""Language of words that are the same in all of them, as BCP 47 spells it: names of products and brands."""

MOST_FORMS = 12


class Status(StrEnum):
    """How far a concept has come. Only what is approved is published."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DEPRECATED = "deprecated"


class Gender(StrEnum):
    """Grammatical gender of a term, where its language has it."""

    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"
    COMMON = "common"


class PartOfSpeech(StrEnum):
    """What kind of word a term is, in the words of TBX-Basic."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    PROPER_NOUN = "properNoun"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LanguageTerms:
    """How a concept is said in one language.

    Attributes:
        preferred: What we write.
        allowed: What is as right: found in what others write, accepted in a translation.
        forbidden: What must never be written for it. It is not looked for in what others write: it may
            well mean something else there.
        forms: Inflected forms of the preferred term, the citation form first; empty: not computed yet.
        gender: Its gender.
        part_of_speech: What kind of word the preferred term is.
    """

    preferred: str
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    gender: Gender | None = None
    part_of_speech: PartOfSpeech | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a glossary.

    Attributes:
        id: Unique in its store; it stays the same through every version.
        terms: How it is said, by BCP 47 tag; ``EVERY_LANGUAGE`` for words that no language changes.
        kind: How strictly its terms are kept.
        case: What capitals mean in them.
        glossary: Name of the glossary of its store that it belongs to.
        context: Where it is said; for people.
        definition: What it means; for people.
        status: How far it has come.
        author: Who changed it last.
        changed_at: When, in POSIX seconds.
    """

    id: str
    terms: Mapping[str, LanguageTerms]
    kind: TermKind = TermKind.INFLECT
    case: Case = Case.FOLLOW
    glossary: str = "main"
    context: str = ""
    definition: str = ""
    status: Status = Status.APPROVED
    author: str = ""
    changed_at: float = 0.0

    def said_in(self, language: str) -> LanguageTerms | None:
        """Return how it is said in a language: of exactly this tag, else of the language, else of a sister.

        ``pt-BR`` falls back to ``pt``, then to any other variant of Portuguese, then to what is the same in
        every language.
        """
        for tag in (language, base(language)):
            for known, terms in self.terms.items():
                if known.lower() == tag.lower():
                    return terms
        sisters = sorted(tag for tag in self.terms if same_language(tag, language))
        return self.terms[sisters[0]] if sisters else self.terms.get(EVERY_LANGUAGE)

    def has(self, words: str) -> bool:
        """Return whether one of its terms, wanted or not, has these words in it; all have none."""
        wanted = folded(words)
        return any(
            wanted in folded(text)
            for terms in self.terms.values()
            for text in (terms.preferred, *terms.allowed, *terms.forbidden)
        )


def tidied(concept: Concept) -> Concept:
    """Return a concept without what nobody means: spaces round terms, other Unicode forms than NFC, CR."""
    terms = {
        language: replace(
            said,
            preferred=_tidy(said.preferred),
            allowed=tuple(map(_tidy, said.allowed)),
            forbidden=tuple(map(_tidy, said.forbidden)),
            forms=tuple(map(_tidy, said.forms)),
        )
        for language, said in concept.terms.items()
    }
    context, definition = (text.replace("\r\n", "\n") for text in (concept.context, concept.definition))
    return replace(concept, terms=terms, context=context.strip(), definition=definition.strip())


def _tidy(term: str) -> str:
    return unicodedata.normalize("NFC", term).strip(" ")


def folded(term: str) -> str:
    """Return what two spellings of a term have in common: Unicode form NFC, case and runs of spaces."""
    return " ".join(unicodedata.normalize("NFC", term).casefold().split())


@dataclass(frozen=True, slots=True)
class Termbase:
    """All concepts of a store as they were published.

    Attributes:
        version: Its number, as text; empty for none.
        concepts: The concepts, in the order they were first written.
    """

    version: str = ""
    concepts: Sequence[Concept] = field(default=())
