"""A shop whose agents write Portuguese: the pivot is no English, and Spanish takes two packs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.translation.engine import Engine
from tests.pipeline.shop import STORE, Shop, language_of, open_shop


@pytest.fixture
def shop(tmp_path: Path, polyglot: Engine) -> Iterator[Shop]:
    with open_shop(tmp_path, polyglot) as opened:
        store = replace(STORE, pivot="pt-BR", languages=("pt-BR", "en", "es"))
        opened.context.stores.add(store, replace=True)
        yield opened


def test_an_english_message_reaches_the_agents_in_portuguese(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Hello! Where is my order #48213? I paid $49.90 and it has not arrived yet.")
    shop.work()
    (note,) = shop.notes(conversation)
    head, translation, *_ = note.split("\n\n")
    assert head.startswith("English → Portuguese (Brazil)")
    assert language_of(translation) == "pt-BR"
    assert "#48213" in translation
    assert "$49.90" in translation


def test_a_portuguese_answer_reaches_the_english_shopper_in_english(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Hello! Where is my order #48213? It has not arrived yet.")
    shop.work()
    shop.agent_note(conversation, "! O seu pedido #48213 chega na sexta-feira.")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert language_of(reply) == "en"
    assert "#48213" in reply
    assert "Friday" in reply


def test_a_spanish_message_reaches_the_agents_in_portuguese_by_way_of_english(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Buenos días. ¿Dónde está mi pedido #48213? Mi paquete todavía no ha llegado.")
    shop.work()
    (note,) = shop.notes(conversation)
    head, translation, *_ = note.split("\n\n")
    assert head.startswith("Spanish → Portuguese (Brazil)")
    assert "pedido #48213?" in translation
    assert "ainda não chegou" in translation
    assert "⚠ Translated in two steps, through English (packs es-en, en-pt-BR)." in note
    assert note.endswith("Mi paquete todavía no ha llegado.")


def test_a_portuguese_answer_reaches_the_spanish_shopper_in_spanish(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Buenos días. ¿Dónde está mi pedido #48213? Mi paquete todavía no ha llegado.")
    shop.work()
    shop.agent_note(conversation, "! Desculpe pelo atraso. O seu pacote chegará na sexta-feira.")
    shop.work()
    assert shop.replies(conversation) == ["Perdón por el retraso. Su paquete llegará el viernes."]
