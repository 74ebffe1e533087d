"""Products as wishes are held against them, and what the catalogue calls kinds, values and names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dragoman.commerce import Product
from dragoman.replies.orders.measures import Measure, measure_of
from dragoman.replies.orders.needs import SIZE, WORD, Word, is_kin
from dragoman.replies.orders.titles import name_of, variant_of
from dragoman.replies.orders.wish_words import WishWords
from dragoman.replies.reading.sentences import sentences
from dragoman.replies.retrieval.words import Reader
from dragoman.tags import base

Phrase = tuple[frozenset[str], ...]
_SEVERAL: Final = re.compile(r"[,;|/]|.*>")
_EXACT: Final = 1.0
_KIN: Final = 0.8
_MEANT: Final = 0.6
NO: Final = frozenset({"no", "não", "none", "nenhum", "nenhuma", "false", "0"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a product has: its name and value, as words and, where it is a number, as a measure."""

    name: str
    value: str
    name_words: frozenset[str]
    value_words: frozenset[str]
    measure: Measure | None

    @property
    def is_lacking(self) -> bool:
        """Whether it says that the product does not have it."""
        return self.value.casefold() in NO


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as it is read.

    Attributes:
        product: The product.
        kinds: Its categories, each word with what it means.
        name: Its title without the variant, likewise, and without values at the end that say which it is.
        variant_words: Words of the variant.
        variant_measures: Numbers of the variant.
        sizes: Sizes in letters.
        attributes: Its attributes.
        description: Sentences of its description, each with its words.
        titled: Words of category, name and variant.
        all_words: Every word of it, those of what it lacks aside.
    """

    product: Product
    kinds: tuple[Phrase, ...]
    name: Phrase
    variant_words: frozenset[str]
    variant_measures: tuple[Measure, ...]
    sizes: frozenset[str]
    attributes: tuple[Attribute, ...]
    description: tuple[tuple[str, frozenset[str]], ...]
    titled: frozenset[str]
    all_words: frozenset[str]


@lru_cache(maxsize=3_000)
def read_offer(product: Product, language: str) -> Offer:
    """Read a product."""
    variant = variant_of(product.title)
    kinds = tuple(_phrase(one, language) for one in _SEVERAL.split(product.category) if one.strip())
    called = _phrase(name_of(product.title), language)
    parts = [part.strip() for part in variant.strip(" ,()|/-\u2013").replace("/", ",").split(",")]
    attributes = tuple(_attribute(*one, language) for one in product.attributes)
    told = tuple(
        (one.text, frozenset(_read(one.text, language)))
        for one in sentences(product.description, base(language))
    )
    variant_words = frozenset(_read(variant, language))
    titled = variant_words.union(*called, *(word for kind in kinds for word in kind))
    return Offer(
        product=product,
        kinds=kinds,
        name=_named_by(called, attributes),
        variant_words=variant_words,
        variant_measures=tuple(found for part in parts if (found := measure_of(part))),
        sizes=frozenset(part for part in parts if SIZE.fullmatch(part)),
        attributes=attributes,
        description=told,
        titled=titled,
        all_words=titled.union(
            *(words for _, words in told),
            *(one.value_words for one in attributes),
            *(one.name_words for one in attributes if not one.is_lacking),
        ),
    )


def _named_by(called: Phrase, attributes: Iterable[Attribute]) -> Phrase:
    """Return what a product is called up to the word for the thing: "shirt men" is a shirt."""
    values = frozenset().union(*(one.value_words for one in attributes))
    ends = len(called)
    while ends and called[ends - 1] <= values:
        ends -= 1
    return called[:ends] or called


def _phrase(text: str, language: str) -> Phrase:
    """Return the words of a phrase, each with what it means; without those that say nothing."""
    read = (frozenset(_read(word, language)) for word in WORD.findall(text))
    return tuple(one for one in read if one)


@lru_cache(maxsize=50_000)
def _read(text: str, language: str) -> tuple[str, ...]:
    """Read a text of the shop's own, which may be kept for the next wish."""
    return tuple(Reader(language).indexed(text))


@lru_cache(maxsize=20_000)
def _attribute(name: str, value: str, language: str) -> Attribute:
    return Attribute(
        name=name,
        value=value,
        name_words=frozenset(_read(name, language)),
        value_words=frozenset(_read(value, language)),
        measure=measure_of(value),
    )


class Vocabulary:
    """What the words of a wish stand for in some products.

    Args:
        offers: The products.
        words: The words.
        says: How the language derives words.

    Attributes:
        parting: The values of attributes that kinds go by as well, such as the animal of "dog bed".
    """

    def __init__(self, offers: Sequence[Offer], words: Iterable[Word], says: WishWords) -> None:
        self._values: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        stems: set[str] = set()
        counts: dict[str, int] = defaultdict(int)
        whole: dict[str, set[str]] = defaultdict(set)
        for offer in offers:
            for one in offer.attributes:
                for stem in one.value_words if one.measure is None else ():
                    self._values[stem].add(one.name)
                if one.measure is None and len(one.value.split()) == 1:
                    whole[one.name] |= {stem for stem in one.value_words if not stem.startswith("#")}
                for stem in one.name_words:
                    self._names[stem].add(one.name)
            for stem in offer.all_words:
                counts[stem] += 1
            stems |= offer.all_words
        self._measured = {one.name for offer in offers for one in offer.attributes if one.measure is not None}
        by_start: dict[str, list[str]] = defaultdict(list)
        for stem in stems:
            by_start[stem[:3]].append(stem)
        kinds = frozenset(stem for offer in offers for kind in offer.kinds for one in kind for stem in one)
        self.parting = {
            name: frozenset(values) for name, values in whole.items() if not kinds.isdisjoint(values)
        }
        self._meant = {word: self._all_meant(word, stems, by_start, says) for word in words}
        self._counts, self._many = counts, max(1, len(offers))

    def strength(self, word: Word, words: Iterable[str]) -> float:
        """Return how surely a word stands among others: 1 as it is, less where derived or said otherwise."""
        meant = self._meant[word]
        return max((meant[one] for one in words if one in meant), default=0.0) if meant else 0.0

    def is_known(self, word: Word) -> bool:
        """Return whether some product has a word, in any way."""
        return bool(self._meant[word])

    def attributes(self, word: Word) -> frozenset[str]:
        """Return the names of the attributes of which a word is a value, or that it names."""
        found = (self._values.get(one, set()) | self._names.get(one, set()) for one in self._meant[word])
        return frozenset().union(*found)

    def states(self, word: Word) -> bool:
        """Return whether a word says how a thing is: a value, or the name of what it has or has not."""
        sure = [stem for stem, strength in self._meant[word].items() if strength > _MEANT]
        found = (self._values.get(one, set()) | self._names.get(one, set()) for one in sure)
        return bool(frozenset().union(*found) - self._measured)

    def named(self, word: Word) -> frozenset[str]:
        """Return the names of the attributes that a word names, also by another word for it."""
        return frozenset(name for stem in self._meant[word] for name in self._names.get(stem, ()))

    def share(self, word: Word) -> float:
        """Return how many of the products have a word."""
        most = max((self._counts[stem] for stem in self._meant[word]), default=0)
        return most / self._many

    def _all_meant(
        self, word: Word, stems: set[str], by_start: Mapping[str, Sequence[str]], says: WishWords
    ) -> Mapping[str, float]:
        """Return the words of the products that a word stands for.

        Where some product has the very word as a value, another word for it is no match: "wool" and "cotton"
        are both materials.
        """
        found = {stem: _KIN for stem in by_start.get(word.stem[:3], ()) if is_kin(word.stem, stem, says)}
        if word.stem in stems:
            found[word.stem] = _EXACT
        if word.stem not in self._values:
            found |= {one: _MEANT for one in word.meanings if one in stems}
        return found
