"""Sentences of a message: each has its language, and neighbours speak for those that say little."""

import pytest

from dragoman.domain import UNDETERMINED
from dragoman.language.detector import Detector
from dragoman.language.smoothing import smoothed


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


SHOP = ("en", "pt-BR", "es")


def test_each_sentence_has_its_language(detector: Detector) -> None:
    sentences = [
        "Hi, I have a question about my order.",
        "Meu pedido ainda não chegou.",
        "Could you help me?",
    ]
    found = [one.language for one in detector.sentences(sentences, SHOP)]
    assert found == ["en", "pt-BR", "en"]


def test_a_sentence_that_says_little_is_in_the_language_around_it(detector: Detector) -> None:
    sentences = ["Meu pedido ainda não chegou.", "No.", "Quero o meu dinheiro de volta."]
    (_, middle, _) = detector.sentences(sentences, SHOP)
    assert middle.language == "pt-BR"
    assert "sentences around it" in middle.evidence


def test_what_has_no_words_has_no_language(detector: Detector) -> None:
    found = [one.language for one in detector.sentences(["👍", "Meu pedido ainda não chegou."], SHOP)]
    assert found == [UNDETERMINED, "pt-BR"]
    assert [one.language for one in detector.sentences(["👍", "12"], SHOP)] == [UNDETERMINED] * 2
    assert detector.sentences([], SHOP) == []


def test_neighbours_speak_for_one_another() -> None:
    start = {"en": 0.5, "pt": 0.5}
    alone = {"en": 0.5, "pt": 0.5}
    clear = {"en": 0.01, "pt": 0.99}
    (first, second) = smoothed(start, [alone, clear])
    assert first["pt"] > 0.8
    assert second["pt"] > 0.95
    assert sum(first.values()) == pytest.approx(1)
