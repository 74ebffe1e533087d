"""``dragoman packs``: the installed translation packs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dragoman.cli.packs_install import available, install
from dragoman.settings import Settings
from dragoman.translation.packs import Pack, PackError, PackLibrary, read_pack, verify
from dragoman.translation.packs.licences import spoken

if TYPE_CHECKING:
    from dragoman.translation.packs.precision import Distance

_MEGABYTE = 1 << 20


@click.group()
def packs() -> None:
    """List, verify, install and remove translation packs."""


@packs.command("list")
@click.pass_obj
def list_packs(settings: Settings) -> None:
    """List the installed packs: name, languages, version, licence, size, decoding."""
    library = PackLibrary(settings.packs_dir)
    for folder in library.folders():
        try:
            click.echo(row(read_pack(folder)))
        except PackError as error:
            click.echo(f"{folder.name}\tcannot be used: {error}")
    if not library.folders():
        click.echo("no pack is installed: dragoman packs assemble makes the default ones", err=True)


@packs.command("verify")
@click.argument("names", nargs=-1)
@click.pass_obj
def verify_packs(settings: Settings, names: tuple[str, ...]) -> None:
    """Check the files of all packs, or of those named, against their sha256."""
    library = PackLibrary(settings.packs_dir)
    installed = {folder.name: folder for folder in library.folders()}
    for name in names:
        if name not in installed:
            raise PackError(f"no pack {name} is installed: dragoman packs list shows those that are")
    folders = [installed[name] for name in names or installed]
    bad = [error for folder in folders if (error := _fault(folder))]
    for error in bad[1:]:
        click.echo(f"Error: {error}", err=True)
    if bad:
        raise bad[0]


packs.add_command(available)
packs.add_command(install)


@packs.command("remove")
@click.argument("names", nargs=-1, required=True)
@click.pass_obj
def remove(settings: Settings, names: tuple[str, ...]) -> None:
    """Remove the packs NAMES, whole or damaged.

    A default pack that was removed stays away until `dragoman packs assemble` brings it back.
    """
    with PackLibrary(settings.packs_dir).writing() as shelf:
        for name in names:
            shelf.remove(name)
            click.echo(f"{name}: removed")


@packs.command("calibrate")
@click.argument("names", nargs=-1)
@click.pass_obj
def calibrate_packs(settings: Settings, names: tuple[str, ...]) -> None:
    """Compare int8 with float32 on this processor; bring packs to seven bits where that is nearer.

    Installed packs are in seven bits already, so this mostly proves that they compute as they should. It
    matters for packs that were copied into the folder, and on processors with AVX2 and without VNNI. Which
    placeholders the model copies is tried, too.
    """
    from dragoman.translation.packs.precision import calibrate  # noqa: PLC0415 - loads CTranslate2

    library = PackLibrary(settings.packs_dir)
    installed = {pack.name: pack for pack in library.packs()}
    for name in names:
        if name not in installed:
            raise PackError(f"no pack {name} is installed: dragoman packs list shows those that are")
    for name in names or installed:
        found = calibrate(library, installed[name])
        outcome = "left as it is"
        if found.after is None:
            outcome = "in seven bits already"
        elif found.narrowed:
            outcome = f"brought to seven bits: {_apart(found.after)}"
        copied = ", ".join(found.placeholders)
        click.echo(f"{name}: {_apart(found.before)}; {outcome}; placeholders {copied}")


@packs.command("assemble")
@click.pass_obj
def assemble(settings: Settings) -> None:
    """Assemble the default packs, English and Portuguese, unless they are there and whole."""
    from dragoman.translation.assembly import assemble_default_packs  # noqa: PLC0415 - loads CTranslate2

    for pack in assemble_default_packs(PackLibrary(settings.packs_dir), show):
        click.echo(row(pack))


def _fault(folder: Path) -> PackError | None:
    try:
        verify(read_pack(folder))
    except PackError as error:
        return error
    click.echo(f"{folder.name}: every file is as it should be")
    return None


def _apart(distance: "Distance") -> str:
    alike = f"{distance.equal} of {distance.sentences} sentences alike in int8 and float32"
    return f"{alike}, {distance.nats:.4f} nats a piece apart"


def row(pack: Pack) -> str:
    """Return a pack as one line of a list."""
    size = sum(path.stat().st_size for path in pack.folder.iterdir()) / _MEGABYTE
    search = "greedy" if pack.decode.beam_size == 1 else f"beam {pack.decode.beam_size}"
    shortlist = " + vmap" if pack.decode.use_vmap else ""
    languages = f"{pack.source} → {pack.target}"
    licence = spoken(pack.licence)
    return f"{pack.name}\t{languages}\t{pack.version}\t{licence}\t{size:.0f} MB\t{search}{shortlist}"


def show(step: str) -> None:
    """Tell a person what is being done."""
    click.echo(step, err=True)
