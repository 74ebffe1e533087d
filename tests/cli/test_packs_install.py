"""Packs from an index: real HTTP, an index in Argos' format, our own Spanish pack in Argos' layout."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.translation.packs import PackLibrary
from dragoman.translation.packs.download import Patience, download
from dragoman.translation.packs.pack import PackError
from tests.cli.commands import done, refused, run
from tests.translation.index_server import IndexServer

SPANISH = Path(__file__).parent.parent / "spanish" / "es-en"
PATH = "/v1/translate-es_en-1_9.argosmodel"
ABOUT = {"argos_version": "1.9", "from_code": "es", "to_code": "en", "code": "translate-es_en"}
PATIENT = Patience(silence=1.0, whole=60.0)


def package(extra: dict[str, bytes] | None = None) -> bytes:
    """Return our Spanish pack as Argos would package it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        top = "translate-es_en-1_9"
        about = {"package_version": "1.9", "from_name": "Spanish", "to_name": "English", **ABOUT}
        archive.writestr(f"{top}/metadata.json", json.dumps(about))
        archive.write(SPANISH / "sentencepiece.model", f"{top}/sentencepiece.model")
        for name in ("model.bin", "config.json", "shared_vocabulary.json"):
            archive.write(SPANISH / name, f"{top}/model/{name}")
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with IndexServer() as serving:
        serving.offer(PATH, package(), **ABOUT)
        yield serving


def index(server: IndexServer) -> dict[str, str]:
    return {"DRAGOMAN_PACKS_INDEX": f"{server.url}/index.json"}


def installed(folder: Path) -> list[str]:
    return [pack.name for pack in PackLibrary(folder / "packs").packs()]


def test_a_pack_of_the_index_is_installed_and_translates(tmp_path: Path, server: IndexServer) -> None:
    result = run(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    assert result.exit_code == 0, result.output
    assert "es-en 1.9: 1 MB, licence not stated" in result.stderr
    assert result.stdout.startswith("argos-es-en\tes → en\t1.9\tlicence not stated\t")
    said = done(tmp_path, "translate", "--from", "es", "--to", "en", stdin="No recibí mi paquete.\n")
    assert said == "I did not receive my package.\n"


def test_nothing_is_downloaded_before_the_owner_agrees(tmp_path: Path, server: IndexServer) -> None:
    result = run(tmp_path, "packs", "install", "es-en", stdin="n\n", environ=index(server))
    assert result.exit_code == 1
    assert "Download and install it?" in result.stderr
    assert server.served.asked == []
    assert installed(tmp_path) == []
    assert run(tmp_path, "packs", "install", "es-en", stdin="y\n", environ=index(server)).exit_code == 0


def test_available_shows_what_there_is_and_what_is_installed(tmp_path: Path, server: IndexServer) -> None:
    server.offer("/zt", b"", from_code="en", to_code="zt", code="translate-en_zt", license="mit")
    server.offer("/x", b"", from_code="?", to_code="en", code="broken")
    server.served.offers.append({"type": "sbd"})
    shown = done(tmp_path, "packs", "available", environ=index(server)).splitlines()
    assert shown == [
        "en-zh-Hant\ten → zh-Hant\t1.9\tMIT\tnot installed",
        "es-en\tes → en\t1.9\tlicence not stated\tnot installed",
    ]
    done(tmp_path, "packs", "install", "es_en", "--yes", environ=index(server))
    assert "es-en\tes → en\t1.9\tlicence not stated\tinstalled" in done(
        tmp_path, "packs", "available", environ=index(server)
    )


def test_without_a_network_the_error_says_what_to_do(tmp_path: Path) -> None:
    error = refused(tmp_path, "packs", "available", "--index", "http://127.0.0.1:9/index.json")
    assert "http://127.0.0.1:9/index.json cannot be downloaded" in error
    assert "dragoman packs install PATH" in error


def test_a_pack_that_is_not_in_the_index_is_refused(tmp_path: Path, server: IndexServer) -> None:
    assert "dragoman packs available" in refused(
        tmp_path, "packs", "install", "xx-yy", "--yes", environ=index(server)
    )


def test_what_is_no_index_is_refused(tmp_path: Path, server: IndexServer) -> None:
    assert "is no index of packs" in refused(tmp_path, "packs", "available", "--index", server.url + PATH)


def test_links_that_are_not_http_are_passed_over(tmp_path: Path, server: IndexServer) -> None:
    links = server.served.offers[0]["links"]
    server.served.offers[0]["links"] = ["ipfs://Qm", "file:///etc/passwd", *links]
    done(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    server.served.offers[0]["links"] = ["ipfs://Qm"]
    assert "no link that can be followed" in refused(
        tmp_path, "packs", "install", "es-en", "--yes", environ=index(server)
    )


def test_the_second_link_serves_where_the_first_is_dead(tmp_path: Path, server: IndexServer) -> None:
    server.served.offers[0]["links"].insert(0, f"{server.url}/gone")
    done(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    assert installed(tmp_path) == ["argos-es-en"]


def test_a_download_that_breaks_off_is_taken_up_where_it_broke(tmp_path: Path, server: IndexServer) -> None:
    server.served.breaks_after = [100_000, 200_000]
    done(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    assert server.served.asked == [None, "bytes=100000-", "bytes=300000-"]
    assert installed(tmp_path) == ["argos-es-en"]


def test_what_nobody_vouches_for_is_fetched_from_its_beginning(tmp_path: Path, server: IndexServer) -> None:
    server.served.vouches = False
    server.served.breaks_after = [100_000]
    done(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    assert server.served.asked == [None, None]


def test_a_later_call_goes_on_with_what_came(tmp_path: Path, server: IndexServer) -> None:
    whole = server.served.files[PATH]
    file = tmp_path / "file"
    server.served.breaks_after = [50_000]
    once = Patience(silence=1.0, whole=60.0, attempts=1)
    with pytest.raises(PackError, match="50000 bytes read"):
        download(server.url + PATH, file, 1 << 30, once, lambda *_: None)
    moves: list[int] = []
    download(server.url + PATH, file, 1 << 30, once, lambda here, _: moves.append(here))
    assert server.served.asked[-1] == "bytes=50000-"
    assert moves[-1] == len(whole)
    assert file.read_bytes() == whole


def test_a_server_that_falls_silent_is_given_up(tmp_path: Path, server: IndexServer) -> None:
    server.served.silent = True
    server.served.breaks_after = [1000, 0]
    with pytest.raises(PackError, match="cannot be downloaded"):
        download(
            server.url + PATH, tmp_path / "file", 1 << 30, Patience(silence=0.2, whole=9.0), lambda *_: None
        )


def test_a_download_that_takes_too_long_is_given_up(tmp_path: Path, server: IndexServer) -> None:
    with pytest.raises(PackError, match="it takes too long"):
        download(server.url + PATH, tmp_path / "file", 1 << 30, Patience(whole=-1.0), lambda *_: None)


@pytest.mark.parametrize("claimed", [None, 100])
def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, server: IndexServer, claimed: int | None
) -> None:
    server.served.claimed = claimed
    largest = 50 if claimed else 100_000
    with pytest.raises(PackError, match=r"more than"):
        download(server.url + PATH, tmp_path / "file", largest, PATIENT, lambda *_: None)
    assert not (tmp_path / "file").exists() or (tmp_path / "file").stat().st_size <= largest


def test_another_file_under_the_same_version_is_refused(tmp_path: Path, server: IndexServer) -> None:
    done(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    record = json.loads((tmp_path / "packs" / "packs.lock.json").read_text())
    assert record == {"translate-es_en 1.9": hashlib.sha256(server.served.files[PATH]).hexdigest()}
    server.served.files[PATH] = package({"translate-es_en-1_9/README.md": b"# changed"})
    error = refused_after_progress(tmp_path, server)
    assert "its sha256 is" in error
    assert "packs.lock.json" in error


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (package({"../outside": b"evil"}), "points out of the pack"),
        (package({"translate-es_en-1_9/zeros": bytes(4 << 20)}), "times its size"),
        (b"<html>Not found</html>", "neither a folder nor a zip"),
        (package()[:200_000], "neither a folder nor a zip"),
    ],
)
def test_a_package_that_is_not_what_it_should_be_leaves_nothing_behind(
    tmp_path: Path, server: IndexServer, content: bytes, reason: str
) -> None:
    server.served.files[PATH] = content
    assert reason in refused_after_progress(tmp_path, server)
    assert installed(tmp_path) == []
    assert list((tmp_path / "packs" / ".downloads").iterdir()) == []
    assert not (tmp_path / "outside").exists()


def test_a_non_commercial_offer_is_refused_before_it_is_downloaded(
    tmp_path: Path, server: IndexServer
) -> None:
    server.served.offers[0]["license"] = "cc-by-nc-4.0"
    error = refused(tmp_path, "packs", "install", "es-en", "--yes", environ=index(server))
    assert '--accept-licence "CC-BY-NC-4.0"' in error
    assert server.served.asked == []


def refused_after_progress(folder: Path, server: IndexServer) -> str:
    """Return the error of an installation that had begun."""
    result = run(folder, "packs", "install", "es-en", "--yes", environ=index(server))
    assert result.exit_code == 1, result.output
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    return last
