"""Terms in a conversation: the same each time, shown to the agents, and held as the store wants."""

from dataclasses import replace

import pytest

from dragoman.domain import TermKind, TermPolicy
from dragoman.glossary.concept import Concept, LanguageTerms
from dragoman.pipeline.outbound import preview
from dragoman.sandbox.desk import DeskConversation
from dragoman.storage.events import ReplyRequest
from tests.pipeline.shop import CONNECTION, STORE, Shop

QUESTION = "Olá! Meu pedido BR-20417 ainda não chegou. Quando ele chega?"
TEXT = "Your parcel is here."


def begun(shop: Shop, portuguese: LanguageTerms, kind: TermKind = TermKind.INFLECT) -> DeskConversation:
    termbases = shop.context.glossaries.termbases
    concept = Concept("", {"en": LanguageTerms("parcel"), "pt": portuguese}, kind)
    termbases.put(STORE.id, [concept], "Ann", 0.0)
    termbases.publish(STORE.id, "", "Ann")
    conversation = shop.open()
    shop.shopper(conversation, QUESTION)
    shop.work()
    return conversation


def test_the_notes_tell_which_terms_became_what(shop: Shop) -> None:
    conversation = begun(shop, LanguageTerms("volume"))
    shop.agent_note(conversation, f"!? {TEXT}")
    shop.work()
    note = shop.notes(conversation)[-1]
    assert "Terms: parcel → volume (put in)" in note


def test_without_earlier_messages_the_engine_chooses_among_what_is_right(shop: Shop) -> None:
    conversation = begun(shop, LanguageTerms("volume", allowed=("pacote", "encomenda")))
    shop.agent_note(conversation, f"! {TEXT}")
    shop.work()
    assert "encomenda" in shop.replies(conversation)[-1]


def test_a_term_that_was_said_in_one_way_is_said_so_again(shop: Shop) -> None:
    conversation = begun(shop, LanguageTerms("volume", allowed=("pacote", "encomenda")))
    request = ReplyRequest(
        "api-reply:1", conversation.id, TEXT, "Alex", "pt-BR", translation="O seu pacote está aqui."
    )
    shop.context.inbox.accept(STORE.id, CONNECTION, [request])
    shop.work()
    assert shop.replies(conversation) == ["O seu pacote está aqui."]
    shop.agent_note(conversation, f"! {TEXT}")
    shop.work()
    assert "pacote" in shop.replies(conversation)[-1]


@pytest.mark.parametrize(
    ("kind", "policy", "codes"),
    [
        (TermKind.INFLECT, None, []),
        (TermKind.EXACT, None, ["term_missed"]),
        (TermKind.INFLECT, TermPolicy.HOLD, ["term_missed"]),
        (TermKind.EXACT, TermPolicy.WARN, []),
        (TermKind.EXACT, TermPolicy.SEND, []),
    ],
)
def test_the_store_says_what_becomes_of_a_reply_that_misses_a_term(
    shop: Shop, kind: TermKind, policy: TermPolicy | None, codes: list[str]
) -> None:
    conversation = begun(shop, LanguageTerms("volume"), kind)
    store = replace(STORE, terms=() if policy is None else (("pt", policy),))
    shown = preview(shop.context, store, shop.known(conversation), TEXT, own="O seu pacote chegou hoje.")
    assert [hold.code for hold in shown.holds] == codes
    assert any("parcel" in warning for warning in shown.warnings)


def test_a_forbidden_word_is_held_whatever_the_store_says(shop: Shop) -> None:
    conversation = begun(shop, LanguageTerms("volume", forbidden=("pacote",)))
    store = replace(STORE, terms=(("pt-BR", TermPolicy.SEND),))
    shown = preview(shop.context, store, shop.known(conversation), TEXT, own="O seu pacote chegou hoje.")
    assert [hold.code for hold in shown.holds] == ["forbidden_term"]
