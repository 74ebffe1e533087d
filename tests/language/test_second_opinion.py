"""The second opinion: asked about what is short and unsure, never needed."""

import pytest

from dragoman.language.detector import Detector
from dragoman.language.second_opinion import SecondOpinion

pytest.importorskip("lingua", reason="the extra is not installed: pip install 'dragoman[lingua]'")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(second_opinion=SecondOpinion.if_installed())


def asked(detector: Detector, text: str) -> bool:
    return any(reason.startswith("lingua: ") for reason in detector.detect(text).evidence)


def test_it_is_asked_about_short_texts_that_are_not_sure(detector: Detector) -> None:
    assert asked(detector, "valores")
    assert not asked(detector, "Olá")
    assert not asked(detector, "Where is the parcel that I ordered last Monday?")


def test_it_is_asked_about_the_languages_of_the_store_alone(detector: Detector) -> None:
    assert any("lingua: " in reason for reason in detector.detect("valores", ("es", "pt")).evidence)
    assert not any("lingua: " in reason for reason in detector.detect("valores", ("pt", "ko")).evidence)


def test_only_languages_that_it_knows_are_weighed() -> None:
    weights = SecondOpinion().weigh(["produtos"], ["pt", "es", "gl"])
    assert set(weights) == {"pt", "es"}
    assert sum(weights.values()) == pytest.approx(1)
    assert SecondOpinion().weigh(["produtos"], ["gl", "pt"]) == {}


def test_where_it_was_heard_the_likeliest_is_named_though_it_is_not_sure(detector: Detector) -> None:
    alone = Detector().detect("extraviaron")
    heard = detector.detect("extraviaron")
    assert alone.language == "und"
    assert heard.language == "es"
    assert not heard.sure
