"""Chooses the passage that answers a question, and the sentences of it that do; none where it is unsure."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from dragoman.replies.writers.matching import Need, Source, has

_SURE: Final = 0.67
"""A passage answers where it is so likely to; below, a person does better.

`python -m training.replies fit` prints what lower and higher ones give.
"""
_ABOVE: Final = 0.7
"""How much a word in the headings counts for a sentence beside a word of its own."""
_ALSO: Final = 0.55
"""Sentences are told that have so much of what the best one has."""
MOST_SENTENCES: Final = 4
_SHORT: Final = 4
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
        heading: How much of its last heading the question has: a heading says what a passage is about.
        kind: Whether a kind of value is asked for, which it has.
        ahead: How much more of the question it has than any other passage.
        found: The logarithm of its place in the search, which knows how rare words are in the whole store.
        words: How many words of the question it has.
        near: How near its meaning is to the question; 0 where no model says.
        nearer: How much nearer it is than any other passage; likewise.
    """

    together: float
    heading: float
    kind: float
    ahead: float
    found: float
    words: float
    near: float = 0.0
    nearer: float = 0.0


class Weights(NamedTuple):
    """A logistic regression over signals."""

    constant: float
    of: Signals

    def likelihood(self, signals: Signals) -> float:
        """Return how likely a passage answers, 0 to 1."""
        logit = self.constant + sum(weight * one for weight, one in zip(self.of, signals, strict=True))
        return 1 / (1 + math.exp(-logit))


# `python -m training.replies fit` prints these, and what each threshold gives on questions about passages
# that were left out of the fit.
BY_WORDS: Final = Weights(
    -2.94,
    Signals(together=2.15, heading=1.38, kind=0.95, ahead=3.06, found=-1.59, words=0.34),
)
BY_MEANING: Final = Weights(
    -16.31,
    Signals(
        together=1.72,
        heading=0.95,
        kind=0.66,
        ahead=2.66,
        found=-1.0,
        words=0.3,
        near=16.16,
        nearer=28.41,
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a question is answered.

    Attributes:
        source: The passage.
        places: Its sentences that answer, in order.
    """

    source: Source
    places: tuple[int, ...]


def sure_answer(
    need: Need, sources: Sequence[Source], language: str, nearness: Mapping[str, float]
) -> Answer | None:
    """Return where a question is answered; None where no passage surely does.

    Args:
        need: The question.
        sources: The passages, the likeliest first.
        language: A primary language.
        nearness: See ``draft.Question``.
    """
    source, likelihood = likeliest(need, sources, nearness) or (None, 0.0)
    return Answer(source, _chosen(need, source, language)) if source and likelihood >= _SURE else None


def likeliest(
    need: Need, sources: Sequence[Source], nearness: Mapping[str, float]
) -> tuple[Source, float] | None:
    """Return the passage that is likeliest to answer a question, however unlikely, and how likely it is."""
    weights = _weights(nearness)
    scored = [
        (source, weights.likelihood(signals))
        for source, signals in zip(sources, signals_of(need, sources, nearness), strict=True)
        if signals
    ]
    return max(scored, key=lambda one: one[1], default=None)


def _weights(nearness: Mapping[str, float]) -> Weights:
    return BY_MEANING if nearness else BY_WORDS


def signals_of(need: Need, sources: Sequence[Source], nearness: Mapping[str, float]) -> list[Signals | None]:
    """Return what speaks for each passage; None for those without a value of the kind that is asked for."""
    covered = [need.covered(source.all_words) for source in sources]
    # What the search brings along for another reason is as far as the farthest that it found.
    far = min(nearness.values(), default=0.0)
    near = [nearness.get(source.evidence.id, far) for source in sources]
    return [
        Signals(
            together=max(_in_sentences(need, source)),
            heading=need.of_heading(source.topic),
            kind=float(bool(need.kinds)),
            ahead=_ahead(covered, place),
            found=math.log1p(place),
            words=float(sum(has(one, source.all_words) > 0 for one in need.weights)),
            near=near[place],
            nearer=_ahead(near, place, far),
        )
        if need.weights and _telling(need, source)
        else None
        for place, source in enumerate(sources)
    ]


def _ahead(values: Sequence[float], place: int, least: float = 0.0) -> float:
    """Return how much more one value is than any other, and than the least that any may be."""
    return values[place] - max((one for other, one in enumerate(values) if other != place), default=least)


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
