"""Translation of training texts goes on where it was stopped."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from training.pairs import Pair, Text, read_rows
from training.translate import translate_texts

TEXTS = [Text("test", f"noisy {number}", f"clean {number}") for number in range(600)]


def quiet(_done: int, _total: int) -> None:
    """Say nothing."""


def upper(texts: Sequence[str]) -> list[str]:
    return [text.upper() for text in texts]


def test_the_clean_text_is_translated_and_the_noisy_one_kept(tmp_path: Path) -> None:
    translate_texts(TEXTS[:2], tmp_path / "pairs.tsv", upper, quiet)
    assert read_rows(Pair, tmp_path / "pairs.tsv")[1] == Pair("test", "noisy 1", "clean 1", "CLEAN 1")


def test_after_an_interruption_only_the_rest_is_translated(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    asked: list[str] = []

    def fails_later(texts: Sequence[str]) -> list[str]:
        if asked:
            raise KeyboardInterrupt
        asked.extend(texts)
        return upper(texts)

    with pytest.raises(KeyboardInterrupt):
        translate_texts(TEXTS, path, fails_later, quiet)
    path.write_text(path.read_text() + "test\tnoisy 256\tcle")
    done: list[int] = []
    translate_texts(TEXTS, path, upper, lambda count, _total: done.append(count))
    assert done[0] > len(asked) > 0
    assert [pair.target for pair in read_rows(Pair, path)] == [text.clean.upper() for text in TEXTS]


def test_translations_of_other_texts_are_not_continued(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    translate_texts(TEXTS[:300], path, upper, quiet)
    with pytest.raises(ValueError, match="other texts"):
        translate_texts(TEXTS[::-1], path, upper, quiet)
