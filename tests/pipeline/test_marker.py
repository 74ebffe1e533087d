import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.pipeline.marker import (
    Command,
    DraftCommand,
    LanguageCommand,
    MistypedCommand,
    command_in,
    draft_command,
)


@pytest.mark.parametrize(
    ("note", "command"),
    [
        ("! It ships today.", Command("It ships today.", preview=False)),
        ("!? It ships today.", Command("It ships today.", preview=True)),
        ("!\u00a0It ships today.", Command("It ships today.", preview=False)),
        ("!\nHello Ana,\n\nit ships today.\n", Command("Hello Ana,\n\nit ships today.", preview=False)),
        ("\n ! It ships today.", Command("It ships today.", preview=False)),
        ("!", Command("", preview=False)),
        ("! ", Command("", preview=False)),
        ("!?", Command("", preview=True)),
    ],
)
def test_a_note_that_begins_with_the_marker_is_a_command(note: str, command: Command) -> None:
    assert command_in(note, "! ") == command


@pytest.mark.parametrize(
    "note",
    ["", "Please ask the warehouse!", "!important: call her", "!!! angry customer", "!?really", "> ! quoted"],
)
def test_any_other_note_is_for_the_agents_among_themselves(note: str) -> None:
    assert command_in(note, "! ") is None


@pytest.mark.parametrize(
    ("note", "language"),
    [("!lang pt-BR", "pt-BR"), ("!lang  es \n", "es"), ("!LANG zh-Hant", "zh-Hant"), ("!lang auto", None)],
)
def test_an_agent_says_which_language_the_shopper_writes(note: str, language: str | None) -> None:
    assert command_in(note, "! ") == LanguageCommand(language)
    assert command_in(note.replace("!", "#say:"), "#say:") == LanguageCommand(language)


@pytest.mark.parametrize(
    ("note", "send"),
    [("!draft", False), (" !Draft \n", False), ("!draft send", True), ("!draft  SEND", True)],
)
def test_an_agent_asks_for_a_draft_or_sends_it(note: str, send: bool) -> None:
    assert command_in(note, "! ") == DraftCommand(send)
    assert command_in(draft_command("#say:", send=send), "#say:") == DraftCommand(send)


@pytest.mark.parametrize("note", ["!drafts", "!draft sent", "!Draft please, I am in a hurry"])
def test_what_begins_like_asking_for_a_draft_and_does_not_is_no_reply(note: str) -> None:
    assert command_in(note, "! ") == MistypedCommand()
    assert command_in(note, "!") == MistypedCommand()


@pytest.mark.parametrize("note", ["draft", "!send", "My !draft"])
def test_what_only_looks_like_asking_for_a_draft_does_not(note: str) -> None:
    assert command_in(note, "! ") is None


@pytest.mark.parametrize("note", ["!lang", "!lang pt-BR please", "!language pt", "lang pt"])
def test_what_only_looks_like_it_says_nothing(note: str) -> None:
    assert command_in(note, "! ") is None


def test_a_marker_without_a_space_at_its_end_needs_none_in_the_note() -> None:
    assert command_in("#say:It ships today.", "#say:") == Command("It ships today.", preview=False)
    assert command_in("#say:?It ships today.", "#say:") == Command("It ships today.", preview=True)


@given(st.text())
def test_an_empty_marker_makes_no_note_a_command(note: str) -> None:
    assert command_in(note, "") is None
