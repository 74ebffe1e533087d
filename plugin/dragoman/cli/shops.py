"""``dragoman shop``: where the orders and products of a store are looked up."""

import click

from dragoman.adapter import NotSent, OutcomeUnknown
from dragoman.cli.credentials import pairs, read_secrets
from dragoman.cli.of_store import opened_store
from dragoman.domain import DragomanError
from dragoman.parts import http_session
from dragoman.settings import Settings
from dragoman.shops.kinds import kind_of, opened
from dragoman.storage.shops import ConfiguredShop


@click.group()
def shop() -> None:
    """Where the orders and products of a store are looked up.

    A store whose helpdesk is Shopify needs none: its orders and products are Shopify's.
    """


@shop.command("set")
@click.argument("kind")
@click.option("--store", required=True, help="Id of the store.")
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="A setting that is no secret.")
@click.option(
    "--secret",
    "sources",
    multiple=True,
    metavar="KEY=SOURCE",
    help="Where a secret comes from: env:VARIABLE, file:PATH, - (a line of stdin), or text:VALUE, "
    "which leaves it in the shell's history. Without this you are asked.",
)
@click.pass_obj
def set_shop(
    settings: Settings, *, kind: str, store: str, values: tuple[str, ...], sources: tuple[str, ...]
) -> None:
    """Look orders and products up in a shop system of KIND: csv or woocommerce.

    \b
    dragoman shop set csv --store shop --set folder=/srv/shop
    dragoman shop set woocommerce --store shop --set address=https://shop.example --set key=ck_…
    """  # noqa: D301 - click knows lines that stay as they are by a real backspace
    secrets = read_secrets(kind_of(kind).secrets, pairs(sources), ask=True)
    made = ConfiguredShop(store, kind, pairs(values), secrets)
    with opened_store(settings, store) as (records, _):
        found = _tried(settings, made)
        records.shops.set(made)
    click.echo(f"{store}: {kind}: {found}")


@shop.command("test")
@click.option("--store", required=True, help="Id of the store.")
@click.pass_obj
def test_shop(settings: Settings, store: str) -> None:
    """Ask the shop system of a store what is there."""
    with opened_store(settings, store) as (records, _):
        known = records.shops.get(store)
    if known is None:
        raise DragomanError(f"the store {store} has no shop system; `dragoman shop set` gives it one")
    click.echo(f"{store}: {known.kind}: {_tried(settings, known)}")


@shop.command("remove")
@click.option("--store", required=True, help="Id of the store.")
@click.pass_obj
def remove_shop(settings: Settings, store: str) -> None:
    """Forget the shop system of a store; the shop itself stays as it is."""
    with opened_store(settings, store) as (records, _):
        had = records.shops.remove(store)
    click.echo(f"{store}: {'forgotten' if had else 'it had none'}")


def _tried(settings: Settings, configured: ConfiguredShop) -> str:
    """Return what is found there.

    Raises:
        DragomanError: it cannot be reached, or does not let us in.
    """
    session = http_session(settings)
    try:
        shop = opened(configured.kind, configured.settings, configured.secrets, session)
        return kind_of(configured.kind).tried(shop)
    except (NotSent, OutcomeUnknown) as error:
        raise DragomanError(
            f"the shop gives no answer ({error}); check its address, and whether this machine may reach it"
        ) from error
    finally:
        session.close()
