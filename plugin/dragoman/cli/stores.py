"""``dragoman store`` and ``dragoman token``: shops, and who may use the API for them."""

import click
from babel import Locale, UnknownLocaleError

from dragoman.cli.draft_rules import store_drafts
from dragoman.domain import UNDETERMINED, DragomanError, Store, TermPolicy
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.storage.stores import Role


@click.group()
def store() -> None:
    """The shops that are interpreted for."""


@store.command("add")
@click.argument("id")
@click.option("--name", help="What people call the shop (default: its id).")
@click.option("--pivot", help="Language that the agents read and write (default: en).")
@click.option("--languages", help="Enabled languages, with commas: en,pt-BR (default: the pivot and pt-BR).")
@click.option("--marker", help="What an internal note begins with to be sent to the shopper (default: '! ').")
@click.option("--locale", help="Language of our own notes to the agents (default: the pivot).")
@click.option(
    "--terms",
    help="What becomes of replies that miss a term, by language: pt-BR=hold,es=warn (or send; default: held "
    "where an exact or do-not-translate term is missed, else sent with a warning).",
)
@click.pass_obj
def add_store(
    settings: Settings,
    *,
    id: str,  # noqa: A002 - the argument's name in the help text
    name: str | None,
    pivot: str | None,
    languages: str | None,
    marker: str | None,
    locale: str | None,
    terms: str | None,
) -> None:
    """Add the shop ID, or change of it what is given."""
    with Records.open(settings) as records:
        known = records.stores.get(id)
        spoken = _tag(pivot or (known.pivot if known else "en"))
        written = _tags(languages) if languages else (known.languages if known else (spoken, "pt-BR"))
        changed = Store(
            id=id,
            name=name or (known.name if known else id),
            pivot=spoken,
            languages=tuple(dict.fromkeys((spoken, *written))),
            marker=_marker(marker) if marker is not None else (known.marker if known else "! "),
            locale=_tag(locale or (known.locale if known else spoken)),
            terms=_policies(terms) if terms is not None else (known.terms if known else ()),
        )
        records.stores.add(changed, replace=known is not None)
    click.echo(f"{'changed' if known else 'added'} {_line(changed)}")


@store.command("list")
@click.pass_obj
def list_stores(settings: Settings) -> None:
    """List the shops."""
    with Records.open(settings, create=False) as records:
        for one in records.stores.all():
            click.echo(_line(one))


store.add_command(store_drafts)


@click.group()
def token() -> None:
    """Who may use the API, and as what."""


@token.command("add")
@click.option("--store", "store_id", required=True, help="Id of the store.")
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="What it may do."
)
@click.option("--name", required=True, help="Whose it is; notes in the helpdesk are signed with it.")
@click.pass_obj
def add_token(settings: Settings, store_id: str, role: str, name: str) -> None:
    """Make a token and print it. It is shown this once."""
    with Records.open(settings, create=False) as records:
        click.echo(records.stores.issue_token(store_id, Role(role), name))


@token.command("list")
@click.option("--store", "store_id", required=True, help="Id of the store.")
@click.pass_obj
def list_tokens(settings: Settings, store_id: str) -> None:
    """List the names and roles of a store's tokens."""
    with Records.open(settings, create=False) as records:
        for one in records.stores.tokens(store_id):
            click.echo(f"{one.name}\t{one.role}")


@token.command("revoke")
@click.option("--store", "store_id", required=True, help="Id of the store.")
@click.option("--name", required=True, help="Name of the token.")
@click.pass_obj
def revoke_token(settings: Settings, store_id: str, name: str) -> None:
    """Make a token worthless."""
    with Records.open(settings, create=False) as records:
        if not records.stores.revoke_token(store_id, name):
            raise DragomanError(f"the store {store_id} has no token {name}; `dragoman token list` shows them")
    click.echo(f"revoked {name}")


def _line(one: Store) -> str:
    terms = ",".join(f"{tag}={policy}" for tag, policy in one.terms)
    return (
        f"{one.id}\t{one.name}\tpivot {one.pivot}\tlanguages {','.join(one.languages)}\tmarker {one.marker!r}"
        + (f"\tterms {terms}" if terms else "")
    )


def _policies(text: str) -> tuple[tuple[str, TermPolicy], ...]:
    """Return what becomes of replies that miss a term, by language.

    Raises:
        DragomanError: it is not written like that.
    """
    found: dict[str, TermPolicy] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        tag, _, policy = part.partition("=")
        if policy not in list(TermPolicy):
            raise DragomanError("write --terms like pt-BR=hold,es=warn; it is send, warn or hold")
        found[_tag(tag)] = TermPolicy(policy)
    return tuple(found.items())


def _tags(text: str) -> tuple[str, ...]:
    return tuple(_tag(part.strip()) for part in text.split(",") if part.strip())


def _tag(text: str) -> str:
    """Return a language tag that we can name.

    Raises:
        DragomanError: it is none.
    """
    try:
        Locale.parse(text, sep="-")
    except (ValueError, UnknownLocaleError):
        text = UNDETERMINED
    if text == UNDETERMINED:
        raise DragomanError("that is no language tag; write languages like en, pt-BR or zh-Hant")
    return text


def _marker(text: str) -> str:
    """Return a marker that cannot stand at the start of a note by accident.

    Raises:
        DragomanError: it is empty.
    """
    if not text.strip():
        raise DragomanError("a marker needs a character that is seen, such as '! '")
    return text
