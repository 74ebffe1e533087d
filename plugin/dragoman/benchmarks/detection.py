"""How often detection is right, how sure it dares to be, and what it costs, over labelled texts."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.domain import DragomanError
from dragoman.language.detector import Detector
from dragoman.tags import base

_STATUS = Path("/proc/self/status")
_KIB = 1024


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file of texts, each with its language."""

    name: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured over one file.

    Attributes:
        right: Part of the texts that were given the right language; ``und`` is wrong.
        accepted: Part of the texts whose language is sure.
        accepted_right: Part of those that were given the right one.
        median: Seconds for a text, p50.
    """

    right: float
    accepted: float
    accepted_right: float
    median: float


def labelled(folder: Path) -> list[Labelled]:
    """Return the TSV files of a folder: an ISO 639-1 code, a tab and a text on each line.

    Raises:
        DragomanError: there are none, or a line is written otherwise.
    """
    files = [Labelled(path.name, tuple(_rows(path))) for path in sorted(folder.glob("*.tsv"))]
    if not any(file.rows for file in files):
        raise DragomanError(
            f"{folder} holds no texts: put .tsv files there with a language code, a tab and a text a line"
        )
    return [file for file in files if file.rows]


def languages_of(files: Sequence[Labelled]) -> tuple[str, ...]:
    """Return the languages of the files, in alphabetical order."""
    return tuple(sorted({code for file in files for code, _ in file.rows}))


def measure(detector: Detector, file: Labelled, languages: Sequence[str]) -> Figures:
    """Detect every text by itself, with the languages enabled."""
    detector.detect(file.rows[0][1], languages)  # loads what is loaded at first use
    right = accepted = accepted_right = 0
    times = []
    for code, text in file.rows:
        started = time.perf_counter()
        detection = detector.detect(text, languages)
        times.append(time.perf_counter() - started)
        correct = base(detection.language) == base(code)
        right += correct
        accepted += detection.sure
        accepted_right += correct and detection.sure
    count = len(file.rows)
    return Figures(
        right / count, accepted / count, accepted_right / (accepted or 1), statistics.median(times)
    )


def resident_bytes() -> int | None:
    """Return how much memory this process has resident, where the system says so (Linux)."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    found = next((line for line in lines if line.startswith("VmRSS:")), None)
    return int(found.split()[1]) * _KIB if found else None


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    # Texts may hold what str.splitlines takes for the end of a line.
    for number, line in enumerate(path.read_text("utf-8").removesuffix("\n").split("\n"), start=1):
        code, tab, text = line.partition("\t")
        if not tab or not code:
            raise DragomanError(f"{path}, line {number}: write a language code, one tab and a text")
        yield code, text
