"""``python -m tests.translation.noisy``: how many noisy messages survive, seen and held out.

Failures are printed of the half that may be looked at, never of the other.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from dragoman.settings import load
from dragoman.tags import base
from dragoman.translation.alphabet import Alphabet
from dragoman.translation.assembly import assemble_default_packs
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.protect import protected_spans
from dragoman.translation.sentence import tokenise, written
from dragoman.translation.spelling import has_accents, respell
from dragoman.translation.translator import Translator
from tests.translation.noisy.survival import LANGUAGES, NoisyMessage, lost, noisy_messages

_TARGETS = {"pt": "en", "en": "pt-BR"}


def main() -> None:
    """Print a row for each language."""
    parser = argparse.ArgumentParser(prog="python -m tests.translation.noisy", description=__doc__)
    parser.add_argument("--packs", type=Path, help="folder of the packs (default: the user's own)")
    parser.add_argument("--failures", action="store_true", help="print what failed of the seen half")
    arguments = parser.parse_args()
    library = PackLibrary(arguments.packs or load(None, None, {}).packs_dir)
    assemble_default_packs(library, print)
    engine = Engine(library, threads=2)
    try:
        for title, respelling in (("as written", False), ("with the rules", True)):
            print(f"{title:20}{'survive':>14}")
            for language in LANGUAGES:
                messages = list(noisy_messages(language))
                _print_language(
                    language, messages, _results(messages, language, engine, respelling), arguments.failures
                )
    finally:
        engine.close()


def _print_language(
    language: str, messages: Sequence[NoisyMessage], results: Sequence[str], failures: bool
) -> None:
    target = base(_TARGETS.get(language, language))
    lacks = [lost(message, result, target) for message, result in zip(messages, results, strict=True)]
    for half, held_out in (("seen", False), ("held out", True)):
        chosen = [lack for message, lack in zip(messages, lacks, strict=True) if message.held_out == held_out]
        survived = sum(not lack for lack in chosen)
        print(
            f"{language:10}{half:10}{survived:>4} of {len(chosen):<4}{100 * survived / len(chosen):>6.1f} %"
        )
    if failures:
        for message, result, lack in zip(messages, results, lacks, strict=True):
            if lack and not message.held_out:
                print(f"    {message.text!r} -> {result!r} lacks {', '.join(lack)}")


def _results(
    messages: Sequence[NoisyMessage], language: str, engine: Engine, respelling: bool
) -> Sequence[str]:
    texts = [message.text for message in messages]
    if language in _TARGETS:
        translator = Translator(engine, respelling=respelling)
        return [done.text for done in translator.translate(texts, language, _TARGETS[language])]
    return [_read(text, language) for text in texts] if respelling else texts


def _read(text: str, language: str) -> str:
    tokens = tokenise(text, 0, protected_spans(text), Alphabet(None))
    return written(respell(tokens, language, accented=has_accents(text)))


if __name__ == "__main__":
    main()
