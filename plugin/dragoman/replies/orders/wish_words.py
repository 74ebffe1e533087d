"""The words by which a wish says what must not be, what it may cost, and what it is compared with.

What products are like is not among them: that is learned from the catalogue. Colours and materials are, since
a shopper may name one that no product has, and must then not be offered another. The words stand in
``wishes.en.txt`` and ``wishes.pt.txt``.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_OTHERWISE: Final = "en"
_LANGUAGES: Final = frozenset({"en", "pt"})


@dataclass(frozen=True, slots=True)
class WishWords:
    """The words of one language, as patterns; those that end in "before" stand right before something.

    Attributes:
        denied: What must not be, behind it up to four words.
        surely: Those of them behind which stands a thing, so that one that nobody knows counts as well.
        denied_name: What an attribute is called that says so itself ("grain-free").
        denied_ends: Where the words that are denied end.
        cheapest: That the price decides.
        cheaper: That it is to cost less than what is named, or than what was shown.
        like: That another of the kind is wanted than what is named.
        goes_with: That what is wanted goes with what is named.
        least_before: What bounds a value from below, besides what every value is read with.
        most_before: The same from above.
        theirs_before: What stands before a thing that the shopper has.
        governed_before: What stands before a thing that the one before it is for.
        place_before: What stands before a thing that is only where something is.
        beside: What may stand between a word for how a thing is and the thing.
        made_of: What may stand between a thing and a word for how it is.
        size_before: What stands before a size.
        one_unit: One of a measure, in words.
        wished_before: What stands before a thing that is asked for.
        bought_before: What says that somebody has what is named behind it.
        old_before: What stands before an age.
        old_behind: What stands behind one.
        bare: Words of a wish that no product has to have.
        colours: Words for colours.
        materials: Words for materials.
        child: The word for a child.
        endings: What makes another word of a stem.
        head_first: Whether the word for a thing stands before those that say which.
    """

    denied: re.Pattern[str]
    surely: re.Pattern[str]
    denied_name: re.Pattern[str]
    denied_ends: re.Pattern[str]
    cheapest: re.Pattern[str]
    cheaper: re.Pattern[str]
    like: re.Pattern[str]
    goes_with: re.Pattern[str]
    least_before: re.Pattern[str]
    most_before: re.Pattern[str]
    theirs_before: re.Pattern[str]
    governed_before: re.Pattern[str]
    place_before: re.Pattern[str]
    beside: re.Pattern[str]
    made_of: re.Pattern[str]
    size_before: re.Pattern[str]
    one_unit: re.Pattern[str]
    wished_before: re.Pattern[str]
    bought_before: re.Pattern[str]
    old_before: re.Pattern[str]
    old_behind: re.Pattern[str]
    bare: re.Pattern[str]
    colours: re.Pattern[str]
    materials: re.Pattern[str]
    child: str
    endings: frozenset[str]
    head_first: bool


def wish_words(language: str) -> WishWords:
    """Return the words of a primary language; the English ones stand in for those that there are not."""
    return _read(language if language in _LANGUAGES else _OTHERWISE)


@cache
def _read(language: str) -> WishWords:
    found: dict[str, list[str]] = defaultdict(list)
    for line in files(__package__).joinpath(f"wishes.{language}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(": ")
            found[name].append(words)
    child, endings, head = (found.pop(name)[0] for name in ("child", "endings", "head"))
    return WishWords(
        **{name: re.compile("|".join(some), re.IGNORECASE) for name, some in found.items()},
        child=child,
        endings=frozenset(endings.split("|")),
        head_first=head == "first",
    )
