"""``dragoman memory``: the approved segments of a store, in and out as TMX."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click

from dragoman.domain import DragomanError, Store
from dragoman.pipeline.memory_files import Row, pairs_of, rows_of
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.storage.memory import MemoryEntry
from dragoman.translation.tmx import read_tmx, write_tmx

# So that what a running server stores meanwhile never waits long.
_BATCH = 500
_STORE = click.option("--store", "store_id", required=True, help="Id of the store.")
_FROM = click.option("--from", "source", metavar="TAG", help="Language of the sources.")
_TO = click.option("--to", "target", metavar="TAG", help="Language of the translations.")


@click.group()
def memory() -> None:
    """The approved segments: taken before the engine where they fit."""


@memory.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_STORE
@_FROM
@_TO
@click.option("--dry-run", is_flag=True, help="Only say what would be approved.")
@click.pass_obj
def import_file(
    settings: Settings, path: Path, *, store_id: str, source: str | None, target: str | None, dry_run: bool
) -> None:
    """Approve the segments of the TMX file PATH for a store.

    Each is taken before the engine from then on, so import only what a person has read. A unit that cannot
    be used is named with its line and the reason. By default translations from the file's source language
    into every language of the store are taken; a new approval takes the place of an earlier one.
    """
    with _store(settings, store_id) as (records, store):
        rows = rows_of(read_tmx(path), store, source, target)
        taken = left_out = 0
        while batch := list(islice(rows, _BATCH)):
            pairs = [pair for row in batch for pair in row.pairs]
            if pairs and not dry_run:
                records.memory.add(store.id, pairs)
            taken += len(pairs)
            left_out += sum(_report(row) for row in batch)
            _show_progress(batch[-1].unit.number)
        _end_progress()
    click.echo(f"{taken} {'would be ' if dry_run else ''}approved, {left_out} left out")


@memory.command("export")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@_STORE
@_FROM
@_TO
@click.pass_obj
def export_file(
    settings: Settings, path: Path, store_id: str, source: str | None, target: str | None
) -> None:
    """Write the approved segments of a store into the TMX file PATH.

    What was learned from a conversation goes with its texts after the days of retention; exported, read and
    imported again, it stays.
    """
    with _store(settings, store_id) as (records, _), path.open("xb") as file:
        entries = records.memory.list(store_id, source, target)
        languages = {entry.source_language for entry in entries}
        count = write_tmx(file, pairs_of(entries), languages.pop() if len(languages) == 1 else None)
    click.echo(f"{count} written to {path}")


@memory.command("list")
@_STORE
@_FROM
@_TO
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most to show.")
@click.pass_obj
def list_entries(
    settings: Settings, store_id: str, source: str | None, target: str | None, limit: int
) -> None:
    """List the approved segments of a store, the latest first."""
    with _store(settings, store_id) as (records, _):
        for entry in records.memory.list(store_id, source, target, limit=limit):
            click.echo(_line(entry))


@memory.command("forget")
@click.argument("ids", type=int, nargs=-1)
@_STORE
@click.option("--all", "everything", is_flag=True, help="Every approved segment of the store.")
@click.pass_obj
def forget(settings: Settings, ids: Sequence[int], store_id: str, everything: bool) -> None:
    """Remove approved segments by their ids, or all of a store."""
    if bool(ids) == everything:
        raise click.UsageError("give the IDS that `dragoman memory list` shows, or --all")
    with _store(settings, store_id) as (records, _):
        count = records.memory.remove(store_id, None if everything else ids)
    click.echo(f"{count} forgotten")


@contextmanager
def _store(settings: Settings, store_id: str) -> Iterator[tuple[Records, Store]]:
    with Records.open(settings, create=False) as records:
        store = records.stores.get(store_id)
        if store is None:
            raise DragomanError(f"there is no store {store_id}; `dragoman store list` names those there are")
        yield records, store


def _line(entry: MemoryEntry) -> str:
    learned = "\tlearned" if entry.conversation else ""
    languages = f"{entry.source_language} → {entry.target_language}"
    return f"{entry.id}\t{languages}\t{entry.source}\t{entry.target}\t{entry.author}{learned}"


def _report(row: Row) -> int:
    """Say what of a unit is left out and why; return how much that is."""
    for problem in row.problems:
        click.echo(f"line {row.unit.line}\tunit {row.unit.number}\t{problem}")
    return len(row.problems)


def _show_progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} units", nl=False, err=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo(err=True)
