"""``dragoman bench-libretranslate``: our server and LibreTranslate's, with the same packs behind both."""

import socket
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Final

import click

from dragoman.benchmarks.child import serving
from dragoman.benchmarks.libretranslate import REQUIREMENT, Answers, ask, install, libretranslate
from dragoman.benchmarks.sentences import SENTENCES
from dragoman.settings import Settings
from dragoman.tags import base
from dragoman.translation.packs import Pack, PackLibrary

_THREADS: Final = 2
_WARM_UP: Final = 8
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)


@click.command("bench-libretranslate")
@click.argument("environment", type=_FOLDER)
@click.option("--clients", default=8, show_default=True, help="Clients that ask at the same time.")
@click.pass_obj
def bench_libretranslate(settings: Settings, environment: Path, clients: int) -> None:
    """Compare our server with LibreTranslate's own, installed from PyPI into the folder ENVIRONMENT (600 MB).

    Both are processes of their own on this machine with the same packs, the same beam and two threads each,
    and answer the same requests, one sentence each, all different, from clients that wait for each answer
    before they ask again. Neither remembers an answer. LibreTranslate's sentence splitter is passed over,
    since it wants models from elsewhere.
    """
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    assemble_default_packs(settings)
    packs = [pack for pack in PackLibrary(settings.packs_dir).packs() if base(pack.source) in SENTENCES]
    click.echo(f"{REQUIREMENT} in {environment}", err=True)
    python = install(environment)
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder:
        for pack in packs:
            theirs = _theirs(python, packs, pack, Path(folder) / "argos", clients)
            ours = _ours(settings, pack, Path(folder) / pack.name, clients)
            _print(pack, ours, theirs, clients)


def _theirs(python: Path, packs: list[Pack], pack: Pack, folder: Path, clients: int) -> Answers:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with libretranslate(python, packs, folder, port, _THREADS) as url:
        return _measured(url, pack, clients)


def _ours(settings: Settings, pack: Pack, folder: Path, clients: int) -> Answers:
    from dragoman.domain import Store  # noqa: PLC0415
    from dragoman.records import Records  # noqa: PLC0415
    from dragoman.storage.stores import Role  # noqa: PLC0415

    folder.mkdir()
    settings = replace(
        settings,
        data_dir=folder,
        database=folder / "dragoman.sqlite",
        keys_file=folder / "keys",
        threads=_THREADS,
    )
    with Records.open(settings) as records:
        records.stores.add(Store("bench", "Bench", pivot="en", languages=("en", "pt-BR")))
        key = records.stores.issue_token("bench", Role.AGENT, "bench")
    with serving(settings) as child:
        return _measured(child.url, pack, clients, key)


def _measured(url: str, pack: Pack, clients: int, key: str = "") -> Answers:
    sentences = SENTENCES[base(pack.source)]
    ask(url, pack, sentences[:_WARM_UP], clients, key)
    return ask(url, pack, sentences[_WARM_UP:], clients, key)


def _print(pack: Pack, ours: Answers, theirs: Answers, clients: int) -> None:
    click.echo(f"{pack.name}: {len(ours.texts)} sentences, {clients} clients, beam {pack.decode.beam_size}")
    click.echo(f"{'':20}{'sentences/s':>12}{'p50 ms':>10}{'p95 ms':>10}")
    (fast, _, late), (slow, _, latest) = (
        _row(name, answers) for name, answers in (("dragoman", ours), ("libretranslate", theirs))
    )
    click.echo(f"{'ratio':20}{fast / slow:>11.1f}x{'':10}{late / latest:>9.2f}x")
    same = sum(one == other for one, other in zip(ours.texts, theirs.texts, strict=True))
    click.echo(f"{same} translations are the same\n")


def _row(name: str, answers: Answers) -> tuple[float, float, float]:
    cuts = quantiles(answers.waits, n=100, method="inclusive")
    figures = len(answers.texts) / answers.seconds, cuts[49] * 1000, cuts[94] * 1000
    click.echo(f"{name:20}{figures[0]:>12.1f}{figures[1]:>10.1f}{figures[2]:>10.1f}")
    return figures
