"""Writes clean sentences as shoppers type them: no diacritics, no capitals, chat spellings, slips.

The translation that belongs to such a sentence is that of the clean one.
"""

import random
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

PORTUGUESE: Final[Mapping[str, str]] = {
    "você": "vc",
    "vocês": "vcs",
    "porque": "pq",
    "por que": "pq",
    "também": "tb",
    "quando": "qdo",
    "quanto": "qto",
    "que": "q",
    "não": "n",
    "muito": "mt",
    "obrigado": "obg",
    "obrigada": "obg",
    "por favor": "pfv",
    "está": "ta",
    "estou": "to",
    "para": "pra",
    "hoje": "hj",
    "cadê": "cade",
    "comigo": "cmg",
    "mensagem": "msg",
    "depois": "dps",
    "tudo": "td",
    "beleza": "blz",
}
ENGLISH: Final[Mapping[str, str]] = {
    "please": "pls",
    "thanks": "thx",
    "thank you": "ty",
    "you": "u",
    "are": "r",
    "your": "ur",
    "don't": "dont",
    "doesn't": "doesnt",
    "didn't": "didnt",
    "isn't": "isnt",
    "can't": "cant",
    "haven't": "havent",
    "hasn't": "hasnt",
    "won't": "wont",
    "I'm": "im",
    "it's": "its",
    "because": "cuz",
    "message": "msg",
    "order": "ordr",
    "to": "2",
}

_MARKS = "¡¿"
_CHAT_SHARE = 0.5


def noisy(text: str, spellings: Mapping[str, str], chance: random.Random) -> str:
    """Return a text as it may be typed in haste; what has no letter to lose stays as it is.

    Args:
        text: Clean text.
        spellings: Chat spellings of its language, by the clean one.
        chance: Decides what happens to it.
    """
    if chance.random() < 0.45:  # noqa: PLR2004 - the shares are judged by eye, there is nothing to derive
        text = _chat(text, spellings, chance)
    if chance.random() < 0.75:  # noqa: PLR2004
        text = without_diacritics(text)
    if chance.random() < 0.6:  # noqa: PLR2004
        text = text.lower()
    elif chance.random() < 0.1:  # noqa: PLR2004
        text = text.upper()
    if chance.random() < 0.35:  # noqa: PLR2004
        text = text.rstrip(".?!") + chance.choice(("", "", "!", "??", "!!!", "..."))
    if chance.random() < 0.1:  # noqa: PLR2004
        text = text.replace(",", "")
    return _slip(text, chance) if chance.random() < 0.12 else text  # noqa: PLR2004


def without_diacritics(text: str) -> str:
    """Return a text without accents, tildes and cedillas."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _chat(text: str, spellings: Mapping[str, str], chance: random.Random) -> str:
    for clean, spelling in spellings.items():
        if chance.random() < _CHAT_SHARE:
            text = re.sub(rf"(?<!\w){re.escape(clean)}(?!\w)", spelling, text, flags=re.IGNORECASE)
    return text


def _slip(text: str, chance: random.Random) -> str:
    """Swap, drop or double one letter."""
    places = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
    if not places:
        return text
    i = chance.choice(places)
    slipped = chance.choice((text[i + 1] + text[i], text[i + 1], text[i] + text[i] + text[i + 1]))
    return text[:i] + slipped + text[i + 2 :]
