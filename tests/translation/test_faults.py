"""What is recognised as wrong with a translation, and what it costs in quality."""

import pytest

from dragoman.translation.faults import Fault, faults
from dragoman.translation.quality import quality, with_terms, worth


@pytest.mark.parametrize(
    ("source", "target", "fault"),
    [
        ("Your package was shipped yesterday.", "", Fault.EMPTY),
        ("Your package was shipped.", "O seu \u2047 foi enviado.", Fault.UNKNOWN),
        ("vcs entregam em portugal hoje", "vcs entregam em portugal hoje", Fault.UNTRANSLATED),
        ("nunca recebi aquela camisa azul", "never recebi aquela camisa azul", Fault.UNTRANSLATED),
        ("It is a matter of days.", "É questão de dias de dias de dias.", Fault.REPETITION),
        ("sim", "Yes Yes", Fault.REPETITION),
        ("Obrigada!", "Thank you for sharing!", Fault.LENGTH),
        ("I want to send this shirt back because it is torn.", "Eu quero.", Fault.LENGTH),
        ("Wait a moment.", "Espere 5 minutos.", Fault.NUMBERS),
    ],
)
def test_a_fault_is_seen(source: str, target: str, fault: Fault) -> None:
    assert faults([source], [target]) == {fault}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Where is my order?", "Onde está o meu pedido?"),
        ("Não, não, não quero.", "No, no, no, I do not want it."),
        ("De jeito nenhum, de jeito nenhum.", "No way, no way."),
        ("Ana Paula", "Ana Paula"),
        ("Thanks", "Muito obrigado"),
        ("?!", "?!"),
        ("Was there a \u2047 here?", "Havia um \u2047 aqui?"),
    ],
)
def test_a_good_translation_has_no_fault(source: str, target: str) -> None:
    assert faults([source], [target]) == frozenset()


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
