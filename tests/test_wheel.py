"""What is published works without the checkout: locales, manifest and decoders travel in the wheel."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    words = [str(part) for part in command]
    finished = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{command}\n{finished.stdout}\n{finished.stderr}"
    return finished.stdout


@pytest.mark.timeout(600)
def test_the_wheel_plays_a_conversation_in_a_fresh_environment(tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("dragoman-*.whl")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", wheel, cwd=tmp_path)

    played = run(
        python, "-m", "dragoman.cli", "--data-dir", tmp_path / "data", "demo", "--once",
        "--say", "Onde está meu pedido #73021?", cwd=tmp_path,
    )  # fmt: skip

    assert "#73021" in played
    assert "Portuguese" in played
