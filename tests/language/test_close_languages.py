"""Languages that share most of their words: told apart by the words that are their own, or not at all."""

import pytest

from dragoman.language.detector import Detector
from dragoman.language.lexicon import close_languages


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hva skjer med pakken min?", "nb"),
        ("Hvad sker der med min pakke?", "da"),
        ("Jeg har ikke fått noen beskjed om forsinkelse", "nb"),
        ("Jeg har ikke fået nogen besked om forsinkelsen", "da"),
        ("Kapan pesanan saya dikirim? Saya butuh uang saya kembali", "id"),
        ("Tempahan saya belum dihantar kerana alamat salah, saya nak wang saya", "ms"),
        ("Gdje je moja narudžba? Čekam već tjedan dana, točno od ponedjeljka", "hr"),
        ("Gde je moja porudžbina? Čekam već nedelju dana, hteo sam da pitam", "sr"),
        ("Kde je moje zboží? Ještě nepřišlo, protože jste ho neposlali", "cs"),
        ("Kde je môj tovar? Ešte neprišiel, pretože ste ho neposlali", "sk"),
        ("Onde está a minha encomenda? Ainda não chegou", "pt"),
        ("Onde está o meu pedimento? Aínda non chegou", "gl"),
        ("¿Dónde está mi pedido? Todavía no llegó", "es"),
        ("On és la meva comanda? Encara no ha arribat", "ca"),
    ],
)
def test_their_own_words_tell_them_apart(detector: Detector, text: str, language: str) -> None:
    assert detector.detect(text).language == language


@pytest.mark.parametrize("text", ["faktura", "factura", "min pakke"])
def test_what_they_share_is_not_guessed(detector: Detector, text: str) -> None:
    assert not detector.detect(text).sure


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我的订单什么时候发货", "zh-Hans"),
        ("我的訂單什麼時候出貨", "zh-Hant"),
        ("Você pode trocar a tela do celular?", "pt-BR"),
        ("Podem trocar o ecrã do telemóvel?", "pt-PT"),
    ],
)
def test_variants_are_told_apart_where_both_are_enabled(detector: Detector, text: str, language: str) -> None:
    assert detector.detect(text, ("pt-BR", "pt-PT", "zh-Hans", "zh-Hant")).language == language


def test_no_word_stands_for_two_languages_of_a_group() -> None:
    for word, own in close_languages().items():
        for one in own:
            assert not any(one.language in other.others for other in own), word
