"""``dragoman glossary mine``: proposals for a store's terms, from what was said and from a catalogue."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from dragoman.domain import DragomanError, Store
from dragoman.glossary import Interpreter
from dragoman.glossary.catalogue import named
from dragoman.glossary.concept import EVERY_LANGUAGE
from dragoman.glossary.seeding import Proposal, unknown
from dragoman.language.model import LanguageModel
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.mining import Mining
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator

_AUTHOR = "mined"


@click.command("mine")
@click.option("--store", "store_id", required=True, help="Id of the store.")
@click.option(
    "--messages",
    type=click.IntRange(0),
    default=2000,
    show_default=True,
    help="How many are read.",
)
@click.option(
    "--least",
    type=click.IntRange(2),
    default=3,
    show_default=True,
    help="How many shoppers must have written or read a phrase.",
)
@click.option(
    "--catalogue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV file of products: names and brands that are never translated.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most proposals.")
@click.option("--examples", is_flag=True, help="Show sentences with each: texts of shoppers and agents.")
@click.option("--propose", is_flag=True, help="Add them to the draft as proposed entries, without examples.")
@click.pass_obj
def mine(
    settings: Settings,
    *,
    store_id: str,
    messages: int,
    least: int,
    catalogue: Path | None,
    limit: int,
    examples: bool,
    propose: bool,
) -> None:
    """Propose terms of a store: phrases of many shoppers, and what is translated now so, now otherwise.

    What agents corrected for several shoppers is proposed, too. Each line has the reason, how often, and
    the term in its languages.
    """
    with Records.open(settings, create=False) as records:
        store = records.stores.get(store_id)
        if store is None:
            raise DragomanError(f"there is no store {store_id}; `dragoman store list` names those there are")
        found = [] if catalogue is None else _named(records, store, catalogue)
        if messages:
            found += _mined(settings, records, store, messages, least)
        for proposal in found[:limit]:
            _print(proposal, examples=examples)
        if propose and found:
            entries = [proposal.concept() for proposal in found[:limit]]
            records.termbases.put(store.id, entries, _AUTHOR, time.time())
            click.echo(f"{len(entries)} proposed; dragoman glossary list --status proposed shows them")


def _named(records: Records, store: Store, path: Path) -> list[Proposal]:
    return unknown(named(path.read_bytes()), records.termbases.draft(store.id))


def _mined(settings: Settings, records: Records, store: Store, messages: int, least: int) -> list[Proposal]:
    engine = Engine(PackLibrary(settings.packs_dir), threads=1)  # a server here goes first
    try:
        translator = Translator(engine, LanguageModel().scores, bulk=True)
        glossaries = Glossaries(records.termbases, settings.data_dir / "glossaries")
        mining = Mining(records.conversations, glossaries, Interpreter(translator), translator)
        return mining.proposals(store, messages, least, _show_progress)
    finally:
        engine.close()
        if sys.stderr.isatty():
            click.echo(err=True)


def _print(proposal: Proposal, *, examples: bool) -> None:
    terms = " / ".join(
        term if language == EVERY_LANGUAGE else f"{term} ({language})"
        for language, term in proposal.terms.items()
    )
    others = _others(proposal.others)
    click.echo("\t".join(filter(None, (proposal.reason, str(proposal.count), terms, others))))
    if examples:
        for example in proposal.examples:
            click.echo(f"\t{' '.join(example.split())}")


def _others(others: Sequence[tuple[str, int]]) -> str:
    return "also: " + ", ".join(f"{term} ({count})" for term, count in others) if others else ""


def _show_progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} messages", nl=False, err=True)
