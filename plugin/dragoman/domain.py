"""The words everything in Dragoman speaks; this module imports nothing of ours.

Language tags are BCP 47 strings (``pt-BR``, ``en``, ``zh-Hant``); ``UNDETERMINED`` stands for "no
evidence" and is never replaced by a guess. Times are POSIX seconds. Ids of helpdesks are opaque strings.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

UNDETERMINED = "und"


class Author(StrEnum):
    """Who wrote a message."""

    SHOPPER = "shopper"
    AGENT = "agent"
    BOT = "bot"


class Visibility(StrEnum):
    """Who can read a message in the helpdesk."""

    PUBLIC = "public reply"
    INTERNAL = "internal note"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a helpdesk reported it.

    Attributes:
        event_id: What makes redeliveries recognisable: unique within a connection and the same for
            every delivery of this message.
        conversation: The helpdesk's id of the ticket or chat.
        message_id: The helpdesk's id of this message.
        author: Who wrote it.
        author_id: The helpdesk's id of the person who wrote it.
        visibility: Whether the shopper can read it.
        text: The text as written, unchanged.
        written_at: When it was written, if the helpdesk says so.
        locale: The language the helpdesk believes the author uses: a hint, never proof.
        automatic: Whether a program wrote it (out of office, bounce, newsletter: RFC 3834).
    """

    event_id: str
    conversation: str
    message_id: str
    author: Author
    author_id: str
    visibility: Visibility
    text: str
    written_at: float | None = None
    locale: str | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Pointer:
    """A delivery that carries only ids: the adapter's ``fetch`` turns it into messages.

    Attributes:
        event_id: Unique within a connection and the same for every redelivery.
        conversation: The helpdesk's id of the ticket or chat.
        since: Messages written before this time are history, not news.
    """

    event_id: str
    conversation: str
    since: float


Event = Message | Pointer


class DemandKind(StrEnum):
    """What the law lets a shopper or a shop ask for."""

    EXPORT = "export"
    ERASE = "erase"
    ERASE_ALL = "erase all"
    DISCONNECT = "disconnect"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a helpdesk or shop demands of us about the data that came through its connection.

    Attributes:
        event_id: Unique within a connection and the same for every redelivery.
        kind: Give what is stored about a shopper; erase it; erase what is stored about all of them; forget
            what we log in with.
        person: The helpdesk's id of the shopper; None where it concerns all, or names nobody that we know by
            an id.
    """

    event_id: str
    kind: DemandKind
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that we write into a helpdesk.

    Attributes:
        key: Our deterministic key; equal keys are the same message.
        conversation: The helpdesk's id of the ticket or chat.
        visibility: An internal note or a public reply.
        text: Plain text; the adapter brings it into the helpdesk's markup.
        shopper_language: What the conversation is to be tagged with, if it is news.
    """

    key: str
    conversation: str
    visibility: Visibility
    text: str
    shopper_language: str | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential that never shows itself: ``reveal()`` is the only way to the text."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Return the text of the secret."""
        return self._text

    def __str__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Connection:
    """One configured helpdesk of a store.

    Attributes:
        store: Id of the store.
        name: Name of the connection, unique within the store.
        adapter: Name of the adapter that speaks to this helpdesk.
        settings: What is not secret (addresses, ids of custom fields), by the adapter's field names.
        credentials: What we authenticate with, by the adapter's field names.
        signing_secrets: What the helpdesk signs with: the newest first, older ones while they rotate.
    """

    store: str
    name: str
    adapter: str
    settings: dict[str, str]
    credentials: dict[str, Secret]
    signing_secrets: tuple[Secret, ...]


class TermPolicy(StrEnum):
    """What becomes of a reply that misses a term of the glossary."""

    SEND = "send"
    WARN = "warn"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Store:
    """A shop: its pivot language, and the languages it wants interpreted.

    Attributes:
        id: Short name that stands in addresses.
        name: What people call the shop.
        pivot: Language that the agents read and write.
        languages: Every enabled language, the pivot among them.
        marker: What an internal note begins with to be an agent's command.
        locale: Language of our own texts in the helpdesk (labels of notes, warnings).
        terms: What becomes of replies that miss a term, by language; where it says nothing, those are held
            that miss a do-not-translate or exact term, and the others are sent with a warning.
    """

    id: str
    name: str
    pivot: str
    languages: tuple[str, ...]
    marker: str = "! "
    locale: str = "en"
    terms: tuple[tuple[str, TermPolicy], ...] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """What is known of a text's language.

    Attributes:
        language: BCP 47 tag of what it most likely is, or ``UNDETERMINED``.
        confidence: 0 to 1; 0 when undetermined.
        enabled: Whether the language is one of those asked for.
        evidence: Reasons in words ("model: pt 0.98", "conversation so far").
        sure: Whether it may be acted on without a person: of word pairs, 98 in 100 are then right.
    """

    language: str
    confidence: float
    enabled: bool
    evidence: tuple[str, ...]
    sure: bool = False


class SpanKind(StrEnum):
    """What a protected span is."""

    URL = "url"
    EMAIL = "email"
    PLACEHOLDER = "placeholder"
    INLINE_CODE = "inline code"
    ORDER_ID = "order id"
    CODE = "code"
    CARD = "card number"
    IBAN = "IBAN"
    TAX_ID = "tax id"
    PHONE = "telephone number"
    AMOUNT = "amount"
    MEASURE = "measure"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    EMOJI = "emoji"
    TERM = "do-not-translate term"


@dataclass(frozen=True, slots=True)
class ProtectedSpan:
    """A value that comes out byte for byte: where it stands in the source (characters) and what it is.

    ``replacement`` is what stands for it in the translation: None for the value itself, the target
    term where a glossary says so.
    """

    start: int
    end: int
    text: str
    kind: SpanKind
    replacement: str | None = None


class Format(StrEnum):
    """What the markup of a text is."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"


class Light(StrEnum):
    """How far an agent may rely on a translation: the traffic light."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @classmethod
    def worst(cls, lights: Iterable["Light"]) -> "Light":
        """Return the one that trusts least; green where there is none."""
        order = list(cls)
        return order[max(map(order.index, lights), default=0)]


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence and its translation.

    Attributes:
        source: The sentence as it was written.
        target: Its translation.
        method: How it was translated ("plain", "placeholder A", "split", "phrasebook", "memory", …).
        read_as: What the engine read, where chat spellings or capitals were read as what they mean; None
            where it read the sentence as it was written.
        quality: 0 (unusable) to 1: how likely a reader can rely on it.
        light: The same for people.
        reasons: Why it is not green: codes of warnings.
    """

    source: str
    target: str
    method: str
    read_as: str | None = None
    quality: float = 1.0
    light: Light = Light.GREEN
    reasons: tuple[str, ...] = ()


class TermKind(StrEnum):
    """How strictly a term is kept."""

    DNT = "dnt"
    EXACT = "exact"
    INFLECT = "inflect"


@dataclass(frozen=True, slots=True)
class TermReport:
    """Proof for one occurrence of a term.

    Attributes:
        source: The words that matched, as they stand in the source.
        target: The preferred term.
        kind: How strictly it is kept.
        applied: How it came to stand in the translation: "already there", "protected", "repaired" (put in
            the place of other words, and what goes with it made to agree), "code-switched" (decoded again
            with the term in the sentence), "n-best" (another choice of the engine), "forced" (decoded from
            the term on), "banned" (decoded without the words in its place), "substituted" (kept like a
            value), or None when it was missed.
        form: The words that stand in the translation, if any.
        reason: Why it was missed, if it was.
        concept: Id of the entry of the glossary; empty where it comes from a file.
        start: Character at which the words that matched begin.
    """

    source: str
    target: str
    kind: TermKind
    applied: str | None
    form: str | None
    reason: str | None
    concept: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the field's word for it
    """Something a person should look at: a stable code and the values its sentence needs."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A text and its translation, always together.

    Attributes:
        source_language: Language the text was read as.
        target_language: Language of the translation.
        original: The text as it was written.
        text: The translation, or the original where both languages are the same.
        segments: The sentences, in order.
        protected: The values that were kept.
        terms: Proof for every term of the glossary that occurs.
        quality: 0 (unusable) to 1: how likely a reader can rely on it.
        warnings: What a person should look at.
        milliseconds: How long it took.
        glossary: The published version whose terms were looked for, or the fingerprint of terms from files;
            empty without a glossary.
    """

    source_language: str
    target_language: str
    original: str
    text: str
    segments: tuple[Segment, ...]
    protected: tuple[ProtectedSpan, ...]
    terms: tuple[TermReport, ...]
    quality: float
    warnings: tuple[Warning, ...]
    milliseconds: float

    @property
    def light(self) -> Light:
        """The traffic light: its worst sentence's; a missed term lets nothing be green."""
        missed = any(term.applied is None for term in self.terms)
        return Light.worst([Light.AMBER if missed else Light.GREEN, *(one.light for one in self.segments)])

    glossary: str = ""


class DragomanError(Exception):
    """An error that a person can act on: ``str(error)`` is one line that names the cure."""
