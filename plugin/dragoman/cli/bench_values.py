"""``dragoman bench-values``: how many values survive translation, and what that costs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from dragoman.benchmarks.sentences import SENTENCES
from dragoman.benchmarks.values import MOST_VALUES, Inserted, Place, Survival, survival, with_values
from dragoman.cli.bench import THREADS
from dragoman.domain import DragomanError
from dragoman.settings import Settings
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator

_Row = tuple[str, str | None]
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("bench-values")
@click.argument("files", nargs=-1, type=_FILE)
@click.option(
    "--languages",
    nargs=2,
    metavar="TAG TAG",
    default=("en", "pt-BR"),
    show_default=True,
    help="The two languages, in the order of the columns of FILES.",
)
@click.option("--count", default=10_000, show_default=True, help="Sentences in each direction.")
@click.option("--seed", default=1, show_default=True, help="Another one makes other sentences.")
@click.option("--examples", default=0, show_default=True, help="Print sentences that lost a value.")
@click.pass_obj
def bench_values(
    settings: Settings,
    *,
    files: tuple[Path, ...],
    languages: tuple[str, str],
    count: int,
    seed: int,
    examples: int,
) -> None:
    """Put made-up values into sentences, translate those both ways, and count the values that are unchanged.

    FILES are TSV files with a sentence and its translation a line; without any, sentences that are built in
    are used. With sacrebleu installed, chrF is printed of the words round the values, beside that of the same
    sentences without values.
    """
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    assemble_default_packs(settings)
    pairs = [pair for path in files for pair in _pairs(path)]
    engine = Engine(PackLibrary(settings.packs_dir), THREADS)
    try:
        for source, target in (languages, languages[::-1]):
            forward = (source, target) == languages
            rows = [pair if forward else pair[::-1] for pair in pairs] or _built_in(source)
            sentences = list(with_values(rows, count, seed))
            _print_direction(Translator(engine), source, target, sentences, examples)
    finally:
        engine.close()


def _pairs(path: Path) -> list[tuple[str, str]]:
    pairs = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        source, tab, translation = line.partition("\t")
        if not tab or "\t" in translation:
            raise DragomanError(f"{path}, line {number}: write a sentence, one tab and its translation")
        pairs.append((source, translation))
    return pairs


def _built_in(language: str) -> list[_Row]:
    sentences = SENTENCES.get(language.partition("-")[0])
    if sentences is None:
        raise DragomanError(f"no sentences for {language} are built in; give some as FILES")
    return [(sentence, None) for sentence in sentences]


def _print_direction(
    translator: Translator, source: str, target: str, sentences: Sequence[Inserted], examples: int
) -> None:
    bare = list(dict.fromkeys(one.without() for one in sentences))
    results = []
    for label, made in (("with values", sentences), ("without", bare)):
        with click.progressbar(length=len(made), label=f"{source} to {target}, {label}") as bar:
            result = Survival()
            for done in survival(translator, source, target, made, result):
                bar.update(done)
            results.append(result)
    with_them, without = results
    total, lost = with_them.values.total(), with_them.lost.total()
    click.echo(f"{source} to {target}: {len(sentences)} sentences with 1 to {MOST_VALUES} values")
    _print("values unchanged", f"{total - lost} of {total} ({_percent(total - lost, total)})")
    for kind, number in with_them.lost.most_common():
        _print(f"  {kind}", f"{number} of {with_them.values[kind]} changed")
    _print("values of one kind in another order", f"{with_them.reordered} sentences")
    _print("split round values", f"{_percent(with_them.split, with_them.sentences)} of the sentences")
    _print("  without made-up values", f"{_percent(without.split, without.sentences)} of {without.sentences}")
    for method, number in with_them.methods.most_common():
        _print(f"  {method}", _percent(number, with_them.methods.total()))
    if all(one.reference for one in sentences):
        _print_scores(with_them, without)
    for text, translation in with_them.examples[:examples]:
        click.echo(f"  {text}\n  → {translation}")
    click.echo()


def _print_scores(with_them: Survival, without: Survival) -> None:
    try:
        from sacrebleu import corpus_chrf  # noqa: PLC0415 - optional: only scores need it
    except ImportError:
        return
    plain = dict(without.around)
    for place in (Place.EDGES, Place.ANYWHERE):
        chosen = [(one, text) for one, text in with_them.around if one.place is place]
        if not chosen:
            continue
        references = [one.reference or "" for one, _ in chosen]
        scores = [
            corpus_chrf(texts, [references]).score
            for texts in ([text for _, text in chosen], [plain[one.without()] for one, _ in chosen])
        ]
        _print(f"chrF of the words, values {place}", "{:.2f} (without values {:.2f})".format(*scores))


def _print(label: str, figure: str) -> None:
    click.echo(f"  {label:44} {figure}")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "none"
