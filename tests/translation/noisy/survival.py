"""What must survive of a noisy message, and whether it did.

``messages.<language>.tsv`` holds a message a line, a tab, and what must survive, with semicolons between:

``NOT``
    The message is a negation, and so must be the result (a word of ``_NEGATIONS``). Without it the result
    must not be one; ``ANY`` allows both.
``ASK``
    The message is a question: the result has a question mark, or one of its first words asks.
``order|request``
    A word of the result begins with one of these, in any case. They stand for a meaning, not for the best
    word: what is judged is whether the noise was understood.

Besides, every number of the message that stands alone must stand in the result as often.

What is judged is the translation where a pack translates the message (Portuguese to English and back), and
otherwise the message as the engine would read it, in its own language.

Half of the messages are *held out*: nobody looks at what happens to them while the rules are written. The
first byte of a SHA-256 decides, so that the halves do not change when messages are added.

``further.<language>.tsv`` holds further messages, in the same form, of which none is held out: mistyped,
spelt by ear, run together and in two languages at once.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

LANGUAGES = ("pt", "en", "es", "fr", "de")
SEEN, HELD_OUT, FURTHER = "seen", "held out", "further"

_NEGATIONS = {
    "en": r"\b(?:not|no|never|none|nothing|nobody|nowhere|neither|nor|without|cannot|unable)\b|n['\u2019]t\b",
    "pt": r"\b(?:não|nunca|jamais|nem|(?<!\bde )nada|nenhum\w*|ninguém|sem)\b",
    "es": r"\b(?:no|nunca|jamás|ni|nada|ningun\w*|ningún|nadie|sin|tampoco)\b",
    "fr": r"\b(?:ne|pas|jamais|rien|aucun\w*|personne|sans|non)\b|\bn['\u2019]",
    "de": r"\b(?:nicht|nichts|kein\w*|nie|niemals|niemand|nirgends|ohne|nein|weder)\b",
}
_QUESTIONS = {
    "en": r"where|when|what|which|who|whose|how|why|"
    r"(?:do|does|did|is|are|was|were|can|could|will|would|has|have|may|should)(?:n't)?",
    "pt": r"onde|cadê|quando|o que|que|qual|quais|quem|como|por que|quantos?|quantas?",
    "es": r"dónde|cuándo|qué|cuál|cuáles|quién|cómo|cuántos?|cuántas?",
    "fr": r"où|quand|que|quel|quels|quelles?|qui|comment|pourquoi|combien|est-ce",
    "de": r"wo|wann|was|welche\w*|wer|wie|wieso|warum|wieviel|kann|können",
}
_OPENING_WORDS = 2
_NUMBER = re.compile(r"(?<!\w)\d+(?!\w)")
_MARKS = frozenset({"NOT", "ANY", "ASK"})


@dataclass(frozen=True, slots=True)
class NoisyMessage:
    """A message and what must survive of it.

    Attributes:
        language: Language it is written in.
        text: The message.
        marks: Which of ``NOT``, ``ANY`` and ``ASK`` it has.
        words: For each meaning the beginnings of words that express it.
        part: Which part of the messages it belongs to: ``SEEN``, ``HELD_OUT`` or ``FURTHER``.
    """

    language: str
    text: str
    marks: frozenset[str]
    words: tuple[tuple[str, ...], ...]
    part: str = SEEN


def noisy_messages(language: str) -> Iterator[NoisyMessage]:
    """Read the messages of a language."""
    for text, needs in _rows(f"messages.{language}.tsv"):
        yield _message(language, text, needs, HELD_OUT if _is_held_out(language, text) else SEEN)
    for text, needs in _rows(f"further.{language}.tsv"):
        yield _message(language, text, needs, FURTHER)


def _rows(name: str) -> Iterator[list[str]]:
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        yield line.split("\t")


def _message(language: str, text: str, needs: str, part: str) -> NoisyMessage:
    needed = [need.strip() for need in needs.split(";")]
    words = tuple(tuple(need.split("|")) for need in needed if need not in _MARKS)
    return NoisyMessage(language, text, _MARKS & set(needed), words, part)


def _is_held_out(language: str, text: str) -> bool:
    return sha256(f"{language}\t{text}".encode()).digest()[0] % 2 == 1


def lost(message: NoisyMessage, result: str, language: str) -> list[str]:
    """Return what of a message did not survive; nothing if all did.

    Args:
        message: The message.
        result: Its translation, or what the engine would read.
        language: Language of the result.
    """
    return [
        *_lost_marks(message, result, language),
        *_lost_numbers(message, result),
        *_lost_words(message, result),
    ]


def _lost_marks(message: NoisyMessage, result: str, language: str) -> Iterator[str]:
    negated = bool(re.search(_NEGATIONS[language], result, re.IGNORECASE))
    if "ANY" not in message.marks and negated != ("NOT" in message.marks):
        yield "negation appeared" if negated else "negation"
    if "ASK" in message.marks and not _asks(result, language):
        yield "question"


def _asks(result: str, language: str) -> bool:
    opening = rf"(?:[^\w]*\w+[^\w]+){{0,{_OPENING_WORDS}}}[^\w]*(?:{_QUESTIONS[language]})\b"
    return "?" in result or bool(re.match(opening, result, re.IGNORECASE))


def _lost_numbers(message: NoisyMessage, result: str) -> Iterator[str]:
    missing = Counter(_NUMBER.findall(message.text)) - Counter(re.findall(r"\d+", result))
    yield from (f"number {number}" for number in missing)


def _lost_words(message: NoisyMessage, result: str) -> Iterator[str]:
    for alternatives in message.words:
        pattern = "|".join(map(re.escape, alternatives))
        if not re.search(rf"\b(?:{pattern})", result, re.IGNORECASE):
            yield "|".join(alternatives)
