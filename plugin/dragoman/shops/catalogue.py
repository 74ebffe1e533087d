"""Finds products by words in a catalogue that is at hand whole."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dragoman.commerce import Product

_WORD = re.compile(r"\w+")
_MOST = 300
_SHORTEST, _LONGER = 4, 4
_DERIVED = 0.5
_TITLE, _KIND, _BESIDE = 3.0, 2.0, 1.0


class Catalogue:
    """Products, and which words they are found by. The rarer a word, the more it counts.

    Args:
        products: All of them; of two with one id, the first counts.
    """

    def __init__(self, products: Sequence[Product]) -> None:
        self._by_id: dict[str, Product] = {}
        for product in products:
            self._by_id.setdefault(product.id, product)
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        for product in self._by_id.values():
            for word, weight in _words_of(product):
                known = self._weights[word].get(product.id, 0.0)
                self._weights[word][product.id] = max(known, weight)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in self._weights:
            self._by_start[word[:_SHORTEST]].append(word)

    def __len__(self) -> int:
        return len(self._by_id)

    def find(self, words: str) -> Sequence[Product]:
        """Return the products that fit one of the words, the likeliest first."""
        scores: dict[str, float] = defaultdict(float)
        for word in dict.fromkeys(stems(words)):
            for one in self._derived(word):
                found = self._weights[one]
                rarity = math.log(1 + len(self._by_id) / len(found)) * (1.0 if one == word else _DERIVED)
                for product, weight in found.items():
                    scores[product] += weight * rarity
        likeliest = sorted(scores, key=lambda product: (-scores[product], product))
        return self.of(likeliest[:_MOST])

    def _derived(self, word: str) -> Iterator[str]:
        """Yield the words of the catalogue that are a word, or have its beginning: "scratch", "scratcher"."""
        for one in self._by_start.get(word[:_SHORTEST], ()):
            short, long = sorted((word, one), key=len)
            if one == word or (
                len(short) >= _SHORTEST and len(long) - len(short) <= _LONGER and long.startswith(short[:-1])
            ):
                yield one

    def of(self, ids: Sequence[str]) -> Sequence[Product]:
        """Return the products of these ids, those that there are."""
        return tuple(self._by_id[one] for one in ids if one in self._by_id)


def stems(text: str) -> list[str]:
    """Return the words of a text as they are compared: in small letters, without the s of the plural."""
    found: list[str] = _WORD.findall(text.casefold())
    return [word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found]  # noqa: PLR2004 - "gas"


def _words_of(product: Product) -> Iterator[tuple[str, float]]:
    told = [
        (product.title, _TITLE),
        (product.category, _KIND),
        (" ".join(value for _, value in product.attributes), _KIND),
        (product.description, _BESIDE),
    ]
    for text, weight in told:
        for word in stems(text):
            yield word, weight
    # "waterproof=yes": who asks for it says the name, not the value.
    for name, value in product.attributes:
        if value.casefold() not in {"no", "não", "false", "0"}:
            for word in stems(name):
                yield word, _BESIDE
