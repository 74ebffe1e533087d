"""``dragoman serve``: the server, until it is told to stop."""

import logging
import time
from dataclasses import replace

import click

from dragoman.adapter import LARGEST_DELIVERY
from dragoman.settings import Settings

# They report every burst of requests and every start of a thread.
_TALKATIVE = ("dramatiq", "waitress.queue")


@click.command()
@click.option("--host", help="Address to listen on (default: the setting `host`).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one (default: `port`).")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Take deliveries of helpdesks, interpret, and answer the API.

    Prints one line when it takes deliveries: `ready http://HOST:PORT in N ms`. Models are loaded meanwhile;
    /readyz says when the first message need not wait for them. Ctrl-C or SIGTERM ends it: nothing more is
    taken, what is in hand is finished (setting `drain`), and the rest is done after the next start.
    """
    started = time.monotonic()
    from dragoman.app import Dragoman, create_app  # noqa: PLC0415 - `serve --help` need not wait for it
    from dragoman.cli.stopping import StopRequest  # noqa: PLC0415
    from dragoman.web.server import HttpServer  # noqa: PLC0415

    settings = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    log_to_stderr(settings.log_level)
    stop = StopRequest()
    assemble_default_packs(settings)
    app = create_app(settings)
    dragoman: Dragoman = app.extensions["dragoman"]
    try:
        # Some helpdesks deliver a whole history; every other route has the limit that is set (create_app).
        largest = max(settings.max_body, LARGEST_DELIVERY)
        server = HttpServer(app, settings.host, settings.port, settings.web_threads, largest)
        dragoman.start()
        server.start()
        click.echo(f"ready {server.url} in {(time.monotonic() - started) * 1000:.0f} ms")
        stop.wait()
        click.echo("stopping; a second signal ends it at once", err=True)
        dragoman.closing.set()
        server.stop(settings.drain)
    finally:
        dragoman.stop()


def log_to_stderr(level: str) -> None:
    """Send log lines to stderr, with times in UTC."""
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)


def assemble_default_packs(settings: Settings) -> None:
    """Assemble the default packs that are missing or damaged, but for those that the owner removed.

    Raises:
        PackError: they cannot be assembled, and no other pack is there; the text names the cure.
    """
    from dragoman.translation.assembly import assemble_missing_packs  # noqa: PLC0415
    from dragoman.translation.packs import PackError, PackLibrary  # noqa: PLC0415

    library = PackLibrary(settings.packs_dir)
    try:
        assemble_missing_packs(library, lambda step: click.echo(step, err=True))
    except PackError as error:
        if not library.packs():
            raise
        logging.getLogger(__name__).warning("%s", error)
