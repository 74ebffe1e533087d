"""Sentences out of templates: who writes, what about, in which mood; deterministic for a seed."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SLOT = re.compile(r"\{(\w+)\}")
_ITEM_SHARE = 0.4
_SECOND_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language says things in support.

    Attributes:
        shopper: Templates of shoppers' sentences.
        agent: Templates of agents' sentences.
        slots: What may stand in a slot ``{name}``, by name. ``item`` and ``other`` are taken from ``items``,
            ``number``, ``days`` and ``price`` are made up.
        items: Things that are sold, each with what ``{end}`` becomes in a template about it.
        openings: What a message may begin with.
        closings: What a message may end with.
        prices: Formats of a price.
    """

    shopper: Sequence[str]
    agent: Sequence[str]
    slots: Mapping[str, Sequence[str]]
    items: Sequence[tuple[str, str]]
    openings: Sequence[str]
    closings: Sequence[str]
    prices: Sequence[str]


def sentences(wording: Wording, count: int, seed: int) -> list[str]:
    """Return different texts of one to three sentences, as shoppers and agents write them.

    Args:
        wording: Of the language.
        count: How many.
        seed: Equal seeds give equal texts.
    """
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        made.setdefault(_text(wording, chance))
    return list(made)


def _text(wording: Wording, chance: random.Random) -> str:
    templates = wording.shopper if chance.random() < 0.5 else wording.agent  # noqa: PLR2004 - half of each
    text = _sentence(wording, templates, chance)
    while chance.random() < _SECOND_SHARE:
        text += " " + _sentence(wording, templates, chance)
    if chance.random() < _ITEM_SHARE:
        opening = chance.choice(wording.openings)
        keeps_capital = not opening.endswith(", ") or text.startswith(("I ", "I'"))
        text = opening + (text if keeps_capital else text[0].lower() + text[1:])
    if chance.random() < _ITEM_SHARE / 2:
        text += " " + chance.choice(wording.closings)
    return text


def _sentence(wording: Wording, templates: Sequence[str], chance: random.Random) -> str:
    item, end = chance.choice(wording.items)
    other, _ = chance.choice(wording.items)

    fixed = {
        "item": item,
        "other": other,
        "end": end,
        "number": str(chance.randint(1_000, 999_999)),
        "days": str(chance.randint(2, 30)),
        "price": chance.choice(wording.prices).format(chance.randint(5, 900), chance.randint(0, 99)),
    }

    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        return fixed[name] if name in fixed else _SLOT.sub(fill, chance.choice(wording.slots[name]))

    text = _SLOT.sub(fill, chance.choice(templates))
    return text[0].upper() + text[1:]
