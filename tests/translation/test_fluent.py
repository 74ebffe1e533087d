"""Translations that read well and are wrong: what guards see of them, and that they leave good ones alone."""

import pytest

from dragoman.domain import Light
from dragoman.translation.engine import Engine
from dragoman.translation.faults import Fault, Guard
from dragoman.translation.translator import Translator
from tests.translation.fluent.judgements import JUDGEMENTS, PAIRS, SETS, Judged, judged


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_at_least_sixty_sentences_of_shops_are_judged_in_each_direction(source: str, target: str) -> None:
    rows = [row for name in SETS for row in judged(name, source, target)]
    assert len({row.sentence for row in rows}) >= 60
    assert {row.judgement for row in rows} <= set(JUDGEMENTS)
    assert all(row.good is not bool(row.what) for row in rows)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_good_translations_are_taken_for_good_and_most_wrong_ones_of_what_was_in_view_for_wrong(
    engine: Engine, source: str, target: str
) -> None:
    pack = engine.pack(source, target)
    assert pack is not None
    guard = Guard(source, target, lost=lambda one, other: engine.lost(pack, one, other))

    def doubted(row: Judged) -> bool:
        return bool(guard.faults([row.sentence], [row.translation]))

    rows = [row for name in SETS for row in judged(name, source, target)]
    good = [doubted(row) for row in rows if row.good]
    assert sum(good) < 0.05 * len(good)
    wrong = [doubted(row) for name in SETS[:2] for row in judged(name, source, target) if not row.good]
    assert sum(wrong) > 0.75 * len(wrong)


def test_a_lost_word_is_seen_by_what_the_pack_may_write_for_it(engine: Engine) -> None:
    pack = engine.pack("en", "pt-BR")
    assert pack is not None
    assert engine.lost(pack, "Did you order the book?", "Você fez o livro?") == ["order"]
    assert engine.lost(pack, "Did you order the book?", "Você encomendou o livro?") == []
    assert engine.lost(pack, "Did you see Porto Alegre?", "Você viu?") == []


@pytest.mark.parametrize(
    ("source", "target", "sentence", "translation"),
    [
        ("en", "pt", "We accept returns only within 30 days.", "Aceitamos devoluções dentro de 30 dias."),
        ("en", "pt", "You pay the postage unless it is faulty.", "Você paga o envio e está com defeito."),
        ("en", "pt", "All but underwear, except for gifts.", "Tudo, roupa íntima e presentes."),
        ("pt", "en", "Só trocamos com a etiqueta.", "We exchange with the label."),
        ("pt", "en", "Não trocamos, salvo com defeito.", "We do not exchange with a defect."),
        ("pt", "en", "Aguarde enquanto não for pago.", "Wait until it is not paid."),
    ],
)
def test_a_lost_condition_is_seen(source: str, target: str, sentence: str, translation: str) -> None:
    assert Guard(source, target).faults([sentence], [translation]) == {Fault.CONDITION}


@pytest.mark.parametrize(
    ("source", "target", "sentence", "translation", "words"),
    [
        ("en", "pt", "I can't pay the order.", "Não posso pagar a ordem.", ("ordem",)),
        ("en", "pt", "Vouchers may not be combined.", "Vouchers podem não ser combinados.", ("podem não",)),
        ("pt", "en", "A etiqueta vence em dez dias.", "The label wins in ten days.", ("wins",)),
        ("pt", "en", "Seu pedido saiu para entrega.", "His order went out.", ("His",)),
    ],
)
def test_a_word_in_another_sense_is_seen(
    source: str, target: str, sentence: str, translation: str, words: tuple[str, ...]
) -> None:
    guard = Guard(source, target)
    assert guard.faults([sentence], [translation]) == {Fault.SENSE}
    assert guard.misread([sentence], [translation]) == words


@pytest.mark.parametrize(
    ("source", "target", "sentence", "translation"),
    [
        ("en", "pt", "He gave the order to fire.", "Ele deu a ordem de atirar."),
        ("en", "pt", "In order to win, run.", "Para vencer, corra."),
        ("pt", "en", "O time vence sempre.", "The team always wins."),
        ("pt", "en", "Seu irmão chegou.", "His brother arrived."),
    ],
)
def test_other_senses_are_right_elsewhere(source: str, target: str, sentence: str, translation: str) -> None:
    assert Guard(source, target).faults([sentence], [translation]) == frozenset()


def test_what_was_taken_in_another_sense_is_translated_again_in_other_words(engine: Engine) -> None:
    (found,) = Translator(engine).translate(["I was charged twice for the same order."], "en", "pt-BR")
    assert found.text == "Eu fui cobrado duas vezes pela mesma encomenda."
    assert (found.segments[0].method, found.light) == ("other words", Light.GREEN)


def test_what_stays_doubtful_is_amber_with_its_reason(engine: Engine) -> None:
    (found,) = Translator(engine).translate(["The item must be unused."], "en", "pt-BR")
    assert (found.light, found.segments[0].reasons) == (Light.AMBER, ("another_sense",))
