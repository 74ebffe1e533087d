"""``dragoman knowledge``: what a store knows, brought in, looked at and searched."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import click

from dragoman.cli.knowledge_import import import_files
from dragoman.cli.of_store import STORE, opened_store
from dragoman.domain import Author
from dragoman.evidence import Audience, Passage
from dragoman.replies.draft import Turn
from dragoman.replies.knowledge.checking import checked
from dragoman.replies.knowledge.document import KnowledgeError
from dragoman.replies.knowledge.importing import name_of, read_again
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.replies.retrieval.search import Found, Retrieval
from dragoman.settings import Settings

_SHOWN = 300


@click.group()
def knowledge() -> None:
    """What a shop knows: policies, questions and answers, in passages that replies may cite."""


knowledge.add_command(import_files)


@knowledge.command("list")
@STORE
@click.option("--source", help="Only passages of this source.")
@click.pass_obj
def list_passages(settings: Settings, store_id: str, source: str | None) -> None:
    """List what a store knows: id, source, language, version, who may be told, and headings."""
    with opened_store(settings, store_id) as (records, _):
        for passage in records.knowledge.all(store_id, None if source is None else [source]):
            told = (
                passage.id,
                passage.source,
                passage.language,
                f"version {passage.version}",
                passage.audience,
            )
            click.echo("\t".join((*told, _dates(passage), " > ".join(passage.headings))))


@knowledge.command("show")
@click.argument("passage_id", metavar="ID")
@STORE
@click.pass_obj
def show(settings: Settings, passage_id: str, store_id: str) -> None:
    """Show the passage ID, what is said about it, and what it said before."""
    with opened_store(settings, store_id) as (records, _):
        passage = records.knowledge.get(store_id, passage_id)
        if passage is None:
            raise KnowledgeError(f"there is no passage {passage_id}; `dragoman knowledge list` names them")
        earlier = records.knowledge.earlier(store_id, passage_id)
    fields = ("source", "language", "audience", "owner", "link", "valid_from", "valid_until", "version")
    for field in fields:
        if value := getattr(passage, field):
            click.echo(f"{field}\t{value}")
    click.echo("\n".join(("", " > ".join(passage.headings), passage.text)))
    for one in earlier:
        click.echo(f"\nversion {one.version}, of {_when(one.changed_at)}\n{one.text}")


@knowledge.command("check")
@STORE
@click.option("--strict", is_flag=True, help="End with an error where anything is found.")
@click.pass_obj
def check(settings: Settings, store_id: str, strict: bool) -> None:
    """Name passages that contradict each other, expire, stand there twice, or are of no use to agents."""
    with opened_store(settings, store_id) as (records, store):
        found = checked(records.knowledge.all(store_id), store.pivot, date.today())
    for finding in found:
        click.echo(f"{finding.fault}\t{' | '.join(map(_whose, finding.passages))}\t{finding.text}")
    if strict and found:
        raise KnowledgeError(f"there are {len(found)} findings")
    click.echo(f"{len(found)} findings")


@knowledge.command("search")
@click.argument("turns", nargs=-1, required=True)
@STORE
@click.option(
    "--audience", type=click.Choice([one.value for one in Audience]), default="public", show_default=True
)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is asked; today by default."
)
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="The most to show.")
@click.pass_obj
def search(
    settings: Settings,
    turns: Sequence[str],
    *,
    store_id: str,
    audience: str,
    day: datetime | None,
    limit: int,
) -> None:
    """Show the passages that answer a shopper who wrote TURNS, the latest last, in the store's language."""
    audiences = [Audience.PUBLIC] if audience == Audience.PUBLIC else list(Audience)
    today = day.date() if day else date.today()
    with opened_store(settings, store_id) as (records, store):
        read_again(records.knowledge, store_id)
        asked = [Turn(Author.SHOPPER, turn) for turn in turns]
        retrieval = Retrieval(records.knowledge, Meanings(records.knowledge))
        found = retrieval.find(store_id, asked, store.pivot, today, audiences, limit)
    for one in found:
        click.echo(_shown(one))
    if not found:
        click.echo("nothing that the store knows has to do with this", err=True)


@knowledge.command("remove")
@click.argument("ids", nargs=-1)
@STORE
@click.option("--source", "sources", multiple=True, help="Everything of this source.")
@click.option("--all", "everything", is_flag=True, help="Everything that the store knows.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@click.pass_obj
def remove(
    settings: Settings,
    ids: Sequence[str],
    *,
    store_id: str,
    sources: Sequence[str],
    everything: bool,
    dry_run: bool,
) -> None:
    """Remove passages by their IDS, by their source, or all, with what they said before."""
    if (bool(ids), bool(sources), everything).count(True) != 1:
        raise click.UsageError("give the IDS that `dragoman knowledge list` shows, or --source, or --all")
    with opened_store(settings, store_id) as (records, _):
        chosen = [
            passage
            for passage in records.knowledge.all(store_id, sources or None)
            if not ids or passage.id in set(ids)
        ]
        for passage in chosen:
            click.echo(f"{passage.source}\t{name_of(passage)}")
        if not dry_run:
            records.knowledge.remove(store_id, [passage.id for passage in chosen])
    click.echo(f"{len(chosen)} {'would be ' if dry_run else ''}removed")


def _whose(passage: Passage) -> str:
    """Return a passage as the one who keeps it true knows it."""
    return ", ".join(filter(None, (name_of(passage), passage.source, passage.owner)))


def _shown(found: Found) -> str:
    passage = found.passage
    text = passage.text if len(passage.text) <= _SHOWN else passage.text[:_SHOWN].rsplit(" ", 1)[0] + " …"
    why = f"{found.score:.2f}\t{found.coverage:.0%} of what was asked: {', '.join(found.words)}"
    if found.contradicts is not None:
        why = f"contradicts {found.contradicts}"
    if found.nearness is not None:
        why += f"\tnear in meaning: {found.nearness:.2f}"
    return "\n".join((f"{name_of(passage)}\t{why}", *(f"    {line}" for line in text.splitlines())))


def _dates(passage: Passage) -> str:
    if passage.valid_from is None and passage.valid_until is None:
        return ""
    return f"{passage.valid_from or ''}…{passage.valid_until or ''}"


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
