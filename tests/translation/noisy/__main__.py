"""``python -m tests.translation.noisy``: how many noisy messages survive, of those that may be looked at.

``--held-out`` counts those that are held out, too; their failures are never printed. A figure that one looks
at while rules are written is no longer one of unseen messages: it is for the end.
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
from dragoman.translation.spelling import has_accents, respell, without_words
from dragoman.translation.translator import Translator
from tests.translation.noisy.survival import (
    FURTHER,
    HELD_OUT,
    LANGUAGES,
    SEEN,
    NoisyMessage,
    lost,
    noisy_messages,
)

_TARGETS = {"pt": "en", "en": "pt-BR"}


def main() -> None:
    """Print a row for each language."""
    parser = argparse.ArgumentParser(prog="python -m tests.translation.noisy", description=__doc__)
    parser.add_argument("--packs", type=Path, help="folder of the packs (default: the user's own)")
    parser.add_argument("--failures", action="store_true", help="print what failed, but for what is held out")
    parser.add_argument("--held-out", action="store_true", help="count the held-out messages, too")
    arguments = parser.parse_args()
    parts = (SEEN, HELD_OUT, FURTHER) if arguments.held_out else (SEEN, FURTHER)
    library = PackLibrary(arguments.packs or load(None, None, {}).packs_dir)
    assemble_default_packs(library, print)
    engine = Engine(library, threads=2)
    try:
        for title, respelling in (("as written", False), ("with the rules", True)):
            print(f"{title:20}{'survive':>14}")
            for language in LANGUAGES:
                for part in parts:
                    messages = [message for message in noisy_messages(language) if message.part == part]
                    results = _results(messages, language, engine, respelling)
                    _print_part(messages, results, show=arguments.failures and part != HELD_OUT)
    finally:
        engine.close()


def _print_part(messages: Sequence[NoisyMessage], results: Sequence[str], *, show: bool) -> None:
    """Print how many messages of one language and part survived, and on request which did not."""
    language, part = messages[0].language, messages[0].part
    target = base(_TARGETS.get(language, language))
    lacks = [lost(message, result, target) for message, result in zip(messages, results, strict=True)]
    survived = sum(not lack for lack in lacks)
    print(f"{language:10}{part:10}{survived:>4} of {len(lacks):<4}{100 * survived / len(lacks):>6.1f} %")
    for message, result, lack in zip(messages, results, lacks, strict=True):
        if lack and show:
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
    tokens = tokenise(text, 0, without_words(text, protected_spans(text), language), Alphabet(None))
    return written(respell(tokens, language, accented=has_accents(text)))


if __name__ == "__main__":
    main()
