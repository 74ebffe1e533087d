"""What every step of the pipeline needs; the composition root makes it once."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dragoman.adapter import Adapter
from dragoman.commerce import Shop
from dragoman.domain import Store
from dragoman.glossary import Interpreter
from dragoman.language.detector import Detector
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.lately import Lately
from dragoman.pipeline.memory import TranslationMemory
from dragoman.pipeline.notes import Notes
from dragoman.pipeline.retry import Patience
from dragoman.replies.drafter import Drafter
from dragoman.storage.conversations import Conversation, Conversations
from dragoman.storage.draft_rules import RulesOfDrafts
from dragoman.storage.drafts import Drafts
from dragoman.storage.forwardings import Forwardings
from dragoman.storage.inbox import Inbox
from dragoman.storage.macros import Macros
from dragoman.storage.outgoing import Outbox
from dragoman.storage.stores import Stores
from dragoman.translation.packs import Pack
from dragoman.wording import Wording


@dataclass(frozen=True, slots=True)
class Drafting:
    """What drafts are made with.

    Attributes:
        drafter: Writes and checks them.
        drafts: Keeps them.
        rules: What owners allow.
        shop: Returns where the orders of a store are looked up; None where the owner set nothing up.
        macros: Replies that were written beforehand.
        pack: Returns the pack of a direction; None where none is installed.
    """

    drafter: Drafter
    drafts: Drafts
    rules: RulesOfDrafts
    shop: Callable[[str], Shop | None]
    macros: Macros
    pack: Callable[[str, str], Pack | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What every step needs.

    Attributes:
        stores: The shops and their connections.
        inbox: The events.
        outbox: What is to be written, and what was.
        conversations: What is known of each conversation.
        forwardings: Which of them are forwarded to another helpdesk.
        detector: Tells languages apart.
        interpreter: Translates with a glossary.
        glossaries: The glossary of each store.
        memory: What people approved.
        lately: What was translated lately and nobody approved.
        drafting: What drafts are made with.
        adapter: Returns the adapter of (store, connection); raises ``DragomanError`` if there is none.
        wording: Returns our texts in a locale.
        patience: When a helpdesk that is down is asked again.
        turns: Lets so many events be interpreted at the same time. That keeps the processors busy; more
            of them would only take the interpreter lock from the threads that answer deliveries.
        clock: The present, in POSIX seconds.
    """

    stores: Stores
    inbox: Inbox
    outbox: Outbox
    conversations: Conversations
    forwardings: Forwardings
    detector: Detector
    interpreter: Interpreter
    glossaries: Glossaries
    memory: TranslationMemory
    lately: Lately
    drafting: Drafting
    adapter: Callable[[str, str], Adapter]
    wording: Callable[[str], Wording] = Wording
    patience: Patience = field(default_factory=Patience)
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(2))
    clock: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation of one store, and what is needed to work on it.

    Attributes:
        context: The parts.
        store: The shop.
        conversation: What is known of the conversation.
        notes: Writes the notes that its agents read.
    """

    context: Context
    store: Store
    conversation: Conversation
    notes: Notes

    @classmethod
    def of(cls, context: Context, store: Store, conversation: Conversation) -> "Case":
        """Return the case of a conversation; raises ``DragomanError`` if its connection is gone."""
        cap = context.adapter(store.id, conversation.connection).traits.text_cap
        notes = Notes(context.wording(store.locale), store.marker, cap)
        return cls(context, store, conversation, notes)
