"""Opens the fictional shop: a data folder of its own, filled by the commands that its owner would type."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from dragoman.cli import main
from dragoman.settings import Settings, load
from training.replies.cases import SHOP

STORE: Final = "serra"
PIVOT: Final = "en"
_FILES: Final = {
    "glossary.csv": (("glossary", "import", "{file}", "--strict"), ("glossary", "publish")),
    "knowledge": (("knowledge", "import", "{file}"),),
    "macros.csv": (("macros", "import", "{file}"),),
}


def open_shop(folder: Path, environ: Mapping[str, str] = os.environ, shop: Path = SHOP) -> Settings:
    """Fill a data folder with the shop and return the settings to run it with.

    Args:
        folder: The data folder.
        environ: The environment, which may have settings of its own.
        shop: Where the shop's files are: its catalogue and orders, and what else it has.

    Raises:
        RuntimeError: a command failed; the text has what it printed.
    """
    for command in _commands(shop):
        _run(folder, command, environ)
    return load(None, folder, environ)


def _commands(shop: Path) -> Iterator[Sequence[str]]:
    yield "packs", "assemble"
    yield "store", "add", STORE, "--name", "Serra & Sal", "--pivot", PIVOT, "--languages", "en,pt-BR"
    yield "shop", "set", "csv", "--store", STORE, "--set", f"folder={shop}"
    for name, commands in _FILES.items():
        if (shop / name).exists():
            for command in commands:
                yield *(word.format(file=shop / name) for word in command), "--store", STORE


def _run(folder: Path, command: Sequence[str], environ: Mapping[str, str]) -> None:
    done = CliRunner(env=environ).invoke(main, ["--data-dir", str(folder), *command])
    if done.exit_code:
        raise RuntimeError(f"dragoman {' '.join(command)}: {done.output}")
