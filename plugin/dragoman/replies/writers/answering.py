"""Chooses the passage that answers a question, and the sentences of it that do; none where it is unsure."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dragoman.replies.writers.matching import Need, Source, has

_LIKELY: Final = 0.2
_SURE: Final = 0.42
"""A passage answers where it is so likely to; below, a person does better.

The likelihood is a logistic regression over what follows, fitted on one half of the questions that the folder
``training/replies`` has, on ninety more about the same shop, half of which nothing answers, and on all
of them with the passages taken away that answer them.
"""
_CONSTANT: Final = -4.22
_TOGETHER: Final = 1.61
"""Of how much of the question one of its sentences has, with its headings."""
_OWN: Final = 0.64
"""Of what that sentence has itself, by weight."""
_MISSING: Final = -0.16
"""Of what it lacks, by weight."""
_HEADING: Final = 2.04
"""Of how much of its last heading the question has: a heading says what a passage is about."""
_TOPIC: Final = 1.02
"""Of how much of the question its last heading has."""
_RANK: Final = -1.09
"""Of the logarithm of its place among what was found, or among what has most of the question."""
_KIND: Final = 0.86
"""Of having the kind of value that is asked for."""
_NAME: Final = -0.26
"""Of lacking what is written like a name."""
_AHEAD: Final = 2.04
"""Of how much more of the question it has than any other passage."""
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
    covered = [need.covered(source.all_words) for source in sources]
    found = []
    for place, source in enumerate(sources):
        others = [one for other, one in enumerate(covered) if other != place]
        more = sum(round(one - covered[place], 3) > 0 for one in others)
        ahead = covered[place] - max(others, default=0.0)
        if answer := _answer(need, source, min(place, more), ahead, language):
            found.append(answer)
    return sorted(found, key=lambda one: -one.score)


def _answer(need: Need, source: Source, rank: int, ahead: float, language: str) -> Answer | None:
    telling = [place for place in range(len(source.sentences)) if _tells(need, source, place)]
    if not need.weights or not telling:
        return None
    words = source.all_words
    each = [_in_sentence(need, source, place) for place in range(len(source.sentences))]
    logit = (
        _CONSTANT
        + _TOGETHER * max(each)
        + _OWN * max(need.weight_of(one) for one in source.words)
        + _MISSING * need.weight_missing(words)
        + _HEADING * need.of_heading(source.topic)
        + _TOPIC * need.covered(source.topic)
        + _RANK * math.log1p(rank)
        + (_KIND if need.kinds else 0)
        + (_NAME if any(not has(name, words) for name in need.names) else 0)
        + _AHEAD * ahead
    )
    score = 1 / (1 + math.exp(-logit))
    return Answer(source, _chosen(each, telling, source, language), score) if score >= _LIKELY else None


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


def _chosen(
    each: Sequence[float], telling: Collection[int], source: Source, language: str
) -> tuple[int, ...]:
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
