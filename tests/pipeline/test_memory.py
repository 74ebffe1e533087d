from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.domain import Store
from dragoman.pipeline.memory import TranslationMemory, approved, unfit
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.memory import Memory
from dragoman.storage.stores import Stores
from tests.pipeline.shop import STORE, Shop

QUESTION = "Olá! Meu pedido BR-20417 ainda não chegou. Quando ele chega?"


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[TranslationMemory]:
    with Database.open(tmp_path / "dragoman.sqlite") as database:
        cipher = unlock(database, tmp_path / "keys", {})
        Stores(database, cipher).add(Store("shop", "The Shop", "en", ("en", "pt-BR")))
        yield TranslationMemory(Memory(database, cipher, lambda: 1_800_000_000.0))


def approve(memory: TranslationMemory, source: str, target: str, language: str = "pt-BR") -> None:
    memory.rows.add("shop", [approved("en", language, source, target, author="Ann")])


def recall(memory: TranslationMemory, *segments: str, target: str = "pt-BR") -> list[str | None]:
    return memory.recall("shop", "en", target, segments)


def test_an_approved_segment_is_recalled_and_no_other(memory: TranslationMemory) -> None:
    approve(memory, "It leaves today.", "Sai hoje.")
    assert recall(memory, "It leaves today.", "It leaves today!") == ["Sai hoje.", None]


def test_a_recalled_segment_has_the_order_id_that_was_asked_for(memory: TranslationMemory) -> None:
    approve(memory, "Order #48213 leaves today.", "O pedido #48213 sai hoje.")
    assert recall(memory, "Order #77001 leaves today.") == ["O pedido #77001 sai hoje."]


def test_what_was_approved_for_another_variant_is_not_recalled(memory: TranslationMemory) -> None:
    approve(memory, "Take the bus.", "Apanhe o autocarro.", "pt-PT")
    assert recall(memory, "Take the bus.") == [None]
    assert recall(memory, "Take the bus.", target="pt") == ["Apanhe o autocarro."]


def test_the_very_variant_comes_before_the_language_alone(memory: TranslationMemory) -> None:
    approve(memory, "Take the bus.", "Pegue o ônibus.", "pt-BR")
    approve(memory, "Take the bus.", "Tome o ônibus.", "pt")
    assert recall(memory, "Take the bus.") == ["Pegue o ônibus."]


def test_a_segment_that_is_alike_is_suggested_with_how_much(memory: TranslationMemory) -> None:
    approve(memory, "Your order #48213 leaves our shop today.", "Seu pedido #48213 sai da loja hoje.")
    approve(memory, "We are sorry.", "Sentimos muito.")
    asked = ["Your order #1234567 leaves our shop tomorrow.", "What a nice lamp!"]
    (found,) = memory.suggest("shop", "en", "pt-BR", asked)
    assert (found.segment, found.entry.target) == (asked[0], "Seu pedido #48213 sai da loja hoje.")
    assert 0.75 <= found.likeness < 1


def test_suggestions_follow_what_is_approved_and_forgotten(memory: TranslationMemory) -> None:
    approve(memory, "It leaves today.", "Sai hoje.")
    assert len(memory.suggest("shop", "en", "pt-BR", ["It leaves today"])) == 1
    memory.rows.remove("shop", None)
    assert memory.suggest("shop", "en", "pt-BR", ["It leaves today"]) == []


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("Order #48213 is here.", "O pedido chegou.", "#48213"),
        ("In 2 days.", "Em dois dias.", "2"),
        ("Is 4111 1111 1111 1111 yours?", "4111 1111 1111 1111 é seu?", "number of a card"),
        ("Yes.", "  ", "no words"),
        ("#48213", "#48213", "no words"),
        ("Yes.\nNo.", "Sim.\nNão.", "line breaks"),
        ("Yes.", "Sim\ud800", "control characters"),
        ("a" * 5_001, "b", "longer than 5000"),
    ],
)
def test_what_would_lose_a_value_or_cannot_be_exported_is_not_approved(
    source: str, target: str, reason: str
) -> None:
    assert reason in (unfit(source, target) or "")
    with pytest.raises(ValueError, match=r"values|segment|account"):
        approved("en", "pt-BR", source, target, author="Ann")


ANSWER = "Your parcel left our shop this morning. You can follow order #48213 on our page."


def test_an_approved_segment_is_taken_before_the_engine(shop: Shop) -> None:
    approve_for(shop, "You can follow order #99999 on our page.", "Veja o pedido #99999 na nossa página!")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert reply.endswith(" Veja o pedido #48213 na nossa página!")
    sent = shop.context.conversations.messages(STORE.id, shop.known(conversation).id)[-1]
    assert [segment["method"] for segment in sent.report["segments"]] == ["plain", "memory"]


def test_the_glossary_comes_before_the_memory(shop: Shop) -> None:
    approve_for(shop, "You get a refund today.", "Seu reembolso sai hoje.")
    glossary = shop.folder / "stores" / STORE.id
    glossary.mkdir(parents=True)
    (glossary / "glossary.pt-BR.csv").write_text("source,target,kind\nrefund,estorno,exact\n")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, "! You get a refund today.")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert "estorno" in reply


def test_what_one_store_approved_is_not_taken_for_another(shop: Shop) -> None:
    shop.context.stores.add(Store("other", "Another Shop", "en", ("en", "pt-BR")))
    approve_for(shop, "It leaves today.", "Parte hoje, viva!", "other")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, "! It leaves today.")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert "viva" not in reply


def test_a_preview_note_suggests_what_is_alike(shop: Shop) -> None:
    approve_for(shop, "Your parcel leaves our shop tomorrow.", "Seu pacote sai amanhã da loja.")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, "!? Your parcel leaves our shop today.")
    shop.work()
    note = shop.notes(conversation)[-1]
    assert "Ann approved for a sentence that is like yours (" in note
    assert "Seu pacote sai amanhã da loja." in note


def approve_for(shop: Shop, source: str, target: str, store: str = STORE.id) -> None:
    shop.context.memory.rows.add(store, [approved("en", "pt-BR", source, target, author="Ann")])
