"""Numbers, dates, links and codes of a text: read anew, so that the program's own reading is judged too."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_MONTHS: Final = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan feb mar apr - jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), start=1)
    if name != "-"
}
_ENGLISH: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_PORTUGUESE: Final = {
    "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9,
    "dez": 10, "onze": 11, "doze": 12, "quinze": 15, "vinte": 20, "trinta": 30, "quarenta": 40,
    "cinquenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100, "mil": 1000,
}  # fmt: skip
_WORDS: Final = {"en": _ENGLISH, "pt": _PORTUGUESE}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[a-z][a-z0-9+.-]*://[^\s<>\"')\]]+"
    r"|\b(?:javascript|data|mailto|tel):[^\s<>\"')\]]+"
    r"|\b(?:[\w-]+\.)+(?:com|net|org|example|exampel|io|br|pt|de|fr|it|es|eu|shop|store|info|invalid)\b"
    r"(?:/[^\s<>\"')\]]*)?",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"\+\d[\d ().-]{6,}\d")
_DATES: Final = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|º)? (?:de |of )?(?P<month>{_MONTH})\b"
        r"(?:,? (?:de )?(?P<y>\d{4}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<month>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<y>\d{{4}})\b)?", re.IGNORECASE
    ),
)
_TIME: Final = re.compile(r"\b([01]?\d|2[0-4])(?::([0-5]\d)|h([0-5]\d)?\b)")
_CODE: Final = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Z0-9][\w-]*\b")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True, slots=True)
class Values:
    """What a text says that could be wrong.

    Attributes:
        numbers: Plain numbers and amounts, brought to one spelling.
        dates: Month, day, and the year or 0.
        times: Hours and minutes.
        addresses: Links, domains and e-mail addresses, in small letters.
        phones: Their digits.
        codes: Tracking codes, article numbers, coupons.
    """

    numbers: frozenset[str]
    dates: frozenset[tuple[int, int, int]]
    times: frozenset[str]
    addresses: frozenset[str]
    phones: frozenset[str]
    codes: frozenset[str]

    def beyond(self, truth: "Values") -> list[str]:
        """Return what is here and not in another text: nothing, where it says only what that does."""
        dates = [
            f"{month}-{day}" + (f" of {year}" if year else "")
            for month, day, year in self.dates
            if not any(known[:2] == (month, day) and year in (0, known[2]) for known in truth.dates)
        ]
        addresses = [one for one in self.addresses if not _is_known(one, truth.addresses)]
        return sorted(
            [
                *(self.numbers - truth.numbers),
                *dates,
                *(self.times - truth.times),
                *addresses,
                *(self.phones - truth.phones),
                *(code for code in self.codes - truth.codes if not _is_part(code, truth.codes)),
            ]
        )


def values_of(text: str, language: str = "en") -> Values:
    """Read the values of a text.

    Args:
        text: What was written.
        language: In which numbers may be words; of languages whose words are not known only digits are read.
    """
    rest = plain(text)
    addresses, rest = _take(_ADDRESS, rest)
    phones, rest = _take(_PHONE, rest)
    dates: set[tuple[int, int, int]] = set()
    for pattern in _DATES:
        dates |= {_date(found) for found in pattern.finditer(rest)}
        rest = pattern.sub(" ", rest)
    times = {f"{int(found[1])}:{found[2] or found[3] or '00'}" for found in _TIME.finditer(rest)}
    codes, rest = _take(_CODE, _TIME.sub(" ", rest))
    numbers = {_spelled(number) for number in _NUMBER.findall(rest)}
    known = _WORDS.get(language.partition("-")[0], {})
    numbers |= {str(known[word]) for word in _words(rest) if word in known}
    return Values(
        frozenset(numbers),
        frozenset(dates),
        frozenset(times),
        frozenset(address.rstrip(".,;:!?").casefold() for address in addresses),
        frozenset("".join(filter(str.isdigit, phone)) for phone in phones),
        frozenset(code.casefold() for code in codes),
    )


def plain(text: str) -> str:
    """Return a text with plain spaces and hyphens, compatibility characters and invisible ones resolved."""
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return " ".join(re.sub(r"[\u2010-\u2015\u2212]", "-", visible).split())


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return pattern.findall(text), pattern.sub(" ", text)


def _date(found: re.Match[str]) -> tuple[int, int, int]:
    parts = found.groupdict()
    month = int(parts["m"]) if "m" in parts else _MONTHS[parts["month"].casefold()]
    return month, int(parts["d"]), int(parts["y"] or 0)


def _spelled(number: str) -> str:
    """Return a number without separators of thousands and zeros at its end, with a point for its decimals."""
    if _THOUSANDS.fullmatch(number):
        bare = re.sub(r"[.,]", "", number)
    else:
        whole, point, decimals = re.sub(r",", ".", number).rpartition(".")
        bare = f"{whole.replace('.', '')}.{decimals}" if point else number
    return f"{Decimal(bare).normalize():f}"


def _words(text: str) -> Iterator[str]:
    yield from (word.casefold() for word in _WORD.findall(text))


def _is_known(address: str, truth: frozenset[str]) -> bool:
    """Tell whether an address is there as it is; a bare domain also as that of a longer address."""
    if address in truth:
        return True
    hosts = {re.sub(r"^[a-z]+://", "", one).split("/")[0].split("@")[-1] for one in truth}
    return "@" not in address and address.removeprefix("https://").rstrip("/") in hosts


def _is_part(code: str, truth: frozenset[str]) -> bool:
    return any(code in known for known in truth)
