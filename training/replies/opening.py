"""Opens the fictional shop: a data folder of its own, filled by the commands that its owner would type."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from dragoman.cli import main
from dragoman.settings import Settings, load
from training.replies.macro_judging import macro_id, macro_texts
from training.replies.shops import SERRA, BenchShop

_FILES: Final = {
    "glossary.csv": (("glossary", "import", "{file}", "--strict"), ("glossary", "publish")),
    "knowledge": (("knowledge", "import", "{file}"),),
    "macros.csv": (("macros", "import", "{file}"),),
}


def open_shop(folder: Path, environ: Mapping[str, str] = os.environ, shop: BenchShop = SERRA) -> Settings:
    """Fill a data folder with the shop and return the settings to run it with.

    Args:
        folder: The data folder.
        environ: The environment, which may have settings of its own.
        shop: Which of the fictional shops.

    Raises:
        RuntimeError: a command failed; the text has what it printed.
    """
    for command in _commands(shop):
        _run(folder, command, environ)
    return load(None, folder, environ)


def _commands(shop: BenchShop) -> Iterator[Sequence[str]]:
    store, languages = shop.store, ",".join(shop.languages)
    yield "packs", "assemble"
    yield "store", "add", store, "--name", shop.title, "--pivot", shop.pivot, "--languages", languages
    yield "shop", "set", "csv", "--store", store, "--set", f"folder={shop.files}"
    for name, commands in _FILES.items():
        if (shop.files / name).exists():
            for command in commands:
                yield *(word.format(file=shop.files / name) for word in command), "--store", store
    for (name, language), text in macro_texts(shop).items():
        if language != shop.pivot:
            told = ("--language", language, "--author", "owner", "--store", store)
            yield "macros", "correct", macro_id(name), text, *told


def _run(folder: Path, command: Sequence[str], environ: Mapping[str, str]) -> None:
    done = CliRunner(env=environ).invoke(main, ["--data-dir", str(folder), *command])
    if done.exit_code:
        raise RuntimeError(f"dragoman {' '.join(command)}: {done.output}")
