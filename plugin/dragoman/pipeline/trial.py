"""Tries a glossary's draft before it is published: on a sentence, or on what was said lately.

Nothing is sent and nothing is stored. What decodes gives way to everybody who waits for a translation.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from dragoman.domain import Store, Translation
from dragoman.glossary import Glossary, Interpreter
from dragoman.glossary.model import Term
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.memory import TranslationMemory
from dragoman.storage.conversations import Conversations, Stored
from dragoman.tags import same_language

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """A text translated with the glossary that holds, and with its draft.

    Attributes:
        before: With what is published.
        after: With the draft.
    """

    before: Translation
    after: Translation

    @property
    def changed(self) -> bool:
        """Whether the draft gives another translation."""
        return self.before.text != self.after.text

    @property
    def alarms(self) -> tuple[str, ...]:
        """Codes of what only the translation with the draft warns of."""
        known = list(self.before.warnings)
        return tuple(warning.code for warning in self.after.warnings if warning not in known)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A message that was said, with its trial."""

    message: Stored
    trial: Trial


@dataclass(slots=True)
class Tally:
    """What a replay found so far.

    Attributes:
        messages: How many messages were looked at.
        concerned: Those that have terms of the glossary or of its draft.
        changed: Those that would be translated in another way.
        kept_before: Terms kept, and terms found, with what is published.
        kept_after: The same with the draft.
        alarms: Warnings that the draft brings.
    """

    messages: int = 0
    concerned: int = 0
    changed: int = 0
    kept_before: tuple[int, int] = (0, 0)
    kept_after: tuple[int, int] = (0, 0)
    alarms: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, page: "Page") -> None:
        """Count a page."""
        self.messages += page.messages
        self.concerned += len(page.replayed)
        for one in page.replayed:
            self.changed += one.trial.changed
            self.kept_before = _added(self.kept_before, one.trial.before)
            self.kept_after = _added(self.kept_after, one.trial.after)
            for code in one.trial.alarms:
                self.alarms[code] += 1


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a replay.

    Attributes:
        messages: How many messages were looked at.
        replayed: Those that have terms, the newest first.
        following: Where the next page begins; None after the last one.
    """

    messages: int
    replayed: Sequence[Replayed]
    following: int | None


@dataclass(frozen=True, slots=True)
class Trials:
    """Tries drafts.

    Attributes:
        glossaries: The glossary of each store, and its draft.
        conversations: What was said.
        memory: What people approved: it comes before the engine here as it does elsewhere.
        interpreter: Translates in bulk, when nobody else waits.
    """

    glossaries: Glossaries
    conversations: Conversations
    memory: TranslationMemory
    interpreter: Interpreter

    def sentence(self, store: Store, text: str, source: str, target: str) -> Trial:
        """Translate a text with what is published and with the draft.

        Raises:
            DragomanError: the glossary cannot be read, or no pack translates between these languages.
        """
        (trial,) = self._trials(store, [text], source, target)
        return trial

    def replay(self, store: Store, limit: int) -> Iterator[Page]:
        """Yield what the draft would change of a store's last messages, page by page.

        Args:
            store: The store.
            limit: How many messages are looked at.

        Raises:
            DragomanError: the glossary cannot be read, or no pack translates between two languages.
        """
        before: int | None = None
        while limit > 0:
            page = self.page(store, min(limit, _PAGE), before)
            yield page
            limit -= page.messages
            if page.following is None:
                return
            before = page.following

    def page(self, store: Store, limit: int, before: int | None = None) -> Page:
        """Return what the draft would change of so many messages before a number; see ``replay``."""
        found = self.conversations.latest(store.id, limit, before)
        directions: dict[tuple[str, str], list[Stored]] = defaultdict(list)
        for message in found:
            record = message.record
            target = record.target_language
            if target is not None and not same_language(record.source_language, target):
                directions[record.source_language, target].append(message)
        replayed = [
            one
            for direction, several in directions.items()
            for one in self._replayed(store, several, direction)
        ]
        replayed.sort(key=lambda one: -one.message.number)
        return Page(len(found), replayed, found[-1].number if len(found) == limit else None)

    def _replayed(
        self, store: Store, messages: Sequence[Stored], direction: tuple[str, str]
    ) -> Iterator[Replayed]:
        glossaries = self._both(store, *direction)
        concerned = [
            message
            for message in messages
            if any(_terms(glossary, message.record.original) for glossary in glossaries)
        ]
        trials = self._trials(store, [message.record.original for message in concerned], *direction)
        yield from map(Replayed, concerned, trials)

    def _trials(self, store: Store, texts: Sequence[str], source: str, target: str) -> list[Trial]:
        """Translate texts in both ways; those once in which the draft finds what is found already."""
        published, draft = self._both(store, source, target)
        recall = partial(self.memory.recall, store.id, source, target)
        translate = partial(self.interpreter.interpret, source=source, target=target, recall=recall)
        before = translate(texts, glossary=published)
        others = [text for text in texts if _terms(published, text) != _terms(draft, text)]
        after = dict(zip(others, translate(others, glossary=draft) if others else (), strict=True))
        return [Trial(one, after.get(text, one)) for text, one in zip(texts, before, strict=True)]

    def _both(self, store: Store, source: str, target: str) -> tuple[Glossary, Glossary]:
        return self.glossaries.of(store, source, target), self.glossaries.drafted(store, source, target)


def _terms(glossary: Glossary, text: str) -> list[tuple[int, int, Term]]:
    return [(match.start, match.end, match.entry) for match in glossary.found_in(text)]


def _added(counts: tuple[int, int], translation: Translation) -> tuple[int, int]:
    kept = sum(report.applied is not None for report in translation.terms)
    return counts[0] + kept, counts[1] + len(translation.terms)
