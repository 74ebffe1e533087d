"""The benchmark of terminology: what is in it, and who judges."""

from collections import Counter
from pathlib import Path

import pytest

from dragoman.benchmarks.term_cases import Half, Kind, TermCase, TermSet, read_terms, write_terms
from dragoman.benchmarks.term_forbidden import chosen_instead
from dragoman.benchmarks.term_judge import Judge
from dragoman.benchmarks.terms import Bench
from dragoman.domain import DragomanError, TermKind
from dragoman.glossary import Interpreter
from dragoman.glossary.concept import Concept, LanguageTerms, PartOfSpeech
from dragoman.glossary.model import Case
from dragoman.translation.engine import Engine
from dragoman.translation.translator import Translator
from training.frozen import is_frozen, read_frozen
from training.terms.choosing import Wanted, choose, half_of, labelled

FILE = Path(__file__).parents[2] / "training" / "terms" / "terms.en-pt.jsonl.gz"


@pytest.fixture(scope="module")
def terms() -> TermSet:
    return read_terms(FILE)


def concept(english: str, portuguese: str, kind: TermKind = TermKind.INFLECT) -> Concept:
    case = Case.EXACT if kind is TermKind.DNT else Case.FOLLOW
    return Concept(english, {"en": LanguageTerms(english), "pt-BR": LanguageTerms(portuguese)}, kind, case)


def test_it_has_sentences_and_terms_enough_in_both_directions(terms: TermSet) -> None:
    by_id = {one.id: one.terms["en"] for _, kind, one in terms.concepts if kind is Kind.TERM}
    for source, _ in terms.directions():
        cases = [case for half in Half for case in terms.cases_of(half, Kind.TERM, source)]
        assert len(cases) >= 1500
        used = {by_id[name] for case in cases for name in case.concepts}
        assert len(used) >= 300
        rare = (PartOfSpeech.VERB, PartOfSpeech.ADJECTIVE)
        assert sum(" " in said.preferred or said.part_of_speech in rare for said in used) >= 100
        assert sum(not case.chosen for case in cases) >= len(cases) / 2


def test_every_reference_uses_every_term_of_its_sentence(terms: TermSet) -> None:
    by_id = {one.id: one for _, _, one in terms.concepts}
    judges = {target: Judge(target) for _, target in terms.directions()}
    for case in terms.cases[::7]:
        for name, times in Counter(case.concepts).items():
            assert len(judges[case.target_language].found(by_id[name], case.reference)) >= times, case


def test_the_halves_share_no_term_and_no_sentence(terms: TermSet) -> None:
    halves = {one.id: half for half, _, one in terms.concepts}
    assert all(halves[name] is case.half for case in terms.cases for name in case.concepts)
    seen, held_out = (
        {text for case in terms.cases if case.half is half for text in (case.source, case.reference)}
        for half in Half
    )
    assert len(seen & held_out) <= 3  # sentences that differ in one language and are alike in the other


def test_nothing_of_it_trains(terms: TermSet) -> None:
    frozen = read_frozen()
    assert all(is_frozen(text, frozen) for case in terms.cases for text in (case.source, case.reference))


def test_what_is_written_is_read_again_and_the_bytes_are_the_same(tmp_path: Path, terms: TermSet) -> None:
    few = TermSet(terms.about, terms.concepts[:20], terms.cases[:20])
    write_terms(tmp_path / "a.gz", few)
    write_terms(tmp_path / "b.gz", read_terms(tmp_path / "a.gz"))
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_another_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text("source,target\n")
    with pytest.raises(DragomanError, match="no benchmark of terminology"):
        read_terms(tmp_path / "terms.csv")


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("As devoluções chegaram.", 1),
        ("A devolução da devolução", 2),
        ("O reembolso chegou.", 0),
        ("A DEVOLUÇÃO", 1),
        ("redevolução", 0),
    ],
)
def test_an_inflecting_term_counts_in_every_form_of_its_words(text: str, times: int) -> None:
    assert len(Judge("pt-BR").found(concept("refund", "devolução"), text)) == times


def test_an_exact_term_counts_in_one_form_and_a_name_in_one_spelling() -> None:
    judge = Judge("pt-BR")
    assert judge.found(concept("refund", "devolução", TermKind.EXACT), "As devoluções") == []
    assert judge.found(concept("refund", "devolução", TermKind.EXACT), "A Devolução") == [(2, 11)]
    assert judge.found(concept("Calc", "Calc", TermKind.DNT), "o calc e o Calc") == [(11, 15)]


def test_terms_of_several_words_are_judged_word_by_word() -> None:
    label = concept("return label", "etiqueta de devolução")
    assert Judge("pt-BR").found(label, "Imprima as etiquetas de devolução.") == [(11, 33)]


def test_rare_terms_are_chosen_before_frequent_ones() -> None:
    from random import Random  # noqa: PLC0415

    frequent = [case(f"The order {number}", "order") for number in range(9)]
    picked = choose([*frequent, case("The seam", "seam")], Wanted(missing=2, chosen=0), Random(1))
    assert {name for one in picked for name in one.concepts} == {"order", "seam"}


def test_labels_say_what_the_packs_choose_now() -> None:
    asked = [case("The refund.", "refund"), case("A refund.", "refund")]
    translations = {"The refund.": "A devolução.", "A refund.": "Um reembolso."}
    told = labelled(asked, [concept("refund", "devolução")], translations)
    assert [one.chosen for one in told] == [True, False]


def case(source: str, *names: str, reference: str = "", kind: Kind = Kind.TERM) -> TermCase:
    return TermCase(half_of("a"), kind, "en", "pt-BR", source, reference, names, chosen=False, unseen=True)


def test_a_glossary_is_measured_beside_none(engine: Engine) -> None:
    translator = Translator(engine)
    refund = concept("refund", "devolução", TermKind.EXACT)
    half = half_of("a")
    terms = TermSet(
        {},
        [(half, Kind.TERM, refund), (half, Kind.CONTROL, concept("order", "pedido"))],
        [
            case("The refund was sent yesterday.", "refund", reference="A devolução foi enviada ontem."),
            case("Where is my order?", "order", reference="Onde está meu pedido?", kind=Kind.CONTROL),
        ],
    )
    bench = Bench(Interpreter(translator), translator, lambda texts, _: float(len(texts)))
    figures = bench.measure(terms, half, "en", "pt-BR")
    assert figures.without.by_kind[TermKind.EXACT].percent == 0
    assert figures.with_it.by_kind[TermKind.EXACT].percent == 100
    assert figures.overclaimed == 0
    assert (figures.misapplied.are, figures.misapplied.of) == (0, 2)
    assert figures.control == (1.0, 1.0)


def test_what_the_packs_say_for_a_term_is_forbidden_and_does_not_come_out(engine: Engine) -> None:
    translator = Translator(engine)
    half = half_of("a")
    refund = concept("refund", "devolução")
    cases = [case("The refund was sent yesterday.", "refund", reference="A devolução foi enviada ontem.")]
    bench = Bench(Interpreter(translator), translator, lambda texts, _: float(len(texts)))
    figures = bench.measure(TermSet({}, [(half, Kind.TERM, refund)], cases), half, "en", "pt-BR")
    assert (figures.forbidden.are, figures.forbidden.of) == (0, 1)


def test_a_word_that_the_reference_has_too_is_not_forbidden() -> None:
    refund = concept("refund", "devolução")
    lacking = case("The refund is a payment.", "refund", reference="A devolução é um reembolso.")
    translation = "O reembolso é um pagamento."
    found = chosen_instead([lacking], [["refund"]], [[(2, 11)]], [translation], {"refund": refund})
    assert list(found) == []
