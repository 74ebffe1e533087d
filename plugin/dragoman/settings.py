"""Every setting of the program: from ``dragoman.toml``, the environment, and nothing else.

What an owner configures for one shop (connections, languages, markers) is data and lives in the database;
here is what the process needs to know before it can open one.
"""

import difflib
import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from dragoman.domain import DragomanError

PREFIX = "DRAGOMAN_"
FILE_NAME = "dragoman.toml"
# Read by others: where the settings are, the keys that the storage encrypts with, that of a model's address.
NOT_SETTINGS = frozenset({"DRAGOMAN_CONFIG", "DRAGOMAN_KEYS", "DRAGOMAN_DRAFT_KEY"})
EXTRACTIVE, LOCAL_MODEL, ENDPOINT = DRAFT_WRITERS = ("extractive", "local model", "endpoint")
LOG_LEVELS = ("debug", "info", "warning", "error")


def default_data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where this platform keeps what programs store for a user."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "dragoman"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "dragoman"
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "dragoman"


def _processors() -> int:
    """Return how many threads translation starts with: more than four gain little on short sentences."""
    return min(4, os.cpu_count() or 1)


def _about(text: str, least: float | None = None, most: float | None = None) -> Mapping[str, Any]:
    """Return the metadata of a setting: its help text, its smallest and its largest value."""
    return {"help": text, "least": least, "most": most}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, each with its help text in the field's metadata.

    Relative paths are relative to the data directory. ``load`` reads them; constructing one directly is
    for tests and for programs that embed Dragoman.

    Raises:
        DragomanError: a value is out of its range; the text names the setting and the cure.
    """

    data_dir: Path = field(
        default_factory=default_data_dir, metadata=_about("folder that everything of Dragoman lives in")
    )
    database: Path = field(default=Path("dragoman.sqlite"), metadata=_about("the SQLite file"))
    keys_file: Path = field(
        default=Path("keys"),
        metadata=_about("file of the encryption keys, made at first start; DRAGOMAN_KEYS takes its place"),
    )
    packs_dir: Path = field(default=Path("packs"), metadata=_about("folder of the installed packs"))
    packs_index: str = field(
        default="https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json",
        metadata=_about("address of the index that packs are downloaded from"),
    )
    packs_memory: int = field(
        default=1024,
        metadata=_about(
            "megabytes of models in memory, about; beyond it those unused for longest are let go", 1
        ),
    )
    host: str = field(default="127.0.0.1", metadata=_about("address to listen on"))
    port: int = field(
        default=8480, metadata=_about("port to listen on; 0 takes a free one and prints it", 0, 65535)
    )
    public_url: str = field(
        default="", metadata=_about("address that helpdesks reach us at; http://host:port when empty")
    )
    web_threads: int = field(default=16, metadata=_about("threads that answer requests", 2, 256))
    workers: int = field(default=4, metadata=_about("events that are worked on at the same time", 1, 256))
    threads: int = field(
        default_factory=_processors,
        metadata=_about("threads that translate; by default one for each processor, at most four", 1, 256),
    )
    batch_wait: float = field(
        default=5.0,
        metadata=_about(
            "milliseconds that a sentence may wait for company while others are being translated", 0
        ),
    )
    quiet: float = field(
        default=60.0,
        metadata=_about("seconds after a request was sent before we look whether its message landed", 0),
    )
    sweep: float = field(default=2.0, metadata=_about("seconds between searches for forgotten work", 0.05))
    lease: float = field(default=300.0, metadata=_about("seconds that a worker owns an event", 1))
    helpdesk_timeout: float = field(
        default=10.0, metadata=_about("seconds that a request to a helpdesk may take", 0.1)
    )
    allow_private: tuple[str, ...] = field(
        default=(),
        metadata=_about(
            "hosts of helpdesks that may have a private address; DRAGOMAN_ALLOW_PRIVATE takes commas"
        ),
    )
    max_body: int = field(default=1 << 20, metadata=_about("bytes of the largest request that is read", 1024))
    reply_wait: float = field(
        default=10.0,
        metadata=_about("seconds that the API waits for a reply to be sent before it answers 202", 0),
    )
    backlog_limit: int = field(
        default=10_000, metadata=_about("unfinished events that are stored before deliveries get 503", 1)
    )
    min_free_disk: int = field(
        default=100, metadata=_about("megabytes of free disk below which deliveries get 503", 0)
    )
    retention_days: float = field(
        default=30.0,
        metadata=_about("days after which texts are deleted; redeliveries are recognised for at least 7", 1),
    )
    remembered_texts: int = field(
        default=2000,
        metadata=_about("texts whose translation is remembered in memory for a while; 0 turns it off", 0),
    )
    drain: float = field(
        default=20.0, metadata=_about("seconds to finish what was begun when the server is stopped", 0)
    )
    draft_writer: str = field(
        default="extractive", metadata=_about(f"what writes drafts of replies: {', '.join(DRAFT_WRITERS)}")
    )
    draft_model: str = field(
        default="", metadata=_about("folder of the local model, or name of the endpoint's model")
    )
    draft_endpoint: str = field(
        default="",
        metadata=_about(
            "address of an interface like OpenAI's (https://…/v1): what shoppers write leaves this machine "
            "for it; DRAGOMAN_DRAFT_KEY holds its key"
        ),
    )
    log_level: str = field(default="info", metadata=_about(f"what is logged: {', '.join(LOG_LEVELS)}"))

    def __post_init__(self) -> None:
        for name in ("database", "keys_file", "packs_dir"):
            object.__setattr__(self, name, self.data_dir / getattr(self, name))
        for one in fields(self):
            _check_range(one.name, getattr(self, one.name), one.metadata["least"], one.metadata["most"])
        if self.log_level not in LOG_LEVELS:
            raise DragomanError(f"log_level is {self.log_level!r}; set it to one of {', '.join(LOG_LEVELS)}")
        self._check_writer()
        if self.public_url and not self.public_url.startswith(("http://", "https://")):
            raise DragomanError(f"public_url is {self.public_url!r}; it begins with https:// (or http://)")
        if self.quiet <= self.helpdesk_timeout:
            # A look while the request may still be landing finds nothing, and the shopper gets it twice.
            raise DragomanError(
                f"quiet is {self.quiet:g} s, not longer than helpdesk_timeout ({self.helpdesk_timeout:g} s); "
                "raise quiet or lower helpdesk_timeout"
            )

    def _check_writer(self) -> None:
        if self.draft_writer not in DRAFT_WRITERS:
            known = ", ".join(DRAFT_WRITERS)
            raise DragomanError(f"draft_writer is {self.draft_writer!r}; set it to one of {known}")
        if self.draft_writer != EXTRACTIVE and not self.draft_model:
            raise DragomanError(f"draft_writer is {self.draft_writer}: set draft_model to the model it asks")
        if self.draft_writer == ENDPOINT and not self.draft_endpoint.startswith(("http://", "https://")):
            raise DragomanError("draft_writer is endpoint: set draft_endpoint to its https address")

    @property
    def url(self) -> str:
        """Address that helpdesks reach us at, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def load(
    config: Path | None = None, data_dir: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Settings:
    """Read the settings: the arguments win over the environment, the environment over the file.

    Args:
        config: The file; without it ``DRAGOMAN_CONFIG``, then ``dragoman.toml`` in the data directory.
        data_dir: The data directory; without it what the file or the environment says.
        environ: The environment; a setting is ``DRAGOMAN_`` and its name in capitals.

    Raises:
        DragomanError: an unknown setting, a value that cannot be read, or a named file that is missing.
    """
    values: dict[str, Any] = {}
    if file := _file(config, data_dir, environ):
        values.update(_from_file(file))
    values.update(_from_environment(environ))
    if data_dir is not None:
        values["data_dir"] = data_dir.expanduser().resolve()
    return Settings(**values)


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return environment variables that look like settings of ours and are none.

    They are no error: Kubernetes gives every container variables named after its services, and a service
    may well be called ``dragoman``. ``doctor`` shows them.
    """
    known = NOT_SETTINGS | {PREFIX + one.name.upper() for one in fields(Settings)}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def _file(config: Path | None, data_dir: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = config or (Path(environ["DRAGOMAN_CONFIG"]) if environ.get("DRAGOMAN_CONFIG") else None)
    if named is not None:
        named = named.expanduser()
        if not named.is_file():
            raise DragomanError(f"there is no settings file {named}; correct --config or DRAGOMAN_CONFIG")
        return named
    folder = data_dir or Path(environ.get("DRAGOMAN_DATA_DIR") or default_data_dir(environ))
    beside = folder.expanduser() / FILE_NAME
    return beside if beside.is_file() else None


def _from_file(file: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DragomanError(f"{file} cannot be read: {error}; correct it or move it away") from error
    types = get_type_hints(Settings)
    values = {}
    for name, value in written.items():
        if name not in types:
            raise DragomanError(f"{file}: unknown setting {name!r}; {_nearest(name, list(types))}")
        values[name] = _read(f"{file}: {name}", value, types[name])
    if "data_dir" in values:
        values["data_dir"] = (file.parent / values["data_dir"]).resolve()
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for name, kind in get_type_hints(Settings).items():
        variable = PREFIX + name.upper()
        if variable in environ:
            values[name] = _read(variable, _typed(environ[variable], kind), kind)
    if "data_dir" in values:
        values["data_dir"] = values["data_dir"].resolve()
    return values


def _typed(text: str, kind: Any) -> Any:
    """Return the text of a variable as TOML would have given it, or the text itself where it is no number."""
    if kind == tuple[str, ...]:
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            return text
    return text


def _read(where: str, value: Any, kind: Any) -> Any:
    """Return the value as the field wants it.

    Raises:
        DragomanError: the value is of another type; the text names ``where`` and the cure.
    """
    if kind is Path and isinstance(value, str) and value:
        return Path(value).expanduser()
    if kind is str and isinstance(value, str):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind == tuple[str, ...] and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    wanted = {Path: "a path", str: "a text", int: "a whole number", float: "a number"}
    raise DragomanError(f"{where} is {value!r}; set it to {wanted.get(kind, 'a list of texts')}")


def _check_range(name: str, value: Any, least: float | None, most: float | None) -> None:
    if least is not None and not value >= least:
        raise DragomanError(f"{name} is {value}; set it to {least:g} or more")
    if most is not None and value > most:
        raise DragomanError(f"{name} is {value}; set it to {most:g} or less")


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"the settings are {', '.join(known)}"
