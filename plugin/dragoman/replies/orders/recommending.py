"""Recommends products by what a shopper says they need, by what can be had, and by what they bought.

Nothing is recommended that is sold out or not sent to the shopper's country, that breaks a limit, or that
does not say whether it keeps one; and nothing without a reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dragoman.commerce import Order, Product, Shop
from dragoman.replies.orders.fitting import Fit, Fitting, surely_fit
from dragoman.replies.orders.needs import Needs, Price, read_needs
from dragoman.replies.orders.offers import Offer, read_offer
from dragoman.replies.orders.titles import name_of
from dragoman.replies.retrieval.words import Reader

MOST = 3
_BESIDE_THE_BEST: Final = 0.8
"""A product that fits much less of what is asked for than another one does is no answer beside it."""
_TOGETHER: Final = 1.5


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of what a shopper would like.

    Attributes:
        words: What they wrote, in the agents' language.
        language: That language.
        country: Where they are (ISO 3166); None where it is not known.
        orders: Their own orders, of those proven to be theirs.
        locale: Language that names of products are wanted in besides.
        least: How much of what is asked the catalogue must explain, if no kind of thing is surely asked for;
            None where a product surely is.
        asks: Of the words those that ask: a kind of thing that is named elsewhere may be one that they have.
    """

    words: str
    language: str
    country: str | None
    orders: tuple[Order, ...]
    locale: str = "en"
    least: float | None = None
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Recommended:
    """A product, and why.

    Attributes:
        product: The product.
        score: How well it fits; comparable within one wish only.
        fits: Its attributes that were asked for, as names and values.
        together_with: What it is often bought together with: something of theirs, or that they name.
        tells: What its description says of what was asked for.
        cheaper_than: What it costs less than, of what they name.
    """

    product: Product
    score: float
    fits: tuple[tuple[str, str], ...] = ()
    together_with: str | None = None
    tells: str = ""
    cheaper_than: str | None = None


def recommended(shop: Shop, wish: Wish) -> Sequence[Recommended]:
    """Return the products to recommend, the best first; none where nothing fits what was asked for.

    Raises:
        NotSent, OutcomeUnknown, Refused, DragomanError: the shop could not be asked.
    """
    needs = read_needs(wish.asks or wish.words, wish.words, wish.language)
    owned = [line.product for order in wish.orders for line in order.lines if line.product]
    found = list(shop.products(_search(needs, wish), wish.locale))
    named = _named(found, wish)
    if needs.goes_with and (found or owned):
        return _going_with(shop, named or _likeliest(found, needs, wish), wish, needs)
    together = _together(shop, shop.products_by_id(owned, wish.locale), wish.locale)
    known = {product.id for product in found}
    found += [product for product, _ in together.values() if product.id not in known]
    compared = named if needs.like or needs.cheaper else None
    if compared:
        found = list(shop.products(compared.category, wish.locale))
    offers = [read_offer(product, wish.language) for product in found]
    if compared:
        needs = _besides(needs, compared, wish.language)
        offers = [offer for offer in offers if _is_beside(offer.product, compared, needs)]
    fitting = Fitting(offers, needs)
    if not (fitting.kinds or compared):
        # The thing may be named in another sentence than the one that asks.
        told = read_needs(wish.words, wish.words, wish.language)
        whole = Fitting(offers, told)
        if whole.is_wished():
            needs, fitting = told, whole
    if wish.least is not None and not (
        fitting.is_wished() or (fitting.kinds and fitting.explained() >= wish.least)
    ):
        return ()
    fits = [one for one in fitting.fits() if _is_payable(one.offer.product, needs.prices)]
    if not (fitting.kinds or compared):
        fits = list(surely_fit(fits))
    best = _to_be_had(
        [
            _recommended(one, together, compared, needs)
            for several in _by_kind(fits, fitting)
            for one in _best(several, together)
        ],
        wish,
        owned,
    )
    if wish.least is None and not (fitting.kinds or compared):
        best = _beside_bought(shop, offers, wish, needs) or best
    return _cheapest(best) if needs.cheapest and not compared else best[:MOST]


def _search(needs: Needs, wish: Wish) -> str:
    """Return the words to search a catalogue with, also those that shops say for the same."""
    return " ".join(dict.fromkeys((*needs.search.split(), *Reader(wish.language).otherwise(needs.search))))


def is_named(product: Product, words: str, language: str) -> bool:
    """Return whether a text has every word of what a product is called, its variant aside."""
    reader = Reader(language)
    name = set(reader.indexed(name_of(product.title)))
    return bool(name) and name <= set(reader.indexed(words))


def _named(found: Sequence[Product], wish: Wish) -> Product | None:
    """Return the product that a wish names, by the longest of such names."""
    named = [product for product in found if is_named(product, wish.words, wish.language)]
    return max(named, key=lambda product: len(name_of(product.title)), default=None)


def _besides(needs: Needs, compared: Product, language: str) -> Needs:
    """Return a wish without what only names a product that others are compared with."""
    offer = read_offer(compared, language)
    its = frozenset().union(*offer.name, offer.variant_words)
    stated = {amount for measure in offer.variant_measures for amount in measure.amounts}
    return replace(
        needs,
        words=tuple(word for word in needs.words if word.stem not in its),
        limits=tuple(one for one in needs.limits if one.bound or one.amount not in stated),
        numbers=tuple(one for one in needs.numbers if one.bound or one.amount not in stated),
        sizes=needs.sizes - offer.sizes,
    )


def _is_beside(product: Product, compared: Product, needs: Needs) -> bool:
    """Return whether a product is another of the same kind, and costs less where that is asked."""
    return (
        product.category == compared.category
        and name_of(product.title) != name_of(compared.title)
        and not (needs.cheaper and not _costs_less(product, compared))
    )


def _costs_less(product: Product, other: Product) -> bool:
    return product.price.currency == other.price.currency and product.price.amount < other.price.amount


def _is_payable(product: Product, prices: Iterable[Price]) -> bool:
    amount, currency = product.price.amount, product.price.currency
    return all(
        price.currency in ("", currency)
        and (price.least is None or amount >= price.least)
        and (price.most is None or amount <= price.most)
        for price in prices
    )


def _recommended(
    fit: Fit, together: Mapping[str, tuple[Product, str]], compared: Product | None, needs: Needs
) -> Recommended:
    product = fit.offer.product
    goes_with = together.get(product.id)
    return Recommended(
        product,
        1.0 + fit.score + (_TOGETHER if goes_with else 0.0),
        tuple((one.name, one.value) for one in fit.has),
        goes_with[1] if goes_with else None,
        fit.tells,
        compared.title if compared and needs.cheaper else None,
    )


def _cheapest(found: Sequence[Recommended]) -> Sequence[Recommended]:
    return sorted(found, key=lambda one: one.product.price.amount)[:1]


def _by_kind(fits: Sequence[Fit], fitting: Fitting) -> Iterator[Sequence[Fit]]:
    """Yield what fits of each kind that is asked for: "a cushion or a blanket"."""
    words = dict.fromkeys(kind.word for kind in fitting.kinds)
    for word in words:
        ids = frozenset().union(*(kind.products for kind in fitting.kinds if kind.word == word))
        yield [one for one in fits if one.offer.product.id in ids]
    if not words:
        yield fits


def _best(fits: Sequence[Fit], together: Mapping[str, tuple[Product, str]]) -> Sequence[Fit]:
    """Return those that fit about as well as the best, whether they can be had or not."""
    scores = [one.score + (_TOGETHER if one.offer.product.id in together else 0.0) for one in fits]
    enough = max(scores, default=0.0) * _BESIDE_THE_BEST
    return [one for one, score in zip(fits, scores, strict=True) if score >= enough]


def _to_be_had(found: Sequence[Recommended], wish: Wish, owned: Sequence[str] = ()) -> Sequence[Recommended]:
    """Return the best that can be had, one of each name: the same in another colour is no other."""
    ranked = sorted(found, key=lambda one: (-one.score, one.product.price.amount, one.product.id))
    by_name: dict[str, Recommended] = {}
    for one in ranked:
        if one.product.available_in(wish.country) and one.product.id not in owned:
            by_name.setdefault(name_of(one.product.title), one)
    return list(by_name.values())


def _likeliest(found: Sequence[Product], needs: Needs, wish: Wish) -> Product | None:
    """Return the product that others are to go with where none is named: the one that fits best."""
    fits = Fitting([_read(product, wish) for product in found], needs).fits()
    return fits[0].offer.product if fits and fits[0].score > 0 else None


def _read(product: Product, wish: Wish) -> Offer:
    return read_offer(product, wish.language)


def _going_with(shop: Shop, named: Product | None, wish: Wish, needs: Needs) -> Sequence[Recommended]:
    together = _together(shop, [named] if named else [], wish.locale)
    found = [
        Recommended(product, _TOGETHER, together_with=other)
        for product, other in together.values()
        if _is_payable(product, needs.prices)
    ]
    return _to_be_had(found, wish)[:MOST]


def _beside_bought(shop: Shop, offers: Sequence[Offer], wish: Wish, needs: Needs) -> Sequence[Recommended]:
    """Return what goes with a thing that they say to have bought, where they name none that they need."""
    bought = needs.says.bought_before.search(wish.words)
    if bought is None:
        return ()
    thing = read_needs(wish.words[bought.end() :], "", wish.language)
    fitting = Fitting(offers, thing)
    fits = fitting.fits() if fitting.kinds else []
    return _going_with(shop, fits[0].offer.product if fits else None, wish, needs)


def _together(shop: Shop, others: Sequence[Product], locale: str) -> Mapping[str, tuple[Product, str]]:
    """Return what is often bought together with products: each with the title of the one it goes with."""
    titles = {one: other.title for other in reversed(others) for one in other.bought_with}
    return {
        product.id: (product, titles[product.id]) for product in shop.products_by_id(list(titles), locale)
    }
