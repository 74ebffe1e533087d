"""``dragoman bench --detection``: detection without and with lingua, side by side."""

from pathlib import Path

import click

from dragoman.benchmarks.detection import Figures, labelled, languages_of, measure, resident_bytes
from dragoman.language.detector import Detector
from dragoman.language.second_opinion import SecondOpinion

_MEGABYTE = 1_000_000
_MICROSECONDS = 1_000_000


def print_detection(folder: Path) -> None:
    """Measure detection over the labelled texts of a folder.

    Raises:
        DragomanError: the folder holds none.
    """
    files = labelled(folder)
    languages = languages_of(files)
    click.echo(f"{len(languages)} languages, all enabled: {' '.join(languages)}")
    click.echo(f"{'':34}{'texts':>8}{'right':>10}{'sure':>10}{'right if sure':>16}{'p50':>10}")
    lingua = SecondOpinion.if_installed()
    contenders = {"without lingua": Detector()}
    if lingua:
        contenders["with lingua"] = Detector(second_opinion=lingua)
    memory = [resident_bytes()]
    for name, detector in contenders.items():
        for file in files:
            click.echo(
                f"{file.name:20}{name:14}{len(file.rows):>8}{_figures(measure(detector, file, languages))}"
            )
        memory.append(resident_bytes())
    for name, before, after in zip(contenders, memory, memory[1:], strict=False):
        if before is not None and after is not None:
            click.echo(f"memory {name}: {(after - before) / _MEGABYTE:+.0f} MB")
    if not lingua:
        click.echo("lingua is not installed: pip install 'dragoman[lingua]' adds its second opinion")


def _figures(figures: Figures) -> str:
    parts = (figures.right, figures.accepted, figures.accepted_right)
    right, accepted, accepted_right = (f"{100 * part:.1f} %" for part in parts)
    median = f"{figures.median * _MICROSECONDS:.0f} µs"
    return f"{right:>10}{accepted:>10}{accepted_right:>16}{median:>10}"
