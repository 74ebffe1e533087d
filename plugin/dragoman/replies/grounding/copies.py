"""Sentences that repeat one of the evidence nearly word for word, and change it.

A reply in other words is held to what it is about. One that copies is held to the words: where another
stands in the place of one ("before" for "after", "paid" for "free"), or where one that narrows is gone ("any
item" for "any unused item"), the rest of the sentence would bear out what the shop did not say. What may be
left out is a whole part beside others: "and we refund the shipping fee"; what is added may not deny the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from dragoman.replies.grounding.cited import Cited
from dragoman.replies.grounding.polarity import classes
from dragoman.replies.reading.sentences import Reading
from dragoman.replies.reading.words import WORD, fold, is_function_word, stem

_COPIES: Final = 0.7
"""So much of a sentence stands in one of the evidence in the same order, or of that one in it."""
_LEAST: Final = 3
"""Fewer words in common are no copy."""
_JOINING: Final[Mapping[str, str]] = {"en": "and but or", "pt": "e mas ou"}
# What begins with these belongs to what stands before or behind it: leaving it out widens that.
_BINDING: Final[Mapping[str, str]] = {
    "en": """
        if unless except until till when whenever while after before from for in on at to with without
        by of that which who whose where because since provided as only over under above below within
        during per through up than about
    """,
    "pt": """
        se desde exceto salvo até quando enquanto depois após antes a ao à aos às de do da dos das para
        pra por pelo pela pelos pelas em no na nos nas num numa com sem que cujo cuja onde porque pois
        como só somente apenas acima abaixo durante sobre sob entre contra conforme mesmo caso
    """,
}
# Small words that are not about anything and yet decide what is said.
_DECIDING: Final[Mapping[str, str]] = {
    "en": """
        before after up until till from only also not no any all never always more less most least with
        without over under above below within each every once first last both either neither except
        unless
    """,
    "pt": """
        antes depois após até desde partir só somente apenas também não nunca jamais sempre nenhum
        nenhuma todo toda todos todas qualquer mais menos sem com acima abaixo mínimo máximo cada nem
        ambos exceto salvo
    """,
}


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a value of a sentence.

    Attributes:
        word: In small letters; of a value its key.
        known: What it is compared by: its stem, of a value its key.
        is_telling: Whether it says what the sentence is about.
        begins: Whether a sign stands before it, or it joins parts of a sentence.
    """

    word: str
    known: str
    is_telling: bool
    begins: bool


def changed_copy(reading: Reading, cited: Cited) -> str:
    """Return the words that a sentence changes or leaves out of the one that it copies; empty where none.

    Of several that it copies one without a change is enough.

    Args:
        reading: A sentence of a draft.
        cited: Its evidence.
    """
    ours = _tokens(reading)
    changed: list[str] = []
    for one in cited.stated:
        theirs = _tokens(one.reading)
        matcher = SequenceMatcher(
            None, [token.known for token in theirs], [token.known for token in ours], autojunk=False
        )
        if one.reading.text == one.title:
            continue
        if _is_copy(matcher, len(ours)):
            changed.append(next(_changes(ours, theirs, matcher, cited.language), ""))
        elif _is_copy(matcher, len(theirs)):
            changed.append(next(_denials(ours, theirs, matcher, cited.language), ""))
    return changed[0] if changed and all(changed) else ""


def _is_copy(matcher: SequenceMatcher[str], length: int) -> bool:
    same = sum(block.size for block in matcher.get_matching_blocks())
    return same >= max(_LEAST, _COPIES * length)


def _changes(
    ours: Sequence[_Token], theirs: Sequence[_Token], matcher: SequenceMatcher[str], language: str
) -> Iterator[str]:
    """Yield the words of the evidence that a copy of it lacks, or that others stand for."""
    yield from _denials(ours, theirs, matcher, language)
    for what, start, end, first, last in matcher.get_opcodes():
        gone, new = theirs[start:end], ours[first:last]
        if what == "replace" and _says_otherwise(gone, new, language):
            yield _shown(gone)
        if what in {"delete", "replace"} and _narrows(theirs, start, end, new, language):
            yield _shown(gone)


def _denials(
    ours: Sequence[_Token], theirs: Sequence[_Token], matcher: SequenceMatcher[str], language: str
) -> Iterator[str]:
    """Yield what was added and denies the rest."""
    for what, start, end, first, last in matcher.get_opcodes():
        if what in {"insert", "replace"} and _denies(ours, first, last, theirs[start:end], language):
            yield _shown(ours[first:last])


def _denies(ours: Sequence[_Token], first: int, last: int, gone: Sequence[_Token], language: str) -> bool:
    """Whether words that are new deny the rest ("it is not true that"); the "No," of an answer does not."""
    is_answer = (first, last) == (0, 1) and last < len(ours) and ours[last].begins
    return not is_answer and bool(
        classes(_shown(ours[first:last]), language) - classes(_shown(gone), language)
    )


def _says_otherwise(gone: Sequence[_Token], new: Sequence[_Token], language: str) -> bool:
    """Whether what stands in the place of words is neither among them nor a small word like them."""
    deciding = _among(_DECIDING.get(language, ""))
    said = {one.known for one in gone}
    return any(
        (one.is_telling and one.known not in said)
        or (one.word in deciding and one.word not in {other.word for other in gone})
        for one in new
    ) and any(one.is_telling or one.word in deciding for one in gone)


def _narrows(theirs: Sequence[_Token], start: int, end: int, new: Sequence[_Token], language: str) -> bool:
    """Whether words that are gone say more precisely what is left; whole parts beside others do not."""
    kept = {one.known for one in new}
    gone = theirs[start:end]
    if not any(one.is_telling and one.known not in kept for one in gone):
        return False
    is_part = (start == 0 or gone[0].begins) and (end == len(theirs) or theirs[end].begins)
    return not is_part or any(_binds(part, language) for part in _parts(gone, language))


def _parts(gone: Sequence[_Token], language: str) -> Iterator[Sequence[_Token]]:
    """Cut words at the signs and joining words in them; these are not part of what they join."""
    joining = _among(_JOINING.get(language, ""))
    part: list[_Token] = []
    for one in gone:
        if one.begins and part:
            yield part
            part = []
        if one.word not in joining:
            part.append(one)
    if part:
        yield part


def _binds(part: Sequence[_Token], language: str) -> bool:
    return part[0].word in _among(_BINDING.get(language, ""))


def _shown(gone: Sequence[_Token]) -> str:
    return " ".join(one.word for one in gone)


@lru_cache(maxsize=8)
def _among(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _tokens(reading: Reading) -> tuple[_Token, ...]:
    joining = _among(_JOINING.get(reading.language, ""))
    found: list[_Token] = []
    position = 0
    for start, end, word, is_value in _pieces(reading):
        between = reading.text[position:start]
        begins = any(not sign.isspace() and not sign.isalnum() for sign in between) or word in joining
        known = word if is_value else stem(word, reading.language)
        telling = is_value or not is_function_word(word, reading.language)
        found.append(_Token(word, known, telling, begins))
        position = end
    return tuple(found)


def _pieces(reading: Reading) -> Iterator[tuple[int, int, str, bool]]:
    """Yield the values of a sentence and the words between them, with their places."""
    position = 0
    for value in reading.values:
        yield from _words(reading.text, position, value.start)
        yield value.start, value.end, value.key, True
        position = max(position, value.end)
    yield from _words(reading.text, position, len(reading.text))


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, bool]]:
    for match in WORD.finditer(text, start, end):
        yield match.start(), match.end(), fold(match.group()), False
