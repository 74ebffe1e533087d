"""Decodes sentences one way after another until each has a translation that nothing is wrong with.

The ways, in their order:

1. ``plain``: the sentence as it is, its values included. The engine copies most of them faithfully, and
   writes some numbers in the manner of the target language; those are put back.
2. ``placeholder …``: placeholders in one shape after the other, as the pack's model copies them best; first
   for the values that the engine changed or cannot read, then for all but plain numbers, then for all.
3. ``other words``: without the words that took a word of the sentence in another sense.
4. ``hypothesis``: the next best of several translations, with placeholders for what was changed so far.
5. ``careful``: the same with every word of the target language open to the engine, and against repetition.
6. ``bare``: without the capital and the final punctuation, which some messages of one word need.
7. ``parts``: cut at punctuation, with placeholders.
8. ``split``: only what lies between the values is decoded. This always keeps every value.

What only soft faults speak against takes none of the ways behind ``hypothesis``.

All sentences that take the same step are decoded in one call.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, partial
from itertools import chain, repeat
from typing import Protocol

from dragoman.translation.certainty import packaged_weights, signs
from dragoman.translation.dress import dress, undress
from dragoman.translation.faults import SOFT, Fault
from dragoman.translation.hypothesis import Hypothesis
from dragoman.translation.placeholders import Shape, mask
from dragoman.translation.quality import UNSURE, quality, worth
from dragoman.translation.sentence import Atom, Token, Tokens, atoms, texts, written
from dragoman.translation.values import Values


class Search(Enum):
    """How hard the engine looks for a translation."""

    FIRST = "as the pack asks for"
    SEVERAL = "several translations"
    CAREFUL = "several translations, whatever it takes"


Decode = Callable[[Sequence[str], Search, tuple[str, ...]], Sequence[Sequence[Hypothesis]]]
"""Translates many short texts at once without some words: each one way or more, the best first."""
Length = Callable[[str], int]
"""Returns how many pieces a text has for the engine."""


class Judge(Protocol):
    """Looks at translations; it gets what lies between the values of both texts."""

    def faults(self, source: Sequence[str], target: Sequence[str]) -> frozenset[Fault]:
        """Say what is wrong with a translation."""
        ...

    def misread(self, source: Sequence[str], target: Sequence[str]) -> tuple[str, ...]:
        """Return the words of a translation that take words of the sentence in another sense."""
        ...


_PART_END = re.compile(r"(?<=[,;:])\s++|(?<!\s)\s++(?=[-\u2013\u2014]\s)")
_UNTOUCHED = "untouched"
_SPLIT = "split"
_LEAST_PARTS = 2
_INSIDE = re.compile(r"[^\W\d_](?:.*[^\W\d_])?", re.DOTALL)
_ENDING = ".!?…"
_VALUE_FAULTS = frozenset({Fault.VALUES, Fault.NUMBERS, Fault.ORDER})
_ALL = frozenset(Fault)
_TEXT_FAULTS = _ALL - _VALUE_FAULTS
_HARD = _ALL - SOFT


@dataclass(frozen=True, slots=True)
class Attempt:
    """One translation of a sentence.

    Attributes:
        text: The translation.
        method: The way it was decoded.
        faults: What is wrong with it.
        certainty: How certain the engine was of it, 0 to 1.
    """

    text: str
    method: str
    faults: frozenset[Fault]
    certainty: float = 1.0

    @property
    def quality(self) -> float:
        """How far it can be trusted, 0 to 1."""
        return self.certainty * worth(self.method, self.faults)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against it, as codes of warnings."""
        codes = sorted(str(fault) for fault in self.faults)
        codes += ["split"] * (self.method == _SPLIT)
        return (*codes, *[UNSURE] * packaged_weights().unsure(self.certainty))


@dataclass(frozen=True, slots=True)
class _Request:
    """A text for the engine, and how its answer becomes a part of the translation."""

    text: str
    read: Callable[[str], str]
    banned: tuple[str, ...] = ()


_Draft = Sequence[str | _Request]
"""A translation in the making: parts that stand, and parts that the engine is asked for."""


@dataclass(slots=True)
class _Climb:
    """A sentence on its way up the ladder.

    Attributes:
        best: The best translation so far.
        faults: Everything that was wrong with any translation so far.
        changed: The values that any translation so far changed.
        misread: The words of any translation so far that take words of the sentence in another sense.
    """

    tokens: Tokens
    values: Values
    judge: Judge
    best: Attempt
    faults: frozenset[Fault] = frozenset()
    changed: frozenset[str] = frozenset()
    misread: tuple[str, ...] = ()

    def take(self, text: str, method: str, sure: float) -> None:
        found, changed = self.look_at(text)
        self.changed |= changed
        self.faults |= found
        if Fault.SENSE in found:
            wrong = self.judge.misread(texts(self.tokens), texts(self.values.locate(text)))
            self.misread = tuple(dict.fromkeys((*self.misread, *wrong)))
        better = worth(method, found) > worth(self.best.method, self.best.faults)
        # A word may be said otherwise: only a translation that is certain takes the place of such a one.
        guessed = self.best.faults == {Fault.WORD} and packaged_weights().unsure(sure)
        if better and not guessed:
            self.best = Attempt(text, method, found, sure)

    def look_at(self, text: str) -> tuple[frozenset[Fault], frozenset[str]]:
        """Return what is wrong with a translation, and the values that it changed or put in another order."""
        located = self.values.locate(text)
        changed = self.values.changed(located)
        numbers = self.values.plain_numbers(changed)
        found = self.judge.faults(texts(self.tokens), texts(located))
        found |= {Fault.VALUES} if changed - numbers else set()
        found |= {Fault.NUMBERS} if numbers else set()
        reordered = frozenset() if changed - numbers else self.values.reordered(located)
        found |= {Fault.ORDER} if reordered else set()
        return found, changed | reordered


def translate_sentences(
    sentences: Sequence[Tokens],
    decode: Decode,
    length: Length,
    longest: int,
    judge: Judge,
    shapes: Sequence[Shape],
) -> list[Attempt]:
    """Translate sentences; every value of each stands in its translation as often as in the source.

    Args:
        sentences: Sentences cut into text and atoms.
        decode: Translates many short texts at once.
        length: Returns how many pieces a text has for the engine.
        longest: How many it takes at most.
        judge: Says what is wrong with a translation.
        shapes: Placeholders in the order in which they are used, one at least.
    """
    pieces = cache(length)
    climbs = [_climb(tokens, judge) for tokens in sentences]
    for method, way, search, cured in _ways(shapes):
        waiting = [climb for climb in climbs if climb.best.faults & cured and _has_letters(climb.tokens)]
        steps = [
            (climb, draft)
            for climb in waiting
            if (draft := way(climb)) and _longest(draft, pieces) <= longest
        ]
        requests = [part for _, draft in steps for part in draft if isinstance(part, _Request)]
        answers = iter(_answers(requests, decode, search))
        for climb, draft in steps:
            offered = [next(answers) if isinstance(part, _Request) else () for part in draft]
            for rank in range(max(1, *map(len, offered))):
                chosen = [_ranked(hypotheses, rank) for hypotheses in offered]
                climb.take(_written(draft, chosen), method, _certainty(draft, chosen, pieces))
    return [climb.best for climb in climbs]


def _answers(requests: Sequence[_Request], decode: Decode, search: Search) -> list[Sequence[Hypothesis]]:
    """Have all requests answered, those that ban the same words in one call."""
    answers: dict[int, Sequence[Hypothesis]] = {}
    for banned in dict.fromkeys(request.banned for request in requests):
        own = [index for index, request in enumerate(requests) if request.banned == banned]
        found = decode([requests[index].text for index in own], search, banned)
        answers |= zip(own, found, strict=True)
    return [answers[index] for index in range(len(requests))]


def alternatives(
    sentences: Sequence[Tokens], decode: Decode, length: Length, judge: Judge, shape: Shape
) -> list[list[tuple[Attempt, float]]]:
    """Return several translations of each sentence, the likelier first, and how likely the engine finds each.

    Args:
        sentences: Sentences cut into text and atoms.
        decode: Translates many short texts at once.
        length: Returns how many pieces a text has for the engine.
        judge: Says what is wrong with a translation.
        shape: What stands for values that the engine cannot read.
    """
    climbs = [_climb(tokens, judge) for tokens in sentences]
    requests = [_request(climb, climb.tokens, shape, _illegible) for climb in climbs]
    offered = _answers(requests, decode, Search.SEVERAL)
    return [
        [(_alternative(climb, request, hypothesis, length), hypothesis.score) for hypothesis in hypotheses]
        for climb, request, hypotheses in zip(climbs, requests, offered, strict=True)
    ]


def _alternative(climb: _Climb, request: _Request, hypothesis: Hypothesis, length: Length) -> Attempt:
    text = request.read(hypothesis.text)
    faults, *_ = climb.look_at(text)
    return Attempt(text, "hypothesis", faults, _certainty([request], [hypothesis], length))


def propose(
    sentences: Sequence[Tokens],
    decode: Callable[[Sequence[str]], Sequence[Sequence[Hypothesis]]],
    shape: Shape,
) -> list[list[str]]:
    """Return several translations of each sentence as the engine has them, whatever is wrong with them.

    Args:
        sentences: Sentences cut into text and atoms.
        decode: Translates many short texts at once.
        shape: What stands for values that the engine cannot read.
    """
    climbs = [_climb(tokens, _Indulgent()) for tokens in sentences]
    requests = [_request(climb, climb.tokens, shape, _illegible) for climb in climbs]
    offered = decode([request.text for request in requests])
    return [
        list(dict.fromkeys(request.read(hypothesis.text) for hypothesis in hypotheses))
        for request, hypotheses in zip(requests, offered, strict=True)
    ]


def faults_of(tokens: Tokens, translations: Sequence[str], judge: Judge) -> list[frozenset[Fault]]:
    """Return what is wrong with translations of a sentence, whoever made them."""
    climb = _climb(tokens, judge)
    return [climb.look_at(translation)[0] for translation in translations]


def _ranked(hypotheses: Sequence[Hypothesis], rank: int) -> Hypothesis | None:
    """Return the hypothesis of this rank, or the last; None where there is none."""
    return hypotheses[min(rank, len(hypotheses) - 1)] if hypotheses else None


def _written(draft: _Draft, chosen: Sequence[Hypothesis | None]) -> str:
    """Return a draft with what the engine was asked for in it."""
    return "".join(
        part.read(hypothesis.text) if isinstance(part, _Request) and hypothesis else str(part)
        for part, hypothesis in zip(draft, chosen, strict=True)
    )


def _certainty(draft: _Draft, chosen: Sequence[Hypothesis | None], pieces: Length) -> float:
    """Return the mean certainty of a draft's parts by their length; 1 where the engine was asked for none."""
    weights = packaged_weights()
    asked = [
        (
            len(part.text),
            weights.certainty(signs(part.text, hypothesis.text, hypothesis.score, pieces(part.text))),
        )
        for part, hypothesis in zip(draft, chosen, strict=True)
        if isinstance(part, _Request) and hypothesis
    ]
    return quality(asked)


class _Indulgent:
    """Finds nothing wrong with any translation."""

    def faults(self, source: Sequence[str], target: Sequence[str]) -> frozenset[Fault]:  # noqa: ARG002
        return frozenset()

    def misread(self, source: Sequence[str], target: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002
        return ()


def _climb(tokens: Tokens, judge: Judge) -> _Climb:
    foreign = any(map(str.isalpha, "".join(atom.value for atom in atoms(tokens) if atom.foreign)))
    wrong = {Fault.UNTRANSLATED} if foreign or _has_letters(tokens) else ()
    untouched = Attempt(written(tokens), _UNTOUCHED, frozenset(wrong))
    return _Climb(tokens, Values(tokens), judge, untouched)


def _longest(draft: _Draft, pieces: Length) -> int:
    return max((pieces(part.text) for part in draft if isinstance(part, _Request)), default=0)


def _plain(shape: Shape, climb: _Climb) -> _Draft | None:
    legible = all(atom.legible is not None for atom in atoms(climb.tokens))
    return [_request(climb, climb.tokens, shape, _none)] if legible else None


def _placeholders(shape: Shape, hidden: Callable[[_Climb, Atom], bool], climb: _Climb) -> _Draft | None:
    needed = not climb.faults or climb.faults & _VALUE_FAULTS
    if not needed or not atoms(climb.tokens):
        return None
    return [_request(climb, climb.tokens, shape, partial(hidden, climb))]


def _other_words(shape: Shape, climb: _Climb) -> _Draft | None:
    if not climb.misread:
        return None
    return [replace(_request(climb, climb.tokens, shape, partial(_changed, climb)), banned=climb.misread)]


def _again(shape: Shape, climb: _Climb) -> _Draft | None:
    return [_request(climb, climb.tokens, shape, partial(_changed, climb))]


def _bare(climb: _Climb) -> _Draft | None:
    text = written(climb.tokens)
    end = len(text.rstrip(_ENDING))
    shown = all(atom.legible == atom.value for atom in atoms(climb.tokens))
    if not climb.faults & _TEXT_FAULTS or not shown or not 0 < end < len(text):
        return None
    words = text[:end]

    def read(answer: str) -> str:
        return answer[:1].upper() + answer[1:] if words[0].isupper() else answer

    return [_Request(words[0].lower() + words[1:], read), text[end:]]


def _parts(shape: Shape, climb: _Climb) -> _Draft | None:
    parts = list(_cut_at_punctuation(climb.tokens))
    if len(parts) < _LEAST_PARTS:
        return None
    draft: list[str | _Request] = []
    for part, space in parts:
        draft.append(
            _request(climb, part, shape, partial(_quoted, climb)) if _has_letters(part) else written(part)
        )
        draft.append(space)
    return draft


def _split(climb: _Climb) -> _Draft | None:
    values_kept = climb.best.method != _UNTOUCHED and not climb.best.faults & _VALUE_FAULTS
    if values_kept or not atoms(climb.tokens):
        return None
    draft: list[str | _Request] = []
    for token in climb.tokens:
        if isinstance(token, Atom):
            draft.append(token.value)
        elif inside := _INSIDE.search(token):
            draft += [token[: inside.start()], _between_values(inside.group(), climb)]
            draft.append(token[inside.end() :])
        else:
            draft.append(token)
    return draft


def _has_letters(tokens: Tokens) -> bool:
    return any(map(str.isalpha, "".join(texts(tokens))))


def _changed(climb: _Climb, atom: Atom) -> bool:
    return atom.value in climb.changed


def _quoted(climb: _Climb, atom: Atom) -> bool:
    return atom.value in climb.changed or not atom.plain_number


def _any(_: _Climb, __: Atom) -> bool:
    return True


def _none(_: Atom) -> bool:
    return False


def _illegible(atom: Atom) -> bool:
    return atom.legible is None


_HIDDEN: tuple[Callable[[_Climb, Atom], bool], ...] = (_changed, _quoted, _any)
"""Which values get placeholders of the first shape, of the second, and of all that follow."""


def _ways(
    shapes: Sequence[Shape],
) -> Iterator[tuple[str, Callable[[_Climb], _Draft | None], Search, frozenset[Fault]]]:
    """Yield the ways: name, what makes a draft, how hard to look, and the faults that it may cure."""
    first, *_ = shapes
    yield "plain", partial(_plain, first), Search.FIRST, _ALL
    for shape, hidden in zip(shapes, chain(_HIDDEN, repeat(_any)), strict=False):
        yield f"placeholder {shape.name}", partial(_placeholders, shape, hidden), Search.FIRST, _ALL
    yield "other words", partial(_other_words, first), Search.SEVERAL, frozenset({Fault.SENSE})
    yield "hypothesis", partial(_again, first), Search.SEVERAL, _ALL
    yield "careful", partial(_again, first), Search.CAREFUL, _HARD
    yield "bare", _bare, Search.FIRST, _HARD
    yield "parts", partial(_parts, first), Search.FIRST, _HARD
    yield _SPLIT, _split, Search.FIRST, _HARD


def _request(climb: _Climb, tokens: Tokens, shape: Shape, hidden: Callable[[Atom], bool]) -> _Request:
    dressed, manner = dress(tokens)
    masked = mask(dressed, shape, written(climb.tokens), hidden)

    def read(answer: str) -> str:
        located = climb.values.restored(climb.values.locate_in(masked.locate(answer)))
        return written(undress(located, manner))

    return _Request(masked.text, read)


def _between_values(text: str, climb: _Climb) -> _Request:
    """Ask for what lies between two values, and keep the source where the answer would disturb a value."""
    dressed, manner = dress((text,))

    def read(answer: str) -> str:
        translated = written(undress((answer,), manner))
        disturbed = climb.judge.faults([text], [translated]) & _HARD or atoms(climb.values.locate(translated))
        return text if disturbed else translated

    return _Request(written(dressed), read)


def _cut_at_punctuation(tokens: Tokens) -> Iterator[tuple[Tokens, str]]:
    """Cut a sentence behind commas, semicolons and colons and before dashes; yield parts and space behind."""
    part: list[Token] = []
    for token in tokens:
        if isinstance(token, Atom):
            part.append(token)
            continue
        position = 0
        for match in _PART_END.finditer(token):
            part.append(token[position : match.start()])
            yield _without_empty(part), match.group()
            part, position = [], match.end()
        part.append(token[position:])
    yield _without_empty(part), ""


def _without_empty(part: Sequence[Token]) -> Tokens:
    return tuple(token for token in part if token)
