"""Whether the process lives and can work: one word each, and nothing else."""

from pathlib import Path

from tests.web.served import serving


def test_a_server_is_ready_once_it_is_warm_and_until_it_is_stopped(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path / "packs") as served:
        assert served.call("GET", "/readyz").status_code == 503
        served.dragoman.warm_up()
        assert served.call("GET", "/readyz").text == "ready\n"
        served.dragoman.closing.set()
        assert served.call("GET", "/readyz").status_code == 503
        assert served.call("GET", "/healthz").text == "alive\n"


def test_what_is_loaded_at_first_use_is_loaded_by_the_start(tmp_path: Path, packs_dir: Path) -> None:
    with serving(tmp_path, packs_dir, working=True) as served:
        assert served.dragoman.warm.wait(60)
        assert served.call("GET", "/readyz").status_code == 200


def test_a_start_that_is_stopped_at_once_ends_in_an_orderly_way(tmp_path: Path, packs_dir: Path) -> None:
    with serving(tmp_path, packs_dir, working=True) as served:
        served.dragoman.closing.set()
    assert not served.dragoman.ready()
