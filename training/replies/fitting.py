"""Fits what speaks for a passage as the answer to a question: the weights that the default writer has.

Of every question each passage that was found is one case: it answers, or it does not. The questions are
those that may be looked at of both shops, and those of ``questions.fitting.tsv``.

What is printed for each threshold is told of passages that were left out: the weights that a question is
answered with are fitted without any question about its passage, or about the passage that is likeliest to be
taken for an answer where none is one. Otherwise a shop's passages would stand on both sides.
"""

import csv
import zlib
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
from dragoman.replies.drafter import nearness_of, passage_evidence
from dragoman.replies.retrieval.meaning.embedding import Embedder
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.replies.retrieval.search import Retrieval
from dragoman.replies.writers.answering import Signals, Weights, signals_of
from dragoman.replies.writers.extractive import needs
from dragoman.replies.writers.matching import Source, read_source
from dragoman.storage.database import Database
from dragoman.storage.knowledge import Knowledge
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator
from training.replies.cases import AGENT, HERE, Half, Kind, read_cases, read_passages
from training.replies.opening import open_shop
from training.replies.shops import LUME, SERRA, BenchShop

_TODAY: Final = date(2026, 11, 20)
_PASSAGES: Final = 10
_RIDGE: Final = 0.003
_STEPS: Final = 40
_PARTS: Final = 10
_KINDS: Final = (Kind.ANSWERABLE, Kind.UNANSWERABLE)
_THRESHOLDS: Final = (0.5, 0.55, 0.6, 0.64, 0.67, 0.7, 0.8)
_HALVES: Final = (Half.TUNED, Half.FURTHER, Half.LUME)
_WRITTEN: Final = "fitting"


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation in the pivot language, and quotes of the passages that answer it.

    Attributes:
        origin: Which set it is of.
        turns: The conversation.
        quotes: Words of the passages that answer; empty where nothing does.
    """

    origin: str
    turns: tuple[Turn, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One question held against the passages that were found.

    Attributes:
        signals: What speaks for each passage.
        answers: Whether each answers.
    """

    signals: tuple[Signals, ...]
    answers: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The questions of one example, and the passage that they are about.

    Attributes:
        origin: Which set it is of.
        answered: Whether any passage answers.
        about: Id of the passage that answers, or else of the one that was found first.
        questions: Its questions.
    """

    origin: str
    answered: bool
    about: str
    questions: tuple[Held, ...]


def fit(folder: Path) -> Iterator[str]:
    """Yield the weights, and how many questions are answered rightly and wrongly at some thresholds.

    Args:
        folder: An empty folder, for the shops.
    """
    opened = [(shop, *_opened(folder / shop.store, shop)) for shop in (SERRA, LUME)]
    for meaning in (False, True) if Embedder.if_installed(SERRA.pivot) else (False,):
        tried: list[Tried] = []
        for shop, database, examples in opened:
            with Database.open(database) as known:
                knowledge = Knowledge(known, lambda: 0.0)
                meanings = Meanings(knowledge) if meaning else None
                if meanings:
                    meanings.make_missing(shop.store, shop.pivot, lambda *_: None)
                retrieval = Retrieval(knowledge, meanings)
                tried += [one for example in examples if (one := _tried(retrieval, shop, example))]
        yield "by words and meaning" if meaning else "by words"
        yield str(regression([held for one in tried for held in one.questions]))
        yield from curve(tried)


def _opened(folder: Path, shop: BenchShop) -> tuple[Path, list[Example]]:
    """Fill a folder with a shop; return where its database is, and its examples in its pivot language."""
    folder.mkdir()
    settings = open_shop(folder, shop=shop)
    engine = Engine(PackLibrary(folder / "packs"), threads=1)
    translator = Translator(engine, LanguageModel().scores)
    examples = list(_examples(shop, translator))
    engine.close()
    return settings.database, examples


def _examples(shop: BenchShop, translator: Translator) -> Iterator[Example]:
    quotes = {name: one.quote for name, one in read_passages(shop).items()}

    def turn(text: str, language: str) -> Turn:
        if text.startswith(AGENT):
            return Turn(Author.AGENT, text.removeprefix(AGENT))
        if language == shop.pivot:
            return Turn(Author.SHOPPER, text)
        return Turn(Author.SHOPPER, translator.translate([text], language, shop.pivot)[0].text)

    for half in _HALVES:
        for case in read_cases(half) if half.shop is shop else ():
            if case.kind in _KINDS and not case.products:
                answered = case.kind is Kind.ANSWERABLE
                names = [n for one in case.passages for n in one.split("|")] if answered else []
                turns = tuple(turn(text, case.language) for text in case.turns)
                yield Example(half, turns, tuple(quotes[name] for name in names))
    if shop is SERRA:
        with (HERE / "questions.fitting.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                known = (quotes[row["passage"]],) if row["passage"] else ()
                yield Example(_WRITTEN, (turn(row["question"], row["language"]),), known)


def _tried(retrieval: Retrieval, shop: BenchShop, example: Example) -> Tried | None:
    wants = asked(example.turns, shop.pivot)
    if wants.reason is not None:
        return None
    found = retrieval.find(shop.store, example.turns, shop.pivot, _TODAY, (Audience.PUBLIC,), _PASSAGES)
    sources = [read_source(passage_evidence(one.passage), shop.pivot) for one in found]
    right = [source for source in sources if _answers(source, example)]
    held: list[Held] = []
    for need in needs(wants, sources, shop.pivot):
        signals = signals_of(need, sources, nearness_of(found))
        pairs = [(one, source) for one, source in zip(signals, sources, strict=True) if one]
        held.append(Held(tuple(one for one, _ in pairs), tuple(source in right for _, source in pairs)))
    about = next((source.evidence.id for source in (*right, *sources)), "")
    return Tried(example.origin, bool(example.quotes), about, tuple(held))


def _answers(source: Source, example: Example) -> bool:
    text = " ".join(source.evidence.words.split())
    return any(" ".join(quote.split()) in text for quote in example.quotes)


def regression(held: Sequence[Held]) -> Weights:
    """Fit a logistic regression by Newton's method, with a small ridge on standardised signals."""
    values = np.array([signals for one in held for signals in one.signals], dtype=float)
    right = np.array([answer for one in held for answer in one.answers], dtype=float)
    mean, deviation = values.mean(0), values.std(0) + 1e-9
    design = np.column_stack([(values - mean) / deviation, np.ones(len(values))])
    ridge = np.diag([_RIDGE] * values.shape[1] + [1e-9])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-design @ weights))
        curve = (design * (likely * (1 - likely) / len(values))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(curve, design.T @ (likely - right) / len(values) + ridge @ weights)
    scaled = weights[:-1] / deviation
    constant = round(float(weights[-1] - scaled @ mean), 2)
    return Weights(constant, Signals(*(round(float(one), 2) for one in scaled)))


def curve(tried: Sequence[Tried]) -> Iterator[str]:
    """Yield what each threshold gives, of each set of questions, with weights that know nothing of them."""
    best: list[tuple[Tried, float, bool]] = []
    for part in range(_PARTS):
        weights = regression([held for one in tried if _part(one) != part for held in one.questions])
        best += [(one, *_best(one, weights)) for one in tried if _part(one) == part]
    for threshold in _THRESHOLDS:
        told = []
        for origin in (*_HALVES, _WRITTEN):
            ours = [one for one in best if one[0].origin == origin]
            known = [one for one in ours if one[0].answered]
            right = sum(likely >= threshold and is_right for _, likely, is_right in known)
            other = sum(likely >= threshold for one, likely, _ in ours if not one.answered)
            told.append(f"{origin} {right} of {len(known)}, {other} of {len(ours) - len(known)}")
        yield f"{threshold}: answered rightly, and answered though nothing answers: " + "; ".join(told)


def _part(one: Tried) -> int:
    return zlib.crc32(one.about.encode()) % _PARTS


def _best(tried: Tried, weights: Weights) -> tuple[float, bool]:
    """Return how likely the likeliest passage answers any of the questions, and whether it does."""
    scored = [
        (weights.likelihood(signals), right)
        for held in tried.questions
        for signals, right in zip(held.signals, held.answers, strict=True)
    ]
    return max(scored, default=(0.0, False))
