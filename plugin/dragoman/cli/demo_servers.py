"""The two servers of the demo: the built-in helpdesk, and Dragoman with a store that is connected to it."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path

from dragoman.app import Dragoman, create_app
from dragoman.domain import Connection, DragomanError, Secret, Store
from dragoman.records import Records
from dragoman.replies.knowledge.document import About
from dragoman.replies.knowledge.files import read_file
from dragoman.replies.knowledge.importing import carry_out, planned
from dragoman.sandbox.desks import serving
from dragoman.sandbox.desks.played import Played
from dragoman.sandbox.desks.played_chats import PlayedChatwoot, PlayedFront, PlayedGeneric, PlayedIntercom
from dragoman.sandbox.desks.played_tickets import (
    PlayedFreshdesk,
    PlayedGorgias,
    PlayedZammad,
    PlayedZendesk,
)
from dragoman.sandbox.page import SHOP
from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox
from dragoman.settings import Settings
from dragoman.storage.shops import ConfiguredShop
from dragoman.storage.stores import Role
from dragoman.web.server import HttpServer

STORE = Store("demo", SHOP, pivot="en", languages=("en", "pt-BR"))
CONNECTION = "desk"
KNOWLEDGE = "knowledge.md"
PLAYED: Mapping[str, type[Played]] = {
    played.name: played
    for played in (
        PlayedChatwoot,
        PlayedFreshdesk,
        PlayedFront,
        PlayedGeneric,
        PlayedGorgias,
        PlayedIntercom,
        PlayedZammad,
        PlayedZendesk,
    )
}
"""The helpdesks of other makers that the demo plays, by the names of their adapters."""

_LAST_WORK_SECONDS = 5.0
_WARM_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class DemoServers:
    """Where the two servers are, and what their APIs are entered with.

    Attributes:
        desk_url: Address of the helpdesk, without a slash at its end.
        desk_token: Token of its API.
        url: Address of Dragoman.
        token: Token of Dragoman's API, with the role agent.
        dragoman: What runs behind it.
        conversation: Turns the page's id of a conversation into the one that Dragoman knows.
        event: Turns the page's id of a message into that of the event by which Dragoman knows it.
    """

    desk_url: str
    desk_token: str
    url: str
    token: str
    dragoman: Dragoman
    conversation: Callable[[str], str]
    event: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Behind:
    """The helpdesk that Dragoman is connected to, behind the page."""

    connection: Connection
    conversation: Callable[[str], str]
    event: Callable[[str], str]


def demo_settings(settings: Settings, folder: Path) -> Settings:
    """Return the settings of a demo: the owner's packs and threads, all else in a folder of its own."""
    return replace(
        settings,
        data_dir=folder,
        database=folder / "dragoman.sqlite",
        keys_file=folder / "keys",
        host=LOOPBACK,
        port=0,
        public_url="",
        allow_private=(LOOPBACK,),
        min_free_disk=0,
        drain=_LAST_WORK_SECONDS,
    )


@contextmanager
def running(settings: Settings, page_port: int, kind: str = "sandbox") -> Iterator[DemoServers]:
    """Run both servers until the end of the ``with`` block.

    Args:
        settings: Those of Dragoman, from ``demo_settings``.
        page_port: Port of the helpdesk's page; 0 takes a free one.
        kind: "sandbox" or one of ``PLAYED``: whose API and webhooks stand between the page and Dragoman.

    Raises:
        DragomanError: a server cannot be started; the text names the cure.
    """
    desk_token, signing = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    with _desk(page_port, signing, desk_token) as desk, ExitStack() as stack:
        behind = (
            stack.enter_context(_played(desk, PLAYED[kind], signing))
            if kind in PLAYED
            else _sandbox(desk, signing, desk_token)
        )
        app = create_app(settings)
        dragoman: Dragoman = app.extensions["dragoman"]
        try:
            stores = dragoman.records.stores
            stores.add(STORE)
            stores.add_connection(behind.connection)
            _stock(dragoman.records)
            token = stores.issue_token(STORE.id, Role.AGENT, "demo")
            server = HttpServer(app, settings.host, settings.port, settings.web_threads, settings.max_body)
            dragoman.start()
            server.start()
            try:
                dragoman.warm.wait(_WARM_SECONDS)
                desk.parts.webhooks.point_at(f"{server.url}/hooks/{STORE.id}/{CONNECTION}")
                yield DemoServers(
                    desk.url, desk_token, server.url, token, dragoman, behind.conversation, behind.event
                )
            finally:
                dragoman.closing.set()
                server.stop(settings.drain)
        finally:
            dragoman.stop()


def _stock(records: Records) -> None:
    """Give the store something to know and to sell, so that replies can be drafted."""
    with as_file(files("dragoman.sandbox").joinpath("shop")) as shop:
        content = (shop / KNOWLEDGE).read_bytes()
        document = read_file(KNOWLEDGE, content, About(language=STORE.pivot), lambda _done, _of: None)
        plan = planned(records.knowledge, STORE.id, [document], STORE.pivot, lambda _text: STORE.pivot)
        carry_out(records.knowledge, STORE.id, plan, lambda _done: None)
        records.shops.set(ConfiguredShop(STORE.id, "csv", {"folder": str(shop)}, {}))


def _sandbox(desk: SandboxServer, signing: str, token: str) -> _Behind:
    connection = Connection(
        STORE.id,
        CONNECTION,
        "sandbox",
        settings={"base_url": desk.url},
        credentials={"token": Secret(token)},
        signing_secrets=(Secret(signing),),
    )
    return _Behind(connection, str, str)


@contextmanager
def _played(desk: SandboxServer, kind: type[Played], signing: str) -> Iterator[_Behind]:
    played = kind(desk.parts.desk, signing)
    desk.parts.webhooks.speak(played)
    with serving.running(played.app()) as url:
        connection = Connection(
            STORE.id,
            CONNECTION,
            played.name,
            settings=dict(played.settings(url)),
            credentials={name: Secret(text) for name, text in played.credentials().items()},
            signing_secrets=(Secret(signing),),
        )
        yield _Behind(connection, played.conversation, played.event)


@contextmanager
def _desk(port: int, signing: str, token: str) -> Iterator[SandboxServer]:
    try:
        desk = SandboxServer(create_sandbox(None, signing, token), port)
    except (OSError, SystemExit) as error:  # Werkzeug ends the process when a port is taken
        raise DragomanError(f"port {port} is taken; choose another with --port, or 0 for any") from error
    with desk:
        yield desk
