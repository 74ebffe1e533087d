"""The names of people that a conversation gives are found, and other words with a capital are not."""

import pytest

from dragoman.replies.writers.people import people_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hi, my name is Ana Silva and my tent is broken.", {"Ana Silva", "Ana", "Silva"}),
        ("Meu nome é João da Costa, cadê meu pedido?", {"João da Costa", "João", "Costa"}),
        ("It's Jonas Brandt from Leipzig. When does it come?", {"Jonas Brandt", "Jonas", "Brandt"}),
        ("I'm Larissa, my parcel is late.", {"Larissa"}),
        ("Where is it?\nThanks, Bea", {"Bea"}),
        ("Quando chega?\n\nAtt,\nMarina Tavares", {"Marina Tavares", "Marina", "Tavares"}),
        ("Dear Mrs Ashdown, your parcel is on its way.", {"Ashdown"}),
        ("Olá Caio! Como posso ajudar?", {"Caio"}),
        ("My husband Paulo ordered a lamp.", {"Paulo"}),
        ("The order is under the name Peter Hall.", {"Peter Hall", "Peter", "Hall"}),
        ("It is ana.silva@example.com, and Silva on the parcel.", {"Silva"}),
    ],
)
def test_who_gives_a_name_is_known_by_it(text: str, names: set[str]) -> None:
    assert set(people_in([text])) == names


@pytest.mark.parametrize(
    "text",
    [
        "I am in Spain. Do you ship to Lisbon?",
        "Hello! Do you have the Aurora lamp in Green?",
        "Hi Team, is it Friday yet?",
        "It's Monday. Is the shop in Porto open?",
        "Thanks! Can I pay with PayPal?",
        "Obrigado. Vocês enviam para o Brasil?",
        "This is Great. I am Portuguese.",
    ],
)
def test_other_words_with_a_capital_are_not_names(text: str) -> None:
    assert people_in([text]) == ()


def test_a_name_is_known_in_every_turn_and_the_longest_comes_first() -> None:
    assert people_in(["My name is Ana Silva.", "Did Ana get it?"])[0] == "Ana Silva"
