"""``python -m training``: one command for each step; every one can be interrupted and repeated."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from sentencepiece import SentencePieceProcessor

from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.engine import Engine
from dragoman.translation.marian import read_weights
from dragoman.translation.packs import PackLibrary
from dragoman.translation.shortlist import read_shortlist
from dragoman.translation.teacher import teacher_files
from training import translate as translation
from training.frozen import freeze, read_frozen
from training.pairs import Text, read_rows, write_rows
from training.sources.packages import fetch
from training.texts import gather
from training.translate import pack_for, recipe_for

if TYPE_CHECKING:
    from training.arithmetic import Arithmetic
    from training.teacher import Teacher

_WORK: Final = Path(__file__).parent / "work"
_DECODERS: Final = Path(__file__).parents[1] / "plugin" / "dragoman" / "translation" / "decoders"
_DIRECTIONS: Final = ("enpt", "pten")
_RATE_ANEW: Final = 1.5e-3
_SUBLAYERS_ANEW: Final = 0.1
_KEPT: Final = ("all", "nothing")
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
# Of a pair, in nearly every source; more pairs than needed are read.
_LEAST_PIECES: Final = 20

_as_packed = click.option("--as-packed", is_flag=True, help="Round as int8 packs do (a fifth slower).")
_float32 = click.option("--float32", is_flag=True, help="For processors that have no fast bfloat16.")
_threads = click.option("--threads", default=1, show_default=True)


@click.group()
@click.option(
    "--work", default=_WORK, show_default=True, type=click.Path(path_type=Path), help="Where data go."
)
@click.pass_context
def main(context: click.Context, work: Path) -> None:
    """Train the decoders of the default packs."""
    context.obj = work


@main.command("freeze")
@click.argument("files", nargs=-1, required=True, type=_FILE)
def freeze_command(files: tuple[Path, ...]) -> None:
    """Freeze the test sets FILES: tab-separated, a sentence in each column. Do this before anything else."""
    for path in files:
        rows = path.read_text("utf-8").splitlines()
        count = freeze(path.stem, (column for row in rows for column in row.split("\t")))
        click.echo(f"{path.stem}: {count} fingerprints")


@main.command("fetch")
@click.pass_obj
def fetch_command(work: Path) -> None:
    """Download the packages that the texts come from."""
    fetch(work / "packages", click.echo)


@main.command("texts")
@click.pass_obj
def texts_command(work: Path) -> None:
    """Gather the texts, without a frozen sentence among them."""
    frozen = read_frozen()
    for direction in _DIRECTIONS:
        gathered = gather(direction, work / "packages", frozen)
        write_rows(work / "texts" / f"{direction}.tsv", gathered.texts)
        write_rows(work / "pairs" / f"aligned.{direction}.tsv", gathered.aligned)
        click.echo(f"{direction}: {len(gathered.texts)} texts, {len(gathered.aligned)} aligned pairs")


@main.command("translate")
@click.argument("direction", type=click.Choice(_DIRECTIONS))
@click.option("--by", type=click.Choice(("teacher", "pack")), default="teacher", show_default=True)
@click.option("--limit", type=int, help="Stop after so many texts in all.")
@click.option("--threads", default=2, show_default=True)
@click.pass_obj
def translate_command(work: Path, direction: str, by: str, limit: int | None, threads: int) -> None:
    """Translate the texts of DIRECTION: the teacher from the first on, the pack from the last on."""
    library = PackLibrary(work / "packs")
    assemble_default_packs(library, click.echo)
    texts = read_rows(Text, work / "texts" / f"{direction}.tsv")
    path = work / "pairs" / f"{by}.{direction}.tsv"
    if by == "teacher":
        translate = translation.teacher(direction, library, threads)
        translation.translate_texts(texts[:limit], path, translate, _progress(f"{direction} by {by}"))
        return
    engine = Engine(library, threads)
    try:
        translate = translation.packs(direction, library, engine)
        translation.translate_texts(texts[::-1][:limit], path, translate, _progress(f"{direction} by {by}"))
    finally:
        engine.close()


@main.command("always")
@click.argument("direction", type=click.Choice(_DIRECTIONS))
@click.pass_obj
def always_command(work: Path, direction: str) -> None:
    """Choose the pieces that the pack of DIRECTION may always write, and put them into the product."""
    from training.always import always_allowed  # noqa: PLC0415 - the other steps do not decode

    recipe = recipe_for(direction)
    pack = pack_for(direction, PackLibrary(work / "packs"))
    with teacher_files(recipe.published, recipe.sha256, click.echo) as published:
        published_map = read_shortlist(published / recipe.shortlist)
    pieces = always_allowed(direction, pack, published_map, work / "pairs")
    (_DECODERS / f"{direction}.always.txt").write_text("".join(f"{piece}\n" for piece in pieces), "utf-8")
    click.echo(f"{direction}: {len(pieces)} pieces; raise the version of its recipe")


@main.command("lessons")
@click.argument("direction", type=click.Choice(_DIRECTIONS))
@click.option("--count", default=200, show_default=True, help="How many batches in all; 9 MB each.")
@click.option("--only", multiple=True, metavar="ORIGIN", help="More lessons, of pairs from there alone.")
@_as_packed
@_float32
@_threads
@click.pass_obj
def lessons_command(
    work: Path,
    direction: str,
    *,
    count: int,
    only: tuple[str, ...],
    as_packed: bool,
    float32: bool,
    threads: int,
) -> None:
    """Have the teacher show how it comes to write the translations of DIRECTION: what a decoder learns."""
    import torch  # noqa: PLC0415 - most steps need none of it

    from training.batches import PIECES, batches, joined, read_pairs  # noqa: PLC0415
    from training.lessons import ALL, HELD_OUT, write_lessons  # noqa: PLC0415

    torch.set_num_threads(threads)
    teacher, processor = _teacher(direction)
    train, held_out = read_pairs(
        direction, work / "pairs", most=count * PIECES // _LEAST_PIECES, origins=frozenset(only)
    )
    chance = random.Random(0)
    found = batches(joined(train, chance), processor, chance)[:count]
    folder = work / "lessons" / direction
    arithmetic = _arithmetic(float32=float32, as_packed=as_packed)
    if not only:
        watched = batches(held_out, processor, chance)
        write_lessons(teacher, watched, folder / HELD_OUT, arithmetic, _progress(f"{direction} held out"))
    more = folder / "-".join(only) if only else folder / ALL
    write_lessons(teacher, found, more, arithmetic, _progress(f"{direction} lessons"))


@main.command("train")
@click.argument("direction", type=click.Choice(_DIRECTIONS))
@click.option(
    "--minutes", required=True, type=float, help="How long it trains in all, however often resumed."
)
@click.option(
    "--keep",
    type=click.Choice(_KEPT),
    default=_KEPT[0],
    show_default=True,
    help="What it begins with of the packaged decoder; the rest is the teacher's.",
)
@_as_packed
@_float32
@_threads
@click.pass_obj
def train_command(
    work: Path, direction: str, *, minutes: float, keep: str, as_packed: bool, float32: bool, threads: int
) -> None:
    """Train the decoder of DIRECTION; Ctrl-C loses what was learned since the last report."""
    import torch  # noqa: PLC0415 - most steps need none of it

    from training.decoder import from_teacher, read_decoder  # noqa: PLC0415
    from training.lessons import HELD_OUT, read_lessons  # noqa: PLC0415
    from training.run import Plan, Run  # noqa: PLC0415

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    teacher, _ = _teacher(direction)
    folder = work / "lessons" / direction
    watched = read_lessons(folder / HELD_OUT)
    if keep == "nothing":
        decoder = from_teacher(teacher, watched)
    else:
        decoder = read_decoder(_DECODERS / f"{direction}.decoder.npz")
    arithmetic = _arithmetic(float32=float32, as_packed=as_packed)
    run = Run(teacher, decoder, work / "runs" / direction, arithmetic)
    plan = Plan(minutes) if keep == "all" else Plan(minutes, _RATE_ANEW, _SUBLAYERS_ANEW)
    lessons = [
        lesson for kind in sorted(folder.iterdir()) if kind.name != HELD_OUT for lesson in read_lessons(kind)
    ]
    run.train(
        lessons,
        watched,
        plan,
        lambda text: click.echo(f"{direction}: {text}"),
    )


def _teacher(direction: str) -> "tuple[Teacher, SentencePieceProcessor]":
    from training.teacher import Teacher  # noqa: PLC0415 - it needs PyTorch

    recipe = recipe_for(direction)
    with teacher_files(recipe.published, recipe.sha256, click.echo) as published:
        teacher = Teacher(
            read_weights(published / recipe.model), read_shortlist(published / recipe.shortlist)
        )
        return teacher, SentencePieceProcessor(model_proto=(published / recipe.vocabulary).read_bytes())


def _arithmetic(*, float32: bool, as_packed: bool) -> "Arithmetic":
    import torch  # noqa: PLC0415 - most steps need none of it

    from training.arithmetic import Arithmetic  # noqa: PLC0415 - likewise

    return Arithmetic(torch.float32 if float32 else torch.bfloat16, as_packed)


@main.command("evaluate")
@click.argument("direction", type=click.Choice(_DIRECTIONS))
@click.argument("sets", nargs=-1, required=True, type=_FILE)
@click.option(
    "--install", is_flag=True, help="Put the decoder into the product unless it is worse somewhere."
)
@click.option(
    "--share", default=1.0, show_default=True, help="Of the trained in a mean with the packaged one."
)
@click.pass_obj
def evaluate_command(
    work: Path, direction: str, sets: tuple[Path, ...], *, install: bool, share: float
) -> None:
    """Score the best decoder of DIRECTION on SETS, files of English and Portuguese, beside the teacher."""
    from training import evaluate  # noqa: PLC0415 - it needs sacrebleu
    from training.run import BEST  # noqa: PLC0415

    trained = work / "runs" / direction / BEST
    library = PackLibrary(work / "packs")
    assemble_default_packs(library, click.echo)
    packaged = _DECODERS / f"{direction}.decoder.npz"
    weights = evaluate.mixed(
        evaluate.read_weights_of_decoder(packaged), evaluate.read_weights_of_decoder(trained), share
    )
    other = evaluate.put_decoder(direction, weights, library, work / "trained" / direction, click.echo)
    scores = evaluate.measure(
        direction, {"packaged": library, "trained": other}, sets, work / "answers", click.echo
    )
    click.echo(f"chrF, {direction}, greedy, int8{'':8}{'packaged':>10}{'trained':>10}{'teacher':>10}")
    for score in scores:
        numbers = f"{score.packaged:>10.2f}{score.trained:>10.2f}{score.taught:>10.2f}"
        click.echo(f"{f'{score.name}, {score.lines} lines':32}{numbers}")
    if install and not evaluate.is_improvement(scores):
        raise click.ClickException("not installed: it is worse on at least one set")
    if install:
        evaluate.write_weights_of_decoder(packaged, weights)
        click.echo("installed: raise the version of its recipe in dragoman.translation.assembly")


@main.command("certainty")
@click.argument("sets", nargs=-1, required=True, type=_FILE)
@click.option("--measure", required=True, type=_FILE, help="The set that the outcome is measured on.")
@click.pass_obj
def certainty_command(work: Path, sets: tuple[Path, ...], measure: Path) -> None:
    """Fit how certain translations are to the packs, on SETS of English and Portuguese, into the product.

    The first set is of everyday sentences: its threshold is that of the traffic light. Prints how many of the
    worst tenth of --measure are found with it, in both directions.
    """
    from dragoman.benchmarks.trust import trust  # noqa: PLC0415 - it needs sacrebleu
    from dragoman.translation.certainty import FILE, packaged_weights  # noqa: PLC0415 - likewise
    from training.certainty import fit, judged  # noqa: PLC0415 - likewise

    library = PackLibrary(work / "packs")
    assemble_default_packs(library, click.echo)
    engine = Engine(library, threads=2)
    try:
        found = {
            (path.stem, direction): judged(engine, pack_for(direction, library), _rows(path, direction))
            for path in sets
            for direction in _DIRECTIONS
        }
        weights = fit(found, sets[0].stem)
        (_DECODERS / FILE).write_text(weights.written(), "utf-8")
        packaged_weights.cache_clear()
        click.echo(weights.written(), nl=False)
        for direction in _DIRECTIONS:
            rows = _rows(measure, direction)
            trusted = trust(engine, pack_for(direction, library), *zip(*rows, strict=True))
            click.echo(
                f"{direction}, {measure.stem}: the fifth of the lowest quality holds {trusted.found:.1%} "
                f"of the worst tenth, chrF {trusted.chrf:.2f}"
            )
    finally:
        engine.close()


def _rows(path: Path, direction: str) -> list[tuple[str, str]]:
    """Return the sentences of a set of English and Portuguese with their translations."""
    rows = [line.partition("\t") for line in path.read_text("utf-8").splitlines()]
    return [(one, other) if direction == "enpt" else (other, one) for one, _, other in rows]


def _progress(what: str) -> Callable[[int, int], None]:
    started = time.monotonic()
    first: list[int] = []

    def show(done: int, total: int) -> None:
        first.append(done)
        speed = (done - first[0]) / (time.monotonic() - started)
        click.echo(f"{what}: {done} of {total}, {speed:.0f} a second")

    return show


if __name__ == "__main__":
    main()
