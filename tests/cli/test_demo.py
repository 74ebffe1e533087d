"""``dragoman demo``: the main job, shown through the same webhooks that a real helpdesk uses."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from dragoman.cli.invocation import invocation
from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, run


@pytest.fixture
def data(tmp_path: Path, packs: PackLibrary) -> Path:
    """A data directory that uses the packs of all tests."""
    (tmp_path / "dragoman.toml").write_text(f"packs_dir = '{packs.folder.as_posix()}'", encoding="utf-8")
    return tmp_path


def test_it_plays_a_conversation_and_ends(data: Path) -> None:
    played = done(data, "demo", "--once")
    for step in ("shopper", "language", "translation", "kept as is", "note", "agent", "says", "shopper gets"):
        assert re.search(rf"^{step} ", played, re.MULTILINE), step
    assert "Portuguese (Brazil) (pt-BR), confidence" in played
    assert "#48213 (order id)" in played
    # Two notes and two replies, and for each of two drafts a note, the draft and what the shopper gets.
    assert played.count("ms after it was written") == 10
    assert played.count("Draft · nothing was sent") == 2
    assert played.splitlines()[-1].endswith(f"  {invocation()} demo")


def test_what_the_shopper_and_the_agent_say_can_be_chosen(data: Path) -> None:
    played = done(
        data, "demo", "--once",
        "--say", "A xícara do pedido #90417 chegou sem a tampa. Custou R$ 47,35.",
        "--answer", "We will send the lid for order #90417 tomorrow.",
    )  # fmt: skip
    told, sent = played.split("shopper gets")
    assert "cup" in told or "mug" in told
    assert "R$ 47,35" in told.split("translation")[1]
    assert "#90417" in sent
    assert "amanhã" in sent


def test_the_same_is_played_through_the_api_and_the_webhooks_of_zendesk(data: Path) -> None:
    played = done(
        data, "demo", "--once", "--desk", "zendesk",
        "--say", "A xícara do pedido #90417 chegou sem a tampa.",
        "--answer", "We will send the lid for order #90417 tomorrow.",
    )  # fmt: skip
    note, reply = played.split("shopper gets")
    assert "Original (Portuguese (Brazil)):" in note
    assert "amanhã" in reply
    assert played.splitlines()[-1].endswith("demo --desk zendesk")


def test_a_language_without_a_pack_reaches_the_agent_with_the_cure(data: Path) -> None:
    played = done(data, "demo", "--once", "--say", "Wo bleibt meine Bestellung? Ich warte seit zwei Wochen.")
    assert "German" in played
    assert "dragoman packs install" in played
    assert "shopper gets" not in played


def test_nothing_of_the_conversation_stays_in_the_data_directory(data: Path) -> None:
    done(data, "demo", "--once", "--say", "Obrigado pela ajuda com o meu pedido!")
    assert [path.name for path in data.iterdir()] == ["dragoman.toml"]


@pytest.mark.parametrize(
    "options", [("--say", "Oi"), ("--once", "--say", " "), ("--once", "--answer", "x" * 5001)]
)
def test_texts_that_cannot_be_played_are_usage_errors(tmp_path: Path, options: tuple[str, ...]) -> None:
    result = run(tmp_path, "demo", *options)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_the_live_page_is_served_until_it_is_interrupted(data: Path) -> None:
    command = [sys.executable, "-m", "dragoman.cli", "--data-dir", str(data), "demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://\S+", line)
        assert address is not None, line
        assert requests.get(address[0], timeout=30).status_code == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in errors
