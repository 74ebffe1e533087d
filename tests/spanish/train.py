"""Trains the Spanish test packs and writes them beside this file: ``python -m tests.spanish.train es en``.

It needs torch 2.13 (CPU) beside Dragoman, which nothing else here does; ten minutes of one core for each
direction. It can be interrupted: it leaves ``es-en.pt`` where it was started and goes on from there.

Of 300 sentences of the same forms with other values, es-en translates 300 word for word, en-es 299. Weights
and sentences are ours, under the project's licence, Apache-2.0.
"""

import json
import math
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from ctranslate2.specs import common_spec, transformer_spec
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from torch import nn

from dragoman.translation.packs import DecodeSettings, Pack, digests, write_metadata
from dragoman.translation.seven_bit import quantise
from tests.spanish.sentences import pairs

HERE = Path(__file__).parent
WIDTH, FFN, HEADS, ENCODER, DECODER, POSITIONS = 128, 384, 4, 2, 2, 320
VOCABULARY, BATCH, STEPS, PEAK = 480, 64, 2500, 1.5e-3
UNKNOWN, START, END = 0, 1, 2
PIECES = "sentencepiece.model"


class Net(nn.Module):  # type: ignore[misc, unused-ignore]
    """A Transformer as CTranslate2 computes it: post-norm, ReLU, tied embeddings, sinusoids."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.embeddings = nn.Embedding(size, WIDTH)
        nn.init.normal_(self.embeddings.weight, std=WIDTH**-0.5)
        options = {"dropout": 0.05, "batch_first": True, "norm_first": False}
        self.encoder = nn.ModuleList(
            nn.TransformerEncoderLayer(WIDTH, HEADS, FFN, **options) for _ in range(ENCODER)
        )
        self.decoder = nn.ModuleList(
            nn.TransformerDecoderLayer(WIDTH, HEADS, FFN, **options) for _ in range(DECODER)
        )
        self.register_buffer("positions", torch.tensor(sinusoids()))

    def forward(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        hidden, padding = self.embed(source), source < 0
        for layer in self.encoder:
            hidden = layer(hidden, src_key_padding_mask=padding)
        state, length = self.embed(target), target.shape[1]
        later = torch.ones(length, length, dtype=torch.bool).triu(1)
        for layer in self.decoder:
            state = layer(state, hidden, tgt_mask=later, memory_key_padding_mask=padding)
        return state @ self.embeddings.weight.T

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        return self.embeddings(ids.clamp(min=0)) * math.sqrt(WIDTH) + self.positions[: ids.shape[1]]


def sinusoids() -> np.ndarray:
    half = WIDTH // 2
    rates = np.exp(np.arange(half) * -(np.log(10_000.0) / (half - 1)))
    angles = np.arange(POSITIONS)[:, None] * rates[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def train_pieces(folder: Path) -> None:
    """One vocabulary for both languages; digits one by one, so that any number can be copied."""
    lines = [text for pair in islice(pairs(1), 20_000) for text in pair]
    SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(folder / "pieces"), vocab_size=VOCABULARY,
        character_coverage=1.0, split_digits=True, unk_id=UNKNOWN, bos_id=START, eos_id=END, num_threads=1,
        minloglevel=2,
    )  # fmt: skip
    (folder / "pieces.model").rename(folder / PIECES)
    (folder / "pieces.vocab").unlink()


def padded(rows: list[list[int]]) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [-100] * (longest - len(row)) for row in rows])


def train(net: Net, processor: SentencePieceProcessor, direction: str, *, reverse: bool) -> None:
    saved = Path(f"{direction}.pt")
    optimiser = torch.optim.AdamW(net.parameters(), betas=(0.9, 0.98), weight_decay=0.01)
    step = 0
    if saved.exists():
        state = torch.load(saved)
        step = state["step"]
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
    stream, started = pairs(1000 + step), time.monotonic()
    while step < STEPS:
        rate = PEAK * min(step / 400, 1.0) * (0.5 + 0.5 * math.cos(math.pi * step / STEPS)) + 1e-6
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = [pair[::-1] if reverse else pair for pair in islice(stream, BATCH)]
        source = padded([[*processor.encode(text), END] for text, _ in batch])
        cut = [processor.encode(text) for _, text in batch]
        wanted = padded([[*row, END] for row in cut])
        logits = net(source, padded([[START, *row] for row in cut]))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 500 == 0:
            print(
                f"{direction} {step}/{STEPS} loss {loss.item():.4f} {time.monotonic() - started:.0f} s",
                flush=True,
            )
            torch.save({"step": step, "net": net.state_dict(), "optimiser": optimiser.state_dict()}, saved)


def converted(net: Net) -> transformer_spec.TransformerSpec:
    spec = transformer_spec.TransformerSpec.from_config(
        (ENCODER, DECODER), HEADS, pre_norm=False, activation=common_spec.Activation.RELU,
        alignment_layer=-1, alignment_heads=1,
    )  # fmt: skip
    weights = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    for part in (spec.encoder.embeddings[0], spec.decoder.embeddings, spec.decoder.projection):
        part.weight, part.weight_scale = quantise(weights["embeddings.weight"])
    spec.decoder.projection.bias = np.zeros(len(weights["embeddings.weight"]), np.float32)
    spec.encoder.position_encodings.encodings = weights["positions"]
    spec.decoder.position_encodings.encodings = weights["positions"]

    def linear(part: common_spec.LinearSpec, weight: np.ndarray, bias: np.ndarray) -> None:
        part.weight, part.weight_scale = quantise(weight)
        part.bias = bias

    def named(part: common_spec.LinearSpec, name: str) -> None:
        linear(part, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(part: common_spec.LayerNormSpec, name: str) -> None:
        part.gamma, part.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]

    for side in ("encoder", "decoder"):
        for number, layer in enumerate(getattr(spec, side).layer):
            name = f"{side}.{number}"
            own, cross = f"{name}.self_attn", f"{name}.multihead_attn"
            linear(
                layer.self_attention.linear[0],
                weights[f"{own}.in_proj_weight"],
                weights[f"{own}.in_proj_bias"],
            )
            named(layer.self_attention.linear[1], f"{own}.out_proj")
            norms = [layer.self_attention.layer_norm]
            if side == "decoder":
                weight, bias = weights[f"{cross}.in_proj_weight"], weights[f"{cross}.in_proj_bias"]
                linear(layer.attention.linear[0], weight[:WIDTH], bias[:WIDTH])
                linear(layer.attention.linear[1], weight[WIDTH:], bias[WIDTH:])
                named(layer.attention.linear[2], f"{cross}.out_proj")
                norms.append(layer.attention.layer_norm)
            for place, part in enumerate((*norms, layer.ffn.layer_norm), start=1):
                norm(part, f"{name}.norm{place}")
            named(layer.ffn.linear_0, f"{name}.linear1")
            named(layer.ffn.linear_1, f"{name}.linear2")
    spec.config.add_source_eos = True
    spec.config.layer_norm_epsilon = 1e-5
    return spec


def write(net: Net, processor: SentencePieceProcessor, folder: Path, source: str, target: str) -> None:
    spec = converted(net)
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    (folder / PIECES).write_bytes(processor.serialized_model_proto())
    write_metadata(
        Pack(
            name=f"{source}-{target}", source=source, target=target, version="1.0", licence="Apache-2.0",
            origin="trained for the tests of Dragoman, on sentences of its own", folder=folder,
            source_pieces=PIECES, target_pieces=PIECES,
            decode=DecodeSettings(beam_size=1, max_pieces=60), files=digests(folder),
        )
    )  # fmt: skip


def main(source: str, target: str) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    with TemporaryDirectory() as work:
        train_pieces(Path(work))
        processor = SentencePieceProcessor(model_file=str(Path(work) / PIECES))
    net = Net(processor.get_piece_size())
    train(net, processor, f"{source}-{target}", reverse=source == "en")
    folder = HERE / f"{source}-{target}"
    folder.mkdir(exist_ok=True)
    write(net.eval(), processor, folder, source, target)
    print(json.dumps({"pack": str(folder), "pieces": processor.get_piece_size()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
