"""A small shop's evidence in two languages, and questions about it."""

from datetime import date

from dragoman.domain import Author
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.draft import Draft, Question, Sentence, Turn

ENGLISH = (
    Evidence(
        "returns",
        EvidenceKind.PASSAGE,
        "Returns are accepted within 14 days of delivery. Items on sale cannot be returned. "
        "Return shipping costs R$ 19,90, exchanges are free. Refunds take 5 to 7 business days.\n"
        "- Only unused items with their labels can be sent back.\n"
        "- Exchanges are accepted within 30 days, without a receipt.",
        "Returns",
    ),
    Evidence(
        "delivery",
        EvidenceKind.PASSAGE,
        "Delivery in Brazil takes 3 to 5 business days. Delivery to Portugal takes 10 days. "
        "Orders over R$ 199 ship free within Brazil. We dispatch from Monday to Friday until 4 pm. "
        "Write to help@shop.example or see https://shop.example/shipping, or call +55 11 4000-1234.",
        "Shipping > Delivery times",
        "https://shop.example/delivery",
    ),
    Evidence(
        "sale",
        EvidenceKind.PASSAGE,
        "The code WELCOME10 takes 10% off the first order until March 12, 2026. "
        "You can pay in 3 instalments.",
        "Discounts",
    ),
    Evidence("lamp", EvidenceKind.PRODUCT, "Aurora Lamp: R$ 129,90, in stock, of bamboo.", "Aurora Lamp"),
    Evidence("chair", EvidenceKind.PRODUCT, "Borealis Chair: R$ 529,90, in stock, of oak.", "Borealis Chair"),
)

PORTUGUESE = (
    Evidence(
        "devolucoes",
        EvidenceKind.PASSAGE,
        "Aceitamos devoluções em até 7 dias corridos após o recebimento. Itens em promoção não podem ser "
        "devolvidos. O frete da devolução custa R$ 19,90, as trocas são grátis. "
        "O reembolso leva de 5 a 7 dias úteis.\nAceitamos trocas em até 30 dias, sem nota fiscal.",
        "Trocas e devoluções",
    ),
    Evidence(
        "entrega",
        EvidenceKind.PASSAGE,
        "A entrega no Brasil leva de 3 a 5 dias úteis. A entrega em Portugal leva 10 dias. "
        "O frete é grátis para o Brasil em compras acima de R$ 199. Enviamos de segunda a sexta até as 16h. "
        "Escreva para ajuda@loja.example ou veja https://loja.example/entrega.",
        "Entrega",
    ),
    Evidence(
        "pagamento",
        EvidenceKind.PASSAGE,
        "Você pode pagar em até 10 vezes sem juros. O cupom BEMVINDA10 dá 10% na primeira compra "
        "até 12 de março de 2026.",
        "Pagamento",
    ),
)


def question(evidence: tuple[Evidence, ...], language: str, *turns: str) -> Question:
    """A shopper's messages, and what may be cited to answer them."""
    asked = tuple(Turn(Author.SHOPPER, text) for text in turns or ("?",))
    return Question(asked, language, evidence, date(2026, 3, 1))


def draft(*sentences: str, cites: tuple[str, ...]) -> Draft:
    """What a writer wrote, every sentence with the same citations."""
    return Draft(tuple(Sentence(text, cites) for text in sentences), writer="test")
