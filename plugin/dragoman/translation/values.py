"""Finds the values of a sentence again in a translation, also where the engine wrote one differently."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from dragoman.domain import SpanKind
from dragoman.translation.sentence import Atom, Token, Tokens, atoms, written
from dragoman.translation.standing import number_stands_alone, value_stands_alone

_NUMERIC = re.compile(r"(\D*)(\d(?:.*\d)?)(\D*)", re.DOTALL)
_BETWEEN_DIGITS = r"[.,:/h \u00a0-]{0,2}"
_LONGEST_REWRITTEN = 40

_Counts = Callable[[str, int, int], bool]
"""Says whether a value counts at a place of a text."""


class Values:
    """The values of a sentence; each is only found where it stands for itself."""

    def __init__(self, tokens: Tokens) -> None:
        self._by_value = {atom.value: atom for atom in atoms(tokens) if atom.value}
        self._counts = dict(sorted(_counting(tokens).items(), key=lambda item: -len(item[0])))
        self._any = re.compile("|".join(map(re.escape, self._counts))) if self._counts else None
        located = self.locate(written(tokens))
        self._expected = _count(located)
        self._order = {kind: values for kind, values in _by_kind(located).items() if len(set(values)) > 1}

    def locate(self, text: str) -> Tokens:
        """Cut a text into what lies between the values and the values."""
        tokens: list[Token] = []
        position = looked = 0
        while self._any and (match := self._any.search(text, looked)):
            start = match.start()
            value = self._value_at(text, start)
            if value is None:
                looked = start + 1
                continue
            tokens += [text[position:start], self._by_value[value]]
            position = looked = start + len(value)
        return (*tokens, text[position:])

    def _value_at(self, text: str, start: int) -> str | None:
        """Return the longest value that begins here and stands for itself."""
        for value, counts in self._counts.items():
            if text.startswith(value, start) and counts(text, start, start + len(value)):
                return value
        return None

    def locate_in(self, tokens: Iterable[Token]) -> Tokens:
        """Cut the text among tokens likewise."""
        return tuple(
            found
            for token in tokens
            for found in (self.locate(token) if isinstance(token, str) else (token,))
        )

    def changed(self, located: Tokens) -> frozenset[str]:
        """Return the values that a wording does not have as often as the source."""
        found = _count(located)
        return frozenset(
            value
            for value, atom in self._by_value.items()
            if found[value] != self._expected[value]
            and not (atom.may_recur and found[value] > self._expected[value])
        )

    def reordered(self, located: Tokens) -> frozenset[str]:
        """Return the values that stand in another order than in the source.

        Order carries meaning among values of one kind: two prices, two dates, two order ids that change
        places say something else. Values of different kinds follow the word order of the language, and so do
        terms and plain numbers.
        """
        if not self._order:
            return frozenset()
        found = _by_kind(located)
        return frozenset(
            value for kind, values in self._order.items() if found.get(kind) != values for value in values
        )

    def plain_numbers(self, values: Iterable[str]) -> frozenset[str]:
        """Return those of some values that are plain numbers."""
        return frozenset(value for value in values if self._by_value[value].plain_number)

    def restored(self, located: Tokens) -> Tokens:
        """Put values back that the engine wrote in the manner of the target language: 1.000,00 for 1,000.00.

        That is done only where exactly as many such wordings stand as values are missing.
        """
        found = _count(located)
        for value, atom in self._by_value.items():
            missing = self._expected[value] - found[value]
            pattern = _rewritten(atom) if missing > 0 else None
            if pattern is None:
                continue
            matches = sum(len(pattern.findall(token)) for token in located if isinstance(token, str))
            if matches == missing:
                located = tuple(
                    part
                    for token in located
                    for part in (_cut(token, pattern, atom) if isinstance(token, str) else [token])
                )
        return located


def _counting(tokens: Tokens) -> dict[str, _Counts]:
    """Say where each value counts; one that touches a word in the source is found inside words too."""
    counting: dict[str, _Counts] = {}
    text = written(tokens)
    position = 0
    for token in tokens:
        width = len(written((token,)))
        if isinstance(token, Atom) and token.value:
            alone = number_stands_alone if token.plain_number else value_stands_alone
            glued = not alone(text, position, position + width)
            if glued or token.value not in counting:
                counting[token.value] = _anywhere if glued else alone
        position += width
    return counting


def _by_kind(tokens: Iterable[Token]) -> dict[SpanKind, list[str]]:
    """Return the values of each kind in their order, but for terms, which are words."""
    values: dict[SpanKind, list[str]] = {}
    for atom in atoms(tokens):
        if atom.kind is not None and atom.kind is not SpanKind.TERM:
            values.setdefault(atom.kind, []).append(atom.value)
    return values


def _anywhere(_text: str, _start: int, _end: int) -> bool:
    return True


def _rewritten(atom: Atom) -> re.Pattern[str] | None:
    """Return a pattern for a number with other separators, or other spaces round its currency or unit."""
    numeric = _NUMERIC.fullmatch(atom.legible or "")
    if numeric is None or len(atom.value) > _LONGEST_REWRITTEN:
        return None
    before, number, behind = numeric.groups()
    digits = _BETWEEN_DIGITS.join(re.findall(r"\d+", number))
    if len(re.sub(r"[\d.,:/h \u00a0-]", "", number)):
        return None
    prefix = (
        r"(?<!\w)(?:(?:US|USD|U\.S\.) |[A-Z]{0,3})\$ ?" if before.strip() == "$" else _spaced(before, r"{} ?")
    )
    suffix = _spaced(behind, r" ?{}")
    return re.compile(rf"(?<!\d)(?<!\d[.,]){prefix}{digits}{suffix}(?!\w)(?![.,]\d)")


def _spaced(text: str, template: str) -> str:
    return template.format(re.escape(text.strip())) if text.strip() else ""


def _cut(text: str, pattern: re.Pattern[str], atom: Atom) -> Sequence[Token]:
    tokens: list[Token] = []
    position = 0
    for match in pattern.finditer(text):
        tokens += [text[position : match.start()], atom]
        position = match.end()
    return [*tokens, text[position:]]


def _count(tokens: Iterable[Token]) -> Counter[str]:
    return Counter(atom.value for atom in atoms(tokens))
