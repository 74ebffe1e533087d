"""A concept: what a shop means, and how that is said, and not said, in each of its languages.

A concept is read in both directions: from a shopper's language into the agents', and back. What the engine's
side sees of it is a ``Term`` of one direction (see ``compiling``).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dragoman.domain import TermKind
from dragoman.glossary.model import Case
from dragoman.tags import base, same_language

EVERY_LANGUAGE = "mul"
"""Language of words that are the same in all of them, as BCP 47 spells it: names of products and brands."""

LONGEST_TERM = 200
LONGEST_NOTE = 2_000
LONGEST_NAME = 63
MOST_FORMS = 12
MOST_WORDS = 50

_ID = re.compile(r"[A-Za-z0-9_-]{0,64}\Z")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MARKUP = re.compile(r"<[/!?A-Za-z][^<>]*>")
# Tab and line breaks would be lost in files; marks of direction are invisible and make equal terms differ.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


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


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a concept cannot be used: the language whose terms are to blame, if one is, and the reason."""

    language: str | None
    reason: str


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


def faults(concept: Concept) -> list[Fault]:
    """Return everything that is wrong with a concept, in words; nothing where it can be used."""
    found = [Fault(language, reason) for language, reason in _wrong_terms(concept)]
    if not _ID.match(concept.id):
        found.append(Fault(None, f"its id {concept.id[:40]!r} must have at most 64 letters and digits"))
    if not concept.terms:
        found.append(Fault(None, "it says nothing in any language: add a term"))
    elif concept.kind is not TermKind.DNT and len({base(tag) for tag in concept.terms}) == 1:
        found.append(
            Fault(
                None,
                "it has terms in one language only: add another, or make its kind dnt (never translated)",
            )
        )
    for name, text in (("context", concept.context), ("definition", concept.definition)):
        if len(text) > LONGEST_NOTE:
            found.append(Fault(None, f"its {name} is longer than {LONGEST_NOTE} characters: shorten it"))
        if unseen := next((one for one in text if one not in "\n\t" and _unwritable(one)), ""):
            found.append(Fault(None, f"its {name} holds the character U+{ord(unseen):04X}: remove it"))
    if not 0 < len(concept.glossary) <= LONGEST_NAME or any(map(_unwritable, concept.glossary)):
        found.append(Fault(None, f"the name of its glossary must have 1 to {LONGEST_NAME} characters"))
    return found


def _wrong_terms(concept: Concept) -> Iterator[tuple[str, str]]:
    for language, terms in concept.terms.items():
        if not _TAG.match(language):
            yield language, f"{language[:40]!r} is no language: write its tag, such as en or pt-BR"
        for name, words in (("allowed", terms.allowed), ("forbidden", terms.forbidden)):
            if len(words) > MOST_WORDS:
                yield language, f"it has {len(words)} {name} terms: keep at most {MOST_WORDS}"
        for text in (terms.preferred, *terms.allowed, *terms.forbidden, *terms.forms):
            if reason := wrong_with(text):
                yield language, reason
        if len(terms.forms) > MOST_FORMS:
            yield language, f"{terms.preferred!r} has {len(terms.forms)} forms: keep at most {MOST_FORMS}"
        accepted = {folded(text) for text in (terms.preferred, *terms.allowed, *terms.forms)}
        for word in terms.forbidden:
            if folded(word) in accepted:
                yield language, f"{word!r} is both accepted and forbidden: remove it from one of the two"


def wrong_with(term: str) -> str | None:
    """Return why a text cannot be a term, in words that name the cure, or None where it can."""
    shown = repr(term if len(term) <= LONGEST_TERM else term[:40] + "…")
    unseen = next((character for character in term if _unseen(character)), "")
    checks = (
        (not term.strip(), "a term is empty: fill it in or remove it"),
        (len(term) > LONGEST_TERM, f"{shown} has {len(term)} characters: a term has at most {LONGEST_TERM}"),
        (unseen, f"{shown} holds the invisible character U+{ord(unseen or ' '):04X}: remove it"),
        (term != term.strip(), f"{shown} begins or ends with a space: remove it"),
        (_MARKUP.search(term), f"{shown} holds markup: write the words alone"),
        (
            not any(map(str.isalnum, term)),
            f"{shown} has no letter and no digit: nothing could be found by it",
        ),
    )
    return next((reason for wrong, reason in checks if wrong), None)


def _unseen(character: str) -> bool:
    return character in _INVISIBLE or _unwritable(character)


def _unwritable(character: str) -> bool:
    """Return whether files cannot carry a character: a control code, half a pair, what is never assigned."""
    if unicodedata.category(character) in {"Cc", "Cs", "Co"}:
        return True
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF  # noqa: PLR2004


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
