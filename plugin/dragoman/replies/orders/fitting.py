"""Holds products against a wish: what breaks a limit is out, what has most of what is asked for is first."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from dragoman.replies.orders.kinds import named_kinds
from dragoman.replies.orders.measures import Limit, Measure, meets
from dragoman.replies.orders.needs import Denied, Needs, Word
from dragoman.replies.orders.offers import Attribute, Offer, Vocabulary

_SURE: Final = 0.8
_TITLED: Final = 3.0
_HAS: Final = 2.0
_TOLD: Final = 1.0
_BESIDES: Final = 0.4
"""How much what was said besides counts beside what is asked."""
_HOLDS: Final = frozenset({"maximum", "max", "up", "máximo", "máxima", "até", "capacity", "load"})
_SEVERAL: Final = 2


@dataclass(frozen=True, slots=True)
class Fit:
    """How a product fits a wish.

    Attributes:
        offer: The product.
        score: How much of what is asked for it has; comparable within one wish only.
        has: Its attributes that were asked for.
        tells: The sentence of its description that has most of what else was asked for; empty for none.
        words: How many words of the wish it has.
        share: How much of the wish that is, by how rare the words are.
    """

    offer: Offer
    score: float
    has: tuple[Attribute, ...]
    tells: str
    words: int
    share: float


@dataclass(slots=True)
class _Found:
    """What a product has of a wish, while it is looked for."""

    score: float = 0.0
    weight: float = 0.0
    words: int = 0
    has: dict[str, Attribute] = field(default_factory=dict)
    tells: dict[str, int] = field(default_factory=dict)


class Fitting:
    """Holds some products against one wish, beside each other.

    Args:
        offers: The products.
        needs: The wish.

    Attributes:
        kinds: The kinds of things that are asked for; empty where none is named.
    """

    def __init__(self, offers: Sequence[Offer], needs: Needs) -> None:
        self._needs = needs
        every = [*needs.words, *(one.word for one in needs.denied)]
        self._words = Vocabulary(offers, every, needs.says)
        self.kinds = named_kinds(offers, needs, self._words)
        ids = frozenset().union(*(kind.products for kind in self.kinds))
        self._pool: Sequence[Offer] = [offer for offer in offers if not self.kinds or offer.product.id in ids]
        self._heads = [kind.word for kind in self.kinds]
        self._strict = {word: self._told_of(word) for word in needs.words if self._is_strict(word)}
        self._sizes = self._wanted_sizes()

    def fits(self) -> Sequence[Fit]:
        """Return the products that break no limit, the best first."""
        kept = self._as_measured([offer for offer in self._pool if self._keeps_limits(offer)])
        return sorted(map(self._fit, kept), key=lambda one: -one.score)

    def explained(self) -> float:
        """Return how many of the words that ask are the catalogue's own, or say nothing of a product."""
        asked = [word for word in self._needs.words if word.asked and not word.bare]
        known = [word for word in asked if self._words.is_known(word)]
        others = [word for word in asked if word not in known and not _is_name(word)]
        return len(known) / (len(known) + len(others)) if known else 0.0

    def is_wished(self) -> bool:
        """Whether a kind of thing stands behind what asks for one: "which leash", "do you sell a leash"."""
        wished = self._needs.says.wished_before
        return any(wished.search(self._needs.asks[: head.start]) for head in self._heads)

    def _is_strict(self, word: Word) -> bool:
        """Whether a product must have a word: one for how such a thing is, beside the word for the thing."""
        if not word.asked or word.bare or not self.kinds:
            return False
        if any(word == kind.word or word in kind.further for kind in self.kinds):
            return False
        if not (word.strict or self._words.states(word)):
            return False
        return bool(self._told_of(word)) or any(self._has(offer, word) for offer in self._pool)

    def _told_of(self, word: Word) -> frozenset[str]:
        """Return the products of the kind that a word belongs to: "leather leash", "leash of leather"."""
        asks, says = self._needs.asks, self._needs.says
        found: set[str] = set()
        for kind in self.kinds:
            head = kind.word
            if (word.end <= head.start and says.beside.fullmatch(asks[word.end : head.start])) or (
                head.end <= word.start and says.made_of.fullmatch(asks[head.end : word.start])
            ):
                found |= kind.products
        return frozenset(found)

    def _wanted_sizes(self) -> frozenset[str]:
        """Return the sizes in letters that one of the products must have."""
        sized = any(offer.sizes for offer in self._pool)
        return self._needs.sizes if sized or self.kinds else frozenset()

    def _keeps_limits(self, offer: Offer) -> bool:
        return (
            not (self._sizes and not self._sizes & offer.sizes)
            and all(
                self._has(offer, word)
                for word, products in self._strict.items()
                if not products or offer.product.id in products
            )
            and not self._is_other(offer)
            and not any(self._breaks(offer, one) for one in self._needs.denied)
            and all(self._is_within(offer, limit) for limit in self._needs.limits)
            and all(self._counts(offer, limit) is not False for limit in self._needs.numbers)
        )

    def _is_other(self, offer: Offer) -> bool:
        """Whether it is for others than asked: of what kinds go by, such as the animal, it says another."""
        for name, values in self._words.parting.items():
            asked = [word for word in self._needs.words if self._words.strength(word, values) >= _SURE]
            own = [one.value_words for one in offer.attributes if one.name == name]
            stated = frozenset().union(*own) or offer.titled & values
            if (
                asked
                and stated
                and not any(self._words.strength(word, stated | offer.titled) for word in asked)
            ):
                return True
        return False

    def _breaks(self, offer: Offer, denied: Denied) -> bool:
        """Whether a product has what it must not, or does not say that it has not."""
        word, says = denied.word, self._needs.says
        strength = self._words.strength
        for one in offer.attributes:
            if strength(word, one.name_words) >= _SURE and one.measure is None:
                return one.is_lacking if says.denied_name.search(one.name) else not one.is_lacking
            if strength(word, one.value_words) >= _SURE:
                return True
        if strength(word, offer.titled) >= _SURE:
            return word not in self._heads
        told = [text for text, words in offer.description if strength(word, words) >= _SURE]
        if told:
            return not all(says.denied.search(text) for text in told)
        known = self._words.attributes(word) & {one.name for one in offer.attributes}
        return denied.surely and not known

    def _is_within(self, offer: Offer, limit: Limit) -> bool:
        """Whether a product keeps a limit; one without a bound may be about something else than it has."""
        stated = self._stated(offer, limit)
        if any(meets(measure, limit, is_most=is_most) for measure, is_most in stated):
            return True
        if limit.bound or limit.highest is not None:
            return False
        return not any(is_most or measure.is_range for measure, is_most in stated)

    def _stated(self, offer: Offer, limit: Limit) -> Sequence[tuple[Measure, bool]]:
        """Return the measures of a product that a limit may be about, and which of them are what it holds."""
        found = [
            (one.name, one.measure)
            for one in offer.attributes
            if one.measure is not None and one.measure.unit == limit.unit
        ]
        named = {name for word in self._needs.words for name in self._words.named(word)}
        meant = [one for one in found if one[0] in named] or found
        measures = [(measure, _is_most(name)) for name, measure in meant]
        return [
            *measures,
            *((measure, False) for measure in offer.variant_measures if measure.unit == limit.unit),
        ]

    def _counts(self, offer: Offer, limit: Limit) -> bool | None:
        """Whether a number is as asked for; None where nothing was asked of one that it has."""
        named = {name for word in self._needs.words for name in self._words.named(word)}
        found = [
            meets(one.measure, limit)
            for one in offer.attributes
            if one.measure is not None and not one.measure.unit and one.name in named
        ]
        return any(found) if found else None

    def _as_measured(self, offers: Sequence[Offer]) -> Sequence[Offer]:
        """Return those of the very measure or number that was asked for, where there are some."""
        for limit in (*self._needs.limits, *self._needs.numbers):
            exact = [offer for offer in offers if self._is_exact(offer, limit)]
            if exact:
                offers = exact
            elif not limit.unit and self._is_a_size(limit) and any(one.variant_measures for one in offers):
                return []
        return offers

    def _is_exact(self, offer: Offer, limit: Limit) -> bool:
        if limit.unit:
            return any(meets(measure, limit, is_most=most) for measure, most in self._stated(offer, limit))
        variants = [measure for measure in offer.variant_measures if not measure.unit]
        return any(meets(measure, limit) for measure in variants) or self._counts(offer, limit) is True

    def _is_a_size(self, limit: Limit) -> bool:
        at = self._needs.asks.find(format(limit.amount.normalize(), "f"))
        return at > 0 and bool(self._needs.says.size_before.search(self._needs.asks[:at]))

    def _has(self, offer: Offer, word: Word) -> Attribute | bool:
        """Return whether a product has a word: the attribute that says so, where one does."""
        names = self._words.attributes(word)
        own = [one for one in offer.attributes if one.name in names]
        for one in own:
            if self._words.strength(word, one.value_words) and one.measure is None:
                return one
            if self._words.strength(word, one.name_words) >= _SURE:
                return False if one.is_lacking else one
        return self._words.strength(word, offer.titled if own else offer.all_words) > 0

    def _fit(self, offer: Offer) -> Fit:
        found = _Found()
        every = 0.0
        for word in self._needs.words:
            weight = self._weight(word)
            every += weight
            self._find(offer, word, weight, found)
        for limit in (*self._needs.limits, *self._needs.numbers):
            every += 1.0
            for one in self._keeping(offer, limit):
                found.has.setdefault(one.name, one)
        kept = {name for name, one in found.has.items() if one.measure}
        for word in self._needs.words if kept else ():
            if kept & self._words.named(word):
                found.weight += self._weight(word)
        found.words += len(kept)
        found.weight += len(kept)
        found.score += _HAS * len(kept)
        tells = max(found.tells, key=lambda text: found.tells[text], default="")
        share = found.weight / every if every else 0.0
        return Fit(offer, found.score, tuple(found.has.values()), tells, found.words, share)

    def _keeping(self, offer: Offer, limit: Limit) -> Iterator[Attribute]:
        """Yield the attributes of a product by which it keeps a limit."""
        named = {name for word in self._needs.words for name in self._words.named(word)}
        for one in offer.attributes:
            measure = one.measure
            if measure is None or measure.unit != limit.unit or not (limit.unit or one.name in named):
                continue
            if meets(measure, limit, is_most=_is_most(one.name)):
                yield one

    def _find(self, offer: Offer, word: Word, weight: float, found: _Found) -> None:
        """Look for a word in a product, and take notice of what it has of it."""
        titled = self._words.strength(word, offer.titled)
        has = self._has(offer, word)
        best = titled * _TITLED
        if isinstance(has, Attribute):
            found.has.setdefault(has.name, has)
            best = max(best, _HAS)
        elif has is False and self._words.attributes(word) & {one.name for one in offer.attributes}:
            best -= _HAS if word.asked and not word.bare else 0.0
        for text, words in offer.description:
            told = self._words.strength(word, words)
            if told and not titled:
                found.tells[text] = found.tells.get(text, 0) + 1
                best = max(best, told * _TOLD)
        found.score += best * weight
        if best > 0:
            found.weight += weight
            found.words += not word.bare

    def _weight(self, word: Word) -> float:
        """Return how much a word counts: the rarer, the more; what was said besides, less."""
        if (word.bare and not self._words.attributes(word)) or (
            _is_name(word) and not self._words.is_known(word)
        ):
            return 0.0
        rarity = 1.0 - 0.5 * math.sqrt(min(1.0, self._words.share(word)))
        return rarity * (1.0 if word.asked else _BESIDES) * (0.3 if word.bare else 1.0)


def _is_name(word: Word) -> bool:
    """Whether a word is written as a name: of a city, a friend, a breed."""
    return word.text[:1].isupper()


def _is_most(name: str) -> bool:
    """Whether an attribute says what a product holds or bears at most."""
    return not _HOLDS.isdisjoint(name.casefold().split())


def surely_fit(fits: Sequence[Fit]) -> Iterator[Fit]:
    """Yield those of some products, of no kind that was named, that have enough of what is asked for."""
    for one in fits:
        if one.share >= 0.5 or (one.words >= _SEVERAL and one.share >= 0.25):  # noqa: PLR2004
            yield one
