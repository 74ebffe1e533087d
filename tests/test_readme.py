"""The README is true: its commands, settings and dependencies are the program's own."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest

from dragoman.adapter import Adapter
from dragoman.cli import COMMANDS, main
from dragoman.registry import GROUP, adapter_class
from dragoman.settings import Settings
from dragoman.storefront import Storefront

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def leaves(name: str, command: click.Command) -> list[str]:
    """Return the full names of a command or of everything in a group."""
    if isinstance(command, click.Group):
        return [leaf for part, one in command.commands.items() for leaf in leaves(f"{name} {part}", one)]
    return [name]


def all_commands() -> list[str]:
    context = click.Context(main)
    found = []
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        found += leaves(f"dragoman {name}", command)
    return found


def examples() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [part.strip() for line in lines for part in re.split(r"&&|\|", line) if "dragoman " in part]


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    command = re.search(r"^python3 .*pytest$", README, re.MULTILINE)
    assert command is not None
    assert command[0] in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("setting", [one.name for one in fields(Settings)])
def test_every_setting_is_documented_with_its_help_text(setting: str) -> None:
    (row,) = [line for line in README.splitlines() if line.startswith(f"| `{setting}` |")]
    (field,) = [one for one in fields(Settings) if one.name == setting]
    assert row.endswith(f"| {field.metadata['help']} |")


def test_every_command_is_listed_and_none_else() -> None:
    listed = re.findall(r"^\| `(dragoman [^`]+)` \|", README, re.MULTILINE)
    assert sorted(listed) == sorted(all_commands())


@pytest.mark.parametrize("example", examples())
def test_every_example_is_a_command_with_options_that_exist(example: str) -> None:
    words = example.split()
    words = words[next(i for i, word in enumerate(words) if word.endswith("dragoman")) + 1 :]
    command: click.Command | None = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        command = command.get_command(context, words.pop(0))
    assert command is not None
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_every_dependency_earns_its_line(requirement: str) -> None:
    name = re.split(r"[<>=;\[ ]", requirement)[0]
    assert re.search(rf"^\| \[?`?{re.escape(name)}`?", README, re.MULTILINE), f"{name} is not in the README"


@pytest.mark.parametrize("path", re.findall(r"^\| `(plugin/[^`]+?)/?`", README, re.MULTILINE))
def test_every_folder_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


HELPDESKS = re.search(r"^\| adapter \|.*\n\|[-|]+\n((?:\|.*\n)+)", README, re.MULTILINE)


def helpdesk_rows() -> dict[str, dict[str, str]]:
    """Return the cells of the table of helpdesks by adapter and column."""
    assert HELPDESKS is not None
    head, _, *rows = ([cell.strip() for cell in row.split("|")[1:-1]] for row in HELPDESKS[0].splitlines())
    return {row[0].strip("`"): dict(zip(head, row, strict=True)) for row in rows}


def what_the_code_says(adapter: type[Adapter]) -> dict[str, str]:
    traits = adapter.traits
    proxied = issubclass(adapter, Storefront)
    polled = "no" if traits.poll_seconds is None else f"every {traits.poll_seconds:g} s"
    inbound = "app proxy" if proxied else "webhook" if traits.events else "poll"
    once = "looked up" if traits.finds else "key" if traits.honours_key else "at most once"
    return {
        "inbound": inbound,
        "signature": traits.signing.value,
        "note": "yes" if traits.notes else "no",
        "tags": "yes" if traits.tags else "no",
        "opens": "yes" if traits.opens else "no",
        "field": "yes" if any(field.name == "language_field" for field in traits.fields) else "no",
        "backfill": "not needed" if proxied else polled,
        "exactly once": once,
    }


def test_the_table_of_helpdesks_has_a_row_for_each_adapter_and_no_other() -> None:
    assert sorted(helpdesk_rows()) == sorted(PROJECT["entry-points"][GROUP])


@pytest.mark.parametrize("name", sorted(PROJECT["entry-points"][GROUP]))
def test_the_row_of_an_adapter_says_what_its_code_does(name: str) -> None:
    row, code = helpdesk_rows()[name], what_the_code_says(adapter_class(name))
    assert {column: row[column] for column in code} == code
    assert all(row.values())
