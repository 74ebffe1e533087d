"""``dragoman store drafts``: what drafts of replies may do in a store, and what became of them."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import click

from dragoman.cli.of_store import opened_store
from dragoman.commerce import Money
from dragoman.domain import DragomanError, Store
from dragoman.settings import Settings
from dragoman.storage.draft_rules import DraftRules
from dragoman.tags import same_language

_OURS = ("order", "product", "passages")


@click.command("drafts")
@click.argument("store_id", metavar="STORE")
@click.option("--limit", metavar="AMOUNT", help="The most that a draft may speak of paying back: '100 EUR'.")
@click.option("--no-limit", is_flag=True, help="Let drafts speak of any amount.")
@click.option(
    "--automatic",
    metavar="INTENT=LANGUAGE,…",
    help="What is answered without an agent, where every check passes: order, product, passages, or the "
    "intent of a macro, each with a language of the store; empty: nothing.",
)
@click.pass_obj
def store_drafts(
    settings: Settings, store_id: str, limit: str | None, no_limit: bool, automatic: str | None
) -> None:
    """Show what drafts may do in a store, or change of it what is given, and count what became of them."""
    with opened_store(settings, store_id) as (records, store):
        known = records.draft_rules.get(store_id)
        intents = (*_OURS, *sorted({macro.intent for macro in records.macros.all(store_id)}))
        changed = DraftRules(
            limit=None if no_limit else _money(limit) if limit else known.limit,
            automatic=known.automatic if automatic is None else _pairs(automatic, store, intents),
        )
        if changed != known:
            records.draft_rules.set(store_id, changed)
        uses = records.drafts.uses(store_id)
    click.echo(f"limit\t{changed.limit or 'none'}")
    allowed = ", ".join(f"{intent}={language}" for intent, language in changed.automatic)
    click.echo(f"automatic\t{allowed or 'nothing'}")
    for (intent, use), count in sorted(uses.items()):
        click.echo(f"drafts\t{intent or 'withheld, or a model'}\t{use or 'not answered yet'}\t{count}")


def _money(text: str) -> Money:
    amount, _, currency = text.strip().partition(" ")
    try:
        return Money(Decimal(amount), currency.strip().upper() or _no_currency(text))
    except InvalidOperation as error:
        raise DragomanError(f"{text!r} is no amount: write it like '100 EUR'") from error


def _no_currency(text: str) -> str:
    raise DragomanError(f"{text!r} has no currency: write it like '100 EUR'")


def _pairs(text: str, store: Store, intents: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read rules such as "order=pt-BR, passages=pt-BR"."""
    pairs = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        intent, _, language = (part.strip() for part in one.partition("="))
        if not intent or not language:
            raise DragomanError(f"{one!r} is no rule: write INTENT=LANGUAGE, such as order=pt-BR")
        if intent not in intents:
            raise DragomanError(f"nothing is answered as {intent!r}; there are {', '.join(intents)}")
        if not any(same_language(language, known) for known in store.languages):
            raise DragomanError(
                f"{store.id} has no language {language!r}; it has {', '.join(store.languages)}"
            )
        pairs.append((intent, language))
    return tuple(pairs)
