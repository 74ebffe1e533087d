"""Recommends products by what a shopper says they need, by what can be had, and by what they bought.

Nothing is recommended that is sold out or not sent to the shopper's country, and nothing without a reason.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from dragoman.commerce import Money, Order, Product, Shop
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.orders.countries import country_name
from dragoman.replies.orders.values import said
from dragoman.shops.catalogue import stems
from dragoman.wording import Wording

MOST = 3
_BESIDE_THE_BEST = 0.6
_TITLE, _KIND, _ATTRIBUTE, _TOGETHER = 3.0, 3.0, 2.0, 1.5
# The "m" of "I'm" is no size.
_CONTRACTED = re.compile(r"(?<=\w)['\u2019](?:s|m|re|ve|d|ll|t)\b", re.IGNORECASE)
_NO = frozenset({"no", "não", "false", "0"})
_LIMIT = re.compile(
    r"(?:under|below|less than|up to|at most|max(?:imum)?(?: of)?|no more than|cheaper than|within|"
    r"at[eé]|abaixo de|menos de|no m[aá]ximo|m[aá]ximo(?: de)?|por menos de)\s*"
    r"(?:[^\d\s]{1,3}\s?)?(\d{1,6}(?:[.,]\d{1,2})?)",
    re.IGNORECASE,
)


# Words that say nothing of what is needed, in the languages that there are packs for; of other languages
# they cost a little time, as no product is called by them.
_EMPTY = (
    "a an the i me my you your we it is are am be do does can could would should will have has had need "
    "want looking look like for of to in on at with and or not no what which one some any something "
    "anything recommend recommendation suggest suggestion please hi hello thanks thank good best really "
    "about from by as that this these those there here buy get gift find help between under over than",
    "eu me meu minha você vocês o os as um uma de do da dos das em no na nos nas com para por e ou que qual "
    "quais é são ser ter tem preciso quero queria gostaria procuro procurando algum alguma algo recomenda "
    "recomendam sugere sugerem indicar indica oi olá obrigado obrigada bom boa melhor comprar presente",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of what a shopper would like.

    Attributes:
        words: What they wrote, in the agents' language.
        language: That language.
        country: Where they are (ISO 3166); None where it is not known.
        orders: Their own orders, of those proven to be theirs.
    """

    words: str
    language: str
    country: str | None
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Recommended:
    """A product, and why: words of the shopper's that it fits, what of theirs it goes with."""

    product: Product
    score: float
    fits: tuple[str, ...]
    together_with: str | None


def recommended(shop: Shop, wish: Wish) -> Sequence[Recommended]:
    """Return the products to recommend, the best first; none where nothing fits what was asked for.

    Raises:
        NotSent, OutcomeUnknown, Refused, DragomanError: the shop could not be asked.
    """
    needs = _needs(wish.words)
    owned = [line.product for order in wish.orders for line in order.lines if line.product]
    together = _together(shop, owned, wish.language)
    found = {product.id: product for product in shop.products(" ".join(needs), wish.language)}
    found |= {product.id: product for product, _ in together.values()}
    limit = price_limit(wish.words)
    judged = [_judged(product, needs, together) for product in found.values()]
    # A product that fits much less of what was asked for than another one does is no answer, even where that
    # other one cannot be had.
    enough = max((one.score for one in judged), default=0.0) * _BESIDE_THE_BEST
    fitting = [
        one
        for one in judged
        if one.fits
        and one.score >= enough
        and one.product.id not in owned
        and one.product.available_in(wish.country)
        and (limit is None or one.product.price.amount <= limit)
    ]
    return sorted(fitting, key=lambda one: (-one.score, one.product.price.amount, one.product.id))[:MOST]


def product_evidence(one: Recommended, wish: Wish, wording: Wording) -> Evidence:
    """Return a recommended product as a piece of evidence, with its reasons."""
    product = one.product
    reasons = " ".join(_reasons(one, wish, wording))
    price = said(product.price, wish.language)
    sentence = wording.text("{title} costs {price}.", title=product.title, price=price)
    fields = [("product.title", product.title), ("product.price", price), ("product.reason", reasons)]
    if product.stock is not None:
        fields.append(("product.stock", str(product.stock)))
    if product.link:
        fields.append(("product.link", product.link))
    link = wording.text("You can see {title} here: {link}", title=product.title, link=product.link or "")
    described = [product.description] if product.description else []
    return Evidence(
        id=f"product {product.id}",
        kind=EvidenceKind.PRODUCT,
        words=" ".join([sentence, reasons, *([link] if product.link else []), *described]),
        title=product.title,
        link=product.link,
        fields=tuple(fields),
    )


def product_values(one: Recommended) -> Iterator[Money]:
    """Yield the amounts that are said of a product."""
    yield one.product.price


def price_limit(words: str) -> Decimal | None:
    """Return the most that a shopper wants to pay, where they say so ("under 50 euros")."""
    found = _LIMIT.search(words)
    if found is None:
        return None
    try:
        return Decimal(found[1].replace(",", "."))
    except InvalidOperation:
        return None


def _needs(words: str) -> list[str]:
    """Return the words that say what is needed, as they are compared."""
    without = _CONTRACTED.sub(" ", _LIMIT.sub(" ", words))
    empty = {stem for tag_words in _EMPTY for stem in stems(tag_words)}
    return [word for word in dict.fromkeys(stems(without)) if word not in empty and not word.isdigit()]


def _together(shop: Shop, owned: Sequence[str], language: str) -> Mapping[str, tuple[Product, str]]:
    """Return what is often bought together with what is owned: each product with the title of the other."""
    others = shop.products_by_id(owned, language)
    titles = {one: other.title for other in reversed(others) for one in other.bought_with}
    return {
        product.id: (product, titles[product.id]) for product in shop.products_by_id(list(titles), language)
    }


def _judged(
    product: Product, needs: Sequence[str], together: Mapping[str, tuple[Product, str]]
) -> Recommended:
    weights: dict[str, float] = defaultdict(float)
    told = [
        (product.title, _TITLE),
        (product.category, _KIND),
        *((value, _ATTRIBUTE) for name, value in product.attributes if value.casefold() not in _NO),
        *((name, _ATTRIBUTE) for name, value in product.attributes if value.casefold() not in _NO),
    ]
    for text, weight in told:
        for word in set(stems(text)):
            weights[word] += weight
    fits = tuple(word for word in needs if word in weights)
    goes_with = together.get(product.id)
    score = sum(weights[word] for word in fits) + (_TOGETHER if goes_with else 0.0)
    return Recommended(product, score, fits, goes_with[1] if goes_with else None)


def _reasons(one: Recommended, wish: Wish, wording: Wording) -> Iterator[str]:
    product = one.product
    matching = [
        f"{name} {value}"
        for name, value in product.attributes
        if value.casefold() not in _NO and any(word in one.fits for word in stems(f"{name} {value}"))
    ]
    if matching:
        yield wording.text(
            "{title} fits what you asked for: {words}.", title=product.title, words=", ".join(matching)
        )
    elif product.category:
        yield wording.text(
            "{title} is one of our {category}.", title=product.title, category=product.category
        )
    if one.together_with:
        yield wording.text(
            "{title} is often bought together with {other}.", title=product.title, other=one.together_with
        )
    if product.stock is not None:
        yield wording.text("{title} is in stock.", title=product.title)
    if product.ships_to and wish.country:
        yield wording.text(
            "{title} is sent to {country}.",
            title=product.title,
            country=country_name(wish.country, wish.language),
        )
    elif product.ships_to:
        names = ", ".join(country_name(code, wish.language) for code in product.ships_to)
        yield wording.text("{title} is sent only to: {countries}.", title=product.title, countries=names)
