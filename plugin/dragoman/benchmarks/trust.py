"""How well translations can be trusted: with guards, by the quality that is told, alone and in company."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dragoman.domain import Translation
from dragoman.language.model import LanguageModel
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack
from dragoman.translation.translator import Translator

_FLAGGED: Final = 5
_WORST: Final = 10


@dataclass(frozen=True, slots=True)
class Trust:
    """What a file with references says of a pack.

    Attributes:
        chrf: Of whole messages, cut into sentences and guarded, as in production.
        found: Share of the worst tenth, by chrF, that is among the fifth of the lowest quality.
        alike: Share of the sentences whose translation is the same alone and in company.
    """

    chrf: float
    found: float
    alike: float


def trust(engine: Engine, pack: Pack, sources: Sequence[str], references: Sequence[str]) -> Trust:
    """Translate lines as messages, and compare them with their references and with themselves alone.

    Raises:
        ImportError: sacrebleu is not installed.
    """
    from sacrebleu import corpus_chrf, sentence_chrf  # noqa: PLC0415 - optional: only this needs it

    translator = Translator(engine, LanguageModel().scores)
    translations = translator.translate(sources, pack.source, pack.target)
    texts = [one.text for one in translations]
    scores = [
        sentence_chrf(text, [reference]).score for text, reference in zip(texts, references, strict=True)
    ]
    company = engine.decode(pack, sources)
    alone = [engine.decode(pack, [source])[0] for source in sources]
    return Trust(
        corpus_chrf(texts, [references]).score,
        _found(translations, scores),
        sum(one == other for one, other in zip(company, alone, strict=True)) / len(sources),
    )


def _found(translations: Sequence[Translation], scores: Sequence[float]) -> float:
    numbers = range(len(scores))
    worst = sorted(numbers, key=lambda number: scores[number])[: max(1, len(scores) // _WORST)]
    doubted = sorted(numbers, key=lambda number: translations[number].quality)[: len(scores) // _FLAGGED]
    return len({*worst} & {*doubted}) / len(worst)
