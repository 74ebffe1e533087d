"""Values are one for every way of writing them, and two where they are not the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.replies.reading.sentences import Reading, legible


def keys(text: str, language: str = "en") -> list[str]:
    return [f"{value.bound} {value.key}".strip() for value in Reading(legible(text), language).values]


@pytest.mark.parametrize(
    ("language", "ways"),
    [
        ("en", ["14 days", "14-day", "fourteen days", "fourteen (14) days", "14 full days"]),
        ("en", ["R$ 129,90", "R$129.90", "129,90 reais", "BRL 129.90"]),
        (
            "en",
            [
                "5 to 7 business days",
                "5-7 working days",
                "5\u20137 business days",
                "between 5 and 7 business days",
            ],
        ),
        ("en", ["10%", "10 percent", "10 %"]),
        ("en", ["March 12, 2026", "12 March 2026", "2026-03-12", "12th of March 2026"]),
        ("en", ["9 am", "9:00", "09:00"]),
        ("en", ["one hundred and twenty euros", "€120", "120 EUR"]),
        ("en", ["https://shop.example/Sale/", "http://www.shop.example/Sale", "shop.example/Sale."]),
        ("en", ["#48213", "48213", "no. 48213"]),
        ("pt", ["7 dias corridos", "sete dias", "7 dias"]),
        ("pt", ["vinte e quatro horas", "24 horas", "24h"]),
        ("pt", ["R$ 1.234,50", "1.234,50 reais"]),
        ("pt", ["12 de março de 2026", "12/03/2026", "12/3/26"]),
        ("pt", ["de 5 a 7 dias úteis", "5-7 dias úteis", "entre 5 e 7 dias úteis"]),
        ("pt", ["em até 10 vezes", "até 10x", "no máximo 10 vezes"]),
    ],
)
def test_ways_of_writing_a_value_are_one(language: str, ways: list[str]) -> None:
    assert len({tuple(keys(way, language)) for way in ways}) == 1
    assert len(keys(ways[0], language)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 days", "two weeks"),
        ("14 days", "14 business days"),
        ("24 hours", "1 day"),
        ("$10", "US$ 10"),
        ("$10", "€10"),
        ("7 days", "5 to 7 days"),
        ("up to 7 days", "at least 7 days"),
        ("over $50", "$50"),
        ("50 or more", "50 or less"),
        ("March 12", "March 13"),
        ("9 am", "9 pm"),
        ("Monday to Friday", "Monday to Saturday"),
        ("WELCOME10", "WELCOME15"),
        ("shop.example/a", "shop.example/b"),
        ("1,234", "1.234"),
    ],
)
def test_what_is_not_the_same_is_not_one_value(one: str, other: str) -> None:
    assert keys(one) != keys(other)


@given(st.text(alphabet="0123456789 .,-/:%$€abcdey#", max_size=30))
def test_every_digit_is_part_of_a_value(text: str) -> None:
    reading = Reading(legible(text), "en")
    covered = {place for value in reading.values for place in range(value.start, value.end)}
    assert all(place in covered for place, letter in enumerate(reading.text) if letter.isdigit())
