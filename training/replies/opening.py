"""Opens the fictional shop: a data folder of its own, filled by the commands that its owner would type."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from dragoman.cli import main
from dragoman.settings import Settings, load
from training.replies.cases import KNOWLEDGE, SHOP

STORE: Final = "serra"
PIVOT: Final = "en"
_COMMANDS: Final = (
    ("packs", "assemble"),
    ("store", "add", STORE, "--name", "Serra & Sal", "--pivot", PIVOT, "--languages", "en,pt-BR"),
    ("shop", "set", "csv", "--store", STORE, "--set", f"folder={SHOP}"),
    ("glossary", "import", str(SHOP / "glossary.csv"), "--store", STORE, "--strict"),
    ("glossary", "publish", "--store", STORE),
    ("knowledge", "import", str(KNOWLEDGE), "--store", STORE),
    ("macros", "import", str(SHOP / "macros.csv"), "--store", STORE),
)


def open_shop(folder: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Fill a data folder with the shop and return the settings to run it with.

    Args:
        folder: The data folder.
        environ: The environment, which may have settings of its own.

    Raises:
        RuntimeError: a command failed; the text has what it printed.
    """
    for command in _COMMANDS:
        _run(folder, command, environ)
    return load(None, folder, environ)


def _run(folder: Path, command: Sequence[str], environ: Mapping[str, str]) -> None:
    done = CliRunner(env=environ).invoke(main, ["--data-dir", str(folder), *command])
    if done.exit_code:
        raise RuntimeError(f"dragoman {' '.join(command)}: {done.output}")
