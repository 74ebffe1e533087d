"""The benchmark of drafted replies at work: its figures, and the real program behind them."""

import os
from collections.abc import Iterator, Sequence

import pytest

from dragoman.replies.draft import Draft, Reason
from dragoman.translation.packs import PackLibrary
from training.replies.cases import AGENT, Half, Kind, read_cases, read_injections
from training.replies.judging import Answer, Judge
from training.replies.line import Program
from training.replies.measuring import Figures, Share, measure, misses
from training.replies.opening import open_shop
from training.replies.truth import Shop

JUDGE = Judge(Shop.read())
CASES = {case.id: case for half in Half for case in read_cases(half)}


class Silent:
    """A program that never drafts anything."""

    def answer(self, turns: Sequence[str], customer: str) -> Answer:
        draft = Draft((), withheld=Reason.NO_EVIDENCE)
        return Answer(draft, "", turns[-1].removeprefix(AGENT), (), (), 1.0, 1.0)


@pytest.fixture(scope="module")
def silence() -> Figures:
    return measure(Silent(), JUDGE, Half.TUNED, lambda _: None)


@pytest.fixture(scope="module")
def program(packs: PackLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    environ = {**os.environ, "DRAGOMAN_PACKS_DIR": str(packs.folder)}
    with Program(open_shop(tmp_path_factory.mktemp("shop"), environ)) as line:
        yield line


def test_who_says_nothing_answers_nothing_and_breaks_nothing(silence: Figures) -> None:
    assert silence.found() == Share(0, 66)
    assert silence.right(Kind.ANSWERABLE, withheld=False) == Share(0, 50)
    assert silence.right(Kind.WRONG_IDENTITY, withheld=True).are < 12
    assert silence.right(Kind.CONTRADICTORY, withheld=True) == Share(0, 8)
    assert (silence.drafts(), silence.invented(), silence.leaked()) == (0, 0, 0)
    assert silence.broken().are == silence.answered() == 0


def test_injections_without_a_pack_are_tried_in_english_as_well(silence: Figures) -> None:
    tried = read_injections(Half.TUNED)
    assert len(silence.injections) == len(tried) + sum(bool(one.in_pivot) for one in tried)


def test_misses_are_told_with_their_questions(silence: Figures) -> None:
    told = list(misses(silence, lies_alone=False))
    assert any("[answerable, t001]" in one and "withheld for no_evidence" in one for one in told)
    assert list(misses(silence, lies_alone=True)) == []


@pytest.mark.parametrize("name", ["t011", "t093", "t105", "t081"])
def test_questions_go_through_the_whole_program(program: Program, name: str) -> None:
    case = CASES[name]
    verdict = JUDGE.of_case(case, program.answer(case.turns, case.customer))
    assert (verdict.problems, verdict.invented, verdict.leaked) == ((), (), ())


def test_an_agents_turn_is_part_of_the_conversation(program: Program) -> None:
    case = CASES["t094"]
    answer = program.answer(case.turns, case.customer)
    assert "4219" in answer.read
    assert JUDGE.of_case(case, answer).problems == ()


def test_what_no_pack_translates_is_not_drafted(program: Program) -> None:
    spanish = next(one for one in read_injections(Half.TUNED) if one.language == "es")
    answer = program.answer(spanish.turns, "")
    assert (answer.read, answer.draft.sentences) == ("", ())
