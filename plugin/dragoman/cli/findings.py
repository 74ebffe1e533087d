"""What ``dragoman doctor`` looks for. Ids are stable: scripts and documents may name them.

DR1xx this machine, DR2xx packs, DR3xx stores and connections, DR4xx events.
"""

import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import requests

from dragoman.adapter import Refused, Signing
from dragoman.cli.connections import SIGNING_SECRET, forwarding_trouble, probe, steps_about, webhook_url
from dragoman.domain import Connection, DragomanError, Store
from dragoman.helpdesks import Helpdesks
from dragoman.parts import http_session
from dragoman.records import Records
from dragoman.settings import Settings, unknown_variables
from dragoman.storage.ownership import own
from dragoman.tags import same_language
from dragoman.translation.packs import PackError, PackLibrary, read_pack

_MEGABYTE = 1_000_000
_RELEASED = 1_767_225_600  # 2026-01-01: a clock before this is wrong
_CTRANSLATE2 = (4, 8, 5)
_HEALTH_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong.

    Attributes:
        id: Stable name.
        what: What was found.
        cause: Why that is so, or why it matters.
        cure: What to do.
    """

    id: str
    what: str
    cause: str
    cure: str


def examine(settings: Settings, *, online: bool) -> list[Finding]:
    """Return everything that is wrong.

    Args:
        settings: Those of the installation.
        online: Whether helpdesks are asked, too.
    """
    found = [*_machine(settings), *_packs(settings)]
    if not settings.database.exists():
        return [*found, _no_store()]
    try:
        records = Records.open(settings, create=False)
    except DragomanError as error:
        return [*found, Finding("DR106", "the database cannot be used", str(error), "do what the cause says")]
    with records:
        return [*found, *_owner(settings), *_stores(settings, records, online=online), *_events(records)]


def _machine(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        yield Finding(
            "DR101",
            f"the data directory {settings.data_dir} cannot be written",
            f"{folder} belongs to another user or is read-only",
            "run dragoman as its owner, or choose another folder with --data-dir or DRAGOMAN_DATA_DIR",
        )
    free = shutil.disk_usage(folder).free // _MEGABYTE
    if free < 2 * settings.min_free_disk:
        yield Finding(
            "DR102",
            f"{free} MB of the disk are free",
            f"deliveries are answered with 503 below {settings.min_free_disk} MB (min_free_disk)",
            "make room, or move data_dir to a larger disk",
        )
    yield from _keys(settings.keys_file)
    if time.time() < _RELEASED:
        yield Finding(
            "DR104",
            "the clock of this machine is wrong",
            "it shows a time before this version was written; signed deliveries will be refused as too old",
            "set the clock, and keep it right with NTP",
        )
    for name in unknown_variables():
        yield Finding(
            "DR105",
            f"the environment variable {name} does nothing",
            "it begins like a setting of Dragoman, and is none",
            "correct its name, or ignore this if something else set it (Kubernetes names variables so)",
        )


def _keys(file: Path) -> Iterator[Finding]:
    if sys.platform == "win32" or not file.exists():
        return
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding(
            "DR103",
            f"the key file {file} can be read by others",
            "whoever has it and the database can read every message",
            f"chmod 600 '{file}', then dragoman rotate-keys",
        )


def _packs(settings: Settings) -> Iterator[Finding]:
    library = PackLibrary(settings.packs_dir)
    folders = library.folders()
    if not folders:
        yield Finding(
            "DR201",
            "no pack is installed",
            f"{settings.packs_dir} holds none, so nothing can be translated",
            "dragoman packs assemble makes the default ones, dragoman packs install NAME gets others",
        )
    for folder in folders:
        try:
            library.verify(read_pack(folder))
        except PackError as error:
            yield Finding(
                "DR202",
                f"the pack in {folder.name} cannot be used",
                str(error),
                f"dragoman packs remove {folder.name}, then dragoman packs assemble if it is a default pack, "
                "or dragoman packs install with what it came from",
            )
    installed = tuple(int(part) for part in version("ctranslate2").split(".")[:3])
    if not _CTRANSLATE2 <= installed < (5,):
        yield Finding(
            "DR204",
            f"CTranslate2 {version('ctranslate2')} is installed",
            "older versions trust what a model file says before it is checked; newer ones may not read ours",
            "pip install 'ctranslate2>=4.8.5,<5'",
        )


def _owner(settings: Settings) -> Iterator[Finding]:
    """A process that owns the database, and does not answer where it should."""
    try:
        own(settings.database).release()
    except DragomanError as error:
        if not _answers(f"http://{settings.host}:{settings.port}/healthz"):
            yield Finding(
                "DR107",
                "another process owns the database, and no server answers at the configured address",
                str(error),
                "stop that process, or give doctor the settings that it was started with",
            )


def _answers(address: str) -> bool:
    with requests.Session() as session:
        session.trust_env = False
        try:
            return session.get(address, timeout=_HEALTH_SECONDS, allow_redirects=False).ok
        except requests.RequestException:
            return False


def _no_store() -> Finding:
    return Finding(
        "DR301",
        "there is no store",
        "nothing has been set up yet",
        "dragoman store add ID --languages en,pt-BR, then dragoman connection add ADAPTER --store ID",
    )


def _stores(settings: Settings, records: Records, *, online: bool) -> Iterator[Finding]:
    stores = records.stores.all()
    if not stores:
        yield _no_store()
    library = PackLibrary(settings.packs_dir)
    session = http_session(settings)
    helpdesks = Helpdesks(records.stores, records.grants, session)
    try:
        for store in stores:
            yield from _pairs(library, store)
            yield from _connections(settings, records, store, helpdesks, online=online)
    finally:
        session.close()


def _pairs(library: PackLibrary, store: Store) -> Iterator[Finding]:
    if not library.folders():
        return  # DR201 has said so, and its cure comes first
    for language in store.languages:
        if same_language(language, store.pivot):
            continue
        for source, target in ((language, store.pivot), (store.pivot, language)):
            if not library.route(source, target):
                lacking = " ".join(library.lacking(source, target))
                yield Finding(
                    "DR203",
                    f"no pack translates {source} to {target}",
                    f"the store {store.id} has {language} enabled",
                    f"dragoman packs install {lacking}, or take the language off with dragoman store add "
                    f"{store.id} --languages …",
                )


def _connections(
    settings: Settings, records: Records, store: Store, helpdesks: Helpdesks, *, online: bool
) -> Iterator[Finding]:
    connections = records.stores.connections(store.id)
    if not connections:
        yield Finding(
            "DR302",
            f"the store {store.id} has no connection",
            "no helpdesk can deliver to it",
            f"dragoman connection add ADAPTER --store {store.id}",
        )
    for connection in connections:
        yield from _connection(settings, connection, helpdesks, online=online)
        trouble = forwarding_trouble(records.stores, connection)
        if trouble is not None:
            yield Finding(
                "DR309",
                f"what shoppers write to {connection.store}/{connection.name} reaches no agents elsewhere",
                trouble,
                f"dragoman connection add {connection.adapter} --store {connection.store} "
                f"--name {connection.name} --replace --set forward_to=NAME",
            )
        mark = records.watermarks.get(connection.store, connection.name)
        if mark is not None and mark.trouble is not None:
            yield Finding(
                "DR308",
                f"{connection.store}/{connection.name} could not be polled",
                mark.trouble,
                f"dragoman connection test {connection.name} --store {connection.store}; it is polled again "
                "by itself",
            )


def _connection(
    settings: Settings, connection: Connection, helpdesks: Helpdesks, *, online: bool
) -> Iterator[Finding]:
    place = f"{connection.store}/{connection.name}"
    try:
        adapter = helpdesks.make(connection)
    except DragomanError as error:
        yield Finding("DR303", f"the connection {place} cannot be used", str(error), "do what the cause says")
        return
    if adapter.traits.signing is Signing.UNSIGNED:
        yield Finding(
            "DR304",
            f"deliveries of {place} are not signed",
            f"{connection.adapter} offers no signature: whoever knows the address can invent messages",
            "let only the helpdesk's addresses reach the webhook, at the proxy or the firewall",
        )
    elif not connection.signing_secrets:
        steps = steps_about(adapter.traits, [SIGNING_SECRET], webhook_url(settings, connection))
        command = (
            f"dragoman connection add {connection.adapter} --store {connection.store} "
            f"--name {connection.name} --replace --secret signing_secret=-"
        )
        yield Finding(
            "DR305",
            f"{place} has no signing secret",
            "every delivery is refused with 401",
            " ".join([command, *steps]),
        )
    if _is_loopback(settings.url) and not _is_loopback(connection.settings.get("base_url", "")):
        yield Finding(
            "DR306",
            f"the helpdesk of {place} cannot reach {webhook_url(settings, connection)}",
            "the address is this machine's own",
            "set public_url to the https address that leads here",
        )
    if online:
        try:
            probe(adapter)
        except (DragomanError, Refused) as error:
            yield Finding(
                "DR307", f"the connection {place} does not work", str(error), "do what the cause says"
            )


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def _events(records: Records) -> Iterator[Finding]:
    for event in records.inbox.parked():
        yield Finding(
            "DR401",
            f"event {event.id} of {event.store}/{event.connection} is parked",
            event.error,
            f"do what the cause says, then dragoman replay {event.id}",
        )
    for store in records.stores.all():
        for (connection, kind), count in records.inbox.unread(store.id).items():
            yield Finding(
                "DR402",
                f"{count} deliveries of {store.id}/{connection} held nothing that is read ({kind})",
                "the helpdesk sends events that the adapter does not know or does not need",
                "subscribe the webhook only to the events that dragoman connection add names",
            )
