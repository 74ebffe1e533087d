"""From a conversation to a draft: what is asked, whose orders, which evidence, the writing, the checks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dragoman.adapter import NotSent, OutcomeUnknown, Refused
from dragoman.commerce import Money, Order, Product, Shop
from dragoman.domain import Author, DragomanError, TermReport
from dragoman.evidence import Audience, Evidence, EvidenceKind, Passage
from dragoman.glossary import Glossary
from dragoman.replies.asking import Asked, asked
from dragoman.replies.draft import Draft, Question, Reason, Removed, Sentence, Turn, Writer
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.macros import Macro
from dragoman.replies.orders.countries import country_named
from dragoman.replies.orders.evidence import order_evidence, order_sentences, order_values
from dragoman.replies.orders.identity import Proven, claimed, proven
from dragoman.replies.orders.products import product_evidence, product_id, product_sentences
from dragoman.replies.orders.recommending import Recommended, Wish, is_named, recommended
from dragoman.replies.orders.values import said, spellings
from dragoman.replies.retrieval.search import Found, Retrieval
from dragoman.replies.shop_words import in_shop_words
from dragoman.replies.writing import Drafting
from dragoman.tags import same_language
from dragoman.wording import Wording

_PASSAGES = 10
_NAMED = 2
_HINTED = 0.5
_UNSAID = 0.8
"""So much of a message are words of the catalogue, if it asks for a product and does not say so."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a draft is written for.

    Attributes:
        store: Id of the store.
        turns: The conversation in the agents' language, the oldest first; the last is a shopper's.
        language: The agents' language.
        today: The day, for the shop.
        glossary: Terms from the agents' language into the same.
        wording: Our texts in the agents' language.
        shop: Where orders and products are looked up; None where the store has none.
        customer: The shop's id of a shopper who is proven to be signed in.
        limit: The most that a draft may speak of paying back.
        macros: Replies that the store has written beforehand.
        shopper_language: What the shopper reads; None where it is not known.
    """

    store: str
    turns: tuple[Turn, ...]
    language: str
    today: date
    glossary: Glossary
    wording: Wording
    shop: Shop | None = None
    customer: str | None = None
    limit: Money | None = None
    macros: tuple[Macro, ...] = ()
    shopper_language: str | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and what is needed to say it in another language.

    Attributes:
        draft: The draft, checked.
        terms: Proof for the shop's terms in it.
        orders: The orders that it may speak of.
        products: The products that it may speak of, named in the shopper's language where the shop does.
        country: Where the shopper is; None where it is not known.
    """

    draft: Draft
    terms: tuple[TermReport, ...] = ()
    orders: tuple[Order, ...] = ()
    products: tuple[Recommended, ...] = ()
    country: str | None = None

    def spellings(self, language: str, target: str) -> dict[str, str]:
        """Return how another language writes the amounts, days and names of products that the draft says."""
        values = [value for order in self.orders for value in order_values(order)]
        values += [one.product.price for one in self.products]
        names = {one.product.title: _name(one.product) for one in self.products}
        pairs = spellings(values, language, target) | names
        return {ours: theirs for ours, theirs in pairs.items() if ours in self.draft.text}

    def sentences_in(self, language: str, ours: Wording, target: str, theirs: Wording) -> dict[str, str]:
        """Return what our own sentences about orders and products are in another language, where we speak it.

        Args:
            language: The agents' language.
            ours: Our texts in it.
            target: The other language.
            theirs: Our texts in it, or in English where we do not speak it.
        """
        if not same_language(theirs.locale, target):
            return {}
        pairs: dict[str, str] = {}
        for order in self.orders:
            told = order_sentences(order, language, ours), order_sentences(order, target, theirs)
            pairs |= dict(zip(*told, strict=True))
        for one in self.products:
            named = replace(one, product=replace(one.product, title=_name(one.product)))
            told = (
                product_sentences(one, language, self.country, ours),
                product_sentences(named, target, self.country, theirs),
            )
            # What the shop calls kinds and attributes, and says of products, has no translation of ours.
            shops = [one.product.category, one.tells, *(word for pair in one.fits for word in pair)]
            pairs |= {
                said_so: in_theirs
                for said_so, in_theirs in zip(*told, strict=True)
                if not any(word and word in said_so for word in shops)
            }
        return pairs

    def fields_in(self, target: str, wording: Wording) -> dict[str, str]:
        """Return the values of slots as another language says them, of what the draft cites.

        Args:
            target: The language.
            wording: Our texts in it.
        """
        cited = {piece.id: piece for piece in self.draft.evidence}
        fields = {name: value for piece in cited.values() for name, value in piece.fields}
        for order in self.orders:
            told = order_evidence(order, target, wording)
            if told.id in cited:
                fields |= dict(told.fields)
        for one in self.products:
            if product_id(one.product) in cited:
                fields |= {"product.title": _name(one.product)}
                fields |= {"product.price": said(one.product.price, target)}
        return fields


@dataclass(slots=True)
class _Gathered:
    """Evidence, what it is about, and names of orders that are not proven to be the shopper's."""

    evidence: list[Evidence] = field(default_factory=list)
    orders: tuple[Order, ...] = ()
    products: list[Recommended] = field(default_factory=list)
    country: str | None = None
    unproven: tuple[str, ...] = ()


class Drafter:
    """Drafts replies; thread-safe.

    Args:
        retrieval: Finds passages.
        writer: Writes.
        grounding: Checks what was written.
    """

    def __init__(self, retrieval: Retrieval, writer: Writer, grounding: Grounding) -> None:
        self._retrieval = retrieval
        self._writer = writer
        self._drafting = Drafting(writer, grounding)

    @property
    def leaves_machine(self) -> bool:
        """Whether the shopper's words leave this machine to be answered."""
        return self._writer.leaves_machine

    def draft(self, brief: Brief) -> Drafted:
        """Return a draft, or one that is withheld and says why; a shop that gives no answer withholds it."""
        gathered = _Gathered()
        try:
            self._ask_shop(brief, asked(brief.turns, brief.language, brief.limit), gathered)
        except (NotSent, OutcomeUnknown, Refused, DragomanError) as error:
            return Drafted(Draft((), withheld=Reason.WRITER_FAILED, detail=str(error)))
        found = self._passages(brief)
        question = Question(
            turns=brief.turns,
            language=brief.language,
            evidence=(*gathered.evidence, *(passage_evidence(one.passage) for one in found)),
            today=brief.today,
            unproven=gathered.unproven,
            limit=brief.limit,
            macros=brief.macros,
            contradictions=tuple(dict.fromkeys(each for one in found for each in one.contradictions)),
            nearness=nearness_of(found),
        )
        draft, terms = _worded(self._drafting.write(question), brief)
        return Drafted(draft, terms, gathered.orders, tuple(gathered.products), gathered.country)

    def _ask_shop(self, brief: Brief, what: Asked, gathered: _Gathered) -> None:
        """Gather orders that are proven to be the shopper's, and products to recommend."""
        if brief.shop is None or what.reason is not None:
            return
        own = Proven((), ())
        if what.about_own_order or brief.customer:
            own = proven(brief.shop, claimed(what, brief.customer))
        if what.about_own_order:
            gathered.unproven = own.unproven
            gathered.orders = own.orders
            for order in own.orders:
                gathered.evidence.append(order_evidence(order, brief.language, brief.wording))
        if what.wishes or not what.about_own_order:
            _tell_of_products(brief.shop, brief, what, own.orders, gathered)

    def _passages(self, brief: Brief) -> Sequence[Found]:
        return self._retrieval.find(
            brief.store, brief.turns, brief.language, brief.today, (Audience.PUBLIC,), _PASSAGES
        )


def _tell_of_products(
    shop: Shop, brief: Brief, what: Asked, orders: Sequence[Order], gathered: _Gathered
) -> None:
    """Gather what is recommended where products are wished for, and what is named in the questions."""
    words = " ".join((*what.leads, *what.questions, *what.context))
    theirs = " ".join(turn.text for turn in brief.turns if turn.author is Author.SHOPPER)
    known = [order.country for order in orders if order.country]
    country = country_named(words, brief.language) or (known[0] if known else None)
    gathered.country = country
    locale = brief.shopper_language or brief.language
    asks = " ".join(what.questions)
    least = None if what.wishes else _HINTED if what.hints else _UNSAID
    named = [one for one in shop.products(words, locale) if is_named(one, words, brief.language)]
    wish = Wish(theirs, brief.language, country, tuple(orders), locale, least, asks)
    found = list(recommended(shop, wish)) if what.wishes or not named else []
    found = found or [Recommended(one, 0.0) for one in named[:_NAMED]]
    for one in found:
        gathered.evidence.append(product_evidence(one, brief.language, country, brief.wording))
        gathered.products.append(one)


def _name(product: Product) -> str:
    """Return what the shop calls a product in the shopper's language, where it has a name there."""
    return product.translated or product.title


def passage_evidence(passage: Passage) -> Evidence:
    """Return a passage as a piece of evidence."""
    return Evidence(
        id=passage.id,
        kind=EvidenceKind.PASSAGE,
        words=passage.text,
        title=" > ".join(passage.headings) or passage.source,
        link=passage.link,
    )


def nearness_of(found: Sequence[Found]) -> dict[str, float]:
    """Return how near the meaning of passages is to what was asked, by their ids, where a model says."""
    return {one.passage.id: one.nearness for one in found if one.nearness is not None}


def _worded(draft: Draft, brief: Brief) -> tuple[Draft, tuple[TermReport, ...]]:
    """Return a draft in the shop's own words, without the sentences that cannot be said so."""
    kept: list[Sentence] = []
    removed: list[Removed] = []
    terms: list[TermReport] = []
    for sentence in draft.sentences:
        worded = in_shop_words(sentence.text, brief.glossary, brief.language)
        missed = next((report for report in worded.terms if report.applied is None), None)
        if missed is None:
            kept.append(replace(sentence, text=worded.text))
            terms += worded.terms
        else:
            removed.append(Removed(sentence.text, Reason.FORBIDDEN_TERM, missed.source))
    if not removed:
        return replace(draft, sentences=tuple(kept)), tuple(terms)
    everything = (*draft.removed, *removed)
    if not kept:
        lost = replace(draft, sentences=(), evidence=(), removed=everything)
        return replace(lost, withheld=Reason.FORBIDDEN_TERM, detail=removed[0].words), ()
    return replace(draft, sentences=tuple(kept), removed=everything), tuple(terms)
