"""Fits what speaks for a passage as the answer to a question: the weights that the default writer has.

Of every question each passage that was found is one case: it answers, or it does not. The questions are
those of the tuned half, the further ones and those of ``questions.fitting.tsv``; each is asked again without
the passages that answer it, where nothing does.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from dragoman.domain import Author
from dragoman.evidence import Audience
from dragoman.language.model import LanguageModel
from dragoman.replies.asking import asked
from dragoman.replies.draft import Turn
from dragoman.replies.drafter import passage_evidence
from dragoman.replies.retrieval.search import Retrieval
from dragoman.replies.writers.answering import Signals, signals_of
from dragoman.replies.writers.extractive import needs
from dragoman.replies.writers.matching import Source, read_source
from dragoman.storage.database import Database
from dragoman.storage.knowledge import Knowledge
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator
from training.replies.cases import AGENT, HERE, Half, Kind, read_cases, read_passages
from training.replies.opening import open_shop
from training.replies.shops import SERRA

PIVOT: Final = SERRA.pivot
STORE: Final = SERRA.store
_TODAY: Final = date(2026, 11, 20)
_PASSAGES: Final = 10
_TAKEN_AWAY: Final = 0.1
"""How much a question counts without the passages that answer it: few shops know all but that."""
_RIDGE: Final = 0.003
_STEPS: Final = 40
_KINDS: Final = (Kind.ANSWERABLE, Kind.PARTLY, Kind.UNANSWERABLE, Kind.CONTRADICTORY)
_THRESHOLDS: Final = (0.5, 0.55, 0.6, 0.65, 0.7)


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation in the pivot language, and quotes of the passages that answer it."""

    turns: tuple[Turn, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A question held against what was found: what speaks for each passage, what answers, and its weight."""

    signals: tuple[Signals, ...]
    answers: tuple[bool, ...]
    answered: bool
    counts: float


def fit(folder: Path) -> Iterator[str]:
    """Yield the weights, and how many questions are answered rightly and wrongly at some thresholds.

    Args:
        folder: An empty folder, for the shop.
    """
    settings = open_shop(folder)
    with Database.open(settings.database) as database:
        retrieval = Retrieval(Knowledge(database, lambda: 0.0))
        examples = [*_of_the_half(folder), *_written_for_this()]
        held = [one for example in examples for one in _held(retrieval, example)]
    constant, weights = regression(held)
    yield f"constant={constant:.2f} " + " ".join(
        f"{name}={weight:.2f}" for name, weight in zip(Signals._fields, weights, strict=True)
    )
    best = [(one, _best(one, constant, weights)) for one in held]
    answerable = sum(one.answered for one in held)
    for threshold in _THRESHOLDS:
        told = [(one, right) for one, (likely, right) in best if likely >= threshold]
        wrong = sum(not one.answered for one, _ in told)
        yield (
            f"{threshold}: {sum(right for _, right in told)} of {answerable} are answered rightly, "
            f"and {wrong} of the {len(held) - answerable} that nothing answers"
        )


def _of_the_half(folder: Path) -> Iterator[Example]:
    quotes = {name: one.quote for name, one in read_passages().items()}
    engine = Engine(PackLibrary(folder / "packs"), threads=1)
    translator = Translator(engine, LanguageModel().scores)
    for case in (*read_cases(Half.TUNED), *read_cases(Half.FURTHER)):
        if case.kind not in _KINDS or case.products:
            continue
        names = [] if case.kind is Kind.UNANSWERABLE else [n for one in case.passages for n in one.split("|")]
        turns = [
            Turn(Author.AGENT, text.removeprefix(AGENT))
            if text.startswith(AGENT)
            else Turn(Author.SHOPPER, translator.translate([text], case.language, PIVOT)[0].text)
            for text in case.turns
        ]
        yield Example(tuple(turns), tuple(quotes[name] for name in names))
    engine.close()


def _written_for_this() -> Iterator[Example]:
    quotes = {name: one.quote for name, one in read_passages().items()}
    with (HERE / "questions.fitting.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            known = (quotes[row["passage"]],) if row["passage"] else ()
            yield Example((Turn(Author.SHOPPER, row["question"]),), known)


def _held(retrieval: Retrieval, example: Example) -> Iterator[Held]:
    wants = asked(example.turns, PIVOT)
    if wants.reason is not None:
        return
    found = retrieval.find(STORE, example.turns, PIVOT, _TODAY, (Audience.PUBLIC,), _PASSAGES)
    sources = [read_source(passage_evidence(one.passage), PIVOT) for one in found]
    beside = [one for one in sources if not _answers(one, example)]
    for known in (sources, beside) if len(beside) < len(sources) else (sources,):
        for need in needs(wants, known, PIVOT):
            pairs = [(one, source) for one, source in zip(signals_of(need, known), known, strict=True) if one]
            right = tuple(_answers(source, example) for _, source in pairs)
            counts = 1.0 if known is sources else _TAKEN_AWAY
            yield Held(tuple(signals for signals, _ in pairs if signals), right, any(right), counts)


def _answers(source: Source, example: Example) -> bool:
    text = " ".join(source.evidence.words.split())
    return any(" ".join(quote.split()) in text for quote in example.quotes)


def regression(held: Sequence[Held]) -> tuple[float, list[float]]:
    """Fit a logistic regression by Newton's method, with a small ridge on standardised signals."""
    values = np.array([signals for one in held for signals in one.signals], dtype=float)
    right = np.array([answer for one in held for answer in one.answers], dtype=float)
    counts = np.array([one.counts for one in held for _ in one.answers])
    counts /= counts.sum()
    mean, deviation = values.mean(0), values.std(0) + 1e-9
    design = np.column_stack([(values - mean) / deviation, np.ones(len(values))])
    ridge = np.diag([_RIDGE] * values.shape[1] + [1e-9])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-design @ weights))
        curve = (design * (counts * likely * (1 - likely))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(curve, design.T @ (counts * (likely - right)) + ridge @ weights)
    scaled = weights[:-1] / deviation
    return float(weights[-1] - scaled @ mean), [float(one) for one in scaled]


def _best(held: Held, constant: float, weights: Sequence[float]) -> tuple[float, bool]:
    """Return how likely the likeliest passage is to answer, and whether it does."""
    scored = [
        (1 / (1 + float(np.exp(-(constant + np.dot(weights, signals))))), right)
        for signals, right in zip(held.signals, held.answers, strict=True)
    ]
    return max(scored, default=(0.0, False))
