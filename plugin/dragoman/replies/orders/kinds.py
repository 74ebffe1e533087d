"""Which kinds of things a wish names: categories and titles of the catalogue, by the word for the thing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dragoman.replies.orders.needs import Needs, Word
from dragoman.replies.orders.offers import Offer, Phrase, Vocabulary

_SURE: Final = 0.8
_BEFORE: Final = 40


@dataclass(frozen=True, slots=True)
class Named:
    """A kind of thing that a wish names.

    Attributes:
        word: The word for it.
        strength: How surely the kind is meant: see ``Vocabulary.strength``.
        further: The other words of the kind that stand in the wish.
        products: Ids of the products of this kind.
        titled: Whether it is the title that has the word, not the category.
    """

    word: Word
    strength: float
    further: frozenset[Word]
    products: frozenset[str]
    titled: bool


def named_kinds(offers: Sequence[Offer], needs: Needs, words: Vocabulary) -> Sequence[Named]:
    """Return the kinds of things that are asked for, none where none is named.

    "A filter for my aquarium" asks for a filter, "a cushion or a blanket" for either.
    """
    asked = [word for word in needs.words if word.asked and not word.bare]
    asked += [one.word for one in needs.denied if one.word.asked and not one.surely]
    found = list(_all_named(offers, sorted(asked, key=lambda word: word.start), needs, words))
    sure = [one for one in found if one.strength >= _SURE] or [one for one in found if _is_head(one, needs)]
    others = [one for one in sure if not _is_theirs(one, needs)]
    heads = [one for one in others if not _is_part(one, others, needs)]
    kept: list[Named] = []
    for one in sorted(heads, key=lambda named: named.word.start):
        between = needs.asks[kept[-1].word.end : one.word.start] if kept else ""
        if kept and one.word != kept[-1].word and needs.says.governed_before.search(between):
            continue
        kept.append(one)
    return [kind for word in dict.fromkeys(one.word for one in kept) for kind in _likeliest(word, kept)]


def _likeliest(word: Word, named: Iterable[Named]) -> Iterator[Named]:
    """Yield the kinds that a word means: of "dog bed" and "cat bed" that of which more stands there."""
    meant = [one for one in named if one.word == word]
    most = max((len(one.further) for one in meant if not one.titled), default=0)
    unlikely = frozenset().union(
        *(one.products for one in meant if not one.titled and len(one.further) < most)
    )
    for one in meant:
        if (
            products := one.products
            if len(one.further) == most and not one.titled
            else one.products - unlikely
        ):
            yield replace(one, products=products)


def _is_theirs(one: Named, needs: Needs) -> bool:
    """Whether a thing is one that the shopper has, or only where something is: "in the tent"."""
    before = needs.asks[max(0, one.word.start - _BEFORE) : one.word.start]
    return bool(needs.says.theirs_before.search(before) or needs.says.place_before.search(before))


def _is_head(one: Named, needs: Needs) -> bool:
    """Whether a word stands for a thing by itself: the word beside it is no other that it may belong to."""
    start, end = one.word.start, one.word.end
    beside = [word.end if needs.says.head_first else word.start for word in needs.words if not word.bare]
    between = [needs.asks[at:start] if needs.says.head_first else needs.asks[end:at] for at in beside]
    return not any(text and not text.strip(" -") for text in between)


def _is_part(one: Named, others: Iterable[Named], needs: Needs) -> bool:
    """Return whether a word only says which thing the word beside it means: the "dog" of "dog bed"."""
    for other in others:
        first, second = (other, one) if needs.says.head_first else (one, other)
        if one.word != other.word and first.word.end <= second.word.start:
            between = needs.asks[first.word.end : second.word.start]
            if not between.strip(" -"):
                return True
    return False


def _all_named(
    offers: Sequence[Offer], asked: Sequence[Word], needs: Needs, words: Vocabulary
) -> Iterator[Named]:
    by_phrase: dict[tuple[Phrase, frozenset[str]], set[str]] = {}
    for offer in offers:
        for kind in offer.kinds:
            by_phrase.setdefault((kind, frozenset()), set()).add(offer.product.id)
        besides = frozenset().union(*(word for kind in offer.kinds for word in kind))
        by_phrase.setdefault((offer.name, besides), set()).add(offer.product.id)
    for (phrase, besides), products in by_phrase.items():
        if not phrase:
            continue
        head = phrase[0 if needs.says.head_first else -1]
        others = [*(one for one in phrase if one != head), *(frozenset({one}) for one in besides - head)]
        for word in asked:
            strength = words.strength(word, head)
            if strength and (strength >= _SURE or not besides):
                further = frozenset(found for one in others if (found := _stands(one, word, needs, words)))
                yield Named(word, strength, further, frozenset(products), bool(besides))


def _stands(one: frozenset[str], head: Word, needs: Needs, words: Vocabulary) -> Word | None:
    found = (word for word in needs.words if word != head and words.strength(word, one) >= _SURE)
    return next(found, None)
