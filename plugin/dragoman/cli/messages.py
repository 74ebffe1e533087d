"""``dragoman messages``: the catalogues of our own texts, for those who change or translate them."""

import click

from dragoman import catalogues
from dragoman.domain import DragomanError


@click.group()
def messages() -> None:
    """Keep the catalogues in locales/ complete (for developers and translators)."""


@messages.command()
def extract() -> None:
    """Bring every catalogue up to date with the texts in the source."""
    for locale, missing in catalogues.update(catalogues.source_folders()).items():
        path = catalogues.catalogue_file(locale)
        click.echo(f"{path}: {f'{missing} to translate' if missing else 'complete'}")


@messages.command()
def check() -> None:
    """Fail unless every text has a translation in every catalogue."""
    if faults := catalogues.faults(catalogues.source_folders()):
        for fault in faults:
            click.echo(fault)
        raise DragomanError(
            "catalogues are incomplete: run `dragoman messages extract` and translate the rest"
        )
    click.echo("every text is in every catalogue")
