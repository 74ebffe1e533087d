"""What was said proposes terms; what agents corrected does, too."""

import pytest

from dragoman.glossary import Interpreter
from dragoman.glossary.seeding import Proposal, Reason
from dragoman.pipeline.mining import Mining
from dragoman.storage.events import ReplyRequest
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator
from tests.pipeline.shop import CONNECTION, STORE, Shop

ASKED = "Onde está a etiqueta de devolução? Ela não chegou."


@pytest.fixture
def mining(shop: Shop, engine: Engine) -> Mining:
    translator = Translator(engine, bulk=True)
    context = shop.context
    return Mining(context.conversations, context.glossaries, Interpreter(translator), translator)


def proposed(mining: Mining, least: int = 2) -> list[Proposal]:
    return mining.proposals(STORE, 100, least)


def test_what_several_shoppers_write_is_proposed_and_what_one_writes_is_not(
    shop: Shop, mining: Mining
) -> None:
    first = shop.open("Ana")
    shop.shopper(first, ASKED)
    shop.shopper(first, ASKED)
    shop.work()
    assert proposed(mining) == []
    shop.shopper(shop.open("Rui"), ASKED)
    shop.work()
    (label,) = [one for one in proposed(mining) if one.terms["pt-BR"] == "etiqueta de devolução"]
    assert label.count == 2
    assert "label" in label.terms["en"]
    assert any("etiqueta" in example for example in label.examples)


def test_what_agents_put_in_the_place_of_our_words_is_proposed(shop: Shop, mining: Mining) -> None:
    for name in ("Ana", "Rui"):
        conversation = shop.open(name)
        shop.shopper(conversation, "Olá! Quando chega o meu pedido? Obrigada.")
        shop.work()
        request = ReplyRequest(
            f"own:{name}",
            conversation.id,
            "Your order left today.",
            "Alex",
            translation="A sua compra saiu hoje.",
        )
        shop.context.inbox.accept(STORE.id, CONNECTION, [request])
        shop.work()
    corrected = [one for one in proposed(mining) if one.reason is Reason.CORRECTED]
    assert any("order" in one.terms["en"] and "compra" in one.terms["pt-BR"] for one in corrected)


def test_what_was_erased_proposes_nothing(shop: Shop, mining: Mining) -> None:
    people = [shop.open(name) for name in ("Ana", "Rui")]
    for conversation in people:
        shop.shopper(conversation, ASKED)
    shop.work()
    assert proposed(mining)
    person = shop.known(people[0]).person
    assert person is not None
    shop.erase(person)
    assert proposed(mining) == []
