"""The command line: one group, whose commands are imported when they are used.

Exit codes: 0 done, 1 an error that the line on stderr explains, 2 a command that was written wrongly, 3 no
pack for a pair of languages, 130 interrupted.
"""

import errno
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from dragoman.cli.summaries import SUMMARIES
from dragoman.domain import DragomanError
from dragoman.settings import load

COMMANDS = {
    "serve": "dragoman.cli.serve:serve",
    "demo": "dragoman.cli.demo:demo",
    "translate": "dragoman.cli.text:translate",
    "detect": "dragoman.cli.text:detect",
    "messages": "dragoman.cli.messages:messages",
    "packs": "dragoman.cli.packs:packs",
    "bench": "dragoman.cli.bench:bench",
    "bench-html": "dragoman.cli.bench_html:bench_html",
    "bench-terms": "dragoman.cli.bench_terms:bench_terms",
    "bench-values": "dragoman.cli.bench_values:bench_values",
    "bench-server": "dragoman.cli.bench_server:bench_server",
    "bench-libretranslate": "dragoman.cli.bench_libretranslate:bench_libretranslate",
    "store": "dragoman.cli.stores:store",
    "connection": "dragoman.cli.connections:connection",
    "adapter": "dragoman.cli.adapters:adapter",
    "shop": "dragoman.cli.shops:shop",
    "draft": "dragoman.cli.drafts:draft",
    "macros": "dragoman.cli.macros:macros",
    "token": "dragoman.cli.stores:token",
    "glossary": "dragoman.cli.glossary:glossary",
    "memory": "dragoman.cli.memory:memory",
    "knowledge": "dragoman.cli.knowledge:knowledge",
    "package": "dragoman.cli.package:package",
    "demands": "dragoman.cli.demands:demands",
    "doctor": "dragoman.cli.doctor:doctor",
    "replay": "dragoman.cli.records:replay",
    "erase": "dragoman.cli.records:erase",
    "rotate-keys": "dragoman.cli.records:rotate_keys",
}

INTERRUPTED = 130


class Failure(click.ClickException):
    """What a person is told on stderr, in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class MissingPack(Failure):
    """No pack is installed for a pair of languages."""

    exit_code = 3


class CommandLine(click.Group):
    """A group that imports a command when it is asked for and turns errors for people into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command and return it."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what each command does without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the module for the codes it ends with."""
        try:
            return super().invoke(ctx)
        except DragomanError as error:
            raise _failure(error) from error
        except KeyboardInterrupt:
            click.echo(err=True)
            ctx.exit(INTERRUPTED)
        except OSError as error:
            if error.errno == errno.EPIPE or error.filename is None:
                raise  # click ends quietly when the reader went away; the rest are faults of ours
            raise Failure(f"{error.filename}: {error.strerror}") from error


def _failure(error: DragomanError) -> Failure:
    from dragoman.translation.translator import NoPack  # noqa: PLC0415 - slow to import, and only errors need it

    return MissingPack(str(error)) if isinstance(error, NoPack) else Failure(str(error))


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Settings file (default: DATA_DIR/dragoman.toml).",
)
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Folder that everything of Dragoman lives in."
)
@click.version_option(package_name="dragoman", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, config: Path | None, data_dir: Path | None) -> None:
    """The interpreter between a shop's helpdesk and its shoppers."""
    _write_what_can_be_written()
    ctx.obj = load(config, data_dir)


def _write_what_can_be_written() -> None:
    """Have a terminal or pipe without Unicode get question marks, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")
