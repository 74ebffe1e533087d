"""What is recognised as wrong with a translation, and what it costs in quality."""

import pytest

from dragoman.domain import Light
from dragoman.language.model import LanguageModel
from dragoman.translation.faults import Fault, Guard
from dragoman.translation.quality import light, quality, with_terms, worth

LANGUAGE_MODEL = LanguageModel()
INTO_PORTUGUESE = Guard("en", "pt-BR", LANGUAGE_MODEL.scores)
INTO_ENGLISH = Guard("pt", "en", LANGUAGE_MODEL.scores)


@pytest.mark.parametrize(
    ("guard", "source", "target", "fault"),
    [
        (INTO_PORTUGUESE, "Your package was shipped yesterday.", "", Fault.EMPTY),
        (INTO_PORTUGUESE, "Your package was shipped.", "O seu \u2047 foi enviado.", Fault.UNKNOWN),
        (INTO_ENGLISH, "vcs entregam em portugal hoje", "vcs entregam em portugal hoje", Fault.UNTRANSLATED),
        (INTO_ENGLISH, "quero aquela camisa azul", "want aquela camisa azul", Fault.UNTRANSLATED),
        (INTO_ENGLISH, "a" * 300, "A" * 256, Fault.UNTRANSLATED),
        (
            INTO_PORTUGUESE,
            "We sent your parcel to the wrong address.",
            "Wir haben das Paket leider an die falsche Adresse geschickt.",
            Fault.LANGUAGE,
        ),
        (INTO_ENGLISH, "Não consigo entrar na minha conta.", "I can enter my account.", Fault.NEGATION),
        (INTO_ENGLISH, "nao consigo entrar na minha conta", "I can enter my account", Fault.NEGATION),
        (INTO_PORTUGUESE, "The item must be unused.", "O item deve ser utilizado.", Fault.NEGATION),
        (INTO_PORTUGUESE, "The box is unopened.", "A caixa está aberta.", Fault.NEGATION),
        (INTO_PORTUGUESE, "I paid for it.", "Eu não paguei por isso.", Fault.NEGATION),
        (INTO_PORTUGUESE, "Where is my order?", "Este é o meu pedido.", Fault.QUESTION),
        (INTO_PORTUGUESE, "This is my order.", "Onde está o meu pedido?", Fault.QUESTION),
        (INTO_PORTUGUESE, "It is a matter of days.", "É questão de dias de dias de dias.", Fault.REPETITION),
        (INTO_ENGLISH, "sim", "Yes Yes", Fault.REPETITION),
        (INTO_ENGLISH, "kkkkk", "k" * 80, Fault.REPETITION),
        (INTO_ENGLISH, "Obrigada!", "Thank you for sharing!", Fault.LENGTH),
        (INTO_PORTUGUESE, "I want to send this shirt back as it is torn.", "Eu quero.", Fault.LENGTH),
        (INTO_PORTUGUESE, "Wait a moment.", "Espere 5 minutos.", Fault.NUMBERS),
    ],
)
def test_a_fault_is_seen(guard: Guard, source: str, target: str, fault: Fault) -> None:
    assert guard.faults([source], [target]) == {fault}


@pytest.mark.parametrize(
    ("guard", "source", "target"),
    [
        (INTO_PORTUGUESE, "Where is my order?", "Onde está o meu pedido?"),
        (INTO_ENGLISH, "Não, não, não quero.", "No, no, no, I do not want it."),
        (INTO_ENGLISH, "De jeito nenhum, de jeito nenhum.", "No way, no way."),
        (INTO_PORTUGUESE, "Ana Paula", "Ana Paula"),
        (INTO_PORTUGUESE, "Thanks", "Muito obrigado"),
        (INTO_PORTUGUESE, "?!", "?!"),
        (INTO_PORTUGUESE, "Was there a \u2047 here?", "Havia um \u2047 aqui?"),
        (INTO_PORTUGUESE, "I don't have any money.", "Estou sem dinheiro."),
        (INTO_PORTUGUESE, "Don't forget the receipt.", "Lembre-se: não se esqueça do recibo."),
        (INTO_ENGLISH, "O cupom não é válido.", "The coupon is invalid."),
        (INTO_ENGLISH, "Não deixem de responder.", "Don't fail to answer."),
    ],
)
def test_a_good_translation_has_no_fault(guard: Guard, source: str, target: str) -> None:
    assert guard.faults([source], [target]) == frozenset()


@pytest.mark.parametrize(
    ("language", "denial", "claim"),
    [
        ("pt", "Não recebi o pacote.", "Recebi o pacote."),
        ("en", "I haven't received the parcel.", "I have received the parcel."),
        ("es", "Todavía no ha llegado.", "Ya ha llegado."),
        ("fr", "Je n'ai pas reçu le colis.", "J'ai reçu le colis."),
        ("de", "Ich habe das Paket nicht bekommen.", "Ich habe das Paket bekommen."),
        ("it", "Non ho ricevuto il pacco.", "Ho ricevuto il pacco."),
    ],
)
def test_a_denial_is_known_in_six_languages(language: str, denial: str, claim: str) -> None:
    for other, other_denial, other_claim in [
        ("en", "I did not get it.", "I got it."),
        ("pt", "Não.", "Sim."),
    ]:
        guard = Guard(language, other)
        assert Fault.NEGATION in guard.faults([denial], [other_claim])
        assert Fault.NEGATION in guard.faults([claim], [other_denial])
        assert Fault.NEGATION not in guard.faults([denial], [other_denial])
        assert Fault.NEGATION not in guard.faults([claim], [other_claim])


def test_nothing_is_said_of_denials_in_a_language_without_a_table() -> None:
    assert Fault.NEGATION not in Guard("fi", "en").faults(["En saanut pakettia."], ["I got the parcel."])


def test_a_plain_sentence_without_faults_is_worth_everything() -> None:
    assert worth("plain", ()) == 1.0


def test_a_changed_value_makes_a_sentence_worthless() -> None:
    assert worth("plain", {Fault.VALUES}) == 0.0


def test_a_text_has_the_mean_of_its_sentences_by_their_length() -> None:
    assert quality([(30, 1.0), (10, 0.6)]) == pytest.approx(0.9)


def test_a_text_without_sentences_is_perfect() -> None:
    assert quality([]) == 1.0


def test_missed_terms_halve_the_quality_at_most() -> None:
    assert with_terms(0.8, terms=4, missed=1) == pytest.approx(0.7)
    assert with_terms(0.8, terms=2, missed=2) == pytest.approx(0.4)
    assert with_terms(0.8, terms=0, missed=0) == 0.8


def test_the_light_is_green_without_doubts_and_red_where_little_can_be_relied_on() -> None:
    assert light(0.95, ()) is Light.GREEN
    assert light(0.75, ("unsure",)) is Light.AMBER
    assert light(0.2, ("negation_changed",)) is Light.RED
