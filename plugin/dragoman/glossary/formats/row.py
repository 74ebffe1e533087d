"""One entry of a file: the concept that it says, or why it says none."""

from dataclasses import dataclass

from dragoman.glossary.concept import Concept
from dragoman.wording import Phrase


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file.

    Attributes:
        place: Where it stands: "line 3".
        concept: What it says; None where it cannot be used.
        problem: Why it cannot be used; empty where it can.
        given: Which fields of the concept and of its terms the file speaks of; the others have defaults.
    """

    place: str
    concept: Concept | None = None
    problem: Phrase | str = ""
    given: frozenset[str] = frozenset()
