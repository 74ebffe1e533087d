"""Which placeholders a model copies is tried on it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from dragoman.translation.calibration import calibrated
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack
from dragoman.translation.placeholders import CANDIDATES, DEFAULT, shapes_named


@pytest.fixture
def pack(engine: Engine) -> Pack:
    found = engine.pack("en", "pt-BR")
    assert found is not None
    return replace(found, placeholders=())


def order(pack: Pack, change: Callable[[str], str]) -> tuple[str, ...]:
    def translate(sentences: Sequence[str]) -> list[str]:
        return [change(sentence) for sentence in sentences]

    return calibrated(pack, translate, lambda _: None).placeholders


def test_the_packs_are_assembled_with_the_placeholders_that_their_models_copy(engine: Engine) -> None:
    for source, target in (("en", "pt-BR"), ("pt", "en")):
        found = engine.pack(source, target)
        assert found is not None
        assert len(found.placeholders) == len(set(found.placeholders)) == 4
        assert set(found.placeholders) <= {shape.name for shape in CANDIDATES}


def test_a_shape_that_the_model_drops_doubles_or_writes_in_another_way_is_not_chosen(pack: Pack) -> None:
    chosen = order(pack, lambda text: text.replace("ZX", "zx").replace("(", "").replace("%", "%%"))
    assert not {"ZX71", "(1)", "%1"} & set(chosen)


def test_a_shape_that_holds_where_the_others_do_not_is_tried_next(pack: Pack) -> None:
    def change(text: str) -> str:
        known = "(" if "code" in text else "ZX"
        return text if known in text else "⁇"

    assert order(pack, change)[:2] == ("ZX71", "(1)")


@pytest.mark.parametrize("change", [lambda _: "", lambda text: text], ids=["copies nothing", "copies all"])
def test_where_all_are_alike_the_usual_ones_stay(pack: Pack, change: Callable[[str], str]) -> None:
    assert order(pack, change)[:3] == DEFAULT


def test_a_language_without_sentences_to_try_keeps_the_usual_ones(pack: Pack) -> None:
    assert order(replace(pack, source="fi"), lambda text: text) == DEFAULT


def test_names_that_another_version_wrote_are_left_out() -> None:
    assert [shape.name for shape in shapes_named(["(1)", "of tomorrow"])] == ["(1)"]
    assert [shape.name for shape in shapes_named([])] == list(DEFAULT)


def test_no_two_placeholders_are_alike() -> None:
    names = [shape.number(number) for shape in CANDIDATES for number in range(1, 27)]
    assert len(names) == len(set(names))
