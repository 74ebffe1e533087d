"""``python -m training.terms``: makes the benchmark of terminology anew."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

import click

from dragoman.benchmarks.term_cases import Half, Kind, TermCase, TermSet, read_terms, write_terms
from dragoman.domain import TermKind
from dragoman.glossary.concept import Concept, LanguageTerms, PartOfSpeech
from dragoman.glossary.forms import with_forms
from dragoman.glossary.model import Case
from dragoman.language.model import LanguageModel
from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator
from training.frozen import freeze
from training.terms.choosing import Wanted, candidates, choose, half_of, labelled, without_terms
from training.terms.sentences import help_sentences

_HERE: Final = Path(__file__).parent
_FILE: Final = _HERE / "terms.en-pt.jsonl.gz"
_WORK: Final = _HERE.parent / "work"
_DIRECTIONS: Final = (("en", "pt-BR"), ("pt-BR", "en"))
_TERMS: Final = Wanted(missing=400, chosen=375)
_CONTROL: Final = Wanted(missing=60, chosen=140)
_BATCH: Final = 500
_ABOUT: Final = {
    "name": "terms.en-pt",
    "sentences": "LibreOffice help, Debian packages libreoffice-help-en-us and libreoffice-help-pt-br",
    "licence": "MPL-2.0, https://mozilla.org/MPL/2.0/",
    "made by": "python -m training.terms",
}


@click.command()
@click.option("--work", default=_WORK, show_default=True, type=click.Path(path_type=Path))
@click.option(
    "--packs", type=click.Path(path_type=Path), help="Where the packs are, or are put (default: WORK/packs)."
)
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--labels", is_flag=True, help="Keep the sentences: only look anew which terms the packs choose."
)
def main(work: Path, packs: Path | None, seed: int, *, labels: bool) -> None:
    """Choose sentences and write terms.en-pt.jsonl.gz, then freeze its sentences."""
    packs = packs or work / "packs"
    if labels:
        _label(packs)
    else:
        _choose(work, packs, seed)


def _label(packs: Path) -> None:
    terms = read_terms(_FILE)
    texts = {
        source: [case.source for case in terms.cases if case.source_language == source]
        for source, _ in _DIRECTIONS
    }
    concepts = [concept for _, _, concept in terms.concepts]
    cases = labelled(terms.cases, concepts, _translations(packs, texts))
    write_terms(_FILE, TermSet(terms.about, terms.concepts, cases))
    changed = sum(one.chosen is not other.chosen for one, other in zip(terms.cases, cases, strict=True))
    click.echo(f"{_FILE}: {changed} of {len(cases)} labels changed")
    for source, _ in _DIRECTIONS:
        asked = [case for case in cases if (case.kind, case.source_language) == (Kind.TERM, source)]
        missing = sum(not case.chosen for case in asked)
        click.echo(f"from {source}: {missing} of {len(asked)} sentences miss a term without a glossary")


def _choose(work: Path, packs: Path, seed: int) -> None:
    terms, control = (
        with_forms(list(_read(_HERE / name, kind)))
        for name, kind in (("terms.tsv", Kind.TERM), ("control.tsv", Kind.CONTROL))
    )
    sentences = help_sentences(work / "packages")
    click.echo(f"{len(terms)} terms, {len(control)} pairs for the control, {len(sentences)} sentences")
    texts = {"en": [one.english for one in sentences], "pt-BR": [one.portuguese for one in sentences]}
    translations = _translations(packs, texts)
    random = Random(seed)
    cases: list[TermCase] = []
    for languages in _DIRECTIONS:
        for half in Half:
            own = [concept for concept in terms if _half(concept) is half]
            found = list(candidates(sentences, own, translations, half, Kind.TERM, languages))
            picked = choose(found, _TERMS, random)
            plain = without_terms(sentences, own, languages)
            pairs = [concept for concept in control if _half(concept) is half]
            controlled = list(candidates(plain, pairs, translations, half, Kind.CONTROL, languages))
            cases += picked + choose(controlled, _CONTROL, random)
            click.echo(_summary(languages, half, found, picked))
    used = {name for case in cases for name in case.concepts}
    concepts = [
        (_half(concept), kind, concept)
        for kind, several in ((Kind.TERM, terms), (Kind.CONTROL, control))
        for concept in several
        if concept.id in used
    ]
    write_terms(_FILE, TermSet(_ABOUT | {"seed": seed}, concepts, cases))
    freeze("terms.en-pt", (text for case in cases for text in (case.source, case.reference)))
    click.echo(f"{_FILE}: {len(concepts)} concepts, {len(cases)} sentences, {_FILE.stat().st_size} bytes")


def _read(path: Path, kind: Kind) -> Iterator[Concept]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            how = TermKind(row["kind"])
            part = PartOfSpeech(row["part of speech"])
            languages = ("en", "pt-BR")
            yield Concept(
                id=f"{kind}: {row['english']}",
                terms={
                    language: LanguageTerms(words, part_of_speech=part)
                    for language, words in zip(languages, (row["english"], row["portuguese"]), strict=True)
                },
                kind=how,
                case=Case.EXACT if how is TermKind.DNT else Case.FOLLOW,
            )


def _half(concept: Concept) -> Half:
    return half_of(concept.terms["en"].preferred)


def _translations(packs: Path, texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return how the packs translate the texts of each language."""
    library = PackLibrary(packs)
    assemble_default_packs(library, click.echo)
    engine = Engine(library, 2)
    found: dict[str, str] = {}
    try:
        translator = Translator(engine, LanguageModel().scores)
        for source, target in _DIRECTIONS:
            own = texts[source]
            for start in range(0, len(own), _BATCH):
                done = translator.translate(own[start : start + _BATCH], source, target)
                found |= {translation.original: translation.text for translation in done}
                click.echo(f"{source} to {target}: {start + len(done)} of {len(own)}")
    finally:
        engine.close()
    return found


def _summary(
    languages: tuple[str, str], half: Half, found: Sequence[TermCase], picked: Sequence[TermCase]
) -> str:
    missing = sum(not case.chosen for case in picked)
    unseen = sum(case.unseen for case in picked)
    terms = len({name for case in picked for name in case.concepts})
    return (
        f"{' to '.join(languages)}, {half}: {len(picked)} of {len(found)} sentences, {missing} miss a term "
        f"without a glossary, {unseen} surely unseen, {terms} terms"
    )


if __name__ == "__main__":
    main()
