from dataclasses import replace
from pathlib import Path

from dragoman.domain import Store, Visibility
from dragoman.pipeline.outbound import preview
from dragoman.storage.events import EventState
from dragoman.translation.engine import Engine
from dragoman_adapters.sandbox import Sandbox
from tests.pipeline.shop import QUIET, STORE, MortalSandbox, Shop, language_of, open_shop

QUESTION = "Olá! Meu pedido BR-20417 ainda não chegou. Quando ele chega?"
ANSWER = "Your order BR-20417 ships on Monday. The refund of R$ 129,90 is on its way."


def test_a_note_with_the_marker_becomes_a_public_reply_in_the_shoppers_language(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert language_of(reply) == "pt-BR"
    for value in ("BR-20417", "R$ 129,90"):
        assert value in reply


def test_a_preview_shows_translation_and_back_translation_and_sends_nothing(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, f"!? {ANSWER}")
    shop.work()
    assert shop.replies(conversation) == []
    _, note = shop.notes(conversation)
    assert note.startswith("Preview in Portuguese (Brazil) · nothing was sent · ")
    assert language_of(note.split("\n\n")[1]) == "pt-BR"
    back = note.partition("Translated back into English:\n")[2]
    assert "BR-20417" in back
    assert language_of(back.split("\n\n")[0]) == "en"
    assert note.endswith(f"Your text:\n> {ANSWER}")


def test_a_note_without_the_marker_is_none_of_our_business(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.agent_note(conversation, "Has anybody seen parcel BR-20417?")
    shop.work()
    assert shop.event(row).state is EventState.IGNORED
    assert shop.notes(conversation) == []


def test_a_reply_is_held_while_the_shoppers_language_is_not_known(shop: Shop) -> None:
    conversation = shop.open()
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    assert shop.replies(conversation) == []
    (note,) = shop.notes(conversation)
    assert note.startswith("Not sent to the shopper\n\n⚠ The shopper's language is not known yet.")
    assert note.endswith(f"Your text:\n> {ANSWER}")


def test_a_reply_is_held_where_no_pack_translates_it(shop: Shop) -> None:
    shop.context.stores.add(Store("padaria", "Padaria Sol", "en", ("en", "fr")), replace=True)
    conversation = shop.open()
    shop.shopper(conversation, "Bonjour, je voudrais savoir où se trouve ma commande, s'il vous plaît.")
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    assert shop.replies(conversation) == []
    assert "No pack translates English into French." in shop.notes(conversation)[1]


def test_a_reply_is_held_in_a_language_that_the_owner_did_not_enable(shop: Shop) -> None:
    shop.context.stores.add(Store("padaria", "Padaria Sol", "en", ("en", "es")), replace=True)
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    assert shop.replies(conversation) == []
    assert "Portuguese is not enabled for this store." in shop.notes(conversation)[1]


def test_a_command_without_a_text_is_held(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, "! ")
    shop.work()
    assert shop.replies(conversation) == []
    assert "There is nothing to send" in shop.notes(conversation)[1]


def test_a_reply_longer_than_the_helpdesk_takes_goes_out_in_parts_each_once(
    tmp_path: Path, engine: Engine
) -> None:
    """The process dies after the first of them landed, and looks for it before it goes on."""

    class Terse(MortalSandbox):
        traits = replace(Sandbox.traits, text_cap=60)

    with open_shop(tmp_path, engine, Terse) as shop:
        conversation = shop.open()
        shop.shopper(conversation, QUESTION)
        shop.work()
        shop.agent_note(conversation, f"! {ANSWER} {ANSWER.replace('Monday', 'Friday')}")
        shop.adapter.dies_after = 1
        shop.crash()
        assert len(shop.replies(conversation)) == 1
        shop.clock.advance(QUIET + 1)
        shop.work()
        parts = shop.replies(conversation)
    assert len(parts) > 2
    assert all(len(part) <= 60 for part in parts)
    assert "".join(parts).count("segunda-feira") == 1
    assert "".join(parts).count("sexta-feira") == 1


def test_a_reply_to_a_shopper_who_writes_the_agents_language_goes_out_untouched(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Hello, where is my order? It should have been here on Monday.")
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    assert shop.replies(conversation) == [ANSWER]


def test_a_reply_that_is_in_the_shoppers_language_already_goes_out_untouched(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    answer = "Bom dia! O seu pedido BR-20417 vai chegar na segunda-feira, com certeza."
    shop.agent_note(conversation, f"! {answer}")
    shop.work()
    assert shop.replies(conversation) == [answer]


def test_an_agents_own_reply_in_the_wrong_language_is_left_alone_with_one_warning(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_reply(conversation, "Hello Ana, your order ships on Monday. Have a nice day!")
    shop.agent_reply(conversation, "And the refund is on its way, too. Sorry for the delay.")
    shop.work()
    _, warning = shop.notes(conversation)
    assert warning.startswith("A reply went out in English; the shopper writes Portuguese (Brazil)\n\n")
    assert shop.replies(conversation) == []


def test_an_agents_own_reply_in_the_shoppers_language_is_no_reason_for_a_warning(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_reply(conversation, "Bom dia, Ana! O seu pedido vai chegar na segunda-feira.")
    shop.work()
    assert len(shop.notes(conversation)) == 1


def test_a_reply_through_the_api_leaves_a_note_with_what_the_agent_wrote(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    row = shop.api_reply(conversation, ANSWER)
    shop.work()
    (reply,) = shop.replies(conversation)
    note = shop.notes(conversation)[1]
    assert note.startswith("English → Portuguese (Brazil) · sent by Alex")
    assert note.endswith(f"Your text:\n> {ANSWER}")
    result = shop.event(row).result
    assert result is not None
    (public,) = [
        message
        for message in shop.server.parts.desk.messages(conversation.id)
        if message.visibility is Visibility.PUBLIC and message.text == reply
    ]
    assert result["status"] == "sent"
    assert result["translation"] == reply
    assert result["message_id"] == public.id


def test_a_reply_through_the_api_says_why_it_is_held(shop: Shop) -> None:
    conversation = shop.open()
    row = shop.api_reply(conversation, ANSWER)
    shop.work()
    result = shop.event(row).result
    assert result is not None
    assert result["status"] == "held"
    assert [hold["code"] for hold in result["holds"]] == ["language_unknown"]
    assert result["message_id"] is None


def test_the_api_may_choose_the_language(shop: Shop) -> None:
    conversation = shop.open()
    shop.api_reply(conversation, ANSWER, language="pt-BR")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert language_of(reply) == "pt-BR"


def test_a_preview_through_the_api_stores_nothing(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    known = shop.known(conversation)
    said = shop.context.conversations.messages(STORE.id, known.id)
    shown = preview(shop.context, STORE, known, ANSWER)
    assert shown.translation is not None
    assert language_of(shown.translation.text) == "pt-BR"
    assert shown.back_translation is not None
    assert language_of(shown.back_translation.text) == "en"
    assert shown.holds == ()
    assert shop.context.conversations.messages(STORE.id, known.id) == said
    assert shop.replies(conversation) == []


def test_a_term_that_must_not_be_translated_stays(shop: Shop) -> None:
    folder = shop.folder / "stores" / "padaria"
    folder.mkdir(parents=True)
    (folder / "glossary.csv").write_text("source,target,kind\nSunrise Club,Sunrise Club,dnt\n")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, "! Members of the Sunrise Club get free shipping this week.")
    shop.work()
    (reply,) = shop.replies(conversation)
    assert "Sunrise Club" in reply


def test_a_reply_is_held_while_the_glossary_cannot_be_read(shop: Shop) -> None:
    folder = shop.folder / "stores" / "padaria"
    folder.mkdir(parents=True)
    (folder / "glossary.csv").write_text("no such header\n")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.agent_note(conversation, f"! {ANSWER}")
    shop.work()
    assert shop.replies(conversation) == []
    note = shop.notes(conversation)[1]
    assert note.startswith("Not sent to the shopper\n\nThe translation would have been:\n> ")
    assert "glossary.csv" in note
