"""A draft for a conversation: written in the agents' language, checked, and shown in the shopper's as well.

A shopper's message never waits for it: drafts are made when an agent asks, or after the message's own note is
written. An agent sends a draft, as it is or changed; without one it is sent only where the owner said so for
what it answers and for its language, and only if every check passed.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from difflib import SequenceMatcher

from dragoman.commerce import Shop
from dragoman.domain import UNDETERMINED, Author, DragomanError, Translation
from dragoman.pipeline.context import Case
from dragoman.pipeline.interpretation import Interpretation, Trouble, glossary_of, interpret
from dragoman.pipeline.macros import filled_for, macros_of
from dragoman.pipeline.own_words import in_own_words
from dragoman.pipeline.whereabouts import whereabouts
from dragoman.replies.draft import Draft, Reason, Turn
from dragoman.replies.draft_json import from_json, to_json
from dragoman.replies.drafter import Brief, Drafted
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.drafts import StoredDraft, Use
from dragoman.storefront import Storefront, customer_of
from dragoman.tags import same_language
from dragoman.translation.mail.text import new_text

_EDITED = 0.5
"""A reply that is so much like a draft is that draft, edited."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft as an agent sees it.

    Attributes:
        id: Its id.
        drafted: The draft in the agents' language, with the proof for its terms.
        translation: The draft in the shopper's language; None where both are the same, or it is withheld,
            or ``troubles`` say why not.
        troubles: What went wrong with the translation.
        leaves_machine: Whether the shopper's words left this machine for it.
    """

    id: str
    drafted: Drafted
    translation: Translation | None
    troubles: tuple[Trouble, ...]
    leaves_machine: bool

    @property
    def draft(self) -> Draft:
        """The draft itself."""
        return self.drafted.draft


def show_draft(case: Case) -> Shown:
    """Draft a reply to what the shopper wrote last, store it, and translate it for the shopper.

    Raises:
        StorageFull: it could not be stored.
    """
    drafted, leaves_machine = _drafted(case)
    target = case.conversation.language
    spelt: dict[str, str] = {}
    known: dict[str, str] = {}
    outcome, own = Interpretation(None), None
    text = drafted.draft.text
    if text and target and target != UNDETERMINED and not same_language(target, case.store.pivot):
        spelt = drafted.spellings(case.store.pivot, target)
        fields = drafted.fields_in(target, case.context.wording(target))
        own = filled_for(case.context, case.store, drafted.draft, target, fields)
        if own is None:
            pivot, wording = case.store.pivot, case.context.wording
            known = drafted.sentences_in(pivot, wording(pivot), target, wording(target))
            outcome = interpret(case, text, pivot, target, spelt, known)
        else:
            outcome = in_own_words(case, text, case.store.pivot, target, own, spelt)
    content = {
        "draft": to_json(drafted.draft),
        "terms": [asdict(report) for report in drafted.terms],
        "written": {"language": target, "values": spelt, "sentences": known, "text": own},
    }
    drafts = case.context.drafting.drafts
    stored = drafts.add(case.store.id, case.conversation.id, content, drafted.draft.intent)
    return Shown(stored, drafted, outcome.translation, outcome.troubles, leaves_machine)


def last_draft(case: Case) -> str:
    """Return what the last draft of a conversation says; empty where it says nothing or there is none."""
    stored = case.context.drafting.drafts.latest(case.store.id, case.conversation.id)
    return from_json(stored.content["draft"]).text if stored else ""


def written_for(case: Case, text: str, target: str) -> str | None:
    """Return what the last draft says in the shopper's language, where people wrote that beforehand.

    Args:
        case: Whose shopper it is.
        text: What an agent sends: only the draft as it is has it.
        target: The shopper's language.
    """
    stored = case.context.drafting.drafts.latest(case.store.id, case.conversation.id)
    if stored is None or stored.content["written"]["language"] != target:
        return None
    same = from_json(stored.content["draft"]).text.split() == text.split()
    own: str | None = stored.content["written"]["text"]
    return own if same else None


@dataclass(frozen=True, slots=True)
class Written:
    """What the last draft knows of a reply in the shopper's language: its values, and whole sentences."""

    values: Mapping[str, str]
    sentences: Mapping[str, str]


def known_of_drafts(case: Case, text: str, target: str) -> Written:
    """Return what the last draft of a conversation knows of an agent's reply."""
    stored = case.context.drafting.drafts.latest(case.store.id, case.conversation.id)
    if stored is None or stored.content["written"]["language"] != target:
        return Written({}, {})
    values, sentences = (
        {ours: theirs for ours, theirs in stored.content["written"][name].items() if ours in text}
        for name in ("values", "sentences")
    )
    return Written(values, sentences)


def remember_use(case: Case, record: MessageRecord) -> None:
    """Keep what became of the last draft, now that an agent's reply was sent."""
    stored = case.context.drafting.drafts.latest(case.store.id, case.conversation.id)
    if stored is not None and stored.use is None and stored.created_at <= record.created_at:
        case.context.drafting.drafts.used(case.store.id, stored.id, _use(stored, record.original))


def _use(stored: StoredDraft, reply: str) -> Use:
    drafted, sent = from_json(stored.content["draft"]).text.split(), reply.split()
    if drafted == sent:
        return Use.AS_WRITTEN
    like = SequenceMatcher(None, drafted, sent, autojunk=False).ratio()
    return Use.EDITED if drafted and like >= _EDITED else Use.OTHER


def _drafted(case: Case) -> tuple[Drafted, bool]:
    drafter = case.context.drafting.drafter
    turns = _turns(case)
    if turns is None:
        return Drafted(Draft((), withheld=Reason.LANGUAGE)), False
    try:
        return drafter.draft(_brief(case, turns)), drafter.leaves_machine
    except Exception as error:
        # A draft is help: whatever fails in making one, the agent answers without it.
        _log.error("drafting failed at %s", whereabouts(error))
        return Drafted(Draft((), withheld=Reason.WRITER_FAILED, detail=type(error).__name__)), False


def _brief(case: Case, turns: tuple[Turn, ...]) -> Brief:
    store, drafting = case.store, case.context.drafting
    glossary, _ = glossary_of(case, store.pivot, store.pivot)
    # Of files, only what goes from one language into another is known: that says nothing of the agents' own.
    own = tuple(term for term in glossary.terms if term.concept)
    rules = drafting.rules.get(store.id)
    return Brief(
        store=store.id,
        turns=turns,
        language=store.pivot,
        today=_today(case),
        glossary=type(glossary)(own, glossary.version),
        wording=case.context.wording(store.pivot),
        shop=_shop(case, drafting.shop),
        customer=_customer(case),
        limit=rules.limit,
        macros=macros_of(case.context, store),
        shopper_language=case.conversation.language,
    )


def _today(case: Case) -> date:
    return datetime.fromtimestamp(case.context.clock(), UTC).date()


def _shop(case: Case, opened: Callable[[str], Shop | None]) -> Shop | None:
    """Return where orders are looked up: what the owner set, or the helpdesk where that is the shop."""
    configured = opened(case.store.id)
    if configured is not None:
        return configured
    adapter = case.context.adapter(case.store.id, case.conversation.connection)
    return adapter if isinstance(adapter, Storefront) else None


def _customer(case: Case) -> str | None:
    """Return the shop's id of a shopper whom the helpdesk proves to be signed in."""
    try:
        adapter = case.context.adapter(case.store.id, case.conversation.connection)
    except DragomanError:
        return None
    return customer_of(case.conversation.person) if isinstance(adapter, Storefront) else None


def _turns(case: Case) -> tuple[Turn, ...] | None:
    """Return the conversation up to the shopper's last message; None where that could not be read."""
    records = list(case.context.conversations.messages(case.store.id, case.conversation.id))
    while records and records[-1].direction != "inbound":
        records.pop()
    if not records:
        return None
    said = [(record, _in_pivot(case, record)) for record in records]
    if said[-1][1] is None:
        return None
    return tuple(
        Turn(Author.SHOPPER if record.direction == "inbound" else Author.AGENT, text)
        for record, text in said
        if text is not None
    )


def _in_pivot(case: Case, record: MessageRecord) -> str | None:
    """Return what a message says in the agents' language; None where that is not known."""
    if same_language(record.source_language, case.store.pivot):
        return new_text(record.original)
    if record.translation is not None and same_language(record.target_language or "", case.store.pivot):
        return record.translation
    return None
