"""``dragoman macros``: replies written beforehand, in the agents' language and in every other."""

import csv
import re
from pathlib import Path

import click

from dragoman.cli.of_store import STORE, opened_store
from dragoman.domain import DragomanError, Store
from dragoman.evidence import EvidenceKind
from dragoman.parts import Parts
from dragoman.pipeline import macros as said
from dragoman.pipeline.proposing import proposals
from dragoman.replies.macros import SLOT
from dragoman.replies.orders.evidence import ORDER_FIELDS
from dragoman.replies.orders.products import PRODUCT_FIELDS
from dragoman.settings import Settings
from dragoman.storage.macros import StoredMacro
from dragoman.tags import same_language

_COLUMNS = ("name", "intent", "text")
_FIELDS = (*ORDER_FIELDS, *PRODUCT_FIELDS)


@click.group()
def macros() -> None:
    """Replies that a store has written beforehand, with slots such as {{order.status}}."""


@macros.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@STORE
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.pass_obj
def import_macros(settings: Settings, path: Path, store_id: str, dry_run: bool) -> None:
    """Bring the macros of the CSV file PATH into a store; those of the same names are changed.

    Columns: name, intent (order.where), text in the agents' language; where wanted, examples (how shoppers
    ask for it, with | between them) and requires (order, product, passage).
    Slots are the columns of orders.csv after "order.", such as {{order.status}}, {{order.items}} for all
    products of an order, and {{product.title}}, price, reason, stock and link.
    """
    with opened_store(settings, store_id) as (records, _):
        known = {one.id: one for one in records.macros.all(store_id)}
        read = _read(path)
        for one in read:
            change = "new" if one.id not in known else "unchanged" if known[one.id] == one else "changed"
            click.echo(f"{change}\t{one.id}\t{one.intent}")
        if not dry_run:
            records.macros.put(store_id, read)


@macros.command("list")
@STORE
@click.pass_obj
def list_macros(settings: Settings, store_id: str) -> None:
    """List macros, what each says in the store's languages, and what of that is stale and why."""
    with opened_store(settings, store_id) as (records, store), Parts(settings, records, threads=1) as parts:
        for one in records.macros.all(store_id):
            click.echo(f"{one.id}\t{store.pivot}\t{one.intent}\t{one.text}")
        for state in said.states(parts.context, store, _others(store)):
            text = state.text.text if state.text else ""
            by = (state.text.author or "engine") if state.text else "not written yet"
            cells = [state.macro.id, state.language, by, text, "; ".join(state.stale)]
            click.echo("\t".join(cells).rstrip("\t"))


@macros.command("translate")
@STORE
@click.option("--language", metavar="TAG", help="Only into this one of the store's languages.")
@click.pass_obj
def translate_macros(settings: Settings, store_id: str, language: str | None) -> None:
    """Translate what a store's macros do not say yet in its languages, or say no more as they are now.

    Terms are checked, and every slot must come out. What people wrote is not touched: where it is stale,
    `dragoman macros list` names it.
    """
    with opened_store(settings, store_id) as (records, store), Parts(settings, records, threads=1) as parts:
        wanted = [one for one in _others(store) if language is None or same_language(one, language)]
        if not wanted:
            raise DragomanError(f"{language} is none of the store's languages; dragoman store add adds it")
        for made in said.translate(parts.context, store, wanted):
            text = made.translation.text if made.translation else ""
            fate = f"not kept: {made.wrong}" if made.wrong else "kept"
            click.echo(f"{made.said.macro.id}\t{made.said.language}\t{fate}\t{text}")


@macros.command("correct")
@click.argument("macro")
@click.argument("text")
@STORE
@click.option("--language", metavar="TAG", required=True, help="Language of TEXT.")
@click.option("--author", required=True, help="Who says so.")
@click.pass_obj
def correct_macro(
    settings: Settings, macro: str, text: str, store_id: str, language: str, author: str
) -> None:
    """Have the macro MACRO say TEXT in a language: shoppers get that, word for word."""
    with opened_store(settings, store_id) as (records, store), Parts(settings, records, threads=1) as parts:
        if not any(same_language(one, language) for one in _others(store)):
            raise DragomanError(f"{language} is none of the store's languages; dragoman store add adds it")
        said.correct(parts.context, store, macro, language, text, author)
    click.echo(f"{macro}\t{language}\t{author}\t{text}")


@macros.command("propose")
@STORE
@click.option(
    "--messages", type=click.IntRange(1), default=2000, show_default=True, help="How many to look at."
)
@click.option(
    "--least", type=click.IntRange(2), default=3, show_default=True, help="How often it was written."
)
@click.pass_obj
def propose_macros(settings: Settings, store_id: str, messages: int, least: int) -> None:
    """Show what agents wrote again and again and no macro says, and what shoppers had asked before.

    The texts of agents and shoppers are shown, values left out of the former: mind who reads them.
    """
    with opened_store(settings, store_id) as (records, store), Parts(settings, records, threads=1) as parts:
        for one in proposals(parts.context, store, messages, least):
            click.echo(f"{one.count}\t{one.text}")
            for question in one.asked:
                click.echo(f"\tasked: {' '.join(question.split())}")


@macros.command("remove")
@click.argument("ids", nargs=-1, required=True)
@STORE
@click.pass_obj
def remove_macros(settings: Settings, ids: tuple[str, ...], store_id: str) -> None:
    """Remove macros by their IDS, with what they say in other languages."""
    with opened_store(settings, store_id) as (records, _):
        click.echo(f"removed {records.macros.remove(store_id, ids)}")


def _others(store: Store) -> list[str]:
    return [tag for tag in store.languages if not same_language(tag, store.pivot)]


def _read(path: Path) -> list[StoredMacro]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DragomanError(f"{path.name} is no CSV file in UTF-8 ({error}): save it so") from error
    return [_macro(path.name, number, row) for number, row in enumerate(rows, 2)]


def _macro(file: str, number: int, row: dict[str, str]) -> StoredMacro:
    for name in _COLUMNS:
        if not (row.get(name) or "").strip():
            raise DragomanError(f"{file}, row {number}: {name} is empty")
    requires = tuple(part.strip() for part in (row.get("requires") or "").split() if part.strip())
    for kind in requires:
        if kind not in list(EvidenceKind):
            raise DragomanError(f"{file}, row {number}: requires is {kind!r}: {', '.join(EvidenceKind)}")
    _check_slots(f"{file}, row {number}", row["text"])
    name = row["name"].strip()
    examples = tuple(part.strip() for part in (row.get("examples") or "").split("|") if part.strip())
    return StoredMacro(_slug(name), name, row["intent"].strip(), row["text"].strip(), examples, requires)


def _check_slots(where: str, text: str) -> None:
    """Refuse slots that nothing fills, and braces that are no slot: such a macro would never be sent."""
    unknown = next((name for name in SLOT.findall(text) if name not in _FIELDS), None)
    if unknown:
        raise DragomanError(f"{where}: nothing fills {{{{{unknown}}}}}; there are {', '.join(_FIELDS)}")
    if re.search(r"\{\{|\}\}", SLOT.sub("", text)):
        raise DragomanError(f"{where}: a slot is written wrongly; write it like {{{{order.status}}}}")


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")[:80]
