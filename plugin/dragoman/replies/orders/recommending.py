"""Recommends products by what a shopper says they need, by what can be had, and by what they bought.

Nothing is recommended that is sold out or not sent to the shopper's country, and nothing without a reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dragoman.commerce import Order, Product, Shop
from dragoman.replies.reading.sentences import Reading
from dragoman.replies.reading.tokens import ValueKind
from dragoman.replies.retrieval.words import Asked, Reader
from dragoman.tags import base

MOST = 3
_BESIDE_THE_BEST = 0.8
"""A product that fits much less of what is asked for than another one does is no answer beside it."""
_TITLE, _KIND, _ATTRIBUTE, _TOGETHER = 3.0, 3.0, 2.0, 1.5
_ABOUT = Decimal("1.1")
"""Who wants to spend about so much may spend a tenth more."""
_NO = frozenset({"no", "não", "false", "0"})
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_GOES_WITH = re.compile(
    r"\b(?:go(?:es)? (?:well )?with|match(?:es)?|along with|together with|accessor(?:y|ies) (?:for|to)|"
    r"combinam? com|vão? (?:bem )?com|junto com|acessórios? (?:para|do|da))\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\w+")
_RANGE = re.compile(r"\b(\d{2})-(\d{2})\b")
_VARIANT = re.compile(r"[,(/|]|\s[-\u2013]\s")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of what a shopper would like.

    Attributes:
        words: What they wrote, in the agents' language.
        language: That language.
        country: Where they are (ISO 3166); None where it is not known.
        orders: Their own orders, of those proven to be theirs.
        locale: Language that names of products are wanted in besides.
        certain: Whether they surely ask for a product; if not, only a kind of thing that they name is meant.
        asks: Of the words those that ask: a kind of thing that is named elsewhere may be one that they have.
    """

    words: str
    language: str
    country: str | None
    orders: tuple[Order, ...]
    locale: str = "en"
    certain: bool = True
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A product, and why.

    Attributes:
        product: The product.
        score: How well it fits; comparable within one wish only.
        fits: Its attributes that were asked for, as names and values.
        together_with: What it is often bought together with: something of theirs, or that they name.
    """

    product: Product
    score: float
    fits: tuple[tuple[str, str], ...]
    together_with: str | None


def recommended(shop: Shop, wish: Wish) -> Sequence[Recommended]:
    """Return the products to recommend, the best first; none where nothing fits what was asked for.

    Raises:
        NotSent, OutcomeUnknown, Refused, DragomanError: the shop could not be asked.
    """
    needs = _Needs(wish.words, wish.language)
    owned = [line.product for order in wish.orders for line in order.lines if line.product]
    found = list(shop.products(needs.search, wish.locale))
    if _GOES_WITH.search(wish.words):
        return _going_with(shop, _meant(found, needs, wish), wish, needs)
    together = _together(shop, shop.products_by_id(owned, wish.locale), wish.locale)
    known = {product.id for product in found}
    found += [product for product, _ in together.values() if product.id not in known]
    judged = _judged_all(found, needs, together)
    asking = _Needs(wish.asks or wish.words, wish.language) if wish.certain else needs
    kinds = {one for one in {each.product.category for each in judged} if asking.names_kind(one)}
    if kinds or not wish.certain:
        judged = [
            one for one in judged if one.product.category in kinds or (wish.certain and one.together_with)
        ]
    enough = max((one.score for one in judged), default=0.0) * _BESIDE_THE_BEST
    fitting = [
        one
        for one in judged
        if one.score >= enough > 0
        and one.score > (_TOGETHER if one.together_with else 0.0)
        and one.product.id not in owned
        and _can_be_had(one.product, wish, needs)
    ]
    return _best(fitting)


def is_named(product: Product, words: str, language: str) -> bool:
    """Return whether a text has every word of what a product is called, its variant aside."""
    reader = Reader(language)
    name = set(reader.indexed(_base(product)))
    return bool(name) and name <= set(reader.indexed(words))


def _best(found: Sequence[Recommended]) -> Sequence[Recommended]:
    """Return the best, one of each kind of thing: the same in another colour is no other recommendation."""
    ranked = sorted(found, key=lambda one: (-one.score, one.product.price.amount, one.product.id))
    by_name: dict[str, Recommended] = {}
    for one in ranked:
        by_name.setdefault(_base(one.product), one)
    return list(by_name.values())[:MOST]


def _can_be_had(product: Product, wish: Wish, needs: "_Needs") -> bool:
    if not product.available_in(wish.country):
        return False
    return all(
        product.price.currency == currency and product.price.amount <= most for most, currency in needs.limits
    )


def _meant(found: Sequence[Product], needs: "_Needs", wish: Wish) -> Sequence[Product]:
    """Return the product that others are to go with: the one that is named, else the one that fits best."""
    named = [product for product in found if is_named(product, wish.words, wish.language)]
    ranked = sorted(_judged_all(found, needs, {}), key=lambda one: -one.score)
    return (named or [one.product for one in ranked if one.score > 0])[:1]


def _going_with(shop: Shop, named: Sequence[Product], wish: Wish, needs: "_Needs") -> Sequence[Recommended]:
    together = _together(shop, named, wish.locale)
    found = [
        Recommended(product, _TOGETHER, (), other)
        for product, other in together.values()
        if _can_be_had(product, wish, needs)
    ]
    return _best(found)


def _together(shop: Shop, others: Sequence[Product], locale: str) -> Mapping[str, tuple[Product, str]]:
    """Return what is often bought together with products: each with the title of the one it goes with."""
    titles = {one: other.title for other in reversed(others) for one in other.bought_with}
    return {
        product.id: (product, titles[product.id]) for product in shop.products_by_id(list(titles), locale)
    }


class _Needs:
    """What a wish asks for, read once.

    Attributes:
        search: The words to search a catalogue with.
        limits: The most that the shopper wants to pay, each with its currency.
        values: Words of the values that the products have of which some are to be chosen.
    """

    def __init__(self, words: str, language: str) -> None:
        self.values: frozenset[str] = frozenset()
        reading = Reading(words, base(language))
        self.limits = [
            (
                Decimal(value.key.rpartition(" ")[0]) * (_ABOUT if value.bound == "about" else 1),
                value.key.rpartition(" ")[2],
            )
            for value in reading.values
            if value.kind is ValueKind.MONEY and value.bound in ("most", "about")
        ]
        self._numbers = {value.key for value in reading.values if value.kind is ValueKind.NUMBER}
        self._reader = Reader(language)
        self._asked = [one for one in self._reader.asked(words) if not one.shown[0].isdigit()]
        self.search = " ".join(one.shown for one in self._asked)

    def in_text(self, text: str) -> int:
        """Return how many of the needs stand in a text, in the same word or another for the same thing."""
        return self._in_text(text)

    def in_value(self, value: str) -> bool:
        """Return whether an attribute's value is asked for.

        Where some product has the very word as a value, another word for it is no match: "wool" and "cotton"
        are both materials.
        """
        words = frozenset(self._reader.indexed(value))
        return any(
            one.word in words if one.word in self.values else _meets(one, words) for one in self._asked
        )

    def _in_text(self, text: str, *, exactly: bool = False) -> int:
        words = frozenset(self._reader.indexed(text))
        return sum(one.word in words if exactly else _meets(one, words) for one in self._asked)

    def choose_among(self, values: Iterable[str]) -> None:
        """Take notice of the values that products have."""
        self.values = frozenset(word for value in values for word in self._reader.indexed(value))

    def share_of(self, kind: str) -> float:
        """Return how many words of a kind of thing are needs, less those that it has and nobody asked for."""
        words = self._reader.indexed(kind)
        plain = [word for word in words if not word.startswith("#")]
        return self.in_text(kind) * min(1.0, self.in_text(kind) / len(plain)) if plain else 0.0

    def names_kind(self, kind: str) -> bool:
        """Return whether a kind of thing is asked for by its whole name, or another one for the same."""
        words = [word for word in self._reader.indexed(kind) if not word.startswith("#")]
        meant = [set(self._reader.indexed(word)) for word in kind.split()]
        return bool(words) and all(any(_meets(one, frozenset(each)) for one in self._asked) for each in meant)

    def names_variant(self, variant: str) -> bool:
        """Return whether a size or colour is asked for: a word of it, or a number."""
        return self.in_text(variant) > 0 or any(
            part in self._numbers for part in (*_WORDS.findall(variant), *_between(variant))
        )

    def meets(self, name: str, value: str) -> bool | None:
        """Return whether an attribute is as asked for; None where nothing was asked of it.

        A number that was asked of it must be the attribute's: "for two people" is not met by one person.
        """
        words = frozenset(self._reader.indexed(name))
        about_name = any(_meets(one, words) for one in self._asked if one.word not in self.values)
        if value.isdigit():
            return value in self._numbers if about_name and self._numbers else None
        if value.casefold() in _NO:
            return False if about_name else None
        if _NUMBER.match(value):
            # "Waterproof: 3,000 mm" is waterproof; whether 1.3 kg is light is the shopper's to judge.
            return True if self._in_text(name, exactly=True) else None
        return True if about_name or self.in_value(value) else None


def _meets(need: Asked, words: frozenset[str]) -> bool:
    return need.word in words or any(meaning in words for meaning in need.meanings)


def _between(variant: str) -> Iterator[str]:
    """Yield the sizes that a range of them has: 36 to 39 of "36-39"."""
    for low, high in _RANGE.findall(variant):
        yield from map(str, range(int(low), int(high) + 1))


def _judged_all(
    found: Sequence[Product], needs: _Needs, together: Mapping[str, tuple[Product, str]]
) -> list[Recommended]:
    """Judge products beside each other: what one has of what is asked for, another may have otherwise."""
    needs.choose_among(value for product in found for _, value in product.attributes)
    wanted = frozenset(
        name for product in found for name, value in product.attributes if needs.in_value(value)
    )
    variants = frozenset(_base(product) for product in found if needs.names_variant(_variant(product)))
    return [_judged(product, needs, together, wanted, variants) for product in found]


def _judged(
    product: Product,
    needs: _Needs,
    together: Mapping[str, tuple[Product, str]],
    wanted: frozenset[str],
    variants: frozenset[str],
) -> Recommended:
    """Judge a product.

    Args:
        product: The product.
        needs: What is asked for.
        together: What is often bought together with something.
        wanted: Names of attributes of which some product has the value that is asked for.
        variants: Products of which some variant, a size or colour, is the one that is asked for.
    """
    score = _TITLE * needs.in_text(_base(product)) + _KIND * needs.share_of(product.category)
    if _base(product) in variants:
        score += _TITLE if needs.names_variant(_variant(product)) else -_TITLE
    fits = []
    for name, value in product.attributes:
        met = needs.meets(name, value)
        if met:
            fits.append((name, value))
            score += _ATTRIBUTE
        elif met is not None or name in wanted:
            score -= _TITLE
    goes_with = together.get(product.id)
    score = max(0.0, score) + (_TOGETHER if goes_with else 0.0)
    return Recommended(product, score, tuple(fits), goes_with[1] if goes_with else None)


def _base(product: Product) -> str:
    """Return what a product is called, its variant aside."""
    return _VARIANT.split(product.title, maxsplit=1)[0].strip()


def _variant(product: Product) -> str:
    return product.title[len(_VARIANT.split(product.title, maxsplit=1)[0]) :]
