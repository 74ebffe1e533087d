"""What agents keep answering by hand, as proposals for macros: counted, with examples of what was asked.

Nothing of it is stored: it is read anew from the messages of the store, so that whatever is erased is not
proposed any more, and no store learns from another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from dragoman.domain import Store
from dragoman.pipeline.context import Context
from dragoman.storage.conversations import MessageRecord
from dragoman.tags import same_language
from dragoman.translation.protect import protected_spans

_ALIKE = 88.0
_SHORTEST = 25
_EXAMPLES = 3
_PAGE = 200
_VALUE = "…"


@dataclass(slots=True)
class Proposal:
    """A reply that agents wrote several times, much alike.

    Attributes:
        text: The reply as it was written last, values left out: where each stood is "…".
        count: How often.
        asked: What shoppers had written before it, in the agents' language, the latest first.
    """

    text: str
    count: int
    asked: list[str]


def proposals(context: Context, store: Store, messages: int, least: int) -> Sequence[Proposal]:
    """Return what agents answered again and again, the most frequent first.

    Args:
        context: The parts.
        store: The shop.
        messages: How many of its last messages are looked at.
        least: How often a reply must have been written.
    """
    known = [_without_values(one.text) for one in context.drafting.macros.all(store.id)]
    found: list[Proposal] = []
    for reply, question in _answers(context, store, messages):
        text = _without_values(reply)
        if len(text) < _SHORTEST or any(_alike(text, macro) for macro in known):
            continue
        like = next((one for one in found if _alike(text, one.text)), None)
        if like is None:
            like = Proposal(text, 0, [])
            found.append(like)
        like.count += 1
        if question and len(like.asked) < _EXAMPLES:
            like.asked.append(question)
    return sorted((one for one in found if one.count >= least), key=lambda one: -one.count)


def _answers(context: Context, store: Store, messages: int) -> Iterator[tuple[str, str]]:
    """Yield what agents wrote, the latest first, each with what the shopper had written before it."""
    waiting: dict[str, str] = {}
    before: int | None = None
    while messages > 0:
        page = context.conversations.latest(store.id, min(messages, _PAGE), before)
        for one in page:
            if one.record.direction == "inbound":
                if one.conversation in waiting:
                    yield waiting.pop(one.conversation), _in_pivot(one.record, store)
            elif not one.record.event_id.startswith("draft of "):
                waiting[one.conversation] = one.record.original
        if len(page) < _PAGE:
            return
        messages -= len(page)
        before = page[-1].number


def _in_pivot(record: MessageRecord, store: Store) -> str:
    if same_language(record.source_language, store.pivot):
        return record.original
    return record.translation or ""


def _without_values(text: str) -> str:
    parts, position = [], 0
    for span in protected_spans(text):
        parts += [text[position : span.start], _VALUE]
        position = span.end
    return " ".join("".join([*parts, text[position:]]).split())


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one.casefold(), other.casefold()) >= _ALIKE
