"""What speaks for an answer is fitted to questions of their own, none of which measures anything."""

import csv

from dragoman.replies.writers.answering import Signals
from training.replies.cases import HERE, Half, read_cases, read_passages
from training.replies.fitting import Held, regression


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
        return Signals(together, 0, 0, 0, 0, 0, 0, 0, found, 0)

    held = [
        Held((signals(0.9, found), signals(0.1, found)), (True, False), answered=True, counts=1.0)
        for found in (0.0, 1.0)
    ]
    _, weights = regression(held)
    assert weights[0] > 1
    assert abs(weights[Signals._fields.index("found")]) < 0.01
