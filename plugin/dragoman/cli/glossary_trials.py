"""``dragoman glossary try`` and ``replay``: what a draft would do, before it is published."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from dragoman.domain import DragomanError, Store, Translation
from dragoman.glossary import Interpreter
from dragoman.language.model import LanguageModel
from dragoman.pipeline.glossaries import Glossaries
from dragoman.pipeline.memory import TranslationMemory
from dragoman.pipeline.trial import Replayed, Tally, Trials
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator
from dragoman.wording import Wording, term_told

_STORE = click.option("--store", "store_id", required=True, help="Id of the store.")


@click.command("try")
@click.argument("text")
@_STORE
@click.option("--from", "source", metavar="TAG", help="Language of TEXT; the store's own by default.")
@click.option("--to", "target", metavar="TAG", required=True, help="Language to translate into.")
@click.pass_obj
def try_sentence(settings: Settings, text: str, store_id: str, source: str | None, target: str) -> None:
    """Translate TEXT with the published glossary of a store and with its draft, and say which terms acted."""
    with _trials(settings, store_id) as (trials, store):
        trial = trials.sentence(store, text, source or store.pivot, target)
    click.echo(f"published\t{trial.before.text}")
    wording = Wording(store.locale)
    _print_terms(trial.before, wording)
    click.echo(f"draft\t{trial.after.text}")
    _print_terms(trial.after, wording)


@click.command("replay")
@_STORE
@click.option(
    "--messages", "limit", type=click.IntRange(1), default=200, show_default=True, help="How many messages."
)
@click.option(
    "--show", type=click.IntRange(0), default=20, show_default=True, help="The most differences to show."
)
@click.pass_obj
def replay(settings: Settings, store_id: str, limit: int, show: int) -> None:
    """Translate a store's last messages again, with the published glossary and with its draft, and compare.

    Nothing is sent and nothing is stored. The texts of shoppers are shown: mind who reads them.
    """
    tally = Tally()
    with _trials(settings, store_id) as (trials, store):
        for page in trials.replay(store, limit):
            tally.add(page)
            for one in page.replayed:
                if (one.trial.changed or one.trial.alarms) and show:
                    show -= 1
                    _print_difference(one)
            _show_progress(tally.messages)
        _end_progress()
    _print_tally(tally)


@contextmanager
def _trials(settings: Settings, store_id: str) -> Iterator[tuple[Trials, Store]]:
    with Records.open(settings, create=False) as records:
        store = records.stores.get(store_id)
        if store is None:
            raise DragomanError(f"there is no store {store_id}; `dragoman store list` names those there are")
        engine = Engine(PackLibrary(settings.packs_dir), threads=1)  # a server here goes first
        try:
            yield (
                Trials(
                    Glossaries(records.termbases, settings.data_dir / "glossaries"),
                    records.conversations,
                    TranslationMemory(records.memory),
                    Interpreter(Translator(engine, LanguageModel().scores, bulk=True)),
                ),
                store,
            )
        finally:
            engine.close()


def _print_terms(translation: Translation, wording: Wording) -> None:
    for report in translation.terms:
        reason = term_told(wording, report).reason
        kept = f"{report.applied}: {report.form}" if report.applied else f"missed: {reason}"
        click.echo(f"\t{report.source} → {report.target}\t{kept}")


def _print_difference(one: Replayed) -> None:
    record = one.message.record
    click.echo(f"message {one.message.number}\t{record.source_language} → {record.target_language}")
    click.echo(f"\toriginal\t{_line(record.original)}")
    click.echo(f"\tpublished\t{_line(one.trial.before.text)}")
    click.echo(f"\tdraft\t{_line(one.trial.after.text)}")
    for code in one.trial.alarms:
        click.echo(f"\talarm\t{code}")


def _print_tally(tally: Tally) -> None:
    click.echo(
        f"{tally.messages} messages, {tally.concerned} with terms, "
        f"{tally.changed} would be translated otherwise"
    )
    for label, (kept, found) in (("published", tally.kept_before), ("draft", tally.kept_after)):
        share = f" ({100 * kept / found:.1f} %)" if found else ""
        click.echo(f"terms kept, {label}\t{kept} of {found}{share}")
    for code, count in sorted(tally.alarms.items()):
        click.echo(f"new alarm {code}\t{count}")


def _line(text: str) -> str:
    return " ".join(text.split())


def _show_progress(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} messages", nl=False, err=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo(err=True)
