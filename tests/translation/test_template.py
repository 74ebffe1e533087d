from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translation.template import adapted, template_of, values_of

NUMBERED = ("Your order #48213 has left.", "Seu pedido #48213 saiu.")


def test_an_approved_pair_carries_the_order_id_of_another_segment() -> None:
    assert adapted(*NUMBERED, "Your order #77001 has left.") == "Seu pedido #77001 saiu."


def test_the_same_segment_has_the_approved_translation() -> None:
    assert adapted(*NUMBERED, NUMBERED[0]) == NUMBERED[1]


@pytest.mark.parametrize(
    ("source", "target", "segment"),
    [
        (*NUMBERED, "Your order #48213 has arrived."),
        ("You get it in 1 day.", "Recebe em 1 dia.", "You get it in 2 day."),
        ("It came at 1:00.", "Chegou à 1:00.", "It came at 2:00."),
        ("We refunded R$ 1,00.", "Foi devolvido R$ 1,00.", "We refunded R$ 20,00."),
        ("See https://shop.example/a now.", "Veja https://shop.example/a já.", "See BR48213 now."),
        ("#11111 replaces #22222.", "#11111 substitui #22222.", "#33333 replaces #33333."),
    ],
)
def test_whatever_words_may_agree_with_makes_another_segment(source: str, target: str, segment: str) -> None:
    assert adapted(source, target, segment) is None


def test_values_keep_their_places_where_the_translation_turns_them_round() -> None:
    pair = ("#11111 was replaced by #22222.", "#22222 substituiu #11111.")
    assert adapted(*pair, "#33333 was replaced by #44444.") == "#44444 substituiu #33333."


def test_values_and_plain_numbers_are_counted() -> None:
    assert values_of("2 of order #48213, again #48213") == Counter({"2": 1, "#48213": 2})


ids = st.integers(10_000, 99_999_999).map(lambda number: f"#{number}")
words = st.lists(
    st.sampled_from(["order", "left", "and", "was", "found", "é", "ação"]), min_size=1, max_size=5
)


@given(words, words, st.tuples(ids, ids, ids, ids))
def test_whatever_comes_out_has_the_values_that_went_in(
    before: list[str], behind: list[str], values: tuple[str, str, str, str]
) -> None:
    first, second, third, fourth = values
    source = " ".join([*before, first, *behind, second])
    target = " ".join([second, *before, first])
    segment = " ".join([*before, third, *behind, fourth])
    translation = adapted(source, target, segment)
    alike = (first == second) == (third == fourth)
    assert (translation is not None) == alike
    if translation is not None:
        assert values_of(translation) == values_of(segment)
        assert template_of(segment).key == template_of(source).key
