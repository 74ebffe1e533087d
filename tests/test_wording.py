"""Our texts in the language of who reads them."""

import pytest

from dragoman import domain
from dragoman.translation.faults import Fault
from dragoman.wording import Wording, available_locales, warning_text

SENTENCE = (("source", "Costs {price} today"),)
WARNINGS = [
    domain.Warning("undetermined_language"),
    domain.Warning("no_pack", (("source", "fr"), ("target", "en"))),
    domain.Warning("variant", (("asked", "pt-PT"), ("served", "pt-BR"))),
    domain.Warning("term_missed", (("source", "tracking"), ("target", "rastreio"))),
    domain.Warning("split", SENTENCE),
    *(domain.Warning(fault, SENTENCE) for fault in Fault),
]


@pytest.mark.parametrize(
    ("asked", "used"),
    [("pt-BR", "pt-BR"), ("pt_BR", "pt-BR"), ("pt-PT", "pt-BR"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_the_nearest_catalogue_is_used_and_english_where_there_is_none(asked: str, used: str) -> None:
    assert Wording(asked).locale == used


def test_languages_have_names_in_the_locale() -> None:
    assert Wording("en").language("pt-BR") == "Portuguese (Brazil)"
    assert Wording("pt-BR").language("pt-BR") == "português (Brasil)"
    assert Wording("en").language("zh-Hant") == "Chinese (Traditional)"


def test_the_undetermined_language_has_a_name_too() -> None:
    assert Wording("en").language("und") == "undetermined language"
    assert Wording("pt-BR").language("und") == "idioma não identificado"


@pytest.mark.parametrize("tag", ["xx-yy", "not a tag", "", "-"])
def test_a_tag_without_a_name_stands_for_itself(tag: str) -> None:
    assert Wording("en").language(tag) == tag


def test_a_text_without_a_translation_is_said_in_english() -> None:
    assert Wording("pt-BR").text("never seen {count}", count=2) == "never seen 2"


def test_values_are_inserted_as_they_are() -> None:
    text = Wording("en").text("no catalogue has this: {source}", source="{braces} and 100% <b>")
    assert text == "no catalogue has this: {braces} and 100% <b>"


@pytest.mark.parametrize("locale", ["en", "pt-BR"])
@pytest.mark.parametrize("warning", WARNINGS, ids=lambda warning: warning.code)
def test_every_warning_is_one_sentence(locale: str, warning: domain.Warning) -> None:
    text = warning_text(Wording(locale), warning)
    assert text
    assert f"({warning.code})" not in text
    assert "\n" not in text


def test_warnings_name_languages_in_words() -> None:
    text = warning_text(Wording("en"), domain.Warning("variant", (("asked", "pt-PT"), ("served", "pt-BR"))))
    assert text == "The translation is written in Portuguese (Brazil), not in Portuguese (Portugal)."


def test_a_warning_without_a_sentence_is_shown_by_its_code() -> None:
    assert "brand_new" in warning_text(Wording("en"), domain.Warning("brand_new", (("source", "x"),)))


def test_english_and_brazilian_portuguese_are_there() -> None:
    assert {"en", "pt_BR"} <= set(available_locales())
