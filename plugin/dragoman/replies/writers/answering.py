"""Chooses the passage that answers a question, and the sentences of it that do; none where it is unsure."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dragoman.replies.writers.matching import Need, Source, has

_LIKELY: Final = 0.4
_SURE: Final = 0.63
"""A passage answers where it is so likely to; below, a person does better."""
_ABOVE: Final = 0.7
"""How much a word in the headings counts for a sentence beside a word of its own."""
_ALSO: Final = 0.55
"""Sentences are told that have so much of what the best one has."""
MOST_SENTENCES: Final = 4
_SHORT: Final = 3
"""Passages of so few sentences are told whole: what they say last often limits what they say first."""
# What a sentence begins with that cannot be understood without the one before.
_LEANING: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:it|its|they|their|this|that|these|those|he|she|then|after that|in (?:this|that) case|"
        r"also|otherwise|however|but|and|so|for (?:this|that)|if so|if not|free from|from there|both|such)\b",
        re.IGNORECASE,
    ),
    "pt": re.compile(
        r"(?:ele|ela|eles|elas|isso|isto|ess[ea]s?|est[ea]s?|depois|nesse caso|neste caso|também|"
        r"caso contrário|porém|mas|e|então|para isso|se sim|se não|grátis a partir|ambos|tais)\b",
        re.IGNORECASE,
    ),
}


class Signals(NamedTuple):
    """What speaks for a passage as the answer to a question; one step of each by its weight below.

    Attributes:
        together: How much of the question one of its sentences has, with its headings.
        own: What that sentence has itself, by weight.
        missing: What the passage lacks, by weight.
        heading: How much of its last heading the question has: a heading says what a passage is about.
        topic: How much of the question its last heading has.
        kind: Whether a kind of value is asked for, which it has.
        name: Whether it lacks what is written like a name.
        ahead: How much more of the question it has than any other passage.
        found: The logarithm of its place in the search, which knows how rare words are in the whole store.
        words: How many words of the question it has.
    """

    together: float
    own: float
    missing: float
    heading: float
    topic: float
    kind: float
    name: float
    ahead: float
    found: float
    words: float


# A logistic regression: `python -m training.replies fit` prints it. It is fitted on the tuned half of the
# benchmark's questions, on its further ones, on ninety more about the same shop, half of which nothing
# answers, and on all of them with the passages taken away that answer them.
_CONSTANT: Final = -2.21
_WEIGHTS: Final = Signals(
    together=0.44,
    own=0.38,
    missing=-0.12,
    heading=1.34,
    topic=0.58,
    kind=0.75,
    name=-0.63,
    ahead=2.35,
    found=-1.42,
    words=0.22,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a question is answered.

    Attributes:
        source: The passage.
        places: Its sentences that answer, in order.
        score: How well, 0 to 1.
    """

    source: Source
    places: tuple[int, ...]
    score: float

    @property
    def is_sure(self) -> bool:
        """Whether it may be told; otherwise it only shows whether passages contradict one another."""
        return self.score >= _SURE


def answers(need: Need, sources: Sequence[Source], language: str) -> list[Answer]:
    """Return the passages that are likely to answer a question, the best first.

    Args:
        need: The question.
        sources: The passages, the likeliest first.
        language: A primary language.
    """
    found = [
        Answer(source, _chosen(need, source, language), score)
        for source, signals in zip(sources, signals_of(need, sources), strict=True)
        if signals and (score := _likelihood(signals)) >= _LIKELY
    ]
    return sorted(found, key=lambda one: -one.score)


def likeliest(need: Need, sources: Sequence[Source]) -> tuple[Source, float] | None:
    """Return the passage that is likeliest to answer a question, however unlikely, and how likely it is."""
    scored = [
        (source, _likelihood(signals))
        for source, signals in zip(sources, signals_of(need, sources), strict=True)
        if signals
    ]
    return max(scored, key=lambda one: one[1], default=None)


def _likelihood(signals: Signals) -> float:
    logit = _CONSTANT + sum(weight * one for weight, one in zip(_WEIGHTS, signals, strict=True))
    return 1 / (1 + math.exp(-logit))


def signals_of(need: Need, sources: Sequence[Source]) -> list[Signals | None]:
    """Return what speaks for each passage; None for those without a value of the kind that is asked for."""
    covered = [need.covered(source.all_words) for source in sources]
    return [_signals(need, source, place, covered) for place, source in enumerate(sources)]


def _signals(need: Need, source: Source, place: int, covered: Sequence[float]) -> Signals | None:
    if not need.weights or not _telling(need, source):
        return None
    others = [one for other, one in enumerate(covered) if other != place]
    words = source.all_words
    return Signals(
        together=max(_in_sentences(need, source)),
        own=max(need.weight_of(one) for one in source.words),
        missing=need.weight_missing(words),
        heading=need.of_heading(source.topic),
        topic=need.covered(source.topic),
        kind=float(bool(need.kinds)),
        name=float(any(not has(name, words) for name in need.names)),
        ahead=covered[place] - max(others, default=0.0),
        found=math.log1p(place),
        words=float(sum(has(one, words) > 0 for one in need.weights)),
    )


def _telling(need: Need, source: Source) -> list[int]:
    """Return the sentences that have a value of the kind that is asked for; all where none is."""
    return [place for place in range(len(source.sentences)) if _tells(need, source, place)]


def _in_sentences(need: Need, source: Source) -> list[float]:
    return [_in_sentence(need, source, place) for place in range(len(source.sentences))]


def _in_sentence(need: Need, source: Source, place: int) -> float:
    """Return how much of a question a sentence has; all of it where the shopper's measure is in its range."""
    if need.is_within(source.sentences[place].values):
        return 1.0
    own, above = source.words[place], source.heading
    covered = sum(w * max(has(one, own), _ABOVE * has(one, above)) for one, w in need.weights.items())
    return covered / sum(need.weights.values())


def _tells(need: Need, source: Source, place: int) -> bool:
    """Whether a sentence has a value of the kind that is asked for, where one is."""
    kinds = {value.kind for value in source.sentences[place].values}
    return not need.kinds or bool(kinds & need.kinds)


def _chosen(need: Need, source: Source, language: str) -> tuple[int, ...]:
    each, telling = _in_sentences(need, source), _telling(need, source)
    if len(each) <= _SHORT:
        return tuple(range(len(each)))
    best = max(telling, key=lambda place: each[place])
    also = sorted(
        (place for place in range(len(each)) if each[place] >= _ALSO * max(each)),
        key=lambda place: -each[place],
    )
    chosen: list[int] = []
    for place in [best, *also]:
        wanted = [one for one in _with_what_it_leans_on(place, source, language) if one not in chosen]
        if len(chosen) + len(wanted) <= MOST_SENTENCES:
            chosen += wanted
    return tuple(sorted(chosen or [best]))


def _with_what_it_leans_on(place: int, source: Source, language: str) -> list[int]:
    """Return a sentence with those before it that it cannot be understood without."""
    leaning = _LEANING.get(language)
    needed = [place]
    while place > 0 and leaning and leaning.match(source.sentences[place].text):
        place -= 1
        needed.append(place)
    return needed
