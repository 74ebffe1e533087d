"""Word frequencies: what the words of a text say that letters do not."""

import pytest

from dragoman.language.detector import Detector
from dragoman.language.frequencies import WordFrequencies


@pytest.fixture(scope="module")
def frequencies() -> WordFrequencies:
    return WordFrequencies()


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.mark.parametrize(
    ("script", "words", "language"),
    [
        ("Latin", ["cadeado"], "pt"),
        ("Latin", ["geliefert"], "de"),
        ("Latin", ["spodnie"], "pl"),
        ("Latin", ["hvad", "hedder"], "da"),
        ("Latin", ["çerez"], "tr"),
        ("Cyrillic", ["замовлення"], "uk"),
        ("Arabic", ["می", "خواهم"], "fa"),
    ],
)
def test_a_language_has_its_words(
    frequencies: WordFrequencies, script: str, words: list[str], language: str
) -> None:
    usage = frequencies.usage(words, script)
    assert usage is not None
    assert usage.logarithms[language] == 0.0 == max(usage.logarithms.values())
    assert usage.found[language] == usage.words == len(words)


def test_a_word_of_several_languages_is_weighed_by_how_usual_it_is_in_each(
    frequencies: WordFrequencies,
) -> None:
    usage = frequencies.usage(["pedido"], "Latin")
    assert usage is not None
    assert {"es", "pt"} <= usage.found.keys()
    assert abs(usage.logarithms["es"] - usage.logarithms["pt"]) < 2
    assert usage.logarithms["fi"] < -5


def test_a_language_without_a_list_has_what_the_best_has(frequencies: WordFrequencies) -> None:
    known, unknown = frequencies.usage(["pedido"], "Latin"), frequencies.usage(["glorpinax"], "Latin")
    assert known is not None
    assert unknown is not None
    assert "gl" not in known.logarithms
    assert known.unlisted == 0.0
    assert unknown.unlisted > 0.0 == max(unknown.logarithms.values())
    assert not unknown.found


def test_an_article_that_is_joined_to_its_word_does_not_hide_it(frequencies: WordFrequencies) -> None:
    joined, bare = frequencies.usage(["l'ordinateur"], "Latin"), frequencies.usage(["ordinateur"], "Latin")
    assert joined == bare


@pytest.mark.parametrize(
    ("words", "script"), [(["ありがとう"], "Kana"), (["ευχαριστώ"], "Greek"), ([], "Latin")]
)
def test_what_no_list_can_tell_apart_is_not_weighed(
    frequencies: WordFrequencies, words: list[str], script: str
) -> None:
    assert frequencies.usage(words, script) is None


def test_a_detection_says_which_languages_have_the_words(detector: Detector) -> None:
    assert "words: 2 of 2 in pt" in detector.detect("cadeado quebrado").evidence
    shared = detector.detect("la factura").evidence
    assert any(reason.startswith("words: 2 of 2 in ") and "es" in reason for reason in shared)
    assert not any(reason.startswith("words:") for reason in detector.detect("glorpinax").evidence)


def test_a_usual_word_is_named_though_it_is_not_sure_and_an_unknown_one_is_not(detector: Detector) -> None:
    guess = detector.detect("valores")
    assert guess.language in {"es", "pt", "ca"}
    assert not guess.sure
    assert detector.detect("glorpinax").language == "und"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kus minu pakk on", "et"),
        ("non chegou o paquete que pedín onte", "gl"),
        ("nire eskaera ez da iritsi", "eu"),
    ],
)
def test_languages_without_a_list_are_still_found(detector: Detector, text: str, language: str) -> None:
    assert detector.detect(text).language == language
