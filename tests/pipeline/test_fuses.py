"""Two programs that answer each other are stopped; people are not."""

from dragoman.domain import Author, Message, Visibility
from dragoman.pipeline.fuses import MOST_EQUAL, MOST_MESSAGES, Fuse, tripped
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.events import EventState
from tests.pipeline.shop import CONNECTION, STORE, Shop

AWAY = "Olá! Estou fora do escritório até segunda-feira. Responderei quando voltar."


def said(text: str, direction: str = "inbound") -> MessageRecord:
    return MessageRecord(direction, text, None, "pt", None, {}, 1.0, "e")  # type: ignore[arg-type]


def test_a_message_that_comes_again_and_again_is_left_alone_and_said_once(shop: Shop) -> None:
    conversation = shop.open()
    for _ in range(MOST_EQUAL + 2):
        shop.shopper(conversation, AWAY)
    shop.work()
    notes = shop.notes(conversation)
    assert len(notes) == MOST_EQUAL + 1
    assert notes[-1].startswith("Not translated for now")
    assert {shop.event(row).state for row in shop.rows} <= {EventState.DONE, EventState.IGNORED}


def test_after_an_hour_it_is_translated_again(shop: Shop) -> None:
    conversation = shop.open()
    for _ in range(MOST_EQUAL + 1):
        shop.shopper(conversation, AWAY)
    shop.work()
    shop.clock.advance(7200)
    shop.shopper(conversation, AWAY)
    shop.work()
    assert "office" in shop.notes(conversation)[-1]


def test_many_different_messages_trip_it_too_and_replies_do_not_count() -> None:
    recent = [said(f"mensagem {number}") for number in range(MOST_MESSAGES)]
    assert tripped(recent, "outra") == (Fuse.MANY, True)
    assert tripped([*recent, said("mais uma")], "outra") == (Fuse.MANY, False)
    assert tripped([said(f"reply {number}", "outbound") for number in range(500)], "outra") is None
    assert tripped(recent[1:], "outra") is None


def test_what_a_program_wrote_gets_no_note(shop: Shop) -> None:
    conversation = shop.open()
    written = Message(
        "away", conversation.id, "m1", Author.SHOPPER, "ana", Visibility.PUBLIC, AWAY, automatic=True
    )
    (row,) = shop.context.inbox.accept(STORE.id, CONNECTION, [written])
    shop.work()
    assert shop.event(row).state is EventState.IGNORED
    assert shop.notes(conversation) == []
