"""Detection: which language a message is in, how sure that is, and when it is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.domain import UNDETERMINED, Detection
from dragoman.language.detector import Detector
from dragoman.language.prior import NO_PRIOR, Prior

SHOP = ("en", "pt-BR", "es")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def follow(detector: Detector, *messages: str, languages: tuple[str, ...] = SHOP) -> list[Detection]:
    prior = NO_PRIOR
    detections = []
    for message in messages:
        detection, prior = detector.follow(message, languages, prior)
        detections.append(detection)
    return detections


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "12345", "👍👍", "…", "#73021", "https://loja.example/pedido", "ana@loja.example",
        "{{first_name}}", "R$ 20,00", "ok", "OK!!", "lol", "\x00", "\ud800",
    ],
)  # fmt: skip
def test_without_evidence_the_language_is_undetermined_with_confidence_zero(
    detector: Detector, text: str
) -> None:
    detection = detector.detect(text, SHOP)
    assert (detection.language, detection.confidence, detection.enabled) == (UNDETERMINED, 0.0, False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("oi", "pt"), ("olá", "pt"), ("obrigada!", "pt"), ("bom dia", "pt"), ("nao chegou", "pt"),
        ("hola", "es"), ("gracias", "es"), ("¿y mi paquete?", "es"),
        ("hi", "en"), ("thanks", "en"), ("where's my order?", "en"),
        ("merci", "fr"), ("danke", "de"), ("grazie mille", "it"), ("bedankt", "nl"), ("dziękuję", "pl"),
        ("kiitos", "fi"), ("teşekkürler", "tr"), ("köszönöm", "hu"), ("cảm ơn", "vi"),
        ("안녕하세요", "ko"), ("ありがとう", "ja"), ("ขอบคุณ", "th"), ("תודה", "he"), ("ευχαριστώ", "el"),
        ("спасибо", "ru"), ("дякую", "uk"), ("شكرا", "ar"), ("धन्यवाद", "hi"),
        ("订单在哪里", "zh-Hans"), ("訂單在哪裡", "zh-Hant"),
    ],
)  # fmt: skip
def test_short_messages_are_recognised(detector: Detector, text: str, language: str) -> None:
    assert detector.detect(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "Os sapatos novos ficaram apertados no calcanhar",
        "Todas as canetas vieram quebradas",
        "caso o senhor tenha febre, fique em casa",
    ],
)
def test_function_words_tell_portuguese_from_its_neighbours(detector: Detector, text: str) -> None:
    assert detector.detect(text).language == "pt"


@pytest.mark.parametrize("text", ["no", "tak", "hei"])
def test_words_that_several_languages_share_are_not_guessed(detector: Detector, text: str) -> None:
    assert detector.detect(text).language == UNDETERMINED


def test_capitals_addresses_and_ids_do_not_mislead(detector: Detector) -> None:
    text = "MEU PEDIDO #A-1234 NÃO CHEGOU, veja https://shop.example/where-is-my-order, ou help@shop.example"
    assert detector.detect(text, SHOP).language == "pt-BR"


def test_the_answer_is_spelt_as_it_was_asked_for(detector: Detector) -> None:
    text = "Onde está o meu pedido? Ainda não chegou."
    assert detector.detect(text, ("en", "PT-br")).language == "PT-br"
    assert detector.detect(text, ("en", "pt")).language == "pt"
    assert detector.detect(text).language == "pt"


def test_a_language_that_is_not_enabled_is_named_and_flagged(detector: Detector) -> None:
    detection = detector.detect("Wo bleibt meine Bestellung? Ich warte seit zwei Wochen.", SHOP)
    assert detection.language == "de"
    assert detection.confidence > 0.9
    assert not detection.enabled
    assert "de is not enabled" in detection.evidence


def test_the_languages_of_the_store_are_likelier_and_no_more(detector: Detector) -> None:
    assert detector.detect("la factura", SHOP).confidence > detector.detect("la factura", ("en",)).confidence
    assert detector.detect("Wo bleibt meine Rechnung?", SHOP).language == "de"


def test_what_is_likely_is_named_and_what_is_not_sure_is_said_not_to_be(detector: Detector) -> None:
    detection = detector.detect("min pakke")
    assert detection.language == "da"
    assert not detection.sure
    assert any(reason.startswith("not sure: da ") for reason in detection.evidence)
    assert detector.detect("Onde está o meu pedido?").sure


def test_of_two_variants_their_own_words_decide_then_the_locale(detector: Detector) -> None:
    both = ("pt-PT", "pt-BR")
    assert detector.detect("Preciso falar com você pelo celular", both).language == "pt-BR"
    assert detector.detect("O autocarro atrasou-se e perdi o telemóvel", both).language == "pt-PT"
    assert detector.detect("Onde está o meu pedido?", both, locale="pt-BR").language == "pt-BR"
    assert detector.detect("Onde está o meu pedido?", both).language == "pt-PT"


def test_chinese_without_a_telling_character_is_the_script_that_was_asked_for(detector: Detector) -> None:
    assert detector.detect("你好", ("en", "zh-TW")).language == "zh-TW"
    assert detector.detect("你好").language == "zh"
    assert not detector.detect("我的訂單在哪裡", ("zh-CN",)).enabled


def test_a_locale_alone_is_no_evidence(detector: Detector) -> None:
    assert detector.detect("ok", SHOP, locale="pt-BR").language == UNDETERMINED


def test_a_locale_tips_the_balance_of_a_shared_word(detector: Detector) -> None:
    assert detector.detect("no", SHOP, locale="es-MX").language == "es"
    assert detector.detect("where is my order?", SHOP, locale="pt-BR").language == "en"


def test_in_a_conversation_short_messages_are_in_its_language(detector: Detector) -> None:
    detections = follow(detector, "Oi, meu pedido ainda não chegou", "ok", "no", "talvez")
    assert [detection.language for detection in detections] == ["pt-BR"] * 4
    assert any("conversation so far: pt" in reason for reason in detections[1].evidence)


def test_a_conversation_gives_no_language_to_what_has_no_words(detector: Detector) -> None:
    detections = follow(detector, "Oi, meu pedido ainda não chegou", "👍", "12345", "e agora?")
    assert [detection.language for detection in detections] == ["pt-BR", "und", "und", "pt-BR"]


def test_a_real_switch_is_followed_at_once(detector: Detector) -> None:
    detections = follow(
        detector,
        "Oi, meu pedido ainda não chegou",
        "Comprei na semana passada e preciso dele amanhã",
        "Sorry, could somebody answer me in English please?",
        "ok",
    )
    assert [detection.language for detection in detections] == ["pt-BR", "pt-BR", "en", "en"]


def test_a_clear_word_of_thanks_in_another_language_is_seen(detector: Detector) -> None:
    assert follow(detector, "Oi, meu pedido ainda não chegou", "thanks")[1].language == "en"


def test_the_reasons_are_given_in_words(detector: Detector) -> None:
    evidence = detector.detect("não obrigado", SHOP).evidence
    assert any(reason.startswith("model: pt ") for reason in evidence)
    assert "letter: ã" in evidence
    assert "word: obrigado (pt)" in evidence


def test_an_undetermined_message_leaves_the_conversation_as_it_was(detector: Detector) -> None:
    prior = Prior({"pt": 0.9, "es": 0.1})
    assert detector.follow("...", SHOP, prior)[1] == prior
    assert detector.follow("ok", SHOP, prior)[1] == prior


@given(st.text(max_size=60), st.sampled_from([None, SHOP, ("zh-TW", "nb")]))
def test_any_text_has_a_language_that_can_be_named_or_is_undetermined(
    detector: Detector, text: str, languages: tuple[str, ...] | None
) -> None:
    detection, prior = detector.follow(text, languages)
    assert 0.0 <= detection.confidence <= 1.0
    assert (detection.language == UNDETERMINED) == (detection.confidence == 0.0)
    assert not detection.enabled or languages is None or detection.language in languages
    assert sum(prior.weights.values()) <= 1.001


def test_the_shop_s_own_terms_say_nothing_of_the_language(detector: Detector) -> None:
    text = "Moon Lamp Deluxe Edition com defeito"
    named, _ = detector.follow(text, SHOP, names=("Moon Lamp Deluxe Edition",))
    assert named.language == "pt-BR"


def test_earlier_conversations_of_the_shopper_tip_the_balance(detector: Detector) -> None:
    detection, _ = detector.follow("mesa", SHOP, earlier=Prior({"pt": 1.0}))
    assert detection.language == "pt-BR"
    assert "shopper's earlier conversations: pt 1.00" in detection.evidence
    assert detector.follow("Where is my parcel?", SHOP, earlier=Prior({"pt": 1.0}))[0].language == "en"
