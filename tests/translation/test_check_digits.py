"""Check digits, against numbers that their issuers publish as examples."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translation.check_digits import is_card, is_cnpj, is_cpf, is_iban

VALID = [
    (is_card, "4111 1111 1111 1111"),
    (is_card, "5555555555554444"),
    (is_card, "378282246310005"),
    (is_iban, "GB29 NWBK 6016 1331 9268 19"),
    (is_iban, "BR1500000000000010932840814P2"),
    (is_cpf, "529.982.247-25"),
    (is_cnpj, "11.222.333/0001-81"),
    (is_cnpj, "12.ABC.345/01DE-35"),
]


@pytest.mark.parametrize(("check", "number"), VALID)
def test_published_examples_pass(check: Callable[[str], bool], number: str) -> None:
    assert check(number)


@given(st.sampled_from(VALID), st.data())
def test_one_wrong_digit_is_noticed(valid: tuple[Callable[[str], bool], str], data: st.DataObject) -> None:
    check, number = valid
    place = data.draw(st.sampled_from([i for i, character in enumerate(number) if character.isdecimal()]))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))
    wrong = number[:place] + digit + number[place + 1 :]
    # A remainder of 10 counts as 0, so that modulo 11 misses some single errors in taxpayers' numbers.
    assert not check(wrong) or check in {is_cpf, is_cnpj}


@pytest.mark.parametrize("check", [is_card, is_iban, is_cpf, is_cnpj])
@pytest.mark.parametrize("text", ["", "0000000000000000", "11111111111", "00000000000000", "١٢٣٤٥٦٧٨٩٠١٢٣٤"])
def test_nothing_and_one_digit_again_and_again_are_no_numbers(
    check: Callable[[str], bool], text: str
) -> None:
    assert not check(text)
