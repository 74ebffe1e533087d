"""``dragoman package``: what vendors want to be given as a folder of files."""

from pathlib import Path

import click

from dragoman.domain import DragomanError
from dragoman.records import Records
from dragoman.registry import adapter_class
from dragoman.settings import Settings
from dragoman.shopify_app import ShopifyApp

_SHOPIFY = "shopify"


@click.group()
def package() -> None:
    """Folders of files that helpdesks and shops are given."""


@package.command(_SHOPIFY)
@click.option("--store", required=True, help="Id of the store.")
@click.option("--name", default=_SHOPIFY, help="Name of the connection (default: shopify).")
@click.option(
    "--into", type=click.Path(path_type=Path), default="shopify-app", help="An empty or new folder."
)
@click.pass_obj
def package_shopify(settings: Settings, store: str, name: str, into: Path) -> None:
    """Write the app of a Shopify shop: its configuration, and the theme extension with the chat."""
    with Records.open(settings, create=False) as records:
        connection = records.stores.connection(store, name)
    if connection is None or connection.adapter != _SHOPIFY:
        raise DragomanError(
            f"the store {store} has no Shopify connection {name}; dragoman connection add shopify makes one"
        )
    if not settings.url.startswith("https://"):
        raise DragomanError("Shopify forwards to https addresses alone; set public_url to yours")
    app = ShopifyApp(
        client_id=connection.settings["client_id"],
        url=settings.url,
        store=store,
        connection=name,
        scopes=adapter_class(_SHOPIFY).traits.scopes,
        embedded=connection.settings.get("install") == "token_exchange",
    )
    for path in app.write(into):
        click.echo(path)
    click.echo(f"deploy it: cd {into} && shopify app deploy")
