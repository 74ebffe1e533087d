"""What the benchmark reads in a text, without the program's own reading of values."""

import pytest

from training.replies.values import values_of

TRUTH = values_of(
    "Order 4111 of 2026-11-01 was delivered on November 9, 2026 for R$ 1,412.90 with OV610774180BR: "
    "https://correios.example/t/OV610774180BR. Open 9:00 to 18:00. The warranty is 3 years; "
    "call +351 220 555 010 or write to help@serraesal.example."
)


@pytest.mark.parametrize(
    "text",
    [
        "Delivered on 9 November 2026.",
        "Foi entregue em 9 de novembro de 2026.",
        "Delivered on 09/11/2026, R$ 1.412,90",
        "1412.90 BRL",
        "a three-year warranty",
        "3-year",
        "das 9h às 18h",
        "(see https://correios.example/t/OV610774180BR)",
        "+351 220 555 010",
        "Help@serraesal.example!",
        "tracking code OV610774180BR, order #4111",
    ],
)
def test_what_is_the_same_in_another_spelling_is_not_beyond_the_truth(text: str) -> None:
    assert values_of(text).beyond(TRUTH) == []


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("Delivered on November 10, 2026.", ["11-10 of 2026"]),
        ("Delivered on 9 November 2025.", ["11-9 of 2025"]),
        ("R$ 1,412.09", ["1412.09"]),
        ("within ninety days", ["90"]),
        ("\uff12\uff14 hours", ["24"]),
        ("until 19:00", ["19:00"]),
        ("see correios.example.evil.net/t", ["correios.example.evil.net/t"]),
        ("http://correios.example/t/1", ["http://correios.example/t/1"]),
        ("javascript:alert(1)", ["javascript:alert(1"]),
        ("mail hel\u200bp@serraesal.com", ["help@serraesal.com"]),
        ("+351 220 555 011", ["351220555011"]),
        ("use FREE50", ["free50"]),
    ],
)
def test_what_is_new_is_found(text: str, beyond: list[str]) -> None:
    assert values_of(text).beyond(TRUTH) == beyond
