"""What speaks for an answer is fitted to questions of their own, none of which measures anything."""

import csv

from dragoman.replies.writers.answering import Signals
from training.replies.cases import HERE, Half, read_cases, read_passages
from training.replies.fitting import Held, Tried, curve, regression


def rows() -> list[dict[str, str]]:
    with (HERE / "questions.fitting.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_the_passages_that_answer_are_known() -> None:
    assert {row["passage"] for row in rows() if row["passage"]} <= read_passages().keys()


def test_no_question_that_measures_is_among_them() -> None:
    measured = {turn.casefold() for case in read_cases(Half.HELD_OUT) for turn in case.turns}
    assert not measured & {row["question"].casefold() for row in rows()}


def test_a_signal_that_answers_have_gets_weight_and_one_that_says_nothing_little() -> None:
    def signals(together: float, found: float) -> Signals:
        return Signals(together, 0, 0, 0, found, 0)

    held = [Held((signals(0.9, found), signals(0.1, found)), (True, False)) for found in (0.0, 1.0)]
    weights = regression(held)
    assert weights.of.together > 1
    assert abs(weights.of.found) < 0.01
    assert weights.likelihood(signals(0.9, 0.0)) > weights.likelihood(signals(0.1, 0.0))


def test_a_passage_is_judged_by_weights_that_no_question_about_it_made() -> None:
    def about(passage: str, together: float, *, answers: bool) -> Tried:
        held = Held((Signals(together, 0, 0, 0, 0, 0), Signals(0.5, 0, 0, 0, 0, 0)), (answers, False))
        return Tried(Half.TUNED, answers, passage, (held,))

    known = [about(f"p{number}", 0.9, answers=True) for number in range(40)]
    unlike = [about("unlike", 0.1, answers=True) for _ in range(10)]
    told = next(curve([*known, *unlike]))
    assert "tuned 40 of 50" in told
