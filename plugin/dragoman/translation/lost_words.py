"""Which words of a sentence are said by no word of its translation, by the pack's own lexical shortlist.

The shortlist (``vmap.txt``) holds for every piece of the source the pieces that may be written because of it.
Where the translation has none of those of a word, nothing in it stands for that word. Words that carry little
by themselves are not asked for, and cannot stand for others; nor are names, which may be written as they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dragoman.tags import base
from dragoman.translation.candidates import Candidates

_WORD_BEGINS: Final = "\u2581"
_MARKS: Final = ".,!?;:"
_SHORTEST: Final = 4
_STEM: Final = 4


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What is not missed: said otherwise or not at all in the other language.
_UNASKED: Final[Mapping[str, frozenset[str]]] = {
    "en": _set(
        "that this these those with from have been were will would could should shall does being than "
        "then there here their they them your yours mine what when where which while whether into upon "
        "about over under around down back again such some more most much very just also only even ever "
        "well already still else yourself himself herself myself themselves itself cannot each both "
        "either please another make makes made take takes taken took get gets getting goes going went "
        "gone come comes came gave must might used done doing like stop find further"
    ),
    "pt": _set(
        "para pela pelo pelas pelos numa naquela naquele daquela daquele essa esse esses essas esta este "
        "estas estes isso isto aquilo aquele aquela aqueles aquelas dela dele delas deles eles elas nela "
        "nele nessa nesse nesta neste dessa desse desta deste disso disto comigo consigo contigo conosco "
        "mesmo mesma mesmos mesmas está estão estou estava estavam estar esteja tenho temos tinha tinham "
        "teve tiveram tenha haja haver havia fosse foram fora fica ficar seja sejam seria sendo sido "
        "minha minhas meus suas seus tuas nosso nossa vocês você senhor senhora senhores quem qual quais "
        "quando onde como quanto quanta cada mais menos muito muita muitos muitas todo toda todos todas "
        "outra outro outros outras ainda também porque porém pois logo assim entre sobre após desde "
        "fazer feito faria podia pode podem posso podemos poderia quer quero queria vamos partir modo "
        "gente volta algum alguma alguns algumas anos ligada ligado"
    ),
}
# What stands for no word but its like.
_MUTE: Final[Mapping[str, frozenset[str]]] = {
    "en": _set(
        "the a an of to in on at for and or it that this with by from as he she they we you i my your "
        "his her their its our me him us them there"
    ),
    "pt": _set(
        "de do da dos das que e o a os as um uma para em no na nos nas com por se ao à aos às ele ela "
        "eles elas eu você nós lhe me te seu sua seus suas meu minha"
    ),
}


class LostWords:
    """Finds what a translation says nothing of; nothing where either language is not among the tables.

    Args:
        source: Language of the sentences, a BCP 47 tag.
        target: Language of the translations.
        candidates: What may be written because of each piece.
    """

    def __init__(self, source: str, target: str, candidates: Candidates) -> None:
        self._unasked = _UNASKED.get(base(source))
        self._mute = _MUTE.get(base(target))
        self._candidates = candidates

    def find(self, source: Sequence[str], target: Sequence[str]) -> list[str]:
        """Return the lost words of a sentence, given as pieces like its translation."""
        if self._unasked is None or self._mute is None:
            return []
        asked = [(word, pieces) for word, pieces in _words(source) if self._is_asked(word)]
        if not asked:
            return []
        said = self._spellings(target)
        kept = {word[:_STEM].lower() for word, _ in _words(target)}
        return [
            word
            for word, pieces in asked
            if word[:_STEM] not in kept
            and all(said.isdisjoint(self._candidates.of(piece)) for piece in pieces if len(piece) > 1)
        ]

    def _is_asked(self, word: str) -> bool:
        return (
            len(word) >= _SHORTEST
            and word.isalpha()
            and word.islower()
            and self._unasked is not None
            and word not in self._unasked
        )

    def _spellings(self, target: Sequence[str]) -> set[str]:
        """Return the telling pieces of a translation as they begin or end words, in small letters and not."""
        mute = self._mute or frozenset()
        bodies = {piece.removeprefix(_WORD_BEGINS).lower() for piece in target}
        telling = {body for body in bodies if len(body) > 1 and body.isalpha() and body not in mute}
        forms = telling | {body.capitalize() for body in telling}
        return forms | {_WORD_BEGINS + form for form in forms}


def _words(pieces: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of a sentence and the pieces that each is made of, without marks at its end."""
    word: list[str] = []
    for piece in pieces:
        if piece.startswith(_WORD_BEGINS) and word:
            yield _word(word)
            word = []
        word.append(piece)
    if word:
        yield _word(word)


def _word(pieces: Sequence[str]) -> tuple[str, list[str]]:
    telling = [piece for piece in pieces if piece.strip(_MARKS)]
    return "".join(pieces).removeprefix(_WORD_BEGINS).rstrip(_MARKS), telling
