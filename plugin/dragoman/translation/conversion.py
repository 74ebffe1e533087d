"""Builds a CTranslate2 model out of a published Marian model and our decoder.

Encoder, embeddings and output bias are the published model's. Its decoder is a recurrence (SSRU) that
CTranslate2 does not have, so the decoder is ours: trained to imitate it with self-attention.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from ctranslate2.specs import attention_spec, common_spec, model_spec, transformer_spec
from numpy.typing import NDArray

from dragoman.translation.marian import EMBEDDINGS
from dragoman.translation.seven_bit import quantise

Weights = Mapping[str, NDArray[np.float32]]

_ENCODER_LAYERS: Final = 6
_DECODER_LAYERS: Final = 2
_HEADS: Final = 8
_WIDTH: Final = 256
_POSITIONS: Final = 1024


def convert(published: Weights, decoder: Weights) -> transformer_spec.TransformerSpec:
    """Return the model, its weights in seven bits, without its vocabulary.

    Args:
        published: Weights of the published model, by Marian's names, as (inputs, outputs).
        decoder: Weights of our decoder, by the names they were trained under, as (outputs, inputs).
    """
    spec = transformer_spec.TransformerSpec.from_config(
        (_ENCODER_LAYERS, _DECODER_LAYERS),
        _HEADS,
        pre_norm=False,
        activation=common_spec.Activation.RELU,
        alignment_layer=-1,
        alignment_heads=1,
    )
    _fill_shared(spec, published)
    for number, layer in enumerate(spec.encoder.layer, start=1):
        _fill_encoder_layer(layer, published, f"encoder_l{number}")
    for number, layer in enumerate(spec.decoder.layer):
        _fill_decoder_layer(layer, decoder, f"layers.{number}")
    spec.decoder.start_from_zero_embedding = True
    spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = 1e-6
    return spec


def _fill_shared(spec: transformer_spec.TransformerSpec, published: Weights) -> None:
    embeddings = quantise(published[EMBEDDINGS])
    positions = _sinusoids(_POSITIONS, _WIDTH)
    for embedding in (spec.encoder.embeddings[0], spec.decoder.embeddings, spec.decoder.projection):
        embedding.weight, embedding.weight_scale = embeddings
    spec.encoder.position_encodings.encodings = positions
    spec.decoder.position_encodings.encodings = positions
    spec.decoder.projection.bias = published["decoder_ff_logit_out_b"][0]


def _sinusoids(positions: int, width: int) -> NDArray[np.float32]:
    """Return Marian's position encodings: sines in the first half, cosines in the second."""
    half = width // 2
    rates = np.exp(np.arange(half) * -(np.log(10_000.0) / (half - 1)))
    angles = np.arange(positions)[:, None] * rates[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def _fill_encoder_layer(
    layer: transformer_spec.TransformerEncoderLayerSpec, weights: Weights, prefix: str
) -> None:
    def linear(name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        sublayer, suffix = name.split(".")
        return weights[f"{prefix}_{sublayer}_W{suffix}"].T, weights[f"{prefix}_{sublayer}_b{suffix}"][0]

    def norm(spec: common_spec.LayerNormSpec, name: str) -> None:
        spec.gamma = weights[f"{prefix}_{name}_ln_scale"][0]
        spec.beta = weights[f"{prefix}_{name}_ln_bias"][0]

    _fill(layer.self_attention.linear[0], linear("self.q"), linear("self.k"), linear("self.v"))
    _fill(layer.self_attention.linear[1], linear("self.o"))
    norm(layer.self_attention.layer_norm, "self_Wo")
    _fill(layer.ffn.linear_0, linear("ffn.1"))
    _fill(layer.ffn.linear_1, linear("ffn.2"))
    norm(layer.ffn.layer_norm, "ffn_ffn")


def _fill_decoder_layer(
    layer: transformer_spec.TransformerDecoderLayerSpec, weights: Weights, prefix: str
) -> None:
    def linear(name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return weights[f"{prefix}.{name}.weight"], weights[f"{prefix}.{name}.bias"]

    def norm(spec: common_spec.LayerNormSpec, name: str) -> None:
        spec.gamma, spec.beta = linear(name)

    distances = weights.get(f"{prefix}.sa.distances")
    if distances is not None:
        layer.self_attention = attention_spec.MultiHeadAttentionSpec(
            self_attention=True, relative_position=True
        )
        layer.self_attention.relative_position_keys = _relative_keys(distances)
        layer.self_attention.relative_position_values = model_spec.OPTIONAL
    own: attention_spec.MultiHeadAttentionSpec = layer.self_attention
    cross: attention_spec.MultiHeadAttentionSpec = layer.attention
    _fill(own.linear[0], linear("sa.q"), linear("sa.k"), linear("sa.v"))
    _fill(own.linear[1], linear("sa.o"))
    norm(own.layer_norm, "n1")
    _fill(cross.linear[0], linear("ca.q"))
    _fill(cross.linear[1], linear("ca.k"), linear("ca.v"))
    _fill(cross.linear[2], linear("ca.o"))
    norm(cross.layer_norm, "n2")
    _fill(layer.ffn.linear_0, linear("l1"))
    _fill(layer.ffn.linear_1, linear("l2"))
    norm(layer.ffn.layer_norm, "n3")


def _relative_keys(distances: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return CTranslate2's table of keys, from the farthest piece before a piece to the farthest behind it.

    Args:
        distances: Keys for the distances from 0 on to pieces before; a decoder sees none behind.
    """
    return np.concatenate([distances[::-1], np.zeros_like(distances[1:])])


def _fill(spec: common_spec.LinearSpec, *layers: tuple[NDArray[np.float32], NDArray[np.float32]]) -> None:
    """Set one linear layer to several that read the same input, one after the other, in seven bits."""
    spec.weight, spec.weight_scale = quantise(np.concatenate([weight for weight, _ in layers]))
    spec.bias = np.concatenate([bias for _, bias in layers])
