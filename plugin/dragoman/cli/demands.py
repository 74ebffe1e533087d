"""``dragoman demands``: what shops demanded about people's data, and what came of it."""

import json
from datetime import UTC, datetime

import click

from dragoman.domain import DragomanError
from dragoman.records import Records
from dragoman.settings import Settings


@click.group()
def demands() -> None:
    """What shops demanded about people's data: exports, erasures."""


@demands.command("list")
@click.option("--store", help="Only those of this store.")
@click.pass_obj
def list_demands(settings: Settings, store: str | None) -> None:
    """List the demands of shops about people's data, and whether they are carried out."""
    with Records.open(settings, create=False) as records:
        for shop in records.stores.all():
            for one in records.demands.of(shop.id) if store in {None, shop.id} else ():
                state = "open" if one.done_at is None else f"done {_day(one.done_at)}"
                click.echo(
                    f"{one.id}\t{one.store}/{one.connection}\t{one.kind}\t{_day(one.received_at)}\t{state}"
                )


@demands.command("show")
@click.argument("demand", type=int)
@click.option("--store", required=True, help="Id of the store.")
@click.pass_obj
def show_demand(settings: Settings, demand: int, store: str) -> None:
    """Print what came of a DEMAND as JSON: the data that a shopper is to be given, or how much was erased."""
    with Records.open(settings, create=False) as records:
        found = next((one for one in records.demands.of(store) if one.id == demand), None)
    if found is None:
        raise DragomanError(f"the store {store} has no demand {demand}; dragoman demands list names them")
    if found.result is None:
        raise DragomanError(
            f"demand {demand} is {'not carried out yet' if found.done_at is None else 'forgotten since'}"
        )
    click.echo(json.dumps(found.result, ensure_ascii=False, indent=2))


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
