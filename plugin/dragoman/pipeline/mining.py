"""Looks for a store's terms in what was said: frequent phrases, two translations of one, agents' corrections.

What is found is shown with examples and counts. Only the terms themselves can become entries, so that what
is erased with a shopper stands nowhere else.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from dragoman.domain import Store
from dragoman.glossary import Interpreter
from dragoman.glossary.seeding import Proposal, Reason, Said, phrases, unknown
from dragoman.language.lexicon import function_words
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.own_words import SENTENCE
from dragoman.storage.conversations import Conversations, Stored
from dragoman.tags import base, same_language
from dragoman.translation.markup.alignment import Word, links, words
from dragoman.translation.translator import Translator

_PAGE = 200
_BATCH = 100
_LONGEST_CORRECTION = 4
_LEAST_SHOPPERS = 2
_WORDY = re.compile(r"[^\W\d_]")

Direction = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mining:
    """Finds proposals.

    Attributes:
        conversations: What was said.
        glossaries: What the store has already.
        interpreter: Translates in bulk what agents said in their own words, to see what they corrected.
        translator: Aligns these translations.
    """

    conversations: Conversations
    glossaries: Glossaries
    interpreter: Interpreter
    translator: Translator

    def proposals(
        self, store: Store, limit: int, least: int, progress: Callable[[int], None] = lambda _: None
    ) -> list[Proposal]:
        """Return what the last messages of a store propose and its draft does not have.

        Args:
            store: The store.
            limit: How many messages are read.
            least: How many shoppers must have written or read a phrase.
            progress: Told how many messages were read.

        Raises:
            DragomanError: a glossary cannot be read, or a pack is damaged or gone.
        """
        said: dict[Direction, list[Said]] = defaultdict(list)
        own: dict[Direction, list[Said]] = defaultdict(list)
        shoppers: dict[str, str] = {}
        for number, message in enumerate(islice(self._messages(store), limit), start=1):
            direction = message.record.source_language, message.record.target_language or ""
            if direction[1] and not same_language(*direction):
                if message.conversation not in shoppers:
                    shoppers[message.conversation] = self._shopper(store, message)
                shopper = shoppers[message.conversation]
                for segment in message.record.report.get("segments", ()):
                    one = Said(segment["source"], segment["target"], shopper)
                    said[direction].append(one)
                    if segment["method"] == SENTENCE:
                        own[direction].append(one)
            progress(number)
        found = [
            one for direction, several in own.items() for one in self._corrected(store, several, direction)
        ]
        for direction, several in said.items():
            ignored = _function_words(direction[0]), _function_words(direction[1])
            found += phrases(several, direction, ignored, least)
        return unknown(found, self.glossaries.termbases.draft(store.id))

    def _messages(self, store: Store) -> Iterator[Stored]:
        before: int | None = None
        while page := self.conversations.latest(store.id, _PAGE, before):
            yield from page
            before = page[-1].number

    def _shopper(self, store: Store, message: Stored) -> str:
        known = self.conversations.get(store.id, message.conversation)
        return known.person if known and known.person else message.conversation

    def _corrected(self, store: Store, own: Sequence[Said], direction: Direction) -> Iterator[Proposal]:
        """Yield the words that agents put in the place of ours for several shoppers."""
        glossary = self.glossaries.of(store, *direction)
        found: dict[tuple[str, str], list[Said]] = defaultdict(list)
        for start in range(0, len(own), _BATCH):
            part = own[start : start + _BATCH]
            ours = self.interpreter.interpret([one.source for one in part], *direction, glossary)
            pairs = [(one.source, translation.text) for one, translation in zip(part, ours, strict=True)]
            alignments = self.translator.align(*direction, pairs)
            for one, translation, alignment in zip(part, ours, alignments, strict=True):
                linked = links(one.source, translation.text, alignment)
                for first, last, theirs in _replaced(translation.text, one.target):
                    places = sorted(set(linked.origin[first:last]))
                    source = _joined(one.source, [linked.source[place] for place in places])
                    if source is not None:
                        found[source, theirs].append(one)
        for (source, theirs), where in found.items():
            shoppers = {one.shopper for one in where}
            if len(shoppers) >= _LEAST_SHOPPERS:
                terms = dict(zip(direction, (source, theirs), strict=True))
                examples = tuple(dict.fromkeys(one.target for one in where))[:3]
                yield Proposal(Reason.CORRECTED, terms, len(shoppers), examples=examples)


def _replaced(ours: str, theirs: str) -> Iterator[tuple[int, int, str]]:
    """Yield which of our words, by their places, an agent replaced, and with what."""
    before, after = words(ours), words(theirs)
    matcher = SequenceMatcher(
        None, [word.text.lower() for word in before], [word.text.lower() for word in after], autojunk=False
    )
    for what, first, last, start, end in matcher.get_opcodes():
        if what != "replace" or max(last - first, end - start) > _LONGEST_CORRECTION:
            continue
        replacement = _joined(theirs, after[start:end])
        if replacement is not None:
            yield first, last, replacement


def _joined(text: str, found: Sequence[Word]) -> str | None:
    """Return words that stand side by side as they are written; None where they do not, or are no words."""
    if not found or any(not _WORDY.match(word.text) for word in found):
        return None
    whole = text[found[0].start : found[-1].end]
    return whole.lower() if len(words(whole)) == len(found) else None


def _function_words(language: str) -> set[str]:
    having: Iterable[tuple[str, frozenset[str]]] = function_words().having.items()
    return {word for word, languages in having if base(language) in languages}
