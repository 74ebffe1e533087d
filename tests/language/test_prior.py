"""What is believed of a message before it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.language.prior import NO_PRIOR, Prior, believed

TAGS = ("en", "pt", "es", "gl", "zh-Hant")


def test_beliefs_sum_to_one() -> None:
    for prior in (NO_PRIOR, Prior({"pt": 0.7, "xx": 0.3})):
        for locale in (None, "pt-BR", "zh-TW", "tlh"):
            assert sum(believed(TAGS, prior, locale).values()) == pytest.approx(1)


def test_a_conversation_leads_and_leaves_room_for_a_switch() -> None:
    weights = believed(TAGS, Prior({"pt": 1.0}), None)
    assert weights["pt"] > 0.9
    assert weights["en"] > 0


def test_a_locale_favours_its_language_and_then_english() -> None:
    weights = believed(TAGS, NO_PRIOR, "es-MX")
    assert weights["es"] > weights["en"] > weights["pt"]


def test_a_locale_names_the_script_of_chinese() -> None:
    assert believed(TAGS, NO_PRIOR, "zh-TW")["zh-Hant"] > 0.5


def test_languages_that_few_shops_meet_need_more_evidence() -> None:
    weights = believed(TAGS, NO_PRIOR, None)
    assert weights["gl"] < weights["pt"]


@given(st.dictionaries(st.sampled_from(TAGS), st.floats(0.001, 1)))
def test_a_prior_survives_its_json(weights: dict[str, float]) -> None:
    restored = Prior.from_json(Prior(weights).to_json())
    assert restored.weights == pytest.approx(weights, abs=1e-4)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pt": "x"}', '{"pt": null}'])
def test_an_unreadable_prior_knows_nothing(text: str) -> None:
    assert Prior.from_json(text) == NO_PRIOR
