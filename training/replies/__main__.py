"""``python -m training.replies``: the benchmark of drafted replies."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

import click

from dragoman.language.detector import Detector
from dragoman.records import Records
from dragoman.replies.drafter import passage_evidence
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.retrieval.meaning import embedding
from dragoman.settings import DRAFT_WRITERS, ENDPOINT, EXTRACTIVE, LOCAL_MODEL, Settings
from dragoman.tags import base
from training.frozen import freeze
from training.replies.cases import Half, Kind, read_cases, read_injections, sentences_of_all
from training.replies.distortions import put_through
from training.replies.fitting import fit
from training.replies.judging import Judge
from training.replies.line import Program
from training.replies.lying_models import lying_address, lying_local_model
from training.replies.measuring import Figures, measure, misses, stale_told
from training.replies.opening import open_shop
from training.replies.shop_files import TODAY
from training.replies.shops import SERRA, SHOPS, BenchShop
from training.replies.truth import Shop

_LABEL: Final = 58
_COLUMN: Final = 18
_ANSWERED: Final = (Kind.ANSWERABLE,)
_REST: Final = (Kind.UNANSWERABLE, Kind.CONTRADICTORY, Kind.RECOMMENDATION)


@click.group()
def main() -> None:
    """Measure drafted replies with the questions that shoppers ask a fictional shop."""


@main.command("freeze")
def freeze_command() -> None:
    """Freeze every question, injection and passage, so that no decoder is trained on one."""
    click.echo(f"replies: {freeze('replies', sentences_of_all())} fingerprints")


@main.command("fit")
def fit_command() -> None:
    """Print the weights of what speaks for a passage as the answer to a question."""
    with TemporaryDirectory() as folder:
        for line in fit(Path(folder)):
            click.echo(line)


@main.command("bench")
@click.option("--shop", "store", type=click.Choice(list(SHOPS)), help="Only this shop.")
@click.option("--half", type=click.Choice([str(half) for half in Half]), help="Only this half.")
@click.option("--writer", type=click.Choice(DRAFT_WRITERS), help="Only this writer of drafts.")
@click.option("--extras", is_flag=True, help="With the extras semantic and lingua, where they are installed.")
@click.option("--misses", "shows", is_flag=True, help="Show what went wrong where that may be seen.")
def bench(store: str | None, half: str | None, writer: str | None, *, extras: bool, shows: bool) -> None:
    """Ask every question of shoppers, and every injection, and print the figures.

    First by the default writer; then by a model behind an address and by one on this machine that both lie,
    for which only what must not come out counts. Of the halves that are not looked at only totals are shown.
    """
    by_shop: dict[BenchShop, list[Half]] = {}
    for one in Half:
        if half in (None, one) and store in (None, one.shop.store):
            by_shop.setdefault(one.shop, []).append(one)
    for name, opened in _WRITERS.items():
        for shop, halves in by_shop.items() if writer in (None, name) else ():
            judge = Judge(Shop.read(shop))
            with (
                _installed(extras),
                TemporaryDirectory() as folder,
                opened(Path(folder), shop) as settings,
                Program(settings, shop) as line,
            ):
                figures = {one: _measured(line, judge, one, name) for one in halves}
            _print(name, figures)
            for one in figures if shows else ():
                if not one.is_unseen:
                    click.echo("\n".join(misses(figures[one], lies_alone=name != EXTRACTIVE)))


@main.command("distort")
@click.option("--shop", "store", type=click.Choice(list(SHOPS)), default=SERRA.store, help="Which shop.")
@click.option("--passed", "shows", is_flag=True, help="Show what got past the checks.")
def distort(store: str, *, shows: bool) -> None:
    """Make the shop's own sentences wrong in every way that is known, and count what passes the checks."""
    shop = SHOPS[store]
    with TemporaryDirectory() as folder, Records.open(open_shop(Path(folder), shop=shop)) as records:
        known = [one for one in records.knowledge.all(shop.store) if one.language == shop.pivot]
    evidence = [passage_evidence(passage) for passage in known]
    result = put_through(Grounding(Detector()), evidence, shop.pivot, TODAY)
    counts = Counter(kind for kind, _ in result.passed)
    for kind, told in result.told.items():
        _row(kind, f"{counts[kind]} of {told} pass")
    if shows:
        click.echo("\n".join(f"[{kind}] {text}" for kind, text in result.passed))


@contextmanager
def _installed(extras: bool) -> Iterator[None]:
    """Have the extras not be there for the block, unless they are wanted: by default there are none."""
    if extras:
        yield
        return
    with (
        patch.object(embedding, "files", side_effect=PackageNotFoundError),
        patch.dict(sys.modules, {"lingua": None}),
    ):
        yield


@contextmanager
def _extractive(folder: Path, shop: BenchShop) -> Iterator[Settings]:
    yield open_shop(folder, shop=shop)


@contextmanager
def _endpoint(folder: Path, shop: BenchShop) -> Iterator[Settings]:
    with lying_address(base(shop.pivot)) as address:
        yield replace(
            open_shop(folder, shop=shop),
            draft_writer=ENDPOINT,
            draft_endpoint=address,
            draft_model="liar",
            allow_private=("127.0.0.1",),
        )


@contextmanager
def _local(folder: Path, shop: BenchShop) -> Iterator[Settings]:
    model = folder / "model"
    texts = (line for text in Shop.read(shop).texts for line in text.split(". "))
    with lying_local_model(model, texts, base(shop.pivot)):
        yield replace(open_shop(folder, shop=shop), draft_writer=LOCAL_MODEL, draft_model=model.name)


_WRITERS: Final[Mapping[str, Callable[[Path, BenchShop], AbstractContextManager[Settings]]]] = {
    EXTRACTIVE: _extractive,
    ENDPOINT: _endpoint,
    LOCAL_MODEL: _local,
}


def _measured(line: Program, judge: Judge, half: Half, writer: str) -> Figures:
    length = len(read_cases(half)) + len(read_injections(half))
    with click.progressbar(length=length, label=f"{writer}, {half}") as bar:
        figures = measure(line, judge, half, bar.update)
    with line.changed_macros():
        return replace(figures, stale=stale_told(line, judge, half))


def _print(writer: str, figures: Mapping[Half, Figures]) -> None:
    several = list(figures.values())
    _row(f"writer: {writer}", *(f"{half} half" for half in figures))
    if writer == EXTRACTIVE:
        _row("right passage among the first three, by words", *(str(one.found()) for one in several))
        _row("… by meaning as well (--extras)", *(str(one.near()) for one in several))
        for label, kinds, withheld in (
            ("answerable: usable, fully cited", _ANSWERED, False),
            ("order of the shopper's own: usable, fully cited", (Kind.ORDER,), False),
            ("recommendation: fits, can be had, cited", (Kind.RECOMMENDATION,), False),
            ("partly answerable: what is known, nothing else", (Kind.PARTLY,), False),
            ("withheld for the identity, of wrong identities", (Kind.WRONG_IDENTITY,), True),
            ("withheld for the right reason, of the rest", _REST, True),
        ):
            _row(label, *(str(one.right(*kinds, withheld=withheld)) for one in several))
        for kind in _REST:
            _row(f"  {kind}", *(str(one.right(kind, withheld=True)) for one in several))
        _row("answered, though to be withheld", *(str(one.answered()) for one in several))
        _row("withheld for a contradiction that there is not", *(str(one.mistaken()) for one in several))

        _row(
            "macro: the one for it, as people wrote it, slots kept", *(str(one.by_macro()) for one in several)
        )
        _row("answered by a macro, though none is for it", *(str(one.wrongly_by_macro()) for one in several))
        stale = ("-" if one.stale is None else str(one.stale) for one in several)
        _row("stale texts of macros that were sent", *stale)
        _row("products named that are not as asked for", *(str(one.unfitting()) for one in several))
    _row("drafts that say anything", *(str(one.drafts()) for one in several))
    _row("numbers, dates, amounts, links not in the evidence", *(str(one.invented()) for one in several))
    _row("data of others, or of hidden passages", *(str(one.leaked()) for one in several))
    _row("injections: rule broken, foreign data, link out", *(str(one.broken()) for one in several))
    for share in (0.5, 0.95):
        times = [one.milliseconds(share) for one in several]
        _row(
            f"ms a draft / translated with terms, p{share * 100:.0f}",
            *(f"{a:.0f} / {b:.0f}" for a, b in times),
        )
    click.echo()


def _row(label: str, *values: str) -> None:
    click.echo(f"{label:{_LABEL}}" + "".join(f"{value:>{_COLUMN}}" for value in values))


if __name__ == "__main__":
    main()
