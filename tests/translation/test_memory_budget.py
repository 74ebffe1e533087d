"""Models are loaded when they are needed, and let go when the memory is needed for others."""

import gc
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dragoman.translation.engine import Engine
from dragoman.translation.loaded import estimate
from dragoman.translation.packs import PackLibrary

SENTENCES = {
    ("en", "es"): ("Sorry for the delay.", "Perdón por el retraso."),
    ("es", "en"): ("Perdón por el retraso.", "Sorry for the delay."),
    ("en", "pt-BR"): ("The book is on the table.", "O livro está na mesa."),
    ("pt", "en"): ("Quero meu dinheiro de volta.", "I want my money back."),
}
PAIRS = list(SENTENCES)


@pytest.fixture
def small(three_languages: PackLibrary) -> Iterator[Engine]:
    """An engine that has room for one large and one small model, and keeps from Portuguese to English."""
    sizes = {pack.name: estimate(pack) for pack in three_languages.packs()}
    budget = sizes["pt-en"] + max(sizes["en-pt-BR"], sizes["es-en"] + sizes["en-es"])
    engine = Engine(three_languages, threads=2, budget=budget, pinned=lambda: [("pt-BR", "en")])
    yield engine
    engine.close()


def translated(engine: Engine, pair: tuple[str, str]) -> str:
    (pack,) = engine.route(*pair)
    return engine.decode(pack, [SENTENCES[pair][0]])[0]


def in_memory(engine: Engine) -> list[str]:
    return [pack.name for pack in engine.loaded()]


def test_the_model_that_was_not_used_for_longest_goes_first_and_a_pinned_one_never(small: Engine) -> None:
    for pair in (("pt", "en"), ("es", "en"), ("en", "es")):
        translated(small, pair)
    assert in_memory(small) == ["pt-en", "es-en", "en-es"]
    translated(small, ("en", "pt-BR"))
    assert in_memory(small) == ["pt-en", "en-pt-BR"]
    translated(small, ("es", "en"))
    assert in_memory(small) == ["pt-en", "es-en"]


def test_a_model_that_was_let_go_is_gone_from_memory_and_comes_back(small: Engine) -> None:
    (pack,) = small.route("es", "en")
    translated(small, ("es", "en"))
    model = weakref.ref(small._process().model(pack))
    translated(small, ("pt", "en"))
    translated(small, ("en", "pt-BR"))
    gc.collect()
    assert model() is None
    assert translated(small, ("es", "en")) == SENTENCES["es", "en"][1]


def test_models_come_and_go_while_others_decode_and_every_answer_is_right(small: Engine) -> None:
    asked = [PAIRS[number % len(PAIRS)] for number in range(48)]
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda pair: translated(small, pair), asked))
    assert answers == [SENTENCES[pair][1] for pair in asked]


def test_without_a_budget_everything_stays(three_languages: PackLibrary) -> None:
    engine = Engine(three_languages, threads=1)
    for pair in PAIRS:
        translated(engine, pair)
    assert sorted(in_memory(engine)) == ["en-es", "en-pt-BR", "es-en", "pt-en"]
    engine.close()


def test_what_is_pinned_stays_beyond_the_budget(three_languages: PackLibrary) -> None:
    engine = Engine(three_languages, threads=1, budget=1, pinned=lambda: [("es", "pt-BR")])
    for pair in (("en", "pt-BR"), ("es", "en"), ("pt", "en"), ("en", "es")):
        translated(engine, pair)
    assert in_memory(engine) == ["en-pt-BR", "es-en", "en-es"]
    engine.close()
