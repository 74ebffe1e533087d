"""How certain one may be of a translation, by signs that need no other model."""

import pytest

from dragoman.translation.certainty import packaged_weights, signs

SOURCE = "Your parcel left the warehouse this morning."
TARGET = "Sua encomenda saiu do armazém esta manhã."


def certainty(source: str = SOURCE, target: str = TARGET, score: float = -0.15, pieces: int = 9) -> float:
    return packaged_weights().certainty(signs(source, target, score, pieces))


def test_the_models_own_doubt_makes_a_translation_less_certain() -> None:
    assert certainty(score=-0.05) > certainty(score=-0.3) > certainty(score=-0.9)


def test_rare_words_which_the_model_knows_in_bits_make_it_less_certain() -> None:
    assert certainty(pieces=16) < certainty(pieces=9)


def test_names_make_it_more_certain_but_for_the_first_word() -> None:
    assert certainty("Your parcel left Porto Alegre this morning.") > certainty(
        "Your parcel left porto alegre this morning."
    )
    assert certainty() == certainty(SOURCE.lower())


def test_what_shrank_is_less_certain() -> None:
    assert certainty(target="Sua encomenda saiu.") < certainty()


def test_brevity_is_a_doubt_down_to_a_few_words_only() -> None:
    assert certainty("See you.", "Até já.", pieces=3) == pytest.approx(
        certainty("Bye.", "Tchau", score=-0.15, pieces=2), abs=0.1
    )
    assert signs("Hi", "Oi", 0.0, 1).length == signs("Hello", "Olá", 0.0, 1).length


def test_the_model_is_unsure_of_what_it_found_unlikely() -> None:
    weights = packaged_weights()
    assert not weights.unsure(certainty(score=-0.05))
    assert weights.unsure(certainty(score=-0.9))
