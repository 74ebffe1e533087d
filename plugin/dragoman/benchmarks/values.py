"""How many values survive translation: sentences with made-up values, and what became of those."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final

from dragoman.benchmarks.made_values import MAKERS
from dragoman.domain import Translation
from dragoman.translation.translator import Translator

MOST_VALUES: Final = 4
"""Values of the sentence that has most."""
_BATCH: Final = 200
_WRITTEN: Final = ("{}", "({})", "- {} -", '"{}"')
# A value that another sign or letter touches is another value: $10 is not US$10, 48 not 48%.
_BEFORE: Final = r"(?<![^\W_])(?<![$€£¥#%])(?<!\d[.,])"
_NO_COUNTRY: Final = r"(?<!\bUS )(?<!\bUSD )"
_BEHIND: Final = r"(?![^\W_])(?![$€£¥%])(?![.,]\d)"


class Place(StrEnum):
    """Where values stand in a sentence."""

    EDGES = "beside clauses"
    ANYWHERE = "between any words"
    NOWHERE = "nowhere"


_GAPS: Final = {
    Place.EDGES: re.compile(r"\A|(?<=[,;:]) (?=\w)|\Z"),
    Place.ANYWHERE: re.compile(r"\A|(?<=[\w,;:]) (?=\w)|\Z"),
}


@dataclass(frozen=True, slots=True)
class Inserted:
    """A sentence with made-up values in it.

    Attributes:
        text: The sentence with its values.
        values: The values, by their order in the text, each with its kind.
        place: Where they were put.
        bare: The sentence as it was.
        reference: A translation of the sentence as it was, if there is one.
    """

    text: str
    values: tuple[tuple[str, str], ...]
    place: Place
    bare: str
    reference: str | None

    def without(self) -> "Inserted":
        """Return the sentence as it was."""
        return Inserted(self.bare, (), Place.NOWHERE, self.bare, self.reference)


def with_values(rows: Sequence[tuple[str, str | None]], count: int, seed: int) -> Iterator[Inserted]:
    """Make sentences with one to four values each, half of them between any words, half beside clauses.

    Args:
        rows: Sentences, each with its reference translation, if there is one.
        count: How many are made.
        seed: The same one makes the same sentences.
    """
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(count):
        bare, reference = random.choice(rows)
        where = random.choice(list(_GAPS))
        gaps = [match.start() for match in _GAPS[where].finditer(bare)]
        parts: list[str] = []
        values: list[tuple[str, str]] = []
        position = 0
        for place in sorted(random.choices(gaps, k=random.randint(1, MOST_VALUES))):
            kind = random.choice(list(MAKERS))
            value = MAKERS[kind](random)
            values.append((value, kind))
            parts += [bare[position:place], random.choice(_WRITTEN).format(value)]
            position = place
        text = " ".join(part.strip() for part in [*parts, bare[position:]] if part.strip())
        yield Inserted(text, tuple(values), where, bare, reference)


@dataclass(slots=True)
class Survival:
    """What became of sentences with values.

    Attributes:
        sentences: How many there were.
        values: How many values they had, by kind.
        lost: How many of them the translation does not have as often as the source, by kind.
        reordered: Sentences in which values of one kind changed places.
        methods: Of the segments, how many were decoded which way.
        split: Sentences of which a segment was translated piece by piece.
        examples: Sentences that lost a value, with their translations.
        around: The sentences, with what stands round the values in their translations.
    """

    sentences: int = 0
    values: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    reordered: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    split: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)
    around: list[tuple[Inserted, str]] = field(default_factory=list)


def survival(
    translator: Translator, source: str, target: str, sentences: Sequence[Inserted], found: Survival
) -> Iterator[int]:
    """Translate sentences and add to ``found`` what became of their values; yield how many more are done.

    Raises:
        NoPack, PackError: see ``Translator.translate``.
    """
    for first in range(0, len(sentences), _BATCH):
        batch = sentences[first : first + _BATCH]
        translations = translator.translate([one.text for one in batch], source, target)
        for one, translation in zip(batch, translations, strict=True):
            _add(found, one, translation)
        yield len(batch)


def _add(found: Survival, one: Inserted, translation: Translation) -> None:
    lost = [kind for value, kind in one.values if _count(value, one.text) != _count(value, translation.text)]
    found.sentences += 1
    found.values.update(kind for _, kind in one.values)
    found.lost.update(lost)
    found.reordered += _reordered(one, translation.text)
    methods = [segment.method for segment in translation.segments]
    found.methods.update(methods)
    found.split += "split" in methods
    if lost:
        found.examples.append((one.text, translation.text))
    found.around.append((one, _without(one.values, translation.text)))


def _count(value: str, text: str) -> int:
    before = _BEFORE + _NO_COUNTRY if value.startswith("$") else _BEFORE
    return len(re.findall(before + re.escape(value) + _BEHIND, text))


def _reordered(one: Inserted, target: str) -> bool:
    """Say whether two different values of one kind stand in another order than in the source."""
    by_kind: Mapping[str, list[str]] = {kind: [] for _, kind in one.values}
    for value, kind in one.values:
        by_kind[kind].append(value)
    return any(
        (places := [target.find(value) for value in values]) != sorted(places)
        for values in by_kind.values()
        if len(set(values)) == len(values)
    )


def _without(values: Sequence[tuple[str, str]], text: str) -> str:
    for value, _ in values:
        for written in (*_WRITTEN[1:], *_WRITTEN[:1]):
            if (quoted := written.format(value)) in text:
                text = text.replace(quoted, " ", 1)
                break
    return re.sub(r"\s+(?=[.,;:!?])|\s+(?=\s)", "", text).strip()
