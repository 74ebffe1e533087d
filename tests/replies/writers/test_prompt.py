"""What a model is asked, and how its answer is read."""

import json

import pytest

from dragoman.replies.draft import Reason, Sentence
from dragoman.replies.writers.covering import Covering
from dragoman.replies.writers.prompt import draft_from, prompt_for
from tests.replies.writers.asking import ORDER, QUESTION, RETURNS

EVIDENCE = (RETURNS, ORDER)


def test_what_people_wrote_is_data_apart_from_the_instructions() -> None:
    prompt = prompt_for(QUESTION, 8)
    data = json.loads(prompt.data)
    assert [piece["number"] for piece in data["evidence"]] == [1, 2]
    assert [turn["from"] for turn in data["conversation"]] == ["customer", "shop", "customer"]
    assert "ana@example.com" not in prompt.instructions


def test_each_line_is_a_sentence_with_what_it_cites() -> None:
    answer = "- You can return an item within 14 days [1].\n\n2. Your order #1001 is shipped. [2][1]\n"
    assert draft_from(answer, EVIDENCE, "m").sentences == (
        Sentence("You can return an item within 14 days.", ("p1",)),
        Sentence("Your order #1001 is shipped.", ("order #1001", "p1")),
    )


def test_evidence_that_was_not_given_is_not_cited() -> None:
    assert draft_from("It is free [7][0].", EVIDENCE, "m").sentences == (Sentence("It is free.", ()),)


@pytest.mark.parametrize("answer", ["", "  \n", "NO ANSWER", "No answer."])
def test_a_model_may_say_that_it_does_not_know(answer: str) -> None:
    assert draft_from(answer, EVIDENCE, "m").withheld is Reason.NO_EVIDENCE


def test_what_tells_who_a_shopper_is_is_covered_and_comes_back() -> None:
    covering = Covering()
    covered = covering.covered(QUESTION)
    data = prompt_for(covered, 8).data
    for personal in ("ana@example.com", "+351 912 345 678", "#1001", "LX123456789PT"):
        assert personal not in data
    assert "14 days" in data
    assert covering.uncovered(covered.evidence[1].words) == ORDER.words


def test_a_value_has_one_name_wherever_it_stands() -> None:
    covered = Covering().covered(QUESTION)
    name = covered.turns[0].text.split("order ")[1].rstrip("?")
    assert name in covered.evidence[1].words
