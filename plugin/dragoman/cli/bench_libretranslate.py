"""``dragoman bench-libretranslate``: our server and LibreTranslate's, with the same packs behind both."""

import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Final

import click

from dragoman.benchmarks.child import processor_seconds, serving
from dragoman.benchmarks.clients import Answers, Job, ask
from dragoman.benchmarks.libretranslate import REQUIREMENT, install, libretranslate
from dragoman.benchmarks.sentences import FURTHER_SENTENCES, SENTENCES
from dragoman.settings import Settings
from dragoman.tags import base
from dragoman.translation.packs import Pack, PackLibrary

_THREADS: Final = 2
_ROUNDS: Final = 5
_FOLDER: Final = click.Path(file_okay=False, path_type=Path)
_THEIRS: Final = "libretranslate"


@dataclass(slots=True)
class _Server:
    """A server that is measured, and how it did so far."""

    name: str
    url: str
    pid: int
    key: str = ""
    answers: list[Answers] = field(default_factory=list)
    processor: float = 0.0

    def ask(self, job: Job) -> None:
        before = processor_seconds(self.pid)
        self.answers.append(ask(replace(job, url=self.url, fields=job.fields | {"api_key": self.key})))
        after = processor_seconds(self.pid)
        self.processor += after - before if before is not None and after is not None else 0.0

    @property
    def texts(self) -> list[str]:
        return list(chain.from_iterable(answers.texts for answers in self.answers))


@click.command("bench-libretranslate")
@click.argument("environment", type=_FOLDER)
@click.option("--clients", default=8, show_default=True, help="Clients that ask at the same time.")
@click.option(
    "--waits",
    default="5",
    show_default=True,
    help="Values of `batch_wait`, each in a server of ours: 0,2,5,8",
)
@click.pass_obj
def bench_libretranslate(settings: Settings, environment: Path, clients: int, waits: str) -> None:
    """Compare our server with LibreTranslate's own, installed from PyPI into the folder ENVIRONMENT (600 MB).

    All are processes of their own on this machine with the same packs, the same beam and two threads each,
    and take turns to answer the same requests, one sentence each, all different, from clients that wait for
    each answer before they ask again. So no memory of answers counts, and what else the machine does slows
    all of them down. The processors' time is that of the server alone, and tells most on a busy machine.
    LibreTranslate's sentence splitter is passed over, since it wants models from elsewhere.
    """
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    assemble_default_packs(settings)
    packs = [pack for pack in PackLibrary(settings.packs_dir).packs() if base(pack.source) in SENTENCES]
    click.echo(f"{REQUIREMENT} in {environment}", err=True)
    python = install(environment)
    for pack in packs:
        with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder, ExitStack() as running:
            theirs = running.enter_context(_theirs(python, packs, Path(folder) / "argos"))
            ours = [
                running.enter_context(_ours(settings, float(wait), Path(folder) / wait))
                for wait in waits.split(",")
            ]
            _measure([theirs, *ours], pack, clients)
            _print(pack, theirs, ours, clients)


@contextmanager
def _theirs(python: Path, packs: Sequence[Pack], folder: Path) -> Iterator[_Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with libretranslate(python, packs, folder, port, _THREADS) as running:
        yield _Server(_THEIRS, running.url, running.pid)


@contextmanager
def _ours(settings: Settings, wait: float, folder: Path) -> Iterator[_Server]:
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
        batch_wait=wait,
    )
    with Records.open(settings) as records:
        records.stores.add(Store("bench", "Bench", pivot="en", languages=("en", "pt-BR")))
        key = records.stores.issue_token("bench", Role.AGENT, "bench")
    with serving(settings) as child:
        yield _Server(f"dragoman, wait {wait:g} ms", child.url, child.pid, key)


def _measure(servers: Sequence[_Server], pack: Pack, clients: int) -> None:
    """Have the servers answer in turns, after a first share that does not count."""
    sentences = (*SENTENCES[base(pack.source)], *FURTHER_SENTENCES[base(pack.source)])
    fields = {"source": base(pack.source), "target": base(pack.target)}
    for number in range(_ROUNDS):
        job = Job("", fields, sentences[number::_ROUNDS], clients)
        for server in servers if number % 2 else reversed(servers):
            server.ask(job)
            if number == 0:
                server.answers.clear()
                server.processor = 0.0


def _print(pack: Pack, theirs: _Server, ours: Sequence[_Server], clients: int) -> None:
    click.echo(f"{pack.name}: {len(theirs.texts)} sentences, {clients} clients, beam {pack.decode.beam_size}")
    click.echo(f"{'':20}{'sentences/s':>12}{'p50 ms':>10}{'p95 ms':>10}{'processor ms':>14}")
    slow, _, latest, dear = _row(theirs)
    for server in ours:
        fast, _, late, cheap = _row(server)
        saved = f"{dear / cheap:>13.1f}x" if cheap else ""
        click.echo(f"{'  ratio':20}{fast / slow:>11.1f}x{'':10}{late / latest:>9.2f}x{saved}")
        same = sum(one == other for one, other in zip(server.texts, theirs.texts, strict=True))
        click.echo(f"  {same} translations are the same")
    click.echo()


def _row(server: _Server) -> tuple[float, float, float, float]:
    waits = [wait for answers in server.answers for wait in answers.waits]
    cuts = quantiles(waits, n=100, method="inclusive")
    seconds = sum(answers.seconds for answers in server.answers)
    per_second, processor = len(waits) / seconds, server.processor / len(waits) * 1000
    median, late = cuts[49] * 1000, cuts[94] * 1000
    spent = f"{processor:>14.1f}" if processor else ""
    click.echo(f"{server.name:20}{per_second:>12.1f}{median:>10.1f}{late:>10.1f}{spent}")
    return per_second, median, late, processor
