"""How shoppers ask, by primary language: what begins a question, whom they want, what they threaten with.

The patterns stand in ``asking.en.txt`` and ``asking.pt.txt``. They decide what is not answered by a draft,
never what is.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_OTHERWISE = "en"
_LANGUAGES = frozenset({"en", "pt"})


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one language.

    Attributes:
        asks: How a question begins.
        question: The same with what may stand before it.
        joint: What parts two questions in one sentence; the second begins behind it.
        request: What asks for something without a question.
        courtesy: Words that ask nothing: greetings, thanks, good wishes.
        person: Who wants to speak with somebody.
        dispute: Complaints that a person has to answer: law, authorities, disputed payments.
        money_back: What asks to be paid.
        own_order: What asks about an order of one's own without its number.
        deal: What speaks of something that was bought, is paid or paid back, by whoever.
        state: What asks how it stands with it.
        buyer: What says that the shopper bought it.
        another: What speaks of somebody else's.
        order: What stands near an order's number.
        instructions: What speaks to the program instead of the shop.
        wish: What asks for a product.
        hint: What may ask for a product, where nothing else answers.
        product: What asks what a product is like.
    """

    asks: re.Pattern[str]
    question: re.Pattern[str]
    joint: re.Pattern[str]
    request: re.Pattern[str]
    courtesy: re.Pattern[str]
    person: re.Pattern[str]
    dispute: re.Pattern[str]
    money_back: re.Pattern[str]
    own_order: re.Pattern[str]
    deal: re.Pattern[str]
    state: re.Pattern[str]
    buyer: re.Pattern[str]
    another: re.Pattern[str]
    order: re.Pattern[str]
    instructions: re.Pattern[str]
    wish: re.Pattern[str]
    hint: re.Pattern[str]
    product: re.Pattern[str]


def patterns_of(language: str) -> Patterns:
    """Return the patterns of a primary language; English ones stand in for those that there are not."""
    return _read(language if language in _LANGUAGES else _OTHERWISE)


@cache
def _read(language: str) -> Patterns:
    found: dict[str, list[str]] = defaultdict(list)
    for line in files(__package__).joinpath(f"asking.{language}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, pattern = line.partition(": ")
            found[name].append(pattern)
    asks = found["asks"][0]
    return Patterns(
        **{
            name: re.compile("|".join(some).replace("ASKS", asks), re.IGNORECASE | re.MULTILINE)
            for name, some in found.items()
        }
    )
