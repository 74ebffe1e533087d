"""The chat lexicon."""

from dragoman.language.lexicon import chat_lexicon, function_words
from dragoman.language.model import LanguageModel
from dragoman.tags import base


def test_a_word_names_every_language_that_has_it() -> None:
    entry = chat_lexicon().find("no")
    assert entry is not None
    assert {"en", "es", "it"} <= entry.languages


def test_words_are_found_without_their_accents_and_say_so() -> None:
    entry = chat_lexicon().find("voce")
    assert entry is not None
    assert "pt" in entry.languages
    assert not entry.exact


def test_stretched_words_are_found() -> None:
    entry = chat_lexicon().find("oiii")
    assert entry is not None
    assert entry.languages == {"pt"}


def test_words_of_all_languages_are_neutral_and_belong_to_none() -> None:
    lexicon = chat_lexicon()
    assert all(lexicon.is_neutral(word) for word in ("ok", "okay", "lol", "hmmm"))
    assert not lexicon.is_neutral("kkk")
    assert not lexicon.neutral & lexicon.exact.keys()


def test_variants_are_told_apart_by_their_own_words() -> None:
    asked = ["pt-PT", "pt-BR"]
    assert chat_lexicon().variant(["o", "autocarro"], asked) == "pt-PT"
    assert chat_lexicon().variant(["o", "ônibus"], asked) == "pt-BR"
    assert chat_lexicon().variant(["o", "pedido"], asked) is None


def test_every_section_is_a_language_that_the_model_can_name() -> None:
    lexicon = chat_lexicon()
    tags = {tag for languages in lexicon.exact.values() for tag in languages}
    tags |= {base(tag) for tag in lexicon.variants}
    assert tags <= set(LanguageModel().languages())


def test_words_stand_in_the_form_they_are_looked_up_in() -> None:
    assert all(word == word.lower() for word in chat_lexicon().exact)


def test_function_words_tell_look_alikes_apart() -> None:
    known = function_words()
    assert {"pt", "gl", "es"} <= known.languages
    assert "es" not in known.having["não"]
    assert {"pt", "es"} <= known.having["que"]
    assert known.languages <= set(LanguageModel().languages())
