"""``dragoman bench-html``: how long mails in HTML take, whether they come out whole, and the memory."""

import os
from itertools import islice

import click

from dragoman.benchmarks.child import resident_bytes
from dragoman.benchmarks.html_mails import mails, translated
from dragoman.benchmarks.sentences import SENTENCES
from dragoman.glossary import Interpreter
from dragoman.language.model import LanguageModel
from dragoman.settings import Settings
from dragoman.translation.engine import Engine
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import Translator

_THREADS = 2
_MEGABYTE = 1 << 20


@click.command("bench-html")
@click.option("--characters", default=100_000, show_default=True, help="Least length of a mail.")
@click.option("--rounds", default=4, show_default=True, help="Mails for each pack, one after the other.")
@click.pass_obj
def bench_html(settings: Settings, characters: int, rounds: int) -> None:
    """Translate long mails in HTML: seconds, memory, and whether all tags and code came out.

    Two threads translate. Nearly every sentence has an inline tag to be carried: more than in real mails.
    """
    from dragoman.cli.serve import assemble_default_packs  # noqa: PLC0415 - `--help` need not wait for it

    assemble_default_packs(settings)
    library = PackLibrary(settings.packs_dir)
    engine = Engine(library, _THREADS)
    try:
        interpreter = Interpreter(Translator(engine, LanguageModel().scores))
        click.echo(
            f"{'':12}{'characters':>12}{'sentences':>12}{'seconds':>10}{'whole':>8}{'doubtful':>10}{'MB':>8}"
        )
        for pack in library.packs():
            sentences = SENTENCES.get(pack.source.partition("-")[0], ())
            engine.length(pack, "")  # loads the pack before the clock starts
            for mail in islice(mails(sentences, characters), rounds if sentences else 0):
                done = translated(interpreter, pack, mail)
                memory = resident_bytes(os.getpid())
                click.echo(
                    f"{pack.name:12}{done.characters:>12}{done.sentences:>12}{done.seconds:>10.1f}"
                    f"{'yes' if done.whole else 'NO':>8}{done.doubtful:>10}"
                    f"{'?' if memory is None else round(memory / _MEGABYTE):>8}"
                )
    finally:
        engine.close()
