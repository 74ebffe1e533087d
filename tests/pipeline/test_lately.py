from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from dragoman.domain import Format, Translation
from dragoman.pipeline.lately import Circumstances, Lately
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack
from dragoman.translation.translator import Translator

HERE = Circumstances("shop", "en", "pt-BR", Format.TEXT, "1", (0, None))
TEXTS = ["Good morning!", "Your parcel is here."]


class Counting:
    """Translates with the real packs, and knows what it was asked for."""

    def __init__(self, engine: Engine) -> None:
        self._translator = Translator(engine)
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[Translation]:
        self.asked += texts
        return self._translator.translate(texts, "en", "pt-BR")


@pytest.fixture
def counting(engine: Engine) -> Counting:
    return Counting(engine)


def test_a_text_is_translated_once(engine: Engine, counting: Counting) -> None:
    lately = Lately(engine.pack, 10)
    first = lately.translate(TEXTS, HERE, counting)
    second = lately.translate([*TEXTS, "Thank you!", TEXTS[0]], HERE, counting)
    assert counting.asked == [*TEXTS, "Thank you!"]
    assert [one.text for one in second[:2]] == [one.text for one in first]
    assert second[3].text == second[0].text


@pytest.mark.parametrize(
    "change",
    [
        {"store": "other"},
        {"target": "pt"},
        {"form": Format.HTML},
        {"glossary": "2"},
        {"memory": (1, 7)},
    ],
)
def test_whatever_it_depends_on_makes_it_another(
    engine: Engine, counting: Counting, change: dict[str, Any]
) -> None:
    lately = Lately(engine.pack, 10)
    lately.translate(TEXTS, HERE, counting)
    lately.translate(TEXTS, replace(HERE, **change), counting)
    assert counting.asked == TEXTS * 2


def test_another_file_or_decoding_of_the_pack_makes_it_another(engine: Engine, counting: Counting) -> None:
    installed = engine.pack("en", "pt")
    assert installed is not None
    latest: list[Pack] = [installed]
    lately = Lately(lambda _source, _target: latest[-1], 10)
    for pack in (
        installed,
        replace(installed, files={**installed.files, "model.bin": "0" * 64}),
        replace(installed, decode=replace(installed.decode, beam_size=installed.decode.beam_size + 1)),
    ):
        latest.append(pack)
        lately.translate(TEXTS, HERE, counting)
    assert counting.asked == TEXTS * 3


def test_the_oldest_goes_first_and_there_is_a_limit(engine: Engine, counting: Counting) -> None:
    lately = Lately(engine.pack, 2)
    for text in ("One.", "Two.", "One.", "Three.", "One.", "Two."):
        lately.translate([text], HERE, counting)
    assert counting.asked == ["One.", "Two.", "Three.", "Two."]
    assert len(lately) == 2


def test_it_forgets_when_it_is_told_to_and_remembers_nothing_when_it_is_off(
    engine: Engine, counting: Counting
) -> None:
    lately = Lately(engine.pack, 10)
    lately.translate(TEXTS, HERE, counting)
    lately.forget()
    assert len(lately) == 0
    off = Lately(engine.pack, 0)
    off.translate(TEXTS, HERE, counting)
    off.translate(TEXTS, HERE, counting)
    assert counting.asked == TEXTS * 3
