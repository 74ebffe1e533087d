"""``dragoman demo``: the built-in helpdesk and Dragoman side by side, talking over real HTTP."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dragoman.settings import Settings

# What the built-in helpdesk takes, with room for the marker.
LONGEST_TEXT = 5_000


DESKS = (
    "sandbox",
    "chatwoot",
    "freshdesk",
    "front",
    "generic",
    "gorgias",
    "intercom",
    "zammad",
    "zendesk",
)


@click.command()
@click.option("--once", is_flag=True, help="Play a conversation in the terminal and end.")
@click.option("--say", metavar="TEXT", help="What the shopper writes (with --once).")
@click.option("--answer", metavar="TEXT", help="What the agent answers (with --once).")
@click.option("--port", type=click.IntRange(0, 65535), default=8481, help="Port of the live page; 0: any.")
@click.option(
    "--desk",
    type=click.Choice(DESKS),
    default="sandbox",
    help="Whose API and webhooks stand between the page and Dragoman.",
)
@click.pass_obj
def demo(
    settings: Settings, *, once: bool, say: str | None, answer: str | None, port: int, desk: str
) -> None:
    """Show a shopper and an agent who understand each other, with nothing set up.

    Without --once it serves a page with the shopper on one side and the agent on the other, until Ctrl-C.
    With --desk zendesk, for example, Dragoman is connected to a Zendesk that runs here; the page is the same.
    Packs are assembled into the packs folder once; the conversations are forgotten at the end.
    """
    _check(once, say, answer)
    from dragoman.cli.demo_servers import demo_settings, running  # noqa: PLC0415 - help need not wait for it
    from dragoman.cli.invocation import invocation  # noqa: PLC0415
    from dragoman.cli.playing import Player, exchanges  # noqa: PLC0415
    from dragoman.cli.serve import assemble_default_packs, log_to_stderr  # noqa: PLC0415
    from dragoman.cli.stopping import StopRequest  # noqa: PLC0415

    log_to_stderr("warning" if settings.log_level == "info" else settings.log_level)
    assemble_default_packs(settings)
    with _scratch() as folder:
        ours = demo_settings(settings, folder)
        option = "" if desk == "sandbox" else f" --desk {desk}"
        if once:
            with running(ours, page_port=0, kind=desk) as servers:
                Player(servers).play(exchanges(say, answer))
            click.echo(f"\nThe same with a page for each of the two, live:  {invocation()} demo{option}")
            return
        stop = StopRequest()
        with running(ours, page_port=port, kind=desk) as servers:
            click.echo(f"The shopper and the agent are at  {servers.desk_url}/  (Ctrl-C ends the demo)")
            stop.wait()


def _check(once: bool, say: str | None, answer: str | None) -> None:
    """Refuse options that say nothing.

    Raises:
        UsageError: a text without --once, empty, or longer than the helpdesk takes.
    """
    for name, text in (("--say", say), ("--answer", answer)):
        if text is not None and not once:
            raise click.UsageError(f"{name} needs --once; on the live page you write yourself")
        if text is not None and not 0 < len(text.strip()) <= len(text) <= LONGEST_TEXT:
            raise click.UsageError(f"{name} takes 1 to {LONGEST_TEXT} characters that can be seen")


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="dragoman-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # Windows may still hold a file for a moment
