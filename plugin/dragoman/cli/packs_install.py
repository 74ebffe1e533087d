"""``dragoman packs available`` and ``install``: packs from an index, a folder or a file."""

import sys
from pathlib import Path

import click

from dragoman.settings import Settings
from dragoman.translation.packs import Pack, PackLibrary
from dragoman.translation.packs.download import Patience, download, size_of
from dragoman.translation.packs.index import Offer, choose, read_index
from dragoman.translation.packs.layouts import Statement
from dragoman.translation.packs.licences import permit, spoken
from dragoman.translation.packs.pack import PackError
from dragoman.translation.packs.pins import check

_MEGABYTE = 1 << 20
_LARGEST = 4 << 30
_DOWNLOADS = ".downloads"
_INDEX = click.option("--index", metavar="URL", help="Index of packs (default: the setting packs_index).")


@click.command()
@_INDEX
@click.option("--sizes", is_flag=True, help="Ask for the size of each pack that is not installed.")
@click.pass_obj
def available(settings: Settings, index: str | None, sizes: bool) -> None:
    """List the packs of the index: name, languages, version, licence, installed or not."""
    patience = Patience()
    installed = {folder.name for folder in PackLibrary(settings.packs_dir).folders()}
    for offer in read_index(index or settings.packs_index, patience):
        state = "installed" if offer.pack in installed else "not installed"
        size = _size(offer, patience) if sizes and offer.pack not in installed else None
        cells = [offer.name, f"{offer.source} → {offer.target}", offer.version, spoken(offer.licence), state]
        click.echo("\t".join([*cells, *([_megabytes(size)] if sizes else [])]))


@click.command()
@click.argument("packs", nargs=-1, required=True, metavar="PACK…")
@_INDEX
@click.option("--yes", is_flag=True, help="Download without asking.")
@click.option("--from", "source", metavar="TAG", help="Language it reads, where it does not say so.")
@click.option("--to", "target", metavar="TAG", help="Language it writes, where it does not say so.")
@click.option("--licence", metavar="SPDX", help="Its licence, where it does not say so.")
@click.option("--source-token", metavar="TOKEN", help="Which of its targets a model writes, say '>>pob<<'.")
@click.option("--accept-licence", metavar="SPDX", help="Accept a licence that forbids commercial use.")
@click.pass_obj
def install(
    settings: Settings,
    packs: tuple[str, ...],
    *,
    index: str | None,
    yes: bool,
    source: str | None,
    target: str | None,
    licence: str | None,
    source_token: str | None,
    accept_licence: str | None,
) -> None:
    """Install each PACK: a name in the index such as en-es, a folder, or a zip file.

    Folders and files: a pack of Dragoman's, a package of Argos Translate (.argosmodel), or a CTranslate2
    model with its SentencePiece files, as OPUS-MT and quickmt have them. Its model is tried in a process of
    its own before it takes the place of an installed pack of the same name. Weights in eight bits are
    brought down to seven: eight lose quality on processors without VNNI.
    """
    from dragoman.cli.packs import row  # noqa: PLC0415 - it imports this module

    said = Statement(source, target, licence, source_token, accept_licence)
    address = index or settings.packs_index
    for pack in packs:
        done = (
            _from_here(settings, Path(pack), said)
            if Path(pack).exists()
            else _from_index(settings, pack, address, said, yes=yes)
        )
        click.echo(row(done))


def _from_here(settings: Settings, path: Path, said: Statement) -> Pack:
    from dragoman.translation.packs.installation import install_pack  # noqa: PLC0415 - loads CTranslate2

    return install_pack(PackLibrary(settings.packs_dir), path, _tell, said)


def _from_index(settings: Settings, name: str, index: str, said: Statement, *, yes: bool) -> Pack:
    """Download a pack and install it; what came of a broken download stays for the next time.

    Raises:
        PackError: there is none of this name, it cannot be downloaded, or it is not what it was.
        Abort: the owner does not want it.
    """
    if "/" in name or "\\" in name:
        raise PackError(f"there is no file or folder {name}: correct the path")
    patience = Patience()
    offer = choose(read_index(index, patience), name, index)
    if not offer.links:
        raise PackError(f"{name} has no link that can be followed: fetch it elsewhere and install its file")
    permit(offer.name, said.licence or offer.licence, said.accepted)
    size = _size(offer, patience)
    click.echo(f"{offer.name} {offer.version}: {_megabytes(size)}, {spoken(offer.licence)}", err=True)
    if not yes:
        click.confirm("Download and install it?", abort=True, err=True)
    folder = settings.packs_dir / _DOWNLOADS
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{offer.code}-{offer.version}.argosmodel"
    _download(offer, archive, size, patience)
    try:
        check(settings.packs_dir, offer, archive)
        return _from_here(settings, archive, said)
    finally:
        # Whole, but refused or installed: of no further use either way.
        archive.unlink()


def _download(offer: Offer, archive: Path, size: int | None, patience: Patience) -> None:
    """Try one link after the other.

    Raises:
        PackError: none leads anywhere; the last one's error.
    """
    with click.progressbar(length=size or 0, label=offer.name, file=sys.stderr) as bar:
        for number, link in enumerate(offer.links, start=1):
            try:
                download(link, archive, _LARGEST, patience, lambda here, _: bar.update(here - bar.pos))
            except PackError:
                if number == len(offer.links):
                    raise
            else:
                return


def _size(offer: Offer, patience: Patience) -> int | None:
    return next((size for link in offer.links if (size := size_of(link, patience))), None)


def _megabytes(size: int | None) -> str:
    return "size not stated" if size is None else f"{max(1, round(size / _MEGABYTE))} MB"


def _tell(step: str) -> None:
    click.echo(step, err=True)
