"""Gathers the texts of all sources: what the teacher is to translate, and what people translated already."""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training.frozen import fingerprint
from training.pairs import Pair, Text, is_prose, is_usable
from training.sources.documents import read_fortunes, read_jargon, read_manual
from training.sources.libreoffice import HelpParagraph, read_help
from training.sources.shop_texts import read_shop_texts
from training.sources.wordnet import read_wordnet
from training.support import english, noise, portuguese
from training.support.everyday import everyday_sentences
from training.support.frames import Wording, sentences

_SEED: Final = 20_26
_DIRECTION_SEED: Final = {"enpt": 1, "pten": 2}

# How many texts of a source are taken, at most. Support wording leads; WordNet brings the rare words.
_ENGLISH: Final = {
    "support": 26_000,
    "noisy support": 8_000,
    "everyday": 12_000,
    "wordnet": 36_000,
    "postgresql": 9_000,
    "sqlite": 4_000,
    "python": 6_000,
    "jargon": 5_000,
    "fortunes": 5_000,
    "shop": 1_500,
    "help": 6_000,
}
_PORTUGUESE: Final = {"support": 26_000, "noisy support": 16_000, "shop": 1_500, "help": 10_000}
# Pairs that people translated: most of them are about spreadsheets.
_ALIGNED: Final = 9_000


@dataclass(frozen=True, slots=True)
class Gathered:
    """The texts for one direction.

    Attributes:
        texts: What is to be translated, well mixed: the first rows are a fair sample.
        aligned: Pairs that people translated.
    """

    texts: list[Text]
    aligned: list[Pair]


def gather(direction: str, packages: Path, frozen: Collection[str]) -> Gathered:
    """Read every source for a direction.

    Args:
        direction: ``enpt`` or ``pten``.
        packages: Where the packages are unpacked, each in a folder of its name.
        frozen: Fingerprints of test sentences; none of them gets through.
    """
    chance = random.Random(_SEED + _DIRECTION_SEED[direction])
    help_pairs, reserved = _help_pairs(packages)
    barred = frozenset(frozen) | reserved
    human = {"help": help_pairs, "shop": list(read_shop_texts(packages / "django-oscar"))}
    if direction == "enpt":
        found = _english(packages, human, chance)
        limits = _ENGLISH
    else:
        human = {origin: [(b, a) for a, b in pairs] for origin, pairs in human.items()}
        found = _portuguese(human, chance)
        limits = _PORTUGUESE
    texts = [text for origin, rows in found.items() for text in _some(rows, limits[origin], barred, chance)]
    chance.shuffle(texts)
    aligned = [Pair(origin, a, a, b) for origin, rows in human.items() for a, b in dict.fromkeys(rows)]
    aligned = [pair for pair in aligned if _is_prose_pair(pair) and is_usable(pair, barred)]
    chance.shuffle(aligned)
    return Gathered(texts, aligned[:_ALIGNED])


def _help_pairs(packages: Path) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """Return the pairs of the help that may train, and fingerprints of both sides of those that may not."""
    paragraphs = list(read_help(packages))
    reserved = frozenset(
        fingerprint(side)
        for paragraph in paragraphs
        if paragraph.reserved
        for side in (paragraph.english, paragraph.portuguese)
    )
    return [_sides(paragraph) for paragraph in paragraphs if not paragraph.reserved], reserved


def _sides(paragraph: HelpParagraph) -> tuple[str, str]:
    return paragraph.english, paragraph.portuguese


def _english(
    packages: Path, human: dict[str, list[tuple[str, str]]], chance: random.Random
) -> dict[str, Iterable[Text]]:
    return _support(english.WORDING, _ENGLISH, noise.ENGLISH, chance) | {
        "everyday": _plain("everyday", everyday_sentences(_ENGLISH["everyday"], chance.randrange(1 << 30))),
        "wordnet": _plain("wordnet", read_wordnet(packages / "wordnet-base")),
        "postgresql": _plain("postgresql", read_manual(packages / "postgresql-doc-15")),
        "sqlite": _plain("sqlite", read_manual(packages / "sqlite3-doc")),
        "python": _plain("python", read_manual(packages / "python3.11-doc")),
        "jargon": _plain("jargon", read_jargon(packages / "dict-jargon")),
        "fortunes": _plain("fortunes", read_fortunes(packages / "fortunes")),
        "shop": _plain("shop", (source for source, _ in human["shop"])),
        "help": _plain("help", (source for source, _ in human["help"])),
    }


def _portuguese(human: dict[str, list[tuple[str, str]]], chance: random.Random) -> dict[str, Iterable[Text]]:
    return _support(portuguese.WORDING, _PORTUGUESE, noise.PORTUGUESE, chance) | {
        "shop": _plain("shop", (source for source, _ in human["shop"])),
        "help": _plain("help", (source for source, _ in human["help"])),
    }


def _support(
    wording: Wording, limits: dict[str, int], spellings: Mapping[str, str], chance: random.Random
) -> dict[str, Iterable[Text]]:
    clean = sentences(wording, limits["support"], chance.randrange(1 << 30))
    basis = sentences(wording, 2 * limits["noisy support"], chance.randrange(1 << 30))
    disturbed = (Text("noisy support", noise.noisy(text, spellings, chance), text) for text in basis)
    return {
        "support": _plain("support", clean),
        "noisy support": [text for text in disturbed if text.source != text.clean],
    }


def _plain(origin: str, texts: Iterable[str]) -> Iterator[Text]:
    return (Text(origin, text, text) for text in texts)


def _some(texts: Iterable[Text], limit: int, barred: Collection[str], chance: random.Random) -> list[Text]:
    kept = [
        text
        for text in dict.fromkeys(texts)
        if is_prose(text.source) and fingerprint(text.clean) not in barred
    ]
    chance.shuffle(kept)
    return kept[:limit]


def _is_prose_pair(pair: Pair) -> bool:
    return is_prose(pair.source) and is_prose(pair.target)
