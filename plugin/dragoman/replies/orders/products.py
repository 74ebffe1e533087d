"""What may be said of a product: sentences to cite, and the fields that slots of macros are filled with."""

from collections.abc import Iterator
from typing import Final

from dragoman.commerce import Product
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.orders.countries import country_name
from dragoman.replies.orders.recommending import Recommended
from dragoman.replies.orders.values import said
from dragoman.replies.reading.sentences import sentences
from dragoman.replies.retrieval.words import Reader
from dragoman.wording import Wording

PRODUCT_FIELDS: Final = ("product.title", "product.price", "product.reason", "product.stock", "product.link")
"""Names of all fields that a product may fill in slots."""


def product_evidence(one: Recommended, language: str, country: str | None, wording: Wording) -> Evidence:
    """Return a product as a piece of evidence, with the reasons for which it is recommended.

    Args:
        one: The product, and why.
        language: The agents' language: how amounts are written.
        country: Where the shopper is; None where it is not known.
        wording: Our sentences in that language.
    """
    product = one.product
    price = said(product.price, language)
    reasons = tuple(_reasons(one, language, country, wording))
    told = product_sentences(one, language, country, wording)
    told += [f"{name[:1].upper()}{name[1:]}: {value}." for name, value in product.attributes]
    if product.description:
        told += [
            sentence.text
            for sentence in sentences(product.description, language)
            if sentence.text != one.tells
        ]
    fields = {
        "product.title": product.title,
        "product.price": price,
        "product.reason": " ".join(reasons) if one.score else "",
        "product.stock": "" if product.stock is None else str(product.stock),
        "product.link": product.link or "",
    }
    return Evidence(
        id=product_id(product),
        kind=EvidenceKind.PRODUCT,
        words="\n".join(told),
        title=product.title,
        link=product.link,
        fields=tuple((name, value) for name, value in fields.items() if value),
    )


def product_sentences(one: Recommended, language: str, country: str | None, wording: Wording) -> list[str]:
    """Return what we say of a product ourselves: sentence by sentence the same in every language."""
    product = one.product
    price = said(product.price, language)
    told = [_priced(product, price, language, wording), *_reasons(one, language, country, wording)]
    if product.link:
        told.append(wording.text("See it here: {link}", link=product.link))
    return told


def product_id(product: Product) -> str:
    """Return the id of a product among evidence."""
    return f"product {product.id}"


def _priced(product: Product, price: str, language: str, wording: Wording) -> str:
    """Return what a product costs, and what kind of thing it is where its name does not say so."""
    reader = Reader(language)
    if set(reader.indexed(product.category)) <= set(reader.indexed(product.title)):
        return wording.text("{title} costs {price}.", title=product.title, price=price)
    return wording.text(
        "{title} ({kind}) costs {price}.", title=product.title, kind=product.category, price=price
    )


def _reasons(one: Recommended, language: str, country: str | None, wording: Wording) -> Iterator[str]:
    """Yield why a product is recommended, then whether and where it can be had."""
    product = one.product
    if one.fits:
        words = ", ".join(f"{name} {value}" for name, value in one.fits)
        yield wording.text("It has what you asked for: {words}.", words=words)
    if one.tells:
        yield one.tells
    if one.cheaper_than:
        yield wording.text("It costs less than {other}.", other=one.cheaper_than)
    if one.together_with:
        yield wording.text("It is often bought together with {other}.", other=one.together_with)
    if product.stock is not None and product.stock > 0:
        yield wording.text("It is in stock.")
    if product.stock == 0:
        yield wording.text("It is sold out.")
    if product.ships_to and country in product.ships_to:
        yield wording.text("It is sent to {country}.", country=country_name(country, language))
    elif product.ships_to:
        names = ", ".join(country_name(code, language) for code in product.ships_to)
        yield wording.text("It is sent only to: {countries}.", countries=names)
