from dataclasses import replace
from datetime import date

import pytest

from dragoman.evidence import Passage
from dragoman.replies.knowledge.checking import Fault, checked

TODAY = date(2026, 11, 25)
RETURNS = Passage("returns", "a.md", ("Returns",), "You can return items within 30 days.", "en")
OTHER_RETURNS = replace(RETURNS, id="other", source="b.md", text="Items can be returned within 14 days.")


def faults(*passages: Passage) -> list[tuple[Fault, str]]:
    found = checked(passages, "en", TODAY)
    return [(one.fault, " ".join(passage.id for passage in one.passages)) for one in found]


def test_a_sound_knowledge_has_no_findings() -> None:
    assert faults(RETURNS) == []
    assert faults() == []


@pytest.mark.parametrize(
    ("passage", "fault"),
    [
        (replace(RETURNS, valid_until=date(2026, 11, 24)), Fault.EXPIRED),
        (replace(RETURNS, valid_until=TODAY), Fault.EXPIRES),
        (replace(RETURNS, valid_until=date(2026, 12, 25)), Fault.EXPIRES),
        (replace(RETURNS, language="de"), Fault.LANGUAGE),
        (replace(RETURNS, text="It is what it is."), Fault.EMPTY),
        (replace(RETURNS, text="Lamp. " * 300), Fault.LONG),
    ],
)
def test_what_is_wrong_with_a_passage_is_named(passage: Passage, fault: Fault) -> None:
    assert faults(passage) == [(fault, "returns")]


@pytest.mark.parametrize(
    "sound", [replace(RETURNS, valid_until=date(2027, 1, 1)), replace(RETURNS, language="en-GB")]
)
def test_what_holds_for_long_and_in_any_variant_is_sound(sound: Passage) -> None:
    assert faults(sound) == []


def test_contradictions_name_both_passages_both_values_and_what_they_are_about() -> None:
    (finding,) = checked([RETURNS, OTHER_RETURNS], "en", TODAY)
    assert finding.passages == (RETURNS, OTHER_RETURNS)
    assert finding.text.startswith("30 days and 14 days about return")


@pytest.mark.parametrize(
    "other",
    [
        replace(OTHER_RETURNS, valid_until=date(2026, 11, 24)),
        replace(OTHER_RETURNS, valid_from=date(2027, 1, 1)),
    ],
)
def test_what_never_holds_together_does_not_contradict(other: Passage) -> None:
    current = replace(RETURNS, valid_until=date(2026, 12, 31))
    assert Fault.CONTRADICTION not in [fault for fault, _ in faults(current, other)]


def test_a_text_that_stands_twice_is_named_once() -> None:
    twice = replace(RETURNS, id="again", text="You  can return items within 30 DAYS.")
    assert faults(RETURNS, twice) == [(Fault.SAME, "returns again")]
