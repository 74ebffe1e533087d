"""``dragoman knowledge import``: texts into what a store knows, and what becomes of each passage."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from dragoman.adapter import NotSent, OutcomeUnknown, Publishes
from dragoman.cli.of_store import STORE, opened_store
from dragoman.domain import Store
from dragoman.evidence import Audience
from dragoman.helpdesks import Helpdesks
from dragoman.language.detector import Detector
from dragoman.parts import http_session
from dragoman.records import Records
from dragoman.replies.knowledge.articles import documents_of
from dragoman.replies.knowledge.document import About, Document, KnowledgeError, Problem, about
from dragoman.replies.knowledge.files import files_in, read_file
from dragoman.replies.knowledge.importing import Fate, Outcome, Plan, Told, carry_out, planned
from dragoman.replies.knowledge.sitemap import Choice, Site
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.settings import Settings


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@STORE
@click.option("--sitemap", metavar="URL", help="The shop's own site, by its sitemap, as robots.txt allows.")
@click.option("--below", multiple=True, metavar="PATH", help="Only pages of the site whose paths begin so.")
@click.option(
    "--limit", type=click.IntRange(1), default=500, show_default=True, help="The most pages to read."
)
@click.option(
    "--connection", help="Articles of Zendesk Guide or policies of Shopify, by a connection's name."
)
@click.option("--language", metavar="TAG", help="Language of files that do not name theirs.")
@click.option("--owner", default="", help="Who keeps it true, where a file does not say.")
@click.option(
    "--audience",
    type=click.Choice([one.value for one in Audience]),
    default=Audience.PUBLIC.value,
    show_default=True,
    help="Who may be told, where a file does not say.",
)
@click.option("--link", help="Where shoppers can read it, where a file does not say.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--all", "everything", is_flag=True, help="Show unchanged passages, too.")
@click.pass_obj
def import_files(
    settings: Settings,
    paths: Sequence[Path],
    *,
    store_id: str,
    sitemap: str | None,
    below: tuple[str, ...],
    limit: int,
    connection: str | None,
    language: str | None,
    owner: str,
    audience: str,
    link: str | None,
    dry_run: bool,
    everything: bool,
) -> None:
    """Bring texts into what a store knows: files (Markdown, HTML, CSV, PDF), a site, a help centre.

    A passage is known by its file and its headings: imported again, it is changed and not doubled, and what a
    file does not have any more goes. Markdown may begin with lines between "---" that say title, language,
    owner, audience (public or internal), link, valid_from and valid_until; a table has them as columns beside
    question and answer. What cannot be read is named with the reason, and the rest is taken. What a site's
    sitemap.xml or a help centre does not have any more goes; of a file that is gone, what it said goes with
    `dragoman knowledge remove --source`.
    """
    if (bool(paths), sitemap is not None, connection is not None).count(True) != 1:
        raise click.UsageError("give PATHS, or --sitemap, or --connection")
    fields = {"language": language or "", "owner": owner, "audience": audience, "link": link or ""}
    basis = about(fields, About())
    with opened_store(settings, store_id) as (records, store):
        whole = None
        if sitemap is not None:
            documents, whole = _pages(settings, sitemap, basis, Choice(below, limit))
        elif connection is not None:
            documents, whole = _articles(settings, records, store, connection, basis)
        else:
            documents = [_read(name, path, basis) for given in paths for name, path in files_in(given)]
        if not documents:
            raise KnowledgeError("there is nothing here that can be read")
        _bring_in(records, store, documents, whole, dry_run=dry_run, everything=everything)


def _read(name: str, path: Path, basis: About) -> Document:
    """Read a file; one that cannot be read is a document without sections that says why."""
    progress = _Progress(f"{name}: page")
    try:
        return read_file(name, path.read_bytes(), basis, progress.show)
    except KnowledgeError as error:
        return Document(name, (), (Problem("", str(error)),))
    finally:
        progress.end()


def _pages(
    settings: Settings, address: str, basis: About, choice: Choice
) -> tuple[list[Document], str | None]:
    """Return the pages of a site, and what all of their names begin with where they are all of it."""
    session = http_session(settings)
    progress = _Progress("page")
    try:
        site = Site(session, address, time.sleep)
        documents = list(site.documents(basis, choice, progress.show))
    finally:
        progress.end()
        session.close()
    return documents, site.origin if site.complete else None


def _articles(
    settings: Settings, records: Records, store: Store, connection: str, basis: About
) -> tuple[list[Document], str]:
    """Return what a connection publishes, and what the names of it begin with."""
    session = http_session(settings)
    try:
        adapter = Helpdesks(records.stores, records.grants, session).adapter(store.id, connection)
        if not isinstance(adapter, Publishes):
            raise KnowledgeError(
                f"{adapter.name} publishes nothing that is known here: zendesk and shopify do"
            )
        collection = f"{connection}:"
        return list(documents_of(adapter.articles(store.pivot), collection, basis)), collection
    except (NotSent, OutcomeUnknown) as error:
        raise KnowledgeError(f"{error}; try again later") from error
    finally:
        session.close()


def _bring_in(
    records: Records,
    store: Store,
    documents: Sequence[Document],
    whole: str | None,
    *,
    dry_run: bool,
    everything: bool,
) -> None:
    plan = planned(records.knowledge, store.id, documents, store.pivot, _telling(), whole)
    for outcome in plan.outcomes:
        if everything or outcome.fate is not Fate.UNCHANGED:
            click.echo(_line(outcome))
    if not dry_run:
        progress = _Progress("passage")
        carry_out(records.knowledge, store.id, plan, lambda done: progress.show(done, len(plan.written)))
        progress.end()
        progress = _Progress("meaning")
        Meanings(records.knowledge).make_missing(store.id, store.pivot, progress.show)
        progress.end()
    click.echo(_summary(plan) + (" (nothing was changed)" if dry_run else ""))


def _telling() -> Told:
    """Return what tells the language of a text where that is sure."""
    detector = Detector()

    def told(text: str) -> str | None:
        detection = detector.detect(text)
        return detection.language if detection.sure else None

    return told


class _Progress:
    """Counts on stderr, if a person sits before it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False

    def show(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            self._shown = True
            click.echo(f"\r{self._what} {done} of {of}", nl=False, err=True)

    def end(self) -> None:
        if self._shown:
            click.echo(err=True)


def _line(outcome: Outcome) -> str:
    told = (outcome.fate, outcome.source, outcome.place, outcome.name, outcome.reason)
    return "\t".join(filter(None, told))


def _summary(plan: Plan) -> str:
    return ", ".join(f"{plan.count(fate)} {fate}" for fate in Fate)
