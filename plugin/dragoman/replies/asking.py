"""What a conversation asks: the questions, whose order they are about, and what only a person answers.

A shopper's words are never evidence and never choose what is allowed. What is found here narrows what a draft
may do; that nothing was found widens it in no way: the checks of grounding and the proof of identity hold
whatever is asked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from dragoman.commerce import Money
from dragoman.domain import Author, SpanKind
from dragoman.replies.asking_patterns import Patterns, patterns_of
from dragoman.replies.draft import Reason, Turn
from dragoman.replies.grounding.names import names
from dragoman.replies.reading.sentences import Reading, legible, sentences
from dragoman.replies.reading.tokens import ValueKind
from dragoman.tags import base
from dragoman.translation.protect import protected_spans

_SHORTEST_NUMBER = 3
_NEAR = 24
"""An order's number stands so many characters behind the word for it, at most."""
_TRACKING = re.compile(r"[A-Za-z]{2}\d{9}[A-Za-z]{2}")
"""A parcel's number (UPU S10) names an order as well as its own does."""
_MOST_QUESTIONS = 4
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|they|them|ele|ela|eles|elas|isso|dele|dela|este|esse)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a shopper asks, in the agents' language.

    Attributes:
        questions: The sentences that ask, in their order; of one sentence with two questions, each part.
        leads: What leads to each question in its own sentence ("it is too big, can I…"); empty where nothing.
        context: What else the shopper and the agents said, the latest first: what questions may refer to.
        orders: Names of orders as the shopper wrote them, the latest first.
        emails: E-mail addresses that the shopper wrote, the latest first.
        about_own_order: Whether it is about an order, named or not: whoever asks proves that it is theirs.
        of_another: Whether it is somebody else's order, which being signed in does not prove.
        wishes: Whether products are asked for.
        hints: Whether they may be, where nothing else answers.
        goes_on: Whether the shopper answers what an agent asked, and asks nothing new.
        about_products: Whether products may answer: they are asked for, or something is asked of one.
        reason: Why a person is to answer whatever is known: ``PERSON``, ``LIMIT``, ``INSTRUCTIONS`` or
            ``NOTHING_ASKED``; None where a draft may.
        detail: The words that the reason was seen by.
    """

    questions: tuple[str, ...]
    leads: tuple[str, ...]
    context: tuple[str, ...]
    orders: tuple[str, ...]
    emails: tuple[str, ...]
    about_own_order: bool
    of_another: bool
    wishes: bool
    hints: bool
    goes_on: bool
    about_products: bool
    reason: Reason | None = None
    detail: str = ""


def asked(turns: Sequence[Turn], language: str, limit: Money | None = None) -> Asked:
    """Return what a conversation asks.

    Args:
        turns: The conversation so far, the oldest first; the last is a shopper's.
        language: The agents' language, which the turns are in.
        limit: The most that a draft may speak of paying back; None: any amount.
    """
    patterns = patterns_of(base(language))
    last = [turn.text for turn in takewhile(_by_shopper, reversed(turns))][::-1]
    said = [one for text in last for one in sentences(text, language)]
    telling = [one for one in said if _tells(one.text, patterns)]
    questions = _questions(telling, patterns)
    asking = {one.text for one in questions}
    asks = [ask for one in questions for ask in _parts(one.text, patterns)][:_MOST_QUESTIONS]
    theirs = [turn.text for turn in reversed(turns) if _by_shopper(turn)]
    emails = tuple(dict.fromkeys(email for text in theirs for email in _emails(text)))
    whole = "\n".join(last)
    # Who answers what an agent asked goes on with what they asked before.
    going_on = len(turns) > len(last) and not any(_asks(one.text, patterns) for one in telling)
    # An order that was spoken of before is what "it" is; a new question names what it is about.
    meant = theirs if going_on or _POINTS_BACK.search(whole) else last[::-1]
    named = _names(last[::-1], language, patterns) or _names(meant, language, patterns)
    wishes = bool(patterns.wish.search("\n".join(theirs) if going_on else whole))
    reason, detail = _reason(whole, said, telling, patterns, limit)
    return Asked(
        questions=tuple(text for text, _ in asks),
        leads=tuple(lead for _, lead in asks),
        context=(
            *(one.text for one in reversed(telling) if one.text not in asking),
            *(turn.text for turn in reversed(turns[: len(turns) - len(last)])),
        ),
        orders=named or _names(theirs, language, patterns),
        emails=emails,
        about_own_order=bool(named) or _of_own_order(meant, patterns),
        of_another=_of_another(meant, patterns),
        wishes=wishes,
        hints=bool(patterns.hint.search(whole)),
        goes_on=going_on,
        about_products=wishes or any(_of_a_product(ask, language, patterns) for ask, _ in asks),
        reason=reason,
        detail=detail,
    )


def _names(texts: Iterable[str], language: str, patterns: Patterns) -> tuple[str, ...]:
    """Return the names of orders in texts, each once."""
    return tuple(dict.fromkeys(name for text in texts for name in _orders(text, language, patterns)))


def _by_shopper(turn: Turn) -> bool:
    return turn.author is Author.SHOPPER


def _tells(text: str, patterns: Patterns) -> bool:
    """Whether anything but courtesy is said."""
    return any(letter.isalnum() for letter in patterns.courtesy.sub(" ", text))


def _questions(telling: Sequence[Reading], patterns: Patterns) -> list[Reading]:
    """Return the sentences that ask; where none is a question, those that request; else all that tell."""
    questions = [one for one in telling if _asks(one.text, patterns)]
    requests = [one for one in telling if patterns.request.search(one.text)]
    return questions or requests or list(telling)


def _asks(text: str, patterns: Patterns) -> bool:
    return "?" in text or bool(patterns.question.match(text))


def _parts(text: str, patterns: Patterns) -> list[tuple[str, str]]:
    """Cut "how much is it and how long does it take?" into its questions, each with what leads to it."""
    parts = [part.strip(" ,;") for part in patterns.joint.split(text)]
    telling = [part for part in parts if _tells(part, patterns)]
    found: list[tuple[str, str]] = []
    lead = ""
    for part in telling:
        if _asks(part, patterns) or not any(_asks(one, patterns) for one in telling):
            found.append((part, lead))
            lead = ""
        else:
            lead = f"{lead} {part}".strip()
    return found


def _of_own_order(said: Sequence[str], patterns: Patterns) -> bool:
    """Whether an order is meant that has no name: who gives their address with one wants it looked up.

    So does who asks how it stands with what was bought, whoever did.
    """
    whole = "\n".join(said)
    given = any(True for text in said for _ in _emails(text))
    asks = bool(patterns.state.search(whole))
    return bool(
        patterns.own_order.search(whole)
        or (asks and (given or patterns.deal.search(whole) or patterns.another.search(whole)))
        or (given and patterns.order.search(whole))
    )


def _of_another(said: Sequence[str], patterns: Patterns) -> bool:
    """Whether somebody else's order is meant; a present that the shopper bought is their own order."""
    whole = "\n".join(said)
    return bool(patterns.another.search(whole)) and not patterns.buyer.search(whole)


def _of_a_product(text: str, language: str, patterns: Patterns) -> bool:
    """Whether something is asked that products have, or of what has a name or a code."""
    reading = Reading(legible(text), base(language))
    coded = any(value.kind is ValueKind.CODE for value in reading.values)
    named = any(not name.first for name in names(reading.bare, base(language)))
    return coded or named or bool(patterns.product.search(text))


def _orders(text: str, language: str, patterns: Patterns) -> Iterator[str]:
    """Yield what may be the name of an order: a number or a code; those near the word for it come first."""
    whole = legible(text)
    found: list[tuple[bool, int, str]] = []
    for value in Reading(whole, base(language)).values:
        name = whole[value.start : value.end].strip()
        digits = sum(map(str.isdigit, name))
        near = name.startswith("#") or bool(
            patterns.order.search(whole[max(0, value.start - _NEAR) : value.start])
        )
        plain = value.kind is ValueKind.NUMBER and re.fullmatch(r"#?\d+", name) and not value.bound
        coded = value.kind is ValueKind.CODE and digits >= _SHORTEST_NUMBER
        near = near or bool(_TRACKING.fullmatch(name))
        enough = digits >= _SHORTEST_NUMBER if near else digits > _SHORTEST_NUMBER
        if (plain and enough) or (coded and near):
            found.append((not near, value.start, name))
    yield from (name for _, _, name in sorted(found))


def _emails(text: str) -> Iterator[str]:
    yield from (span.text for span in protected_spans(legible(text)) if span.kind is SpanKind.EMAIL)


def _reason(
    whole: str, said: Sequence[Reading], telling: Sequence[Reading], patterns: Patterns, limit: Money | None
) -> tuple[Reason | None, str]:
    if found := patterns.instructions.search(whole):
        return Reason.INSTRUCTIONS, found.group().strip()
    if amount := _over(limit, said, patterns):
        return Reason.LIMIT, amount
    if found := patterns.person.search(whole) or patterns.dispute.search(whole):
        return Reason.PERSON, found.group().strip()
    return (None, "") if telling else (Reason.NOTHING_ASKED, "")


def _over(limit: Money | None, said: Sequence[Reading], patterns: Patterns) -> str:
    """Return an amount over the limit in a sentence that asks to be paid; of other currencies any is over."""
    if limit is None:
        return ""
    for one in said:
        if not patterns.money_back.search(one.text):
            continue
        for value in one.values:
            if value.kind is ValueKind.MONEY and _exceeds(value.key, limit):
                return one.text[value.start : value.end]
    return ""


def _exceeds(key: str, limit: Money) -> bool:
    amount, _, currency = key.rpartition(" ")
    dollars = currency == "$" and limit.currency.endswith("D")
    same = currency == limit.currency or dollars
    return not same or Decimal(amount.rpartition("..")[2]) > limit.amount
