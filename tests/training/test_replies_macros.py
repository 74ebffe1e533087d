"""Who judges what macros say: by the shop's tables."""

import pytest

from training.replies.cases import Half, read_cases
from training.replies.macro_judging import macro_id, macro_texts, misfilled, text_for
from training.replies.shops import LUME, SERRA, BenchShop

WRITTEN = "Order {{order.number}} comes with {{order.tracking_number}} on {{order.expected_on}}."
ORDER = {"number": "7301", "tracking_number": "QB318840275BR", "expected_on": "2026-11-24"}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Order 7301 comes with QB318840275BR on November 24, 2026.", []),
        ("Order #7301 comes with QB318840275BR on 24 de novembro de 2026.", []),
        ("Order 7301 comes with QB318840275PT on November 24, 2026.", ["tracking_number"]),
        ("Order 7301 comes with QB318840275BR on November 25, 2026.", ["expected_on"]),
        ("Order 7301 arrives on November 24, 2026.", ["is not what"]),
    ],
)
def test_a_macro_is_told_with_the_values_of_the_order(text: str, problems: list[str]) -> None:
    found = list(misfilled(text, WRITTEN, ORDER, "en"))
    assert len(found) == len(problems)
    assert all(problem in one for problem, one in zip(problems, found, strict=True))


@pytest.mark.parametrize(("shop", "half"), [(SERRA, Half.MACROS), (LUME, Half.LUME_MACROS)])
def test_people_wrote_every_macro_that_is_asked_for(shop: BenchShop, half: Half) -> None:
    texts = macro_texts(shop)
    cases = read_cases(half)
    assert {bool(case.macro) for case in cases} == {True, False}
    assert all(text_for(texts, case.macro, case.language) for case in cases if case.macro)


def test_macros_are_called_as_the_command_calls_them() -> None:
    assert macro_id("Onde está o pedido") == "onde-está-o-pedido"
