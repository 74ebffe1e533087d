"""An agent's word for the shopper's language: it sticks, it is shown, and later conversations know it."""

from dataclasses import replace
from typing import Any

from dragoman.domain import Message
from tests.pipeline.shop import CONNECTION, STORE, Shop

NOT_SURE = "no"
PORTUGUESE = "Onde está o meu pedido? Ainda não chegou."


def detections(shop: Shop, conversation: str) -> list[dict[str, Any]]:
    records = shop.context.conversations.messages(STORE.id, conversation)
    return [record.report["detection"] for record in records if record.direction == "inbound"]


def test_it_sticks_for_the_conversation_and_is_shown(shop: Shop) -> None:
    chat = shop.open()
    shop.shopper(chat, NOT_SURE)
    shop.agent_note(chat, "!lang pt-BR")
    shop.shopper(chat, "And where is my parcel, please? I am waiting.")
    shop.work()
    known = shop.known(chat)
    assert (known.language, known.told) == ("pt-BR", "pt-BR")
    last = detections(shop, known.id)[-1]
    assert last["language"] == "pt-BR"
    assert last["evidence"][0] == "set by an agent"
    assert last["evidence"][-1].startswith("the text alone: en ")


def test_what_the_shopper_wrote_last_is_translated_again(shop: Shop) -> None:
    chat = shop.open()
    shop.shopper(chat, NOT_SURE)
    shop.agent_note(chat, "!lang pt-BR")
    shop.work()
    before, said, again = shop.notes(chat)
    assert before.startswith("Language not recognised")
    assert said == "The shopper's language is Portuguese (Brazil) from now on: an agent said so."
    assert again.startswith("Portuguese (Brazil) → English · 100 %")
    assert f"> {NOT_SURE}" in again


def test_it_can_be_taken_back(shop: Shop) -> None:
    chat = shop.open()
    shop.agent_note(chat, "!lang fr")
    shop.agent_note(chat, "!lang auto")
    shop.shopper(chat, PORTUGUESE)
    shop.work()
    known = shop.known(chat)
    assert (known.language, known.told) == ("pt-BR", None)


def test_later_conversations_of_the_same_shopper_know_it(shop: Shop) -> None:
    first = shop.open("Ana")
    shop.shopper(first, "ok")
    shop.agent_note(first, "!lang pt-BR")
    shop.work()
    second = shop.context.conversations.get(STORE.id, _second_of_the_same(shop, first.id))
    assert second is not None
    assert second.told is None
    (detection,) = detections(shop, second.id)
    assert detection["language"] == "pt-BR"
    assert "shopper's earlier conversations: pt 1.00" in detection["evidence"]


def test_erasure_reaches_it(shop: Shop) -> None:
    chat = shop.open()
    shop.shopper(chat, "ok")
    shop.agent_note(chat, "!lang pt-BR")
    shop.work()
    person = shop.known(chat).person
    assert person is not None
    assert shop.erase(person)["told_languages"] == 1
    assert shop.context.conversations.by_remote(STORE.id, CONNECTION, chat.id) is None


def _second_of_the_same(shop: Shop, first: str) -> str:
    """Deliver a message of the shopper of one conversation in another, and return our id of that."""
    event = shop.event(shop.rows[0]).event
    assert isinstance(event, Message)
    assert event.conversation == first
    other = shop.open("Ana")
    news = replace(event, event_id="later", message_id="later", conversation=other.id, text=NOT_SURE)
    shop.context.inbox.accept(STORE.id, CONNECTION, [news])
    shop.work()
    return shop.known(other).id
