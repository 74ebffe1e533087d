from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms
from dragoman.pipeline.outbound import preview
from dragoman.sandbox.desk import DeskConversation
from tests.pipeline.shop import STORE, Shop

PARCEL = {"en": LanguageTerms("parcel"), "pt": LanguageTerms("volume", forbidden=("encomenda",))}
TEXT = "Your parcel is here."


def held(shop: Shop, conversation: DeskConversation, own: str) -> list[str]:
    shown = preview(shop.context, STORE, shop.known(conversation), TEXT, own=own)
    assert shown.translation is not None
    assert (shown.translation.text, shown.translation.glossary) == (own, "1")
    return [hold.code for hold in shown.holds]


def test_own_words_are_held_to_the_glossary(shop: Shop) -> None:
    conversation = shop.open()
    shop.shopper(conversation, "Olá! Meu pedido BR-20417 ainda não chegou. Quando ele chega?")
    shop.work()
    termbases = shop.context.glossaries.termbases
    termbases.put(STORE.id, [Concept("", PARCEL, TermKind.EXACT)], "Ann", 0.0)
    termbases.publish(STORE.id, "", "Ann")
    assert held(shop, conversation, "O seu volume chegou hoje de manhã.") == []
    assert held(shop, conversation, "O seu pacote chegou hoje de manhã.") == ["term_missed"]
    assert "forbidden_term" in held(shop, conversation, "A sua encomenda chegou hoje de manhã.")
