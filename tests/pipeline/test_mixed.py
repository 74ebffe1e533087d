"""Messages in two languages: what the agents can read stays, the rest is translated."""

from typing import Any

import pytest

from tests.pipeline.shop import STORE, Shop

ENGLISH = "Hello, I ordered two lamps last week."
PORTUGUESE = "Uma das lâmpadas chegou quebrada e eu quero trocar."


def inbound(shop: Shop, text: str) -> Any:
    chat = shop.open()
    shop.shopper(chat, text)
    shop.work()
    (record,) = shop.context.conversations.messages(STORE.id, shop.known(chat).id)
    return record


@pytest.mark.parametrize("order", [(ENGLISH, PORTUGUESE), (PORTUGUESE, ENGLISH)])
def test_only_what_the_agents_cannot_read_is_translated(shop: Shop, order: tuple[str, str]) -> None:
    record = inbound(shop, "\n\n".join(order))
    first, second = record.translation.split("\n\n")
    kept, changed = (first, second) if order[0] == ENGLISH else (second, first)
    assert kept == ENGLISH
    assert "broken" in changed
    assert record.original == "\n\n".join(order)
    assert [segment["method"] for segment in record.report["segments"]].count("as written") == 1
    assert record.report["detection"]["language"] == "pt-BR"


def test_values_stand_where_they_stood_in_the_whole_message(shop: Shop) -> None:
    text = f"{ENGLISH} Meu pedido é o #48213 e ainda não chegou."
    record = inbound(shop, text)
    (span,) = record.report["protected"]
    assert text[span["start"] : span["end"]] == "#48213" == span["text"]
    assert record.translation.startswith(ENGLISH + " ")
    assert "#48213" in record.translation


@pytest.mark.parametrize("text", [f"{PORTUGUESE} Obrigada!", f"{PORTUGUESE} Ok."])
def test_a_message_in_one_language_is_translated_as_one(shop: Shop, text: str) -> None:
    methods = [segment["method"] for segment in inbound(shop, text).report["segments"]]
    assert "as written" not in methods
