"""LibreTranslate's own server with our packs behind it, in an environment of its own, to be compared with.

It is AGPL: it is installed and run beside us, and nothing of it is in this program. Its sentence splitter
wants models that PyPI does not carry; as every request of the comparison is one sentence, it is passed over,
which spares that server the work.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from dragoman.domain import DragomanError
from dragoman.tags import base
from dragoman.translation.packs import Pack

REQUIREMENT: Final = "libretranslate==1.9.6"
_LAUNCH: Final = """
from argostranslate.sbd import MiniSBDSentencizer
MiniSBDSentencizer.split_sentences = lambda self, text: [text]
from libretranslate.main import main
main()
"""
_START_SECONDS = 120.0
_REQUEST_SECONDS = 120.0
_LOOK_SECONDS = 0.2
_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Running:
    """A server of LibreTranslate: its address and its process."""

    url: str
    pid: int


def install(folder: Path) -> Path:
    """Make an environment with LibreTranslate in a folder, unless it is there; return its interpreter.

    Raises:
        DragomanError: pip could not install it.
    """
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    pip = subprocess.run([python, "-m", "pip", "install", "-q", REQUIREMENT], check=False)
    if pip.returncode:
        raise DragomanError(f"{REQUIREMENT} cannot be installed into {folder}: pip says why above")
    return python


@contextmanager
def libretranslate(
    python: Path, packs: Sequence[Pack], folder: Path, port: int, threads: int
) -> Iterator[Running]:
    """Run LibreTranslate's server with packs of ours, equal beam and threads.

    Args:
        python: Interpreter of the environment that it is installed in.
        packs: What it translates with.
        folder: Where the packs are laid out for it; its home meanwhile.
        port: Where it listens.
        threads: Sentences that it decodes at the same time.

    Raises:
        DragomanError: it did not start.
    """
    for pack in packs:
        _lay_out(pack, folder / "packages")
    environment = os.environ | {
        "HOME": str(folder),
        "ARGOS_PACKAGES_DIR": str(folder / "packages"),
        "ARGOS_BEAM_SIZE": str(max(pack.decode.beam_size for pack in packs)),
        "ARGOS_INTER_THREADS": str(threads),
        "ARGOS_INTRA_THREADS": "1",
    }
    command = [str(python), "-W", "ignore", "-c", _LAUNCH, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--disable-web-ui", "--threads", "16"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server)
            yield Running(url, server.pid)
        finally:
            server.terminate()
            try:
                server.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _lay_out(pack: Pack, packages: Path) -> None:
    """Copy a pack into the layout of an installed Argos package."""
    source, target = base(pack.source), base(pack.target)
    folder = packages / f"translate-{source}_{target}-1_0"
    shutil.copytree(pack.folder, folder / "model", dirs_exist_ok=True)
    shutil.move(folder / "model" / pack.source_pieces, folder / "sentencepiece.model")
    metadata: dict[str, Any] = {
        "package_version": "1.0",
        "argos_version": "1.9",
        "type": "translate",
        "from_code": source,
        "from_name": source,
        "to_code": target,
        "to_name": target,
        "target_prefix": "",
    }
    (folder / "metadata.json").write_text(json.dumps(metadata), "utf-8")


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if requests.get(f"{url}/languages", timeout=_LOOK_SECONDS * 10).ok:
                return
        except requests.RequestException:
            time.sleep(_LOOK_SECONDS)
    raise DragomanError(f"LibreTranslate did not start at {url}; is {sys.executable} able to run it?")
