"""``dragoman bench-terms``: how well a glossary is kept, without it and with it side by side."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from dragoman.benchmarks.term_cases import Half, TermSet, read_terms
from dragoman.benchmarks.term_matching import CHARACTERS, ENTRIES, Matching, measure_matching
from dragoman.benchmarks.terms import Bench, Figures, Outcome, Score, Share
from dragoman.domain import DragomanError
from dragoman.glossary import Interpreter
from dragoman.language.model import LanguageModel
from dragoman.settings import Settings
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator

_THREADS: Final = 2
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("bench-terms")
@click.argument("file", type=_FILE)
@click.option("--half", type=click.Choice([str(half) for half in Half]), help="Only this half.")
@click.option("--from", "source", metavar="TAG", help="Only the direction that reads this language.")
@click.option(
    "--missed", default=0, metavar="N", help="Show so many sentences that miss a term, of the seen half."
)
@click.pass_obj
def bench_terms(settings: Settings, file: Path, half: str | None, source: str | None, missed: int) -> None:
    """Translate the sentences of FILE without a glossary and with it, and compare.

    The repository's own is training/terms/terms.en-pt.jsonl.gz; CARD.md beside it says what is in it and
    what each line means. Of the held-out half only totals are shown: rules are not made by looking at it.
    """
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    score = _chrf()
    terms = read_terms(file)
    directions = [pair for pair in terms.directions() if source in (None, pair[0])]
    if not directions:
        raise click.UsageError(f"the file has no sentences in {source}")
    assemble_default_packs(settings)
    engine = Engine(PackLibrary(settings.packs_dir), _THREADS)
    try:
        translator = Translator(engine, LanguageModel().scores)
        bench = Bench(Interpreter(translator), translator, score)
        for pair in directions:
            for one in Half:
                if half in (None, one):
                    _print(_measure(bench, terms, one, pair), one, pair, missed)
    finally:
        engine.close()
    _print_matching(measure_matching())


def _chrf() -> Score:
    try:
        from sacrebleu import corpus_chrf  # noqa: PLC0415 - optional: only measuring needs it
    except ImportError:
        raise DragomanError("bench-terms needs sacrebleu: pip install sacrebleu") from None

    def score(translations: Sequence[str], references: Sequence[str]) -> float:
        return float(corpus_chrf(translations, [references]).score) if translations else 0.0

    return score


def _measure(bench: Bench, terms: TermSet, half: Half, pair: tuple[str, str]) -> Figures:
    with click.progressbar(
        length=bench.steps(terms, half, pair[0]), label=f"{' to '.join(pair)}, {half}"
    ) as bar:
        return bench.reporting(bar.update).measure(terms, half, *pair)


def _print(figures: Figures, half: Half, pair: tuple[str, str], missed: int) -> None:
    cases, without, with_it = figures.cases, figures.without, figures.with_it
    asked = sum(len(case.concepts) for case in cases)
    wanting = sum(not case.chosen for case in cases)
    click.echo(
        f"{' to '.join(pair)}, {half} half: {len(cases)} sentences, {asked} terms in them; "
        f"{wanting} sentences ask for a word that the packs did not choose"
    )
    click.echo(f"{'':44}{'without':>18}{'with glossary':>18}")
    for kind in with_it.by_kind:
        _row(f"terms kept, {kind}", _share(without.by_kind[kind]), _share(with_it.by_kind[kind]))
    if half is Half.SEEN:
        for part in sorted(with_it.by_part):
            _row(f"  {part}", _share(without.by_part[part]), _share(with_it.by_part[part]))
    _row("in the form of the reference", _share(without.same_form), _share(with_it.same_form))
    _row("concepts said the same way every time", _share(without.consistent), _share(with_it.consistent))
    _row("sentences with a word or term twice", _share(without.twice), _share(with_it.twice))
    _row("chrF", *_scores(without.whole, with_it.whole))
    _row("chrF, terms masked in both", *_scores(without.masked, with_it.masked))
    _row("chrF, control: pairs no glossary needs", *_scores(*figures.control))
    of = f"100.0 % of {figures.forbidden.of}"
    _row("forbidden words that come out", of, _share(figures.forbidden))
    _row("terms that nothing in the source asks for", "", _share(figures.misapplied))
    _row("terms that the proof claims and are not there", "", str(figures.overclaimed))
    for chosen, label in ((True, "all terms come anyway"), (False, "a term is missed")):
        before, after = figures.milliseconds[chosen]
        _row(f"ms a sentence, p50, {label}", f"{before:.1f}", f"{after:.1f} ({after - before:+.1f})")
    if half is Half.SEEN:
        _print_missed(with_it, missed)
    click.echo()


def _print_matching(matching: Matching) -> None:
    click.echo(
        f"matching: {ENTRIES} terms in {CHARACTERS} characters, p50 {matching.milliseconds:.2f} ms, "
        f"{matching.found} found; index made in {matching.built:.2f} s"
    )


def _print_missed(outcome: Outcome, count: int) -> None:
    for source, expected, translation in outcome.missed[:count]:
        click.echo(f"  missed {expected!r}\n    {source}\n    {translation}")


def _row(label: str, *values: str) -> None:
    click.echo(f"{label:44}" + "".join(f"{value:>18}" for value in values))


def _share(share: Share) -> str:
    return f"{share.percent:.1f} % of {share.of}"


def _scores(before: float, after: float) -> tuple[str, str]:
    return f"{before:.2f}", f"{after:.2f} ({after - before:+.2f})"
