"""Letter sequences: what the spelling of a few words says."""

import pytest

from dragoman.language.sequences import LetterSequences


@pytest.fixture(scope="module")
def sequences() -> LetterSequences:
    return LetterSequences()


@pytest.mark.parametrize(
    ("script", "words", "language"),
    [
        ("Latin", ["geschwindigkeit"], "de"),
        ("Latin", ["encaminhamento"], "pt"),
        ("Latin", ["voorwaarden"], "nl"),
        ("Latin", ["käyttäjä", "tunnus"], "fi"),
        ("Cyrillic", ["підтвердження"], "uk"),
        ("Arabic", ["پیگیری"], "fa"),
    ],
)
def test_spelling_tells_languages_apart(
    sequences: LetterSequences, script: str, words: list[str], language: str
) -> None:
    fit = sequences.fit(words, script)
    assert fit is not None
    assert fit.logarithms[language] == 0.0 == max(fit.logarithms.values())
    assert fit.letters == sum(map(len, words))


def test_words_count_alone_not_what_stands_across_their_ends(sequences: LetterSequences) -> None:
    one, other = sequences.fit(["pedido", "atraso"], "Latin"), sequences.fit(["atraso", "pedido"], "Latin")
    assert one == other


@pytest.mark.parametrize(("words", "script"), [(["ありがとう"], "Kana"), ([], "Latin"), (["漢"], "Latin")])
def test_what_the_table_lacks_is_not_weighed(
    sequences: LetterSequences, words: list[str], script: str
) -> None:
    assert sequences.fit(words, script) is None
