"""A model that lies, and what of it gets past the checks of drafts."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
import requests

from dragoman.domain import Author
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.language.detector import Detector
from dragoman.replies.draft import Draft, Question, Sentence, Turn
from dragoman.replies.grounding.checking import Grounding
from training.replies.cases import Case, Half, Kind
from training.replies.distortions import distorted, put_through
from training.replies.judging import Answer, Judge
from training.replies.lies import lies
from training.replies.lying_models import lying_address, lying_answer
from training.replies.truth import Shop

SHOP = Shop.read()
EVIDENCE = tuple(
    Evidence(name, EvidenceKind.PASSAGE, words, name)
    for name, words in (
        ("p1", "The return label costs €4.90 in the European Union. Returning a faulty item is free."),
        ("p2", "Correios PAC takes 6 to 12 business days and costs R$ 24.90. No import duty is charged."),
        ("p3", "We do not ship to the United Kingdom. All products have a 3-year warranty."),
    )
)
QUESTION = Question((Turn(Author.SHOPPER, "How much is it?"),), "en", EVIDENCE, date(2026, 11, 20))
CASE = Case("t", Half.TUNED, "en", Kind.ANSWERABLE, ("How much is it?",))


def told(seeds: range) -> Iterator[Sentence]:
    for seed in seeds:
        for lie in lies([(one.id, one.words) for one in EVIDENCE], str(seed)):
            yield Sentence(lie.text, lie.cites)


def test_the_same_seed_tells_the_same_lies_and_most_of_them_are_false() -> None:
    assert list(told(range(20))) == list(told(range(20)))
    said = [sentence.text for sentence in told(range(100))]
    true = " ".join(one.words for one in EVIDENCE)
    assert 0.2 < sum(text in true for text in said) / len(said) < 0.6


def test_no_value_that_a_lie_invents_gets_past_the_checks() -> None:
    grounding, judge = Grounding(Detector()), Judge(SHOP)
    kept = 0
    for sentence in told(range(50)):
        checked = grounding.check(Draft((sentence,), EVIDENCE), QUESTION)
        kept += bool(checked.sentences)
        verdict = judge.of_case(CASE, Answer(checked, "", "", (), (), 0.0, 0.0))
        assert (verdict.invented, verdict.leaked) == ((), ()), sentence
    assert kept


def test_a_lying_model_answers_as_a_model_behind_an_address_does() -> None:
    data = {"evidence": [{"number": 1, "title": "Label", "text": EVIDENCE[0].words}], "conversation": []}
    prompt = json.dumps(data)
    asked = {"model": "any", "messages": [{"role": "user", "content": prompt}]}
    with lying_address() as address:
        answer = requests.post(f"{address}/chat/completions", json=asked, timeout=10).json()
    assert answer["choices"][0]["message"]["content"] == lying_answer(prompt)
    assert "[1]" in lying_answer(prompt)


def test_lies_are_told_in_the_language_of_the_agents_and_do_not_pass() -> None:
    words = "Trocamos o cabo em até 5 dias úteis por R$ 19,90. Não emitimos boleto para compras até R$ 30,00."
    known = (Evidence("p1", EvidenceKind.PASSAGE, words, "Cabos"),)
    asked = Question((Turn(Author.SHOPPER, "?"),), "pt-BR", known, date(2026, 11, 20))
    grounding = Grounding(Detector())
    told = [
        Sentence(one.text, one.cites) for seed in range(60) for one in lies([("p1", words)], str(seed), "pt")
    ]
    kept = {one.text for one in told if grounding.check(Draft((one,), known), asked).sentences}
    assert any(one.text.startswith("Não é verdade que") for one in told)
    assert kept
    assert all(text in words for text in kept)


@pytest.mark.parametrize("seed", range(3))
def test_without_evidence_a_lying_model_lies_nevertheless(seed: int) -> None:
    assert len(lies([], str(seed))) == len(lies([("1", "It is free.")], str(seed)))


def test_a_sentence_is_made_wrong_in_several_ways() -> None:
    words = "Free from €50. Returns of a faulty item are not free if they take 3 days."
    ways = {text: kind for kind, text in distorted(words.split(". ")[1], words, "en")}
    assert ways["Returns of a faulty item are free if they take 3 days."] == "turned round"
    assert (
        ways["Returns of a faulty item are not free if they take 50 days."] == "another value of the passage"
    )
    assert ways["Returns of a faulty item are not free if they take 3 months."] == "another unit"
    assert ways["Returns of an item are not free if they take 3 days."] == "widened"
    assert ways["Returns of a faulty item are not free."] == "condition cut off"


def test_values_and_units_that_are_exchanged_do_not_pass_the_checks() -> None:
    result = put_through(Grounding(Detector()), EVIDENCE, "en", QUESTION.today)
    assert {kind for kind, _ in result.passed}.isdisjoint({"another value of the passage", "another unit"})
    assert result.told["another value of the passage"]
    assert result.told["another unit"]
