"""What an answer may say: passages of a shop's knowledge, macros, orders and products, as pieces to cite."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Who may be told what a passage says."""

    PUBLIC = "public"
    INTERNAL = "internal"


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from."""

    PASSAGE = "passage"
    MACRO = "macro"
    ORDER = "order"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a shop's knowledge that answers on its own, as long as a paragraph or a few.

    Attributes:
        id: Stays the same while its source and headings do; unique within a store.
        source: What it was imported from: a file's name, an address.
        headings: The headings it stands under, the outermost first.
        text: Plain text; line breaks part paragraphs and items of lists.
        language: BCP 47 tag.
        audience: Who may be told.
        owner: Who keeps it true; empty where nobody is named.
        link: Where a shopper can read it.
        valid_from: The first day on which it holds; None: always did.
        valid_until: The last day on which it holds; None: until it changes.
        version: Counts the changes of its text, from 1.
    """

    id: str
    source: str
    headings: tuple[str, ...]
    text: str
    language: str
    audience: Audience = Audience.PUBLIC
    owner: str = ""
    link: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    version: int = 1

    def holds_on(self, day: date) -> bool:
        """Return whether the passage is valid on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two passages that say different things about the same.

    Attributes:
        one: A passage.
        other: Another.
        said: The value that each of them states, as it is written; the sentence where one denies what the
            other affirms.
        about: The words that both are about, as the first has them.
        sentences: The sentence of each that says so.
        kind: What kind of value it is; empty where one denies what the other affirms.
    """

    one: Passage
    other: Passage
    said: tuple[str, str]
    about: tuple[str, ...]
    sentences: tuple[str, str]
    kind: str

    @property
    def both(self) -> str:
        """What both say, for people."""
        return " / ".join(self.said)


@dataclass(frozen=True, slots=True)
class Article:
    """A text that a shop publishes at its helpdesk or its shop, as it stands there.

    Attributes:
        name: Id of it there.
        title: What it is headed.
        category: What it is one of; empty where it is of nothing.
        html: Its text.
        link: Where a shopper can read it.
        language: BCP 47 tag; None where it is not said.
    """

    name: str
    title: str
    category: str
    html: str
    link: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece that a sentence of a draft may cite.

    Attributes:
        id: What a citation names: unique among the evidence of one question.
        kind: Where it comes from.
        words: Everything it says, as plain text in the agents' language: what checks read.
        title: What people call it: headings, "order #1001", a product's name.
        link: Where a shopper can read it.
        fields: Values by the names that slots have ("order.status", "product.price"), as they are said.
    """

    id: str
    kind: EvidenceKind
    words: str
    title: str
    link: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
