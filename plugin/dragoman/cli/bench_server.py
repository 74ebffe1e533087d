"""``dragoman bench-server``: how fast a server takes deliveries and interprets them, and its memory."""

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

import click

from dragoman.benchmarks.child import Child, serving
from dragoman.benchmarks.disk import commit_seconds
from dragoman.benchmarks.messages import messages
from dragoman.benchmarks.traffic import Traffic
from dragoman.settings import Settings

_LABEL = 48
_MEGABYTE = 1 << 20
_DRAIN_SECONDS = 900.0


@click.command("bench-server")
@click.option("--rate", default=50, show_default=True, help="Deliveries a second under load.")
@click.option("--seconds", default=60, show_default=True, help="How long the load lasts.")
@click.option("--alone", default=200, show_default=True, help="Messages sent one by one, for their latency.")
@click.option("--total", default=5000, show_default=True, help="Messages after which memory is read last.")
@click.pass_obj
def bench_server(settings: Settings, rate: int, seconds: int, alone: int, total: int) -> None:
    """Measure a server on this machine: start, latency, load, memory.

    The server is a process of its own; the helpdesk and the shoppers are in this one and share its cores.
    Every message has three sentences and is unlike every other.
    """
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    assemble_default_packs(settings)
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder:
        _print_times("one commit of the disk, nothing else going on", commit_seconds(Path(folder)))
        with _running(settings, Path(folder)) as (child, traffic):
            _print("server ready after", f"{child.ready_ms} ms")
            _print_memory(child, traffic)
            spent = child.processor_seconds()
            _print_times(f"{alone} messages one by one, webhook to note", traffic.one_by_one(alone))
            _print_processor("time of the processors for each of them", child, spent, traffic.sent)
            _print_memory(child, traffic)
            load = traffic.load(rate, seconds)
            _print_times(f"{rate}/s for {seconds} s, delivery to 202", load.waits)
            _print("deliveries not answered by 202", str(load.refused))
            _print("backlog drained after", f"{traffic.drain(_DRAIN_SECONDS):.1f} s")
            _print_memory(child, traffic)
            while traffic.sent < total:
                traffic.load(rate, max(1, min(20, (total - traffic.sent) // rate)))
                traffic.drain(_DRAIN_SECONDS)
                _print_memory(child, traffic)
            _print("messages without a note, with more than one", "{}, {}".format(*traffic.astray()))


@contextmanager
def _running(settings: Settings, folder: Path) -> Iterator[tuple[Child, Traffic]]:
    """Run a helpdesk here and a server that is connected to it in a process of its own."""
    from dragoman.domain import Connection, Secret, Store  # noqa: PLC0415
    from dragoman.records import Records  # noqa: PLC0415
    from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox  # noqa: PLC0415

    token, signing = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    settings = replace(
        settings,
        data_dir=folder,
        database=folder / "dragoman.sqlite",
        keys_file=folder / "keys",
        allow_private=(LOOPBACK,),
    )
    with SandboxServer(create_sandbox(None, signing, token)) as desk:
        with Records.open(settings) as records:
            records.stores.add(Store("bench", "Bench", pivot="en", languages=("en", "pt-BR")))
            records.stores.add_connection(
                Connection(
                    "bench",
                    "desk",
                    "sandbox",
                    settings={"base_url": desk.url},
                    credentials={"token": Secret(token)},
                    signing_secrets=(Secret(signing),),
                )
            )
        with serving(settings) as child:
            yield child, Traffic(desk.parts.desk, f"{child.url}/hooks/bench/desk", signing, messages())


def _print(label: str, figure: str) -> None:
    click.echo(f"{label.ljust(_LABEL)} {figure}")


def _print_times(label: str, taken: Sequence[float]) -> None:
    cuts = quantiles(taken, n=100, method="inclusive")
    figures = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(taken)}
    _print(label, "  ".join(f"{name} {figure * 1000:.1f} ms" for name, figure in figures.items()))


def _print_processor(label: str, child: Child, before: float | None, messages: int) -> None:
    """Print what a message cost the server, which other work on the machine changes little."""
    after = child.processor_seconds()
    if before is None or after is None:
        _print(label, "not known on this system")
    else:
        _print(label, f"{(after - before) / messages * 1000:.1f} ms")


def _print_memory(child: Child, traffic: Traffic) -> None:
    resident = child.resident_bytes()
    shown = "not known on this system" if resident is None else f"{resident / _MEGABYTE:.0f} MB"
    _print(f"resident memory after {traffic.sent} messages", shown)
