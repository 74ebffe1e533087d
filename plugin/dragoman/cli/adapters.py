"""``dragoman adapter``: for people who write one."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

import click

from dragoman.cli.invocation import invocation
from dragoman.domain import DragomanError
from dragoman.registry import adapter_names

_NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
_SKELETON = Path(__file__).parent / "adapter_skeleton"
_FILES: Mapping[str, str] = {
    "pyproject.txt": "pyproject.toml",
    "adapter.txt": "dragoman_$name.py",
    "fake.txt": "tests/fake_$name.py",
    "test.txt": "tests/test_$name.py",
    "message_of_customer.json": "tests/fixtures/message_of_customer.json",
    "note_of_staff.json": "tests/fixtures/note_of_staff.json",
    "conversation_closed.json": "tests/fixtures/conversation_closed.json",
}


@click.group()
def adapter() -> None:
    """Adapters: the modules that speak to helpdesks."""


@adapter.command("new")
@click.argument("name")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder that is made for it (default: dragoman-NAME, here).",
)
def new_adapter(name: str, folder: Path | None) -> None:
    """Write a package with an adapter for the helpdesk NAME that works: change it into yours.

    It has the adapter of an imaginary helpdesk, a server that plays this helpdesk, deliveries of it, and the
    test of the contract, which passes.
    """
    if not _NAME.fullmatch(name):
        raise DragomanError(f"{name!r} cannot name an adapter: use small letters and digits, such as parley")
    if name in adapter_names():
        raise DragomanError(f"there is an adapter {name} already: choose another name")
    folder = folder or Path(f"dragoman-{name}")
    if folder.exists():
        raise DragomanError(f"{folder} exists: choose another folder with --to")
    for file, text in _written(name).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(path)
    click.echo(f"test it:    cd '{folder}' && python -m pip install -e '.[test]' && python -m pytest")
    click.echo(f"connect it: {invocation()} connection add {name} --store STORE")


def _written(name: str) -> dict[str, str]:
    """Return the text of every file, by its path in the package."""
    words = {"name": name, "Name": name.capitalize()}
    return {
        Template(file).substitute(words): Template((_SKELETON / source).read_text("utf-8")).substitute(words)
        for source, file in _FILES.items()
    }
