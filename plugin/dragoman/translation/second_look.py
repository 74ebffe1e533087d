"""Looks again at what was typed in haste: can the sentence be told from its translation?

A small model that reads an unusual sentence may drop a word and still write a fluent one ("O cupom
expirou?": "Did the coupon?"), and is quite sure of it. The model of the other direction is not: asked how
likely it finds the sentence as a translation of the translation, it gives the word that left no trace
next to no chance. Where that happens, several translations are made, and the one is taken that is likely
in both directions (a noisy channel: Yee et al. 2019, https://aclanthology.org/D19-1571/).

It costs more than the first translation did, and sentences that are written with care gain little by it,
so only the others are looked at.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dragoman.translation.dress import dress
from dragoman.translation.ladder import Attempt, Decode, Judge, Length, alternatives
from dragoman.translation.placeholders import Shape
from dragoman.translation.quality import worth
from dragoman.translation.sentence import Atom, Tokens, atoms, written

ToldBack = Callable[[Sequence[tuple[str, str]]], Sequence[Sequence[float]]]
"""Returns for each translation and its sentence how likely the other direction finds the sentence's pieces
(natural logarithms); nothing where that is unknown."""

_METHOD: Final = "told back"
_NO_TRACE: Final = -3.5
_MOST_WORDS: Final = 16
_SHARE_OF_BACK: Final = 0.3
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A sentence that cannot be told from its translation, and which of them it is."""

    index: int
    tokens: Tokens


def hasty(as_written: Tokens, read: Tokens) -> bool:
    """Say whether a sentence was typed in haste: spelt as in chats, or without the capital it begins with."""
    first = as_written[0] if as_written else ""
    return as_written != read or (isinstance(first, str) and first[:1].islower())


def look_again(
    sentences: Sequence[Tokens],
    attempts: Sequence[Attempt],
    decode: Decode,
    length: Length,
    told_back: ToldBack,
    judge: Judge,
    shape: Shape,
) -> list[Attempt]:
    """Return better translations of sentences from which these cannot be told, else those they have.

    Args:
        sentences: Sentences cut into text and atoms.
        attempts: A translation of each.
        decode: Translates many short texts at once.
        length: Returns how many pieces a text has for the engine.
        told_back: What the model of the other direction makes of translations.
        judge: Says what is wrong with a translation.
        shape: What stands for values that the engine cannot read.
    """
    result = list(attempts)
    doubts = list(_doubts(sentences, attempts, told_back))
    offered = alternatives([doubt.tokens for doubt in doubts], decode, length, judge, shape) if doubts else ()
    pairs = [
        _pair(doubt.tokens, attempt.text)
        for doubt, candidates in zip(doubts, offered, strict=True)
        for attempt, _ in candidates
    ]
    backs = iter(told_back(pairs) if pairs else ())
    for doubt, candidates in zip(doubts, offered, strict=True):
        current = result[doubt.index]
        values = [score + _SHARE_OF_BACK * _mean(next(backs)) for _, score in candidates]
        fair = [
            (value, attempt)
            for value, (attempt, _) in zip(values, candidates, strict=True)
            if _no_worse(attempt, current, doubt.tokens)
        ]
        _, best = max(fair, key=lambda one: one[0], default=(0.0, current))
        if best.text != current.text:
            result[doubt.index] = replace(best, method=_METHOD)
    return result


def _no_worse(attempt: Attempt, current: Attempt, tokens: Tokens) -> bool:
    """Say whether nothing is wrong with a translation that is not with the one there is.

    What was copied instead of translated can be told back best of all.
    """
    words = set(_WORD.findall(written(tokens).lower()))
    copied, copied_before = (words & set(_WORD.findall(one.text.lower())) for one in (attempt, current))
    return copied <= copied_before and worth("", attempt.faults) >= worth("", current.faults)


def _doubts(
    sentences: Sequence[Tokens], attempts: Sequence[Attempt], told_back: ToldBack
) -> Iterable[_Doubt]:
    short = [
        index
        for index, (tokens, attempt) in enumerate(zip(sentences, attempts, strict=True))
        if attempt.method != "untouched"
        and all(atom.legible is not None for atom in atoms(tokens))
        and len(written(tokens).split()) <= _MOST_WORDS
    ]
    backs = told_back([_pair(sentences[index], attempts[index].text) for index in short]) if short else ()
    for index, back in zip(short, backs, strict=True):
        if back and min(back) < _NO_TRACE:
            yield _Doubt(index, sentences[index])


def _pair(tokens: Tokens, translation: str) -> tuple[str, str]:
    return _dressed((translation,)), _dressed(tokens)


def _dressed(tokens: Tokens) -> str:
    dressed, _ = dress(tokens)
    return "".join((token.legible or "") if isinstance(token, Atom) else token for token in dressed)


def _mean(logarithms: Sequence[float]) -> float:
    return sum(logarithms) / len(logarithms) if logarithms else 0.0
