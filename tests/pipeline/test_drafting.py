"""Drafts on their way: asked for in a note, shown with what they cite, sent by an agent, or by rule."""

from decimal import Decimal
from typing import Any

import pytest

from dragoman.commerce import Money
from dragoman.pipeline.macros import correct
from dragoman.pipeline.proposing import proposals
from dragoman.pipeline.worker import work_on
from dragoman.replies.knowledge.document import About
from dragoman.replies.knowledge.files import read_file
from dragoman.replies.knowledge.importing import carry_out, planned
from dragoman.storage.draft_rules import DraftRules
from dragoman.storage.drafts import StoredDraft, Use
from dragoman.storage.macros import StoredMacro
from tests.pipeline.shop import STORE, Shop, language_of

RETURNS = """\
# Returns

You can return an item within 30 days of delivery. Please send it back in its original packaging.

# Shipping to Brazil

Shipping to Brazil takes 8 to 12 working days. Shipping to Brazil costs €14.90.
"""
ORDERS = """\
number,email,status,payment,placed_on,country,currency,total,carrier,tracking_number,expected_on,title,quantity
#48213,ana@example.com,shipped,paid,2026-11-20,BR,EUR,129.90,Correios,BR123456789PT,2026-11-28,Aurora lamp,2
"""
RETURN_QUESTION = "Oi, em quantos dias eu posso devolver um produto?"
ORDER_QUESTION = "Onde está o meu pedido #48213? Meu e-mail é ana@example.com."


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop, with what it knows and what it sold."""
    document = read_file("returns.md", RETURNS.encode(), About(), lambda _done, _of: None)
    plan = planned(shop.knowledge, STORE.id, [document], "en", lambda _text: None)
    carry_out(shop.knowledge, STORE.id, plan, lambda _done: None)
    files = shop.folder / "files"
    files.mkdir()
    (files / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return shop


def asked(shop: Shop, question: str, *notes: str) -> tuple[Any, list[str]]:
    """Return a conversation with a question and an agent's notes, and the notes that are ours."""
    chat = shop.open()
    shop.shopper(chat, question)
    for note in notes:
        shop.agent_note(chat, note)
    shop.work()
    return chat, shop.notes(chat)


def stored(shop: Shop, chat: Any) -> StoredDraft:
    found = shop.context.drafting.drafts.latest(STORE.id, shop.known(chat).id)
    assert found is not None
    return found


def test_a_note_asks_for_a_draft_and_is_answered_with_what_it_cites(shop: Shop) -> None:
    chat, notes = asked(shop, RETURN_QUESTION, "!draft")
    draft = notes[-1]
    assert draft.startswith("Draft · nothing was sent · 🟢")
    assert "You can return an item within 30 days of delivery." in draft
    assert "In Portuguese (Brazil):" in draft
    assert "It says what these say:\n• Returns" in draft
    assert "“!draft send”" in draft
    assert shop.replies(chat) == []


def test_the_draft_is_sent_in_the_shoppers_language_as_it_is(shop: Shop) -> None:
    chat, _ = asked(shop, RETURN_QUESTION, "!draft", "!draft send")
    (reply,) = shop.replies(chat)
    assert "30" in reply
    assert language_of(reply) == "pt-BR"
    assert stored(shop, chat).use is Use.AS_WRITTEN


def test_an_agent_changes_a_draft_and_that_is_remembered(shop: Shop) -> None:
    chat, _ = asked(
        shop, RETURN_QUESTION, "!draft", "! Hi Ana! You can return an item within 30 days of delivery."
    )
    assert len(shop.replies(chat)) == 1
    assert stored(shop, chat).use is Use.EDITED


def test_another_answer_is_no_use_of_the_draft(shop: Shop) -> None:
    chat, _ = asked(shop, RETURN_QUESTION, "!draft", "! We are closed today.")
    assert stored(shop, chat).use is Use.OTHER


def test_without_a_draft_there_is_nothing_to_send(shop: Shop) -> None:
    chat, notes = asked(shop, RETURN_QUESTION, "!draft send")
    assert shop.replies(chat) == []
    assert "There is no draft to send: “!draft” asks for one" in notes[-1]


def test_a_mistyped_command_is_neither_sent_nor_ignored(shop: Shop) -> None:
    chat, notes = asked(shop, RETURN_QUESTION, "!drafts please")
    assert shop.replies(chat) == []
    assert "Not sent to the shopper" in notes[-1]
    assert "Did you mean “!draft”" in notes[-1]


def test_what_nothing_answers_is_left_to_the_agent_with_the_reason(shop: Shop) -> None:
    _, notes = asked(shop, "Vocês vendem ingressos para shows?", "!draft")
    assert notes[-1].startswith("No draft · please answer yourself")
    assert "Nothing that the shop knows surely answers this." in notes[-1]


def test_an_order_is_told_to_who_proves_it_and_its_values_are_written_as_the_shopper_does(shop: Shop) -> None:
    chat, notes = asked(shop, ORDER_QUESTION, "!draft", "!draft send")
    assert "Your order #48213 is shipped." in notes[-2] or "Your order #48213 is shipped." in notes[-1]
    (reply,) = shop.replies(chat)
    assert reply.startswith("Situação do seu pedido #48213: enviado.")
    assert "November" not in reply


def test_an_order_is_not_told_without_proof(shop: Shop) -> None:
    _, notes = asked(shop, "Onde está o meu pedido #48213?", "!draft")
    assert notes[-1].startswith("No draft")
    assert "not proven to be the shopper's" in notes[-1]
    assert "shipped" not in notes[-1]


def test_more_money_back_than_allowed_is_a_matter_for_a_person(shop: Shop) -> None:
    shop.context.drafting.rules.set(STORE.id, DraftRules(limit=Money(Decimal(50), "EUR")))
    _, notes = asked(shop, "Quero um reembolso de €129.90 do meu produto!", "!draft")
    assert notes[-1].startswith("No draft")


def test_a_message_that_could_not_be_read_is_not_answered(shop: Shop) -> None:
    _, notes = asked(shop, "これはどこですか", "!draft")
    assert "It is not in the agents' language." in notes[-1]


AUTOMATIC = DraftRules(automatic=(("order", "pt-BR"), ("passages", "pt-BR")))


def test_without_a_rule_nothing_is_answered_without_an_agent(shop: Shop) -> None:
    chat, _ = asked(shop, ORDER_QUESTION)
    assert shop.replies(chat) == []


def test_what_the_owner_allows_is_answered_without_an_agent_and_the_agents_see_it(shop: Shop) -> None:
    shop.context.drafting.rules.set(STORE.id, AUTOMATIC)
    chat, notes = asked(shop, RETURN_QUESTION)
    (reply,) = shop.replies(chat)
    assert "30" in reply
    assert "sent by Dragoman, without an agent" in notes[-1]
    assert "You can return an item within 30 days of delivery." in notes[-1]


def test_in_another_language_nothing_is_answered_without_an_agent(shop: Shop) -> None:
    shop.context.drafting.rules.set(STORE.id, DraftRules(automatic=(("passages", "es"),)))
    chat, notes = asked(shop, RETURN_QUESTION)
    assert shop.replies(chat) == []
    assert not any("Draft" in note for note in notes)


def test_once_an_agent_is_in_the_conversation_nothing_is_answered_without_them(shop: Shop) -> None:
    shop.context.drafting.rules.set(STORE.id, AUTOMATIC)
    chat = shop.open()
    shop.shopper(chat, "Oi, tudo bem com vocês?")
    shop.agent_note(chat, "! Hello, how can we help?")
    shop.work()
    shop.shopper(chat, RETURN_QUESTION)
    shop.work()
    assert len(shop.replies(chat)) == 1


def test_a_message_is_answered_once_however_often_it_is_delivered(shop: Shop) -> None:
    shop.context.drafting.rules.set(STORE.id, AUTOMATIC)
    chat, _ = asked(shop, RETURN_QUESTION)
    shop.work()
    assert len(shop.replies(chat)) == 1


def test_a_crash_while_the_answer_goes_out_doubles_nothing(shop: Shop) -> None:
    shop.context.drafting.rules.set(STORE.id, AUTOMATIC)
    chat = shop.open()
    message = shop.shopper(chat, RETURN_QUESTION)
    work_on(shop.context, message)
    shop.adapter.dies_after = 1
    shop.crash()
    shop.clock.advance(120)
    shop.work()
    assert len(shop.replies(chat)) == 1


def test_erasure_reaches_drafts(shop: Shop) -> None:
    chat, _ = asked(shop, RETURN_QUESTION, "!draft")
    known = shop.known(chat)
    shop.erase(known.person or "")
    assert shop.context.drafting.drafts.latest(STORE.id, known.id) is None


def macro(shop: Shop) -> None:
    text = "Your order {{order.number}} is {{order.status}}. It should be with you by {{order.expected_on}}."
    asked_so = ("Where is my order?",)
    shop.context.drafting.macros.put(STORE.id, [StoredMacro("where", "Where", "order.where", text, asked_so)])


def test_a_macro_is_sent_as_people_want_it_said_with_its_slots_filled(shop: Shop) -> None:
    macro(shop)
    own = "O pedido {{order.number}} está {{order.status}} e chega até {{order.expected_on}}."
    correct(shop.context, STORE, "where", "pt-BR", own, "Bia")
    chat, notes = asked(shop, ORDER_QUESTION, "!draft", "!draft send")
    assert "It should be with you by November 28, 2026." in notes[1]
    (reply,) = shop.replies(chat)
    assert reply == "O pedido #48213 está enviado e chega até 28 de novembro de 2026."


@pytest.mark.parametrize(
    ("allowed", "sent"), [("order", 1), ("order.where", 1), ("order.total", 0), ("passages", 0)]
)
def test_who_allows_answers_about_orders_allows_the_macros_of_orders(
    shop: Shop, allowed: str, sent: int
) -> None:
    macro(shop)
    own = "O pedido {{order.number}} está {{order.status}} e chega até {{order.expected_on}}."
    correct(shop.context, STORE, "where", "pt-BR", own, "Bia")
    shop.context.drafting.rules.set(STORE.id, DraftRules(automatic=((allowed, "pt-BR"),)))
    chat, _ = asked(shop, ORDER_QUESTION)
    assert len(shop.replies(chat)) == sent


def test_what_agents_keep_writing_is_proposed_without_its_values(shop: Shop) -> None:
    for number in range(3):
        asked(
            shop,
            f"Posso mudar o endereço do pedido #4821{number}?",
            f"! We have changed the address of your order #4821{number}. Thank you for telling us!",
        )
    asked(shop, "Oi, vocês estão abertos hoje?", "! We are open until six o'clock today, see you soon!")
    (found,) = proposals(shop.context, STORE, 100, 3)
    assert (found.text, found.count) == (
        "We have changed the address of your order …. Thank you for telling us!",
        3,
    )
    assert len(found.asked) == 3
    macro_text = "We have changed the address of your order {{order.number}}. Thank you for telling us!"
    shop.context.drafting.macros.put(STORE.id, [StoredMacro("a", "A", "order.address", macro_text)])
    assert list(proposals(shop.context, STORE, 100, 3)) == []


def test_what_is_recommended_is_said_in_the_shoppers_language_with_the_shops_own_names(shop: Shop) -> None:
    (shop.folder / "files" / "products.csv").write_text(
        "id,title,category,attributes,price,currency,stock,ships_to\n"
        "7,Ridge tent,tent,waterproof=yes,199,EUR,4,BR PT\n8,Aurora lamp,lamp,,64.95,EUR,3,\n",
        encoding="utf-8",
    )
    chat, notes = asked(
        shop, "Vocês podem recomendar uma barraca impermeável? Moro no Brasil.", "!draft", "!draft send"
    )
    assert "Ridge tent costs €199.00." in notes[1]
    assert "It has what you asked for: waterproof yes." in notes[1]
    (reply,) = shop.replies(chat)
    assert reply.startswith("Ridge tent custa €\xa0199,00.")
    assert "Está em estoque." in reply
