"""``python -m tests.translation.fluent``: which wrong translations are green, and which good ones are not."""

from collections import Counter
from collections.abc import Sequence

from dragoman.domain import Light, Translation
from dragoman.language.model import LanguageModel
from dragoman.settings import load
from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator
from tests.translation.fluent.judgements import PAIRS, SETS, Judged, judged


def main() -> None:
    """Translate the sets as the product does, and print what a person judged beside the light."""
    library = PackLibrary(load().packs_dir)
    assemble_default_packs(library, print)
    engine = Engine(library, threads=2)
    translator = Translator(engine, LanguageModel().scores)
    try:
        for name in SETS:
            for source, target in PAIRS:
                rows = {(row.sentence, row.translation): row for row in judged(name, source, target)}
                sentences = list(dict.fromkeys(sentence for sentence, _ in rows))
                found = translator.translate(sentences, source, target)
                _print(f"{name} {source}-{target}", rows, found)
    finally:
        engine.close()


def _print(title: str, rows: dict[tuple[str, str], Judged], found: Sequence[Translation]) -> None:
    """Print the counts of a set and each translation whose light says otherwise than a person."""
    counts: Counter[str] = Counter()
    for one in found:
        row = rows.get((one.original, one.text))
        said = "not judged" if row is None else "good" if row.good else "wrong"
        green = one.light is Light.GREEN
        counts[f"{said}, {'green' if green else 'not green'}"] += 1
        if row is None or row.good is not green:
            what = "" if row is None else f"{row.judgement} {row.what}"
            reasons = ", ".join(one.segments[0].reasons)
            print(f"  {one.light} {said}: {one.original} → {one.text} ({what or reasons})")
    print(f"{title}: {len(found)} sentences; " + "; ".join(f"{count} {key}" for key, count in counts.items()))


if __name__ == "__main__":
    main()
