import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from dragoman.domain import Author, Store
from dragoman.storage.events import EventState
from dragoman.translation.engine import Engine
from dragoman.translation.hypothesis import Decoding, Hypothesis
from dragoman.translation.packs import Pack, PackLibrary
from tests.pipeline.shop import STORE, Shop, language_of, open_shop

QUESTION = "Olá! Meu pedido BR-20417 ainda não chegou. Paguei R$ 129,90. Quando ele chega?"


def test_a_shoppers_message_becomes_an_internal_note_in_the_agents_language(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, QUESTION)
    shop.work()
    (note,) = shop.notes(conversation)
    head, translation, *_ = note.split("\n\n")
    assert head.startswith("Portuguese (Brazil) → English · ")
    assert head.endswith(" · 🟢 looks right")
    assert language_of(translation) == "en"
    assert shop.replies(conversation) == []
    assert shop.event(row).state is EventState.DONE


def test_the_note_carries_the_values_that_were_kept_and_the_original(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    (note,) = shop.notes(conversation)
    translation = note.split("\n\n")[1]
    for value in ("BR-20417", "R$ 129,90"):
        assert value in translation
    assert "Kept: BR-20417, R$ 129,90" in note
    assert note.endswith(f"Original (Portuguese (Brazil)):\n> {QUESTION}")


def test_the_conversation_is_tagged_with_the_language_when_it_is_news(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    desk = shop.server.parts.desk
    assert desk.conversation(conversation.id).language == "pt-BR"
    desk.post(conversation.id, Author.AGENT, "Corrected the tag.", language="corrected-by-hand")
    shop.shopper(conversation, "Vocês podem me mandar o código de rastreio, por favor?")
    shop.work()
    assert shop.known(conversation).language == "pt-BR"
    assert desk.conversation(conversation.id).language == "corrected-by-hand"


def test_a_short_message_is_read_in_the_language_of_the_conversation(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.shopper(conversation, "E o valor total?")
    shop.work()
    _, note = shop.notes(conversation)
    assert note.startswith("Portuguese (Brazil) → English")


def test_original_and_translation_are_remembered_with_how_it_was_translated(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    (message,) = shop.context.conversations.messages(STORE.id, shop.known(conversation).id)
    assert message.direction == "inbound"
    assert message.original == QUESTION
    assert message.translation is not None
    assert (message.source_language, message.target_language) == ("pt-BR", "en")
    assert {span["text"] for span in message.report["protected"]} >= {"BR-20417", "R$ 129,90"}
    assert message.report["detection"]["language"] == "pt-BR"


def test_a_message_in_the_agents_own_language_needs_no_note(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, "Hello, where is my order? It should have been here on Monday.")
    shop.work()
    assert shop.notes(conversation) == []
    assert shop.event(row).state is EventState.DONE
    assert shop.known(conversation).language == "en"


@pytest.mark.parametrize("text", ["", "👍", "#20417", "BR-20417", "https://loja.example/p/7", "?!", "  \n "])
def test_a_message_without_words_needs_no_note(shop: Shop, text: str) -> None:
    conversation = shop.open()
    row = shop.shopper(conversation, text)
    shop.work()
    assert shop.notes(conversation) == []
    assert shop.event(row).state is EventState.DONE


def test_a_language_without_evidence_is_said_to_be_unknown_and_not_guessed(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Xyzzy plugh")
    shop.work()
    (note,) = shop.notes(conversation)
    assert note.startswith("Language not recognised · not translated")
    assert note.endswith("Original:\n> Xyzzy plugh")
    assert shop.known(conversation).language is None


def test_without_a_pack_the_original_arrives_with_the_command_that_installs_one(shop: Shop) -> None:
    shop.context.stores.add(Store("padaria", "Padaria Sol", "en", ("en", "pt-BR", "fr")), replace=True)
    conversation = shop.open()
    question = "Bonjour, je voudrais savoir où se trouve ma commande, s'il vous plaît."
    shop.shopper(conversation, question)
    shop.work()
    (note,) = shop.notes(conversation)
    assert note.startswith("French · ")
    assert "No pack translates French into English. To install one: dragoman packs install fr-en" in note
    assert note.endswith(f"> {question}")


def test_a_language_that_is_not_enabled_is_translated_and_flagged_with_the_cure(shop: Shop) -> None:
    shop.context.stores.add(Store("padaria", "Padaria Sol", "en", ("en", "es")), replace=True)
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    (note,) = shop.notes(conversation)
    assert language_of(note.split("\n\n")[1]) == "en"
    assert "⚠ Portuguese is not enabled for this store." in note
    assert "dragoman store" in note


def test_the_notes_speak_the_language_of_the_agents(shop: Shop) -> None:
    store = Store("padaria", "Padaria Sol", "pt-BR", ("en", "pt-BR"), locale="pt-BR")
    shop.context.stores.add(store, replace=True)
    conversation = shop.open()
    shop.shopper(conversation, "Hello, where is my order 20417? It should have been here on Monday.")
    shop.work()
    (note,) = shop.notes(conversation)
    assert note.startswith("inglês → português (Brasil) · ")


def test_a_damaged_pack_does_not_keep_the_original_from_the_agents(
    tmp_path: Path, packs: PackLibrary
) -> None:
    pack = packs.find("pt", "en")
    assert pack is not None
    damaged = tmp_path / "packs" / pack.folder.name
    shutil.copytree(pack.folder, damaged)
    with (damaged / "model.bin").open("r+b") as model:
        model.seek(5000)
        model.write(b"\xff\x00\xff\x00")
    with open_shop(tmp_path, Engine(PackLibrary(tmp_path / "packs"), threads=1)) as shop:
        conversation = shop.open()
        shop.shopper(conversation, QUESTION)
        shop.work()
        (note,) = shop.notes(conversation)
    assert "· not translated" in note.splitlines()[0]
    assert "⚠ The pack for Portuguese" in note
    assert "dragoman doctor" in note
    assert str(tmp_path) not in note
    assert "model.bin" not in note
    assert note.endswith(f"> {QUESTION}")


class Failing(Engine):
    """An engine whose model fails in a way that nobody foresaw."""

    def hypotheses(
        self,
        pack: Pack,
        sentences: Sequence[str],
        decoding: Decoding,
        begun: Sequence[str] = (),
        *,
        bulk: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        raise RuntimeError(f"{pack.name} failed at: {sentences[0]}")


def test_an_engine_that_fails_does_not_keep_the_original_from_the_agents(
    tmp_path: Path, packs: PackLibrary
) -> None:
    with open_shop(tmp_path, Failing(packs, threads=1)) as shop:
        conversation = shop.open()
        row = shop.shopper(conversation, QUESTION)
        shop.work()
        (note,) = shop.notes(conversation)
        assert shop.event(row).state is EventState.DONE
    assert "⚠ The translation failed inside Dragoman" in note
    assert note.endswith(f"> {QUESTION}")


def test_a_glossary_that_cannot_be_read_is_left_out_and_named(shop: Shop) -> None:
    folder = shop.folder / "stores" / "padaria"
    folder.mkdir(parents=True)
    (folder / "glossary.csv").write_text("no such header\n")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    (note,) = shop.notes(conversation)
    assert language_of(note.split("\n\n")[1]) == "en"
    assert "⚠ The glossary was left out: " in note
    assert "glossary.csv" in note


def test_of_a_mail_only_what_is_new_is_read_and_the_original_stays_whole(shop: Shop) -> None:
    history = (
        "On Mon, Jan 3, 2026 at 10:12 AM Sol <care@shop.example> wrote:\n> Your order has left our warehouse."
    )
    text = f"Ainda não recebi nada. Vocês podem verificar?\n\nEnviado do meu iPhone\n\n{history}"
    conversation = shop.open()
    shop.shopper(conversation, text)
    shop.work()
    (note,) = shop.notes(conversation)
    head, translation, *_ = note.split("\n\n")
    assert head.startswith("Portuguese (Brazil) → English")
    assert language_of(translation) == "en"
    assert "warehouse" not in translation
    assert "iPhone" not in translation
    assert note.endswith("\n" + "\n".join(f"> {line}" if line else ">" for line in text.split("\n")))
    (message,) = shop.context.conversations.messages(STORE.id, shop.known(conversation).id)
    assert message.original == text
    assert message.translation == translation


def test_quoted_history_in_the_agents_language_does_not_decide_the_language(shop: Shop) -> None:
    conversation = shop.open()
    quoted = "\n".join("> Thank you for your order, it will be with you in a few days." for _ in range(5))
    shop.shopper(conversation, f"Meu pacote chegou com defeito.\n\n{quoted}")
    shop.work()
    (note,) = shop.notes(conversation)
    assert note.startswith("Portuguese")
