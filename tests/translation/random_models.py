"""Models with random weights, in the layouts that other projects publish: only what they say is nonsense."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import transformer_spec
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer

_TEXT = ["where is my order", "dónde está mi pedido", "the lamp costs 12 euros", "la lámpara no funciona"]
_WIDTH, _HEADS, _POSITIONS, _VOCABULARY = 16, 2, 256, 34


def write_pieces(path: Path) -> list[str]:
    """Train a SentencePiece model, write it, and return its pieces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        SentencePieceTrainer.train(
            sentence_iterator=iter(_TEXT * 20),
            model_writer=file,
            vocab_size=_VOCABULARY,
            num_threads=1,
            minloglevel=2,
        )
    processor = SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def write_model(folder: Path, source: list[str], target: list[str], *, adds_end: bool) -> None:
    """Write a CTranslate2 model in int8 with separate vocabularies, as converters do."""
    random = np.random.default_rng(1)
    spec = transformer_spec.TransformerSpec.from_config((1, 1), _HEADS)

    def fill(part: object, name: str, shape: tuple[int, ...]) -> None:
        setattr(part, name, random.normal(0, 0.5, shape).astype(np.float32))

    for side, size in ((spec.encoder, len(source)), (spec.decoder, len(target))):
        embeddings = side.embeddings[0] if side is spec.encoder else side.embeddings
        fill(embeddings, "weight", (size, _WIDTH))
        fill(side.position_encodings, "encodings", (_POSITIONS, _WIDTH))
        layer = side.layer[0]
        attentions: list[tuple[Any, tuple[int, ...]]] = [(layer.self_attention, (3 * _WIDTH, _WIDTH))]
        if side is spec.decoder:
            attentions.append((layer.attention, (_WIDTH, 2 * _WIDTH, _WIDTH)))
        for attention, widths in attentions:
            for linear, width in zip(attention.linear, widths, strict=True):
                fill(linear, "weight", (width, _WIDTH))
                fill(linear, "bias", (width,))
        fill(layer.ffn.linear_0, "weight", (4 * _WIDTH, _WIDTH))
        fill(layer.ffn.linear_0, "bias", (4 * _WIDTH,))
        fill(layer.ffn.linear_1, "weight", (_WIDTH, 4 * _WIDTH))
        fill(layer.ffn.linear_1, "bias", (_WIDTH,))
        norms = [
            side.layer_norm,
            layer.ffn.layer_norm,
            *(attention.layer_norm for attention, _ in attentions),
        ]
        for norm in norms:
            norm.gamma, norm.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)
    fill(spec.decoder.projection, "weight", (len(target), _WIDTH))
    fill(spec.decoder.projection, "bias", (len(target),))
    spec.config.add_source_eos = adds_end
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def argos_package(folder: Path, **metadata: object) -> Path:
    """Write a package in Argos' layout: what it says stands above the model."""
    pieces = write_pieces(folder / "sentencepiece.model")
    write_model(folder / "model", pieces, pieces, adds_end=False)
    (folder / "stanza").mkdir()
    (folder / "stanza" / "resources.json").write_text("{}")
    (folder / "README.md").write_text("# a package\n")
    said = {
        "package_version": "1.9",
        "argos_version": "1.9",
        "from_code": "en",
        "from_name": "English",
        "to_code": "es",
        "to_name": "Spanish",
    }
    (folder / "metadata.json").write_text(json.dumps(said | metadata))
    return folder


def pair_folder(
    folder: Path,
    names: tuple[str, str],
    *,
    adds_end: bool,
    tokens: tuple[str, ...] = (),
    card: str = "",
) -> Path:
    """Write a model with a SentencePiece file for each side, as OPUS-MT and quickmt have them."""
    source, target = (write_pieces(folder / name) for name in names)
    write_model(folder, [*source, *tokens], target, adds_end=adds_end)
    if card:
        (folder / "README.md").write_text(f"---\nlanguage: en\nlicense: {card}\n---\n# A model\n")
    return folder


def marian_checkpoint(folder: Path, *, decoder: str = "self-attention") -> Path:
    """Write a checkpoint in Marian's format with random weights, as OPUS-MT releases them."""
    pieces = write_pieces(folder / "source.spm")
    write_pieces(folder / "target.spm")
    random = np.random.default_rng(1)
    weights: dict[str, Any] = {"Wemb": random.normal(0, 0.5, (len(pieces), _WIDTH))}

    def linear(scope: str, name: str, inside: int, outside: int) -> None:
        weights[f"{scope}_W{name}"] = random.normal(0, 0.5, (inside, outside))
        weights[f"{scope}_b{name}"] = random.normal(0, 0.5, (1, outside))

    def norm(scope: str) -> None:
        weights[f"{scope}_ln_scale"], weights[f"{scope}_ln_bias"] = (
            np.ones((1, _WIDTH)),
            np.zeros((1, _WIDTH)),
        )

    for layer, attentions in (("encoder_l1", ("self",)), ("decoder_l1", ("self", "context"))):
        for attention in attentions:
            for name in "qkvo":
                linear(f"{layer}_{attention}", name, _WIDTH, _WIDTH)
            norm(f"{layer}_{attention}_Wo")
        linear(f"{layer}_ffn", "1", _WIDTH, 4 * _WIDTH)
        linear(f"{layer}_ffn", "2", 4 * _WIDTH, _WIDTH)
        norm(f"{layer}_ffn_ffn")
    weights["decoder_ff_logit_out_b"] = random.normal(0, 0.5, (1, len(pieces)))
    config = {
        "type": "transformer",
        "transformer-decoder-autoreg": decoder,
        "transformer-no-projection": False,
        "transformer-ffn-activation": "swish",
        "transformer-preprocess": "",
        "transformer-postprocess": "dan",
        "transformer-postprocess-top": "",
        "transformer-postprocess-emb": "d",
        "transformer-guided-alignment-layer": "last",
        "transformer-heads": _HEADS,
        "enc-depth": 1,
        "dec-depth": 1,
    }
    described = np.frombuffer(json.dumps(config).encode() + b"\0", np.int8)
    floats = {name: value.astype(np.float32) for name, value in weights.items()}
    np.savez(folder / "opus.npz", **{**floats, "special:model.yml": described})
    vocabulary = "".join(f"{json.dumps(piece, ensure_ascii=False)}: {n}\n" for n, piece in enumerate(pieces))
    (folder / "opus.vocab.yml").write_text(vocabulary)
    (folder / "decoder.yml").write_text("models:\n- opus.npz\nvocabs:\n- opus.vocab.yml\n- opus.vocab.yml\n")
    return folder
