"""How kept values are shown to people."""

import pytest

from dragoman.translation.masking import masked
from dragoman.translation.protect import protected_spans


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("4242 4242 4242 4242", "•••• 4242"),
        ("378282246310005", "•••• 0005"),
        ("DE89 3704 0044 0532 0130 00", "•••• 3000"),
        ("+55 11 99999-8888", "+55 11 99999-8888"),
        ("#48213", "#48213"),
    ],
)
def test_only_numbers_of_cards_and_accounts_are_masked(value: str, shown: str) -> None:
    spans = protected_spans(f"charged {value} twice")
    assert [span.text for span in masked(spans)] == [shown]
    assert [span.text for span in spans] == [value]
