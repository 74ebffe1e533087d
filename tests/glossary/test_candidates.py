"""What the engine is asked for where a term is missing."""

from dragoman.domain import ProtectedSpan, SpanKind
from dragoman.glossary import Term
from dragoman.glossary.articles import agreeing
from dragoman.glossary.enforcement.candidates import BANNED, FORCED, Repair, asked_again, insisted
from dragoman.glossary.enforcement.occurrence import Occurrence
from dragoman.translation.hypothesis import Wish

SENTENCE = "The refund is late."
TRANSLATION = "O reembolso está atrasado."
REFUND = Term("refund", "devolução", forms=("devolução", "devoluções"), gender="feminine")
OCCURRENCE = Occurrence(ProtectedSpan(4, 10, "refund", SpanKind.TERM), REFUND)


def test_words_give_way_and_what_stands_before_the_term_is_kept_apart() -> None:
    edits = Repair("pt-BR", agreeing("pt-BR")).repaired(TRANSLATION, [(OCCURRENCE, (2, 11))], None, [])
    assert edits[0].text == "A devolução está atrasada."
    assert edits[0].gave_way == ("reembolso",)
    assert all(edit.text.startswith(edit.begun) for edit in edits)


def test_the_engine_is_asked_for_the_sentence_and_for_one_with_the_term_in_it() -> None:
    asked = asked_again(SENTENCE, [OCCURRENCE], ("en", "pt-BR"))
    assert [wish.sentence for wish, _ in asked] == [SENTENCE, "The devolução is late."]


def test_the_engine_is_told_how_to_begin_and_which_words_not_to_write() -> None:
    edits = Repair("pt-BR", agreeing("pt-BR")).repaired(TRANSLATION, [(OCCURRENCE, (2, 11))], None, [])
    asked = asked_again(SENTENCE, [OCCURRENCE], ("en", "pt-BR"))
    told = insisted(asked, edits, ["retorno"])
    begun = [wish.begun for wish, method in told if method == FORCED]
    assert begun[0].startswith("A devolução")
    banned = [wish for wish, method in told if method == BANNED]
    assert banned == [
        Wish(SENTENCE, banned=("reembolso", "retorno")),
        Wish("The devolução is late.", banned=("reembolso", "retorno")),
    ]


def test_without_a_place_and_a_forbidden_word_there_is_nothing_to_tell_it() -> None:
    assert insisted(asked_again(SENTENCE, [OCCURRENCE], ("en", "pt-BR")), [], []) == []
