"""Placeholders: short texts that the engine copies, in the place of values that it would change.

Which ones a model copies is tried when its pack is installed (see ``calibration``). The default ones were
chosen by experiment on both default packs: 24 shapes, 300 everyday sentences (Tatoeba) in each direction,
with one to three placeholders at random places. ZX71 comes out exactly once and unchanged in 93 % of the
sentences; where it does not, (1) or A-7 does in all but 1 % of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from dragoman.translation.sentence import Atom, Token, Tokens
from dragoman.translation.standing import number_goes_on, standing

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to write placeholders.

    Attributes:
        name: What the first one looks like.
        number: Writes the placeholder of a number, from 1.
    """

    name: str
    number: Callable[[int], str]


CANDIDATES = (
    Shape("ZX71", lambda number: f"ZX{70 + number}"),
    Shape("(1)", lambda number: f"({number})"),
    Shape("A-7", lambda number: f"{_LETTERS[(number - 1) % len(_LETTERS)]}-{6 + number}"),
    Shape("A7", lambda number: f"A{6 + number}"),
    Shape("X7X", lambda number: f"X{6 + number}X"),
    Shape("#1", lambda number: f"#{number}"),
    Shape("[1]", lambda number: f"[{number}]"),
    Shape("<1>", lambda number: f"<{number}>"),
    Shape("{1}", lambda number: f"{{{number}}}"),
    Shape("%1", lambda number: f"%{number}"),
    Shape("7731", lambda number: f"{7730 + number}"),
    Shape("Quevax71", lambda number: f"Quevax{70 + number}"),
    Shape("www.a7.com", lambda number: f"www.a{6 + number}.com"),
    Shape("a7@a7.com", lambda number: f"a{6 + number}@a7.com"),
)
"""Every shape that a pack may use; of equally good ones the first is taken."""
DEFAULT = ("ZX71", "(1)", "A-7")
"""The shapes of packs that were never tried, in the order in which they are used."""


def shapes_named(names: Sequence[str]) -> tuple[Shape, ...]:
    """Return the shapes of these names, in order; unknown ones are left out, and without any the default is.

    An older or a newer version may have written the names.
    """
    known = {shape.name: shape for shape in CANDIDATES}
    return tuple(known[name] for name in names if name in known) or shapes_named(DEFAULT)


@dataclass(frozen=True, slots=True)
class Mask:
    """A sentence with placeholders for its atoms.

    Attributes:
        text: What the engine sees.
        atoms: The atom of each placeholder.
        spaced: Placeholders with a space before or behind them that the source has not.
    """

    text: str
    atoms: dict[str, Atom]
    spaced: dict[str, tuple[bool, bool]]

    def locate(self, answer: str) -> Tokens:
        """Cut a translation into text and the atoms whose placeholders stand in it."""
        if not self.atoms:
            return (answer,)
        names = re.compile("|".join(map(re.escape, sorted(self.atoms, key=len, reverse=True))))
        tokens: list[Token] = []
        position = 0
        for start, end in standing(names, answer):
            before, behind = self.spaced[answer[start:end]]
            text = answer[position:start]
            tokens += [text.removesuffix(" ") if before else text, self.atoms[answer[start:end]]]
            position = end + (behind and answer[end : end + 1] == " ")
        return (*tokens, answer[position:])


def mask(tokens: Tokens, shape: Shape, taken: str, hidden: Callable[[Atom], bool]) -> Mask:
    """Put placeholders in the place of atoms of a sentence.

    Args:
        tokens: The sentence.
        shape: How the placeholders look.
        taken: Text in which none of them may occur.
        hidden: Says which atoms get one; those that can be shown stay readable otherwise.
    """
    names = _free_names(shape, taken.casefold())
    shown = [
        token if isinstance(token, str) else next(names) if _is_masked(token, hidden) else token.legible or ""
        for token in tokens
    ]
    placed: list[str] = []
    atoms: dict[str, Atom] = {}
    spaced: dict[str, tuple[bool, bool]] = {}
    for index, (token, name) in enumerate(zip(tokens, shown, strict=True)):
        if isinstance(token, str) or not _is_masked(token, hidden):
            placed.append(name)
            continue
        before = _glued(name[0], "".join(shown[:index])[:-3:-1])
        behind = _glued(name[-1], "".join(shown[index + 1 :])[:2])
        atoms[name] = token
        spaced[name] = (before, behind)
        placed.append(" " * before + name + " " * behind)
    return Mask("".join(placed), atoms, spaced)


def _is_masked(atom: Atom, hidden: Callable[[Atom], bool]) -> bool:
    return atom.legible is None or hidden(atom)


def _free_names(shape: Shape, taken: str) -> Iterator[str]:
    return (name for name in map(shape.number, count(1)) if name.casefold() not in taken)


def _glued(edge: str, beside: str) -> bool:
    """Return whether a placeholder would be read as one with the two characters beside it, nearer one first.

    A number goes on behind a separator, too: "7731,7732".
    """
    return beside[:1].isalnum() or beside[:1] == "_" or (edge.isdecimal() and number_goes_on(beside))
