"""Looks through what a store knows for what would make an answer wrong, or keep it from being found."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from dragoman.evidence import Passage
from dragoman.replies.knowledge.contradictions import contradictions
from dragoman.replies.knowledge.splitting import LONGEST
from dragoman.replies.retrieval.words import Reader
from dragoman.tags import same_language

_SOON: Final = timedelta(days=30)


class Fault(StrEnum):
    """What is wrong with passages."""

    CONTRADICTION = "contradiction"
    SAME = "same text"
    EXPIRED = "expired"
    EXPIRES = "expires soon"
    LANGUAGE = "other language"
    EMPTY = "empty"
    LONG = "very long"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: with which passages, and what to do."""

    fault: Fault
    passages: tuple[Passage, ...]
    text: str


def checked(passages: Sequence[Passage], pivot: str, today: date) -> list[Finding]:
    """Return what is wrong with a store's passages.

    Args:
        passages: All of them.
        pivot: The store's own language, in which it is searched.
        today: The day on which passages are to hold.
    """
    current = [one for one in passages if one.valid_until is None or today <= one.valid_until]
    searched = [one for one in current if same_language(one.language, pivot)]
    findings = [
        Finding(
            Fault.CONTRADICTION,
            (one.one, one.other),
            f"{one.said[0]} and {one.said[1]} about {', '.join(one.about)}: correct one, or name in both "
            "what they differ in",
        )
        for one in contradictions(searched)
        if _at_once(one.one, one.other)
    ]
    findings += _same(searched)
    for passage in passages:
        findings += [Finding(fault, (passage,), text) for fault, text in _alone(passage, pivot, today)]
    return findings


def _at_once(one: Passage, other: Passage) -> bool:
    """Return whether two passages hold on any common day."""
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return begins <= min(one.valid_until or date.max, other.valid_until or date.max)


def _same(passages: Sequence[Passage]) -> Iterator[Finding]:
    by_text: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_text[" ".join(passage.text.casefold().split())].append(passage)
    for alike in by_text.values():
        if len(alike) > 1:
            yield Finding(Fault.SAME, tuple(alike), "remove all but one: the others would not change with it")


def _alone(passage: Passage, pivot: str, today: date) -> Iterator[tuple[Fault, str]]:
    until = passage.valid_until
    if until is not None and until < today:
        yield Fault.EXPIRED, f"it held until {until}: renew or remove it"
    elif until is not None and until <= today + _SOON:
        yield Fault.EXPIRES, f"it holds until {until}: renew it in time"
    if not same_language(passage.language, pivot):
        yield Fault.LANGUAGE, f"it is in {passage.language}, and agents read {pivot}: it answers nothing"
    if not Reader(passage.language).indexed(passage.text):
        yield Fault.EMPTY, "no question finds it: write what it is about"
    if len(passage.text) > LONGEST:
        yield Fault.LONG, f"it has {len(passage.text)} characters: put headings between its parts"
