"""Words of a draft that are written like names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.replies.reading.words import WORD, fold, is_function_word, stem

_OPENERS = tuple('.!?:"“(')


@dataclass(frozen=True, slots=True)
class Name:
    """A word that is written like a name.

    Attributes:
        word: As it is written.
        folded: In small letters.
        stem: What its forms share.
        first: Whether it begins a sentence, where every word has a capital.
    """

    word: str
    folded: str
    stem: str
    first: bool


def names(text: str, language: str) -> Iterator[Name]:
    """Yield the words with a capital, but for function words that have only the first.

    Args:
        text: A sentence or a clause without its values: months and weekdays are not names.
        language: A primary language.
    """
    end = 0
    for match in WORD.finditer(text):
        word, between = match.group(), text[end : match.start()].strip()
        first = end == 0 or between.endswith(_OPENERS) or ". " in between
        end = match.end()
        inner = word[1:] != word[1:].lower()
        if word == word.lower() or (is_function_word(word, language) and not inner):
            continue
        yield Name(word, fold(word), stem(word, language), first and not inner)


def foreign_title(text: str, cited: str, titles: Iterable[str]) -> str:
    """Return the first title of evidence that is named and not cited, or an empty text.

    Args:
        text: A sentence of a draft.
        cited: All that its evidence says, in small letters.
        titles: Of products and orders that it does not cite.
    """
    plain = text.casefold()
    for title in titles:
        name = title.casefold().strip()
        if name and name in plain and name not in cited:
            return title
    return ""
