"""An adapter for another product's JSON, written from the README alone: short, and it keeps everything."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from dragoman.adapter_tests.contract import CREDENTIAL, AdapterContract, Desk
from dragoman.domain import Author, Connection, Message, Secret, Visibility
from dragoman.sandbox.desks.serving import running
from tests.adapters import parley_by_readme
from tests.adapters.fake_parley import FakeParley, ParleyThatCannotLook
from tests.adapters.parley_by_readme import Parley

SOURCE = Path(parley_by_readme.__file__).read_text("utf-8")
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def connection(url: str, *signing_secrets: str) -> Connection:
    signing = tuple(map(Secret, signing_secrets))
    return Connection("shop", "desk", "parley", {"base_url": url}, {"key": Secret(CREDENTIAL)}, signing)


class TestParley(AdapterContract):
    adapter_class: ClassVar = Parley
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "parley"
    proves_time: ClassVar = False
    proves_body: ClassVar = False
    expected: ClassVar = {
        "two_entries": [
            Message(
                "71", "5", "71", Author.SHOPPER, "b-7", Visibility.PUBLIC, "¿Dónde está mi pedido #1001?"
            ),
            Message("72", "5", "72", Author.AGENT, "c-1", Visibility.INTERNAL, "! It left today."),
        ],
        "entry_of_macro": [Message("73", "5", "73", Author.BOT, "m-1", Visibility.PUBLIC, "Recibido.")],
        "thread_closed": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection("http://127.0.0.1:9", *signing_secrets)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {"x-parley-token": secret}

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        with running(FakeParley(CREDENTIAL).app()) as url:
            yield Desk(connection(url), "5")


class TestParleyThatCannotLook(TestParley):
    adapter_class: ClassVar = ParleyThatCannotLook


def test_it_is_under_sixty_lines_of_code() -> None:
    assert len([line for line in SOURCE.splitlines() if line.strip()]) < 60


def test_what_it_imports_of_ours_is_in_the_section_of_the_readme() -> None:
    section = README.split("### Add an adapter")[1].split("\n## ")[0]
    modules = re.findall(r"^from (dragoman\S+) import (.+)$", SOURCE, re.MULTILINE)
    names = {name for module, imported in modules for name in (module, *imported.split(", "))}
    assert {name for name in names if name not in section} == set()
