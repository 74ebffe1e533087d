"""A drafted reply: what was asked, what was written, what was cited, and why nothing is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from dragoman.commerce import Money
from dragoman.domain import Author
from dragoman.evidence import Contradiction, Evidence
from dragoman.replies.macros import Macro

_STOPS = (".", "!", "?", "…", ":", ";", ")")


class Reason(StrEnum):
    """Why a draft, or a sentence of it, is withheld: stable codes; their sentences are in the catalogues."""

    NOTHING_ASKED = "nothing_asked"
    NO_EVIDENCE = "no_evidence"
    CONTRADICTION = "contradiction"
    IDENTITY = "identity"
    LIMIT = "limit"
    PERSON = "person"
    INSTRUCTIONS = "instructions"
    WRITER_FAILED = "writer_failed"
    NO_CITATION = "no_citation"
    VALUE = "value"
    PROMISE = "promise"
    NAME = "name"
    NEGATION = "negation"
    CONDITION = "condition"
    CONTACT = "contact"
    SLOT = "slot"
    MARKUP = "markup"
    LANGUAGE = "language"
    FORBIDDEN_TERM = "forbidden_term"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation, in the agents' language."""

    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a draft is to answer.

    Attributes:
        turns: The conversation so far, the oldest first; the last is a shopper's.
        language: The agents' language: what turns, evidence and draft are in.
        evidence: What may be cited, the likeliest first.
        today: The day on which it is asked, for the shop.
        unproven: Names of orders that were asked for and are not proven to be the shopper's.
        limit: The most that a draft may speak of paying back; None: any amount.
        macros: Replies that the store has written beforehand.
        contradictions: What two passages of the evidence say differently.
        nearness: How near the meaning of passages is to what is asked, by their ids, from -1 to 1; empty
            where no model says.
    """

    turns: tuple[Turn, ...]
    language: str
    evidence: tuple[Evidence, ...]
    today: date
    unproven: tuple[str, ...] = ()
    limit: Money | None = None
    macros: tuple[Macro, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    nearness: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft and the ids of the evidence that says so."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that failed a check: why, and the words that no evidence has."""

    text: str
    reason: Reason
    words: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply that an agent may send.

    Attributes:
        sentences: What it says; empty where it is withheld.
        evidence: What its sentences cite.
        removed: What was written and failed a check.
        withheld: Why there is no draft and a person is to answer; None where there is one.
        detail: What the reason is about, for its sentence: an amount, a name of an order, two periods.
        intent: The macro or kind of question that was recognised; empty where none was.
        writer: Name of what wrote it.
        unanswered: Questions of the shopper's that it says nothing to.
    """

    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...] = ()
    removed: tuple[Removed, ...] = ()
    withheld: Reason | None = None
    detail: str = ""
    intent: str = ""
    writer: str = ""
    unanswered: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the draft says, as one text; what ends without a full stop, such as a link, ends its line."""
        parts = [f"{one.text} " if one.text.endswith(_STOPS) else f"{one.text}\n" for one in self.sentences]
        return "".join(parts).rstrip()


class Writer(Protocol):
    """Something that writes drafts; whatever it writes is checked.

    Attributes:
        name: What it is called in reports.
        leaves_machine: Whether the shopper's words leave this machine to be answered.
    """

    name: str
    leaves_machine: bool

    def write(self, question: Question) -> Draft:
        """Return a draft, or one that is withheld and says why. Not yet checked.

        Raises:
            WriterFailed: it could not be asked, or did not answer as it should.
        """


class WriterFailed(Exception):  # noqa: N818 - the draft is withheld with this; nothing went wrong for the shopper
    """A writer did not write: ``str(error)`` says in one line what an owner can do."""
