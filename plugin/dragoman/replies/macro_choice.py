"""Which macro answers, with its slots filled.

A macro is used where a shopper asks what it is for, where the evidence has every value that it needs, and
where what it says is so of that evidence: "your order is cancelled" of a cancelled order alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.asking import Asked
from dragoman.replies.asking_patterns import patterns_of
from dragoman.replies.grounding.polarity import classes
from dragoman.replies.macros import SLOT, Macro
from dragoman.replies.reading.sentences import legible
from dragoman.replies.reading.values import values
from dragoman.replies.reading.words import LANGUAGES
from dragoman.replies.retrieval.words import Asked as Word
from dragoman.replies.retrieval.words import Reader
from dragoman.replies.writers.matching import Need, has, need
from dragoman.replies.writers.own_orders import fields_asked
from dragoman.tags import base

_ALIKE: Final = 0.6
"""A question and an example of it have so much in common, both ways."""
_OF_ORDERS: Final = "order."
_ORDER: Final[Mapping[str, str]] = {"en": "order", "pt": "pedido"}
"""What the examples of intents call an order."""
_PARTED: Final = re.compile(r"(?<!\S)\|(?!\S)")


@dataclass(frozen=True, slots=True)
class Filled:
    """A macro with its slots filled.

    Attributes:
        macro: The macro.
        evidence: What it says, as a piece to cite.
        sources: Ids of the evidence that its values come from.
    """

    macro: Macro
    evidence: Evidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Intent:
    """What is known of an intent: what the state of an order must match, and how shoppers ask."""

    state: re.Pattern[str] | None
    examples: tuple[str, ...]


def filled(macro: Macro, evidence: Sequence[Evidence], language: str) -> Filled | None:
    """Return a macro with its slots filled from evidence; None where it may not be used.

    All of its values come from one piece of each kind: the first that has them.

    Args:
        macro: The macro.
        evidence: What is known, those asked for first.
        language: The agents' language.
    """
    if not all(any(one.kind is kind for one in evidence) for kind in macro.requires):
        return None
    values: dict[str, str] = {}
    sources: list[str] = []
    for prefix in dict.fromkeys(slot.partition(".")[0] for slot in macro.slots):
        wanted = [slot for slot in macro.slots if slot.partition(".")[0] == prefix]
        source = next((one for one in evidence if _has_all(one, wanted)), None)
        if source is None:
            return None
        known = dict(source.fields)
        values |= {slot: known[slot] for slot in wanted}
        sources.append(source.id)
    stating = [one for one in evidence if one.id in sources]
    if not _is_so(macro, stating or list(evidence), language):
        return None
    # In one go: what a value has of slots, or looks like one, is never filled.
    text = SLOT.sub(lambda slot: values[slot[1]], macro.text)
    piece = Evidence(f"macro {macro.id}", EvidenceKind.MACRO, text, macro.name)
    return Filled(macro, piece, tuple(sources))


def chosen(
    macros: Sequence[Macro], wants: Asked, evidence: Sequence[Evidence], language: str
) -> Filled | None:
    """Return the macro that is for what a shopper asks, filled; None where none is, or may not be used.

    Only one question is answered so: with several, each needs its own answer.

    Args:
        macros: Those of the store.
        wants: What is asked.
        evidence: What is known.
        language: The agents' language.
    """
    if len(wants.questions) != 1:
        return None
    ranked = sorted(((_likeness(wants, macro, language), macro) for macro in macros), key=lambda one: -one[0])
    usable = (filled(macro, evidence, language) for likeness, macro in ranked if likeness >= _ALIKE)
    return next((one for one in usable if one), None)


def _has_all(evidence: Evidence, slots: Sequence[str]) -> bool:
    known = dict(evidence.fields)
    return all(known.get(slot) for slot in slots)


def _is_so(macro: Macro, evidence: Sequence[Evidence], language: str) -> bool:
    """Whether an order is in the state that the macro's intent speaks of."""
    intent = _intents(base(language)).get(macro.intent)
    if intent is None or intent.state is None:
        return True
    orders = [dict(one.fields) for one in evidence if one.kind is EvidenceKind.ORDER]
    states = (f"{known.get('order.status', '')} / {known.get('order.payment', '')}" for known in orders)
    return any(intent.state.search(state) for state in states)


def _likeness(wants: Asked, macro: Macro, language: str) -> float:
    """Return how like one of its examples a question is: how much of each is in the other, the lesser one."""
    intent = _intents(base(language)).get(macro.intent)
    known = (*macro.examples, *(intent.examples if intent else ()))
    question = wants.questions[0]
    if macro.intent.startswith(_OF_ORDERS):
        if not _tells_what_is_asked(question, macro, known, base(language)):
            return 0.0
        question = _with_orders_unnamed(question, wants.orders, base(language))
    else:
        known = tuple(one for one in known if _denies(one, language) == _denies(question, language))
    return max((_alike(question, example, language) for example in known), default=0.0)


def _tells_what_is_asked(question: str, macro: Macro, examples: Sequence[str], language: str) -> bool:
    """Whether a macro has a field that a question wants, or is known to be asked for it."""
    wanted = set(fields_asked([question], language))
    return not wanted or not wanted.isdisjoint({*macro.slots, *fields_asked(examples, language)})


def _with_orders_unnamed(question: str, orders: Sequence[str], language: str) -> str:
    """Return a question with "order" for "order 1001", "parcel 1001" and "1001", as examples say it."""
    word = _ORDER.get(language)
    for name in orders if word else ():
        called = rf"(?:{patterns_of(language).order.pattern})?\W*{re.escape(name)}"
        question = re.sub(called, f" {word}", question, flags=re.IGNORECASE)
    return question


def _denies(text: str, language: str) -> bool:
    return not classes(text, base(language)).isdisjoint({"not", "without"})


def _alike(question: str, example: str, language: str) -> float:
    reader = Reader(language)
    ours = _without_names(need(question, "", "", (), language))
    theirs = need(example, "", "", (), language).weights
    if not ours or not theirs:
        return 0.0
    # What the shopper states and the example does not is one more thing that is asked.
    stated = {one.key for one in values(legible(question), base(language))}
    beyond = stated.difference(one.key for one in values(legible(example), base(language)))
    both_ways = (
        sum(has(one, frozenset(reader.indexed(example))) for one in ours) / (len(ours) + len(beyond)),
        sum(has(one, frozenset(reader.indexed(question))) for one in theirs) / len(theirs),
    )
    return min(both_ways)


def _without_names(question: Need) -> list[Word]:
    return [one for one in question.weights if one not in question.names and not one.shown[0].isdigit()]


@cache
def _intents(language: str) -> Mapping[str, _Intent]:
    """Read what is known of intents: lines of name, state and examples, parted by "|" between blanks."""
    if language not in LANGUAGES:
        return {}
    text = files(__package__).joinpath(f"intents.{language}.txt").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, state, *examples = (part.strip() for part in _PARTED.split(line))
            pattern = re.compile(state, re.IGNORECASE) if state else None
            found[name] = _Intent(pattern, tuple(examples))
    return found
