"""Conversations through the program itself: stored, interpreted, drafted, checked, translated.

Shoppers write in the chat of a shop's own theme, since that proves who is signed in. Nothing of a helpdesk
is needed for it: what is recorded there as sent is sent.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Final, Self, cast

from dragoman.app import Dragoman
from dragoman.domain import Author, Connection, Message, Secret, Visibility
from dragoman.pipeline.context import Case
from dragoman.pipeline.drafting import show_draft
from dragoman.pipeline.worker import work_on
from dragoman.replies.drafter import Brief, Drafted, Drafter
from dragoman.replies.retrieval.meaning.embedding import Embedder
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.replies.retrieval.search import Retrieval
from dragoman.settings import Settings
from dragoman.storage.events import Arrival, ReplyRequest
from dragoman.storefront import Visitor, person_of
from training.replies.cases import AGENT
from training.replies.judging import Answer
from training.replies.shops import SERRA, BenchShop

_CHAT: Final = "chat"
_CHANGED: Final = "Serra & Sal"


class Program:
    """The program with the shop in it; it owns the data folder from construction to ``close``.

    Args:
        settings: Where the shop is, and what writes drafts.
        shop: Which shop it is.
    """

    def __init__(self, settings: Settings, shop: BenchShop = SERRA) -> None:
        self._store = shop.store
        self._dragoman = Dragoman(settings)
        self._dragoman.records.stores.add_connection(_connection(shop), replace=True)
        context = self._dragoman.context
        self._watched = _Watched(context.drafting.drafter)
        self._context = replace(
            context, drafting=replace(context.drafting, drafter=cast(Drafter, self._watched))
        )
        knowledge = self._dragoman.records.knowledge
        self._has_model = Embedder.if_installed(shop.pivot) is not None
        self._by_words, self._by_meaning = Retrieval(knowledge), Retrieval(knowledge, Meanings(knowledge))
        self._numbers = count(1)
        self._dragoman.warm_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dragoman.stop()

    def answer(self, turns: Sequence[str], customer: str) -> Answer:
        """Return what is made of a conversation; see ``Line``."""
        number = next(self._numbers)
        conversation = f"c{number}"
        person = person_of(Visitor(customer or None), conversation)
        for place, turn in enumerate(turns):
            self._write(conversation, f"{conversation}-{place}", person, turn)
        self._watched.brief = None
        started = time.perf_counter()
        shown = show_draft(self._case(conversation))
        translated = (time.perf_counter() - started) * 1000
        brief = self._watched.brief
        return Answer(
            draft=shown.draft,
            translation=shown.translation.text if shown.translation else "",
            read=brief.turns[-1].text if brief else "",
            by_words=_found(self._by_words, brief),
            by_meaning=_found(self._by_meaning, brief) if self._has_model else (),
            milliseconds=self._watched.milliseconds,
            translated=translated,
        )

    @contextmanager
    def changed_macros(self) -> Iterator[None]:
        """Have every macro say something more for the block, as if its owner had just changed it."""
        macros = self._dragoman.records.macros
        known = macros.all(self._store)
        macros.put(self._store, [replace(one, text=f"{one.text}\n{_CHANGED}") for one in known])
        yield
        macros.put(self._store, known)

    def _write(self, conversation: str, event: str, person: str, turn: str) -> None:
        arrived: Arrival
        if turn.startswith(AGENT):
            arrived = ReplyRequest(event, conversation, turn.removeprefix(AGENT), "bench")
        else:
            arrived = Message(
                event, conversation, event, Author.SHOPPER, person, Visibility.PUBLIC, turn, time.time()
            )
        for row in self._context.inbox.accept(self._store, _CHAT, [arrived]):
            work_on(self._context, row)

    def _case(self, conversation: str) -> Case:
        store = self._context.stores.get(self._store)
        known = self._context.conversations.by_remote(self._store, _CHAT, conversation)
        if store is None or known is None:
            raise RuntimeError(f"{conversation} was not stored")
        return Case.of(self._context, store, known)


def _connection(shop: BenchShop) -> Connection:
    address = {"shop": f"{shop.store}.myshopify.com", "client_id": "bench"}
    return Connection(shop.store, _CHAT, "shopify", address, {}, (Secret("bench"),))


def _found(retrieval: Retrieval, brief: Brief | None) -> tuple[str, ...]:
    if brief is None:
        return ()
    found = retrieval.find(brief.store, brief.turns, brief.language, brief.today)
    return tuple(one.passage.text for one in found)


class _Watched:
    """A drafter that is watched: what it was given last, and how long it took."""

    def __init__(self, drafter: Drafter) -> None:
        self._drafter = drafter
        self.leaves_machine = drafter.leaves_machine
        self.brief: Brief | None = None
        self.milliseconds = 0.0

    def draft(self, brief: Brief) -> Drafted:
        """Draft; see ``Drafter``."""
        self.brief = brief
        started = time.perf_counter()
        try:
            return self._drafter.draft(brief)
        finally:
            self.milliseconds = (time.perf_counter() - started) * 1000
