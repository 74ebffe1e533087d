"""``dragoman glossary``: a store's terms, from the draft to the version that translations are made with."""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from dragoman.cli.glossary_draft import STORE, actor, choice, opened
from dragoman.cli.glossary_entries import add, edit, list_entries, remove
from dragoman.cli.glossary_mining import mine
from dragoman.cli.glossary_trials import replay, try_sentence
from dragoman.glossary.concept import Concept, LanguageTerms
from dragoman.glossary.conflicts import conflicts
from dragoman.glossary.formats import Form, read, suffix_form, write
from dragoman.glossary.importing import Fate, Plan, carry_out, planned
from dragoman.glossary.model import GlossaryError
from dragoman.glossary.spelling import unspelt_by
from dragoman.glossary.termbases import Change, Difference, Termbases, Version, differences, name_of
from dragoman.settings import Settings
from dragoman.translation.packs import PackLibrary
from dragoman.wording import Wording, said

_FORMAT = click.option(
    "--format",
    "form",
    type=choice(Form),
    help="Format of the file; what its name says by default. tbx is version 2, tbx3 TBX-Basic of version 3.",
)
_FROM = click.option("--from", "source", metavar="TAG", help="Language of the column source.")
_TO = click.option("--to", "target", metavar="TAG", help="Language of the column target.")
_COMMENT = click.option("--comment", default="", help="Why, for those who look at the versions later.")


@click.group()
def glossary() -> None:
    """The shop's terms: edited as a draft, published as numbered versions."""


for command in (list_entries, add, edit, remove, try_sentence, replay, mine):
    glossary.add_command(command)


@glossary.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@STORE
@_FORMAT
@_FROM
@_TO
@click.option("--replace", "whole", is_flag=True, help="The file is all: remove what it does not have.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--strict", is_flag=True, help="Change nothing where a row is refused.")
@click.pass_obj
def import_file(
    settings: Settings,
    path: Path,
    *,
    store_id: str,
    form: str | None,
    source: str | None,
    target: str | None,
    whole: bool,
    dry_run: bool,
    strict: bool,
) -> None:
    """Bring the entries of the file PATH into a store's draft.

    A row that cannot be used is named with the reason, and the others are taken. A row without an id changes
    the entry with the same preferred term in the store's own language, where there is just one.
    """
    with opened(settings, store_id) as (termbases, store):
        reading = read(path.read_bytes(), Form(form) if form else suffix_form(path.name), source, target)
        if reading.encoding not in {"", "UTF-8"}:
            click.echo(f"read as {reading.encoding}", err=True)
        plan = planned(termbases.draft(store_id), reading.rows, store.pivot, whole=whole)
        wording = Wording(store.locale)
        for outcome in plan.outcomes:
            if outcome.fate is not Fate.UNCHANGED:
                reason = said(outcome.reason, wording)
                click.echo("\t".join(filter(None, (outcome.place, outcome.fate, outcome.name, reason))))
        if strict and plan.count(Fate.REFUSED):
            raise GlossaryError(f"{plan.count(Fate.REFUSED)} rows are refused: nothing was changed")
        if not dry_run:
            carry_out(plan, termbases, store_id, actor(), time.time(), _show_progress)
            _end_progress()
    click.echo(_summary(plan) + (" (nothing was changed)" if dry_run else ""))


@glossary.command("export")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@STORE
@_FORMAT
@_FROM
@_TO
@click.option("--version", "number", type=click.IntRange(1), help="A published version, not the draft.")
@click.pass_obj
def export_file(
    settings: Settings,
    path: Path,
    *,
    store_id: str,
    form: str | None,
    source: str | None,
    target: str | None,
    number: int | None,
) -> None:
    """Write a store's draft, or one of its versions, into the file PATH.

    With --from and --to a table has the columns source and target, for programs that know two languages.
    """
    chosen = Form(form) if form else suffix_form(path.name)
    with opened(settings, store_id) as (termbases, _):
        concepts = _concepts(termbases, store_id, number)
        with path.open("xb") as file:
            file.write(write(concepts, chosen, source, target))
    click.echo(f"{len(concepts)} written to {path}")


@glossary.command("check")
@STORE
@click.option("--strict", is_flag=True, help="End with an error where there are conflicts.")
@click.pass_obj
def check(settings: Settings, store_id: str, strict: bool) -> None:
    """Explain what in a store's draft stands in each other's way, and what would help."""
    with opened(settings, store_id) as (termbases, store):
        unspelt = unspelt_by(PackLibrary(settings.packs_dir).find, store.pivot, store.languages)
        found = conflicts(termbases.draft(store_id), store.pivot, store.languages, unspelt)
    wording = Wording(store.locale)
    for conflict in found:
        told = conflict.text.said(wording), conflict.mend.said(wording)
        click.echo("\t".join((conflict.clash, " ".join(conflict.concepts), *told)))
    if strict and found:
        raise GlossaryError(f"there are {len(found)} conflicts")
    click.echo(f"{len(found)} conflicts")


@glossary.command("publish")
@STORE
@_COMMENT
@click.pass_obj
def publish(settings: Settings, store_id: str, comment: str) -> None:
    """Make a store's draft the version that translations are made with; proposed entries stay behind."""
    with opened(settings, store_id) as (termbases, _):
        click.echo(_line(termbases.publish(store_id, comment, actor())))


@glossary.command("rollback")
@click.argument("number", type=click.IntRange(1))
@STORE
@_COMMENT
@click.pass_obj
def rollback(settings: Settings, number: int, store_id: str, comment: str) -> None:
    """Publish the version NUMBER of a store again, as a new one, and make it the draft."""
    with opened(settings, store_id) as (termbases, _):
        click.echo(_line(termbases.roll_back(store_id, number, comment, actor())))


@glossary.command("versions")
@STORE
@click.pass_obj
def versions(settings: Settings, store_id: str) -> None:
    """List what was published for a store, the newest first."""
    with opened(settings, store_id) as (termbases, _):
        for version in termbases.versions(store_id):
            click.echo(_line(version))


@glossary.command("compare")
@click.argument("before", type=click.IntRange(1))
@click.argument("after", type=click.IntRange(1), required=False)
@STORE
@click.pass_obj
def compare(settings: Settings, before: int, after: int | None, store_id: str) -> None:
    """Show what the version AFTER of a store, or its draft, changed of the version BEFORE."""
    with opened(settings, store_id) as (termbases, _):
        found = differences(_concepts(termbases, store_id, before), _concepts(termbases, store_id, after))
    for difference in found:
        click.echo(_difference(difference))


@glossary.command("log")
@STORE
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The most to show.")
@click.pass_obj
def log(settings: Settings, store_id: str, limit: int) -> None:
    """Show who changed what of a store's glossary, the newest first."""
    with opened(settings, store_id) as (termbases, _):
        for change in termbases.log(store_id, limit):
            click.echo(_change(change))


def _concepts(termbases: Termbases, store: str, number: int | None) -> Sequence[Concept]:
    return termbases.draft(store) if number is None else termbases.published(store, number).concepts


def _summary(plan: Plan) -> str:
    counts = ", ".join(f"{plan.count(fate)} {fate}" for fate in Fate)
    if plan.spared:
        return f"{counts}; {plan.spared} that the file does not have stay, because rows were refused"
    return f"{counts}, {len(plan.removed)} removed"


def _line(version: Version) -> str:
    return (
        f"version {version.number}\t{_when(version.published_at)}\t{version.author}\t"
        f"{version.concepts} entries\t{version.comment}"
    )


def _difference(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if before is None or after is None:
        known = after or before
        return f"{'removed' if after is None else 'added'}\t{name_of(known) if known else ''}"
    told = [
        f"{field}: {getattr(before, field)} → {getattr(after, field)}"
        for field in ("glossary", "kind", "case", "status", "context", "definition")
        if getattr(before, field) != getattr(after, field)
    ]
    for language in dict.fromkeys((*before.terms, *after.terms)):
        old, new = before.terms.get(language), after.terms.get(language)
        if old != new:
            told.append(f"{language}: {_shown(old)} → {_shown(new)}")
    return "\t".join(("changed", name_of(after), *told))


def _shown(terms: LanguageTerms | None) -> str:
    if terms is None:
        return "nothing"
    allowed = f" ({', '.join(terms.allowed)})" if terms.allowed else ""
    return terms.preferred + allowed + "".join(f", never {word}" for word in terms.forbidden)


def _change(change: Change) -> str:
    about = change.after or change.before
    told = name_of(about) if about else f"version {change.version}"
    return "\t".join(filter(None, (_when(change.at), change.actor, change.action, told, change.comment)))


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _show_progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} entries", nl=False, err=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo(err=True)
