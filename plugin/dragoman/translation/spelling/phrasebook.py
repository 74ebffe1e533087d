"""What the frequent messages of one to three words mean, from one language to another.

A model that was trained on sentences makes things up where it gets a single word ("obrigada!": "Thank you
for sharing!"). ``phrases.<source>-<target>.txt`` holds ``message | message = translation``, each reviewed by
a person. Messages are compared in small letters, without accents and final punctuation.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from dragoman.tags import base
from dragoman.translation.sentence import Tokens
from dragoman.translation.spelling.letters import bare

_ENDING = re.compile(r"[\s.!?…]*\Z")
_COMMA = re.compile(r"\s*[,;]\s*")
_MOST_PARTS = 3
_STAYS_CAPITAL = re.compile(r"I\b|OK\b")


class Phrasebook:
    """The phrases of one pair of languages; empty where none were written.

    Args:
        source: Language of the messages, a BCP 47 tag.
        target: Language of the translations.
    """

    def __init__(self, source: str, target: str) -> None:
        self._phrases = _phrases(f"{base(source)}-{base(target)}")

    def find(self, tokens: Tokens) -> str | None:
        """Return the translation of a sentence that consists of phrases, with commas between them."""
        if len(tokens) != 1 or not isinstance(tokens[0], str) or not self._phrases:
            return None
        text = tokens[0].strip()
        ending = _ENDING.search(text)
        marks = ending.group().strip() if ending else ""
        parts = _COMMA.split(text[: len(text) - len(marks)].strip())
        if len(parts) > _MOST_PARTS:
            return None
        found = [self._phrase(part, asked="?" in marks and part is parts[-1]) for part in parts]
        translations = [translation for translation in found if translation is not None]
        if len(translations) < len(parts):
            return None
        if translations[-1].endswith("?") and "?" not in marks:
            marks = "?" + marks.strip(".… ")
        whole = ", ".join(_inside(translations))
        return (whole.upper() if text.isupper() and len(text) > 1 else whole) + marks

    def _phrase(self, text: str, *, asked: bool) -> str | None:
        key = _key(text)
        return (asked and self._phrases.get(f"{key}?")) or self._phrases.get(key)


def _inside(translations: list[str]) -> Iterator[str]:
    """Yield translations as parts of one sentence: without their question marks, one capital at the start."""
    for index, translation in enumerate(text.removesuffix("?") for text in translations):
        keep = index == 0 or _STAYS_CAPITAL.match(translation)
        yield translation if keep else translation[0].lower() + translation[1:]


def _key(text: str) -> str:
    return bare(" ".join(text.lower().replace("\u2019", "'").split()))


@cache
def _phrases(pair: str) -> Mapping[str, str]:
    file = files(__package__) / f"phrases.{pair}.txt"
    if not file.is_file():
        return {}
    phrases: dict[str, str] = {}
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            messages, _, translation = line.partition(" = ")
            phrases |= {_key(message): translation for message in messages.split(" | ")}
    return phrases
