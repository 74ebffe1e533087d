"""The translation memory: what people approved is taken before the engine, and what is like it is suggested.

Every pair in it keeps its values: what would not come out byte for byte is not approved. The glossary comes
before the memory: an approved segment that misses a term of today's glossary is decoded with the term.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from dragoman.storage.memory import Approved, Memory, MemoryEntry
from dragoman.tags import same_variant
from dragoman.translation.masking import SECRET
from dragoman.translation.protect import protected_spans
from dragoman.translation.template import adapted, template_of, values_of
from dragoman.translation.tmx import LONGEST_SEGMENT

LEAST_LIKENESS = 0.75
"""How much a segment must be like an approved one, 0 to 1, for that to be suggested."""

_MOST_COMPARED = 50_000
_PAIRS_IN_MEMORY = 8
_LOWEST_SIGN = " "


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An approved translation of a segment that is like the one asked for.

    Attributes:
        segment: What is to be translated.
        entry: The approved pair.
        likeness: How much their sources are alike, 0 to 1; 1 is the same.
    """

    segment: str
    entry: MemoryEntry
    likeness: float


@dataclass(frozen=True, slots=True)
class _Readable:
    """The latest entries of one pair of languages, opened: by id, and their sources without values."""

    stamp: tuple[int | None, int | None]
    entries: Mapping[int, MemoryEntry]
    likenesses: Mapping[int, str]


class TranslationMemory:
    """The approved segments of all stores; thread-safe.

    Args:
        rows: Where they are stored.
    """

    def __init__(self, rows: Memory) -> None:
        self.rows = rows
        self._lock = threading.Lock()
        self._readable: OrderedDict[tuple[str, str, str], _Readable] = OrderedDict()

    def recall(self, store: str, source: str, target: str, segments: Sequence[str]) -> list[str | None]:
        """Return the approved translations of segments, with the values that stand in each segment.

        Only a segment that differs in nothing but ids, codes and addresses from an approved one has one.

        Args:
            store: Id of the store.
            source: Language of the segments, a BCP 47 tag.
            target: Language of the translations; what was approved for another variant of it is left out.
            segments: What is to be translated.
        """
        keys = [template_of(segment).key for segment in segments]
        found = self.rows.find(store, source, target, list(dict.fromkeys(keys)))
        return [
            _first_adapted(found.get(key, ()), source, target, segment)
            for key, segment in zip(keys, segments, strict=True)
        ]

    def suggest(self, store: str, source: str, target: str, segments: Iterable[str]) -> list[Suggestion]:
        """Return for each segment the approved one that is most like it, where one is like enough."""
        readable = self._opened(store, source, target)
        if not readable.entries:
            return []
        suggestions = []
        for segment in segments:
            best = process.extractOne(
                template_of(segment).likeness,
                readable.likenesses,
                scorer=fuzz.ratio,
                score_cutoff=LEAST_LIKENESS * 100,
            )
            if best is not None:
                suggestions.append(Suggestion(segment, readable.entries[best[2]], round(best[1] / 100, 3)))
        return suggestions

    def forget_opened(self) -> None:
        """Let go of every text that is held in memory."""
        with self._lock:
            self._readable.clear()

    def _opened(self, store: str, source: str, target: str) -> _Readable:
        pair = (store, source, target)
        stamp = self.rows.stamp(store)
        with self._lock:
            known = self._readable.get(pair)
        if known is None or known.stamp != stamp:
            known = self._refreshed(known, stamp, pair)
        with self._lock:
            self._readable[pair] = known
            self._readable.move_to_end(pair)
            while len(self._readable) > _PAIRS_IN_MEMORY:
                self._readable.popitem(last=False)
        return known

    def _refreshed(
        self, known: _Readable | None, stamp: tuple[int | None, int | None], pair: tuple[str, str, str]
    ) -> _Readable:
        """Open what is new; opening everything anew would keep the agent waiting."""
        before = known.entries if known else {}
        ids = self.rows.ids(*pair, _MOST_COMPARED)
        news = self.rows.list(*pair, limit=_MOST_COMPARED, after=max(before, default=0))
        _, source, target = pair
        opened = {**before, **{entry.id: entry for entry in news if _holds(entry, source, target)}}
        entries = {number: opened[number] for number in ids if number in opened}
        return _Readable(stamp, entries, {number: entry.likeness for number, entry in entries.items()})


def approved(
    source_language: str,
    target_language: str,
    source: str,
    target: str,
    *,
    author: str,
    glossary: str = "",
    conversation: str | None = None,
) -> Approved:
    """Return a pair of segments as the memory stores it.

    Raises:
        ValueError: ``unfit`` says why it cannot be approved.
    """
    reason = unfit(source, target)
    if reason is not None:
        raise ValueError(reason)
    template = template_of(source)
    return Approved(
        source_language,
        target_language,
        source,
        target,
        key=template.key,
        likeness=template.likeness,
        glossary=glossary,
        author=author,
        conversation=conversation,
    )


def unfit(source: str, target: str) -> str | None:
    """Return why a pair of segments cannot be approved, for people; None where it can."""
    if not any(map(str.isalpha, source)) or not target.strip():
        return "one of the segments has no words"
    if max(len(source), len(target)) > LONGEST_SEGMENT:
        return f"a segment is longer than {LONGEST_SEGMENT} characters"
    if not all(_writable(character) for character in source + target):
        return "a segment has control characters or line breaks in it"
    if any(span.kind in SECRET for span in protected_spans(f"{source}\n{target}")):
        return "it has the number of a card or an account in it"
    asked, given = values_of(source), values_of(target)
    if asked != given:
        return f"these values are not the same in both segments: {_listed(asked, given)}"
    return None


def _listed(asked: Counter[str], given: Counter[str]) -> str:
    return ", ".join(sorted(((asked - given) + (given - asked)).keys()))


def _writable(character: str) -> bool:
    """Return whether a character may stand in a segment: one line, and every file can carry it."""
    return _LOWEST_SIGN <= character <= "\ud7ff" or "\ue000" <= character <= "\ufffd" or character > "\uffff"


def _first_adapted(entries: Iterable[MemoryEntry], source: str, target: str, segment: str) -> str | None:
    fitting = [entry for entry in entries if _holds(entry, source, target)]
    # The very variant that is asked for comes first, then the latest.
    for entry in sorted(fitting, key=lambda entry: entry.target_language.lower() != target.lower()):
        translation = adapted(entry.source, entry.target, segment)
        if translation is not None:
            return translation
    return None


def _holds(entry: MemoryEntry, source: str, target: str) -> bool:
    return same_variant(entry.target_language, target) and same_variant(entry.source_language, source)
