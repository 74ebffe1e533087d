"""Check digits: what tells a card, account or taxpayer's number from any other row of digits."""

from collections.abc import Sequence

_CARD_DIGITS = range(13, 20)
_IBAN_CHARACTERS = range(15, 35)
_CPF = (range(10, 1, -1), range(11, 1, -1))
_CNPJ = ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
_CNPJ_CHARACTERS = 14


def is_card(text: str) -> bool:
    """Say whether digits, grouped or not, are the number of a payment card.

    The last digit is checked by Luhn's method: ISO/IEC 7812-1, annex B. One digit again and again passes
    that check too and is no card.
    """
    digits = [int(character) for character in text if character.isdecimal()]
    if len(digits) not in _CARD_DIGITS or len(set(digits)) == 1:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def is_iban(text: str) -> bool:
    """Say whether letters and digits, grouped or not, are an international bank account number.

    ISO 13616: with the first four characters moved to the end and letters read as 10 to 35, the remainder
    by 97 is 1 (ISO/IEC 7064, MOD 97-10).
    """
    iban = _compact(text)
    if len(iban) not in _IBAN_CHARACTERS or not iban.isascii() or not iban[:2].isalpha():
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def is_cpf(text: str) -> bool:
    """Say whether digits, grouped or not, are a Brazilian taxpayer's number of a person."""
    return _checked(_compact(text), _CPF)


def is_cnpj(text: str) -> bool:
    """Say whether characters, grouped or not, are a Brazilian taxpayer's number of a company.

    All but the two check digits may be letters since July 2026: Instrução Normativa RFB nº 2.229/2024.
    """
    compact = _compact(text)
    return len(compact) == _CNPJ_CHARACTERS and _checked(compact, _CNPJ)


def _compact(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


def _checked(compact: str, weights: Sequence[Sequence[int]]) -> bool:
    """Say whether the last two characters are the check digits of those before them (weighted, modulo 11)."""
    if len(compact) != len(weights[1]) + 1 or not compact.isascii() or len(set(compact)) == 1:
        return False
    values = [ord(character) - ord("0") for character in compact]
    for row in weights:
        remainder = sum(value * weight for value, weight in zip(values, row, strict=False)) % 11
        if values[len(row)] != (0 if remainder < 2 else 11 - remainder):  # noqa: PLR2004 - as it is defined
            return False
    return True
