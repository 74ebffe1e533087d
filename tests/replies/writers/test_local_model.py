"""An instruct model on this machine, in the layout that its converter writes.

The weights are random: what is tested is loading, prompting, where an answer ends, and the limits.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
import tokenizers
from ctranslate2.specs import TransformerDecoderModelSpec

from dragoman.domain import Author
from dragoman.replies.draft import Draft, Reason, Turn, WriterFailed
from dragoman.replies.writers.hugging_face import HuggingFaceTokenizer
from dragoman.replies.writers.local_model import CONFIG, LocalWriter
from dragoman.replies.writers.sentence_piece import SentencePieceTokenizer
from tests.replies.writers.asking import QUESTION

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|{{ message.role }}|>{{ message.content }}{{ eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
CONFIGURED = {"chat_template": TEMPLATE, "bos_token": "<s>", "eos_token": {"content": "</s>"}}


def random_model(folder: Path, vocabulary: Sequence[str], **config: object) -> None:
    """Write a decoder of one small layer with random weights as a converter would."""
    spec = TransformerDecoderModelSpec.from_config(1, 2, pre_norm=True, rotary_dim=0)
    width, random = 8, np.random.default_rng(7)

    def fill(part: object, shape: tuple[int, ...]) -> None:
        part.weight = random.standard_normal(shape).astype(np.float32)  # type: ignore[attr-defined]
        if hasattr(part, "bias"):
            part.bias = np.zeros(shape[0], np.float32)

    decoder = spec.decoder
    (layer,) = decoder.layer
    fill(decoder.embeddings, (len(vocabulary), width))
    fill(decoder.projection, (len(vocabulary), width))
    for norm in (
        decoder.layer_norm,
        layer.self_attention.layer_norm,
        layer.ffn.layer_norm,
    ):
        norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)
    fill(layer.self_attention.linear[0], (3 * width, width))
    fill(layer.self_attention.linear[1], (width, width))
    fill(layer.ffn.linear_0, (2 * width, width))
    fill(layer.ffn.linear_1, (width, 2 * width))
    spec.register_vocabulary(list(vocabulary))
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.validate()
    folder.mkdir()
    spec.save(str(folder))
    (folder / CONFIG).write_text(json.dumps({**CONFIGURED, **config}), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("model")
    texts = [
        "You can return an item within 14 days. [1]",
        json.dumps({"evidence": [], "text": "conversation"}),
    ]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts * 20),
        model_prefix=str(base / "tokenizer"),
        vocab_size=300,
        hard_vocab_limit=False,
        byte_fallback=True,
        control_symbols=["<|system|>", "<|user|>", "<|assistant|>"],
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(base / "tokenizer.model"))
    random_model(base / "model", [pieces.id_to_piece(one) for one in range(pieces.get_piece_size())])
    (base / "tokenizer.model").rename(base / "model" / "tokenizer.model")
    return base / "model"


def test_a_model_is_loaded_and_asked(folder: Path) -> None:
    draft = LocalWriter(folder, threads=1, context=8192).write(QUESTION)
    assert isinstance(draft, Draft)
    assert draft.writer == "local model"


def test_special_tokens_are_taken_whole_and_are_no_part_of_an_answer(folder: Path) -> None:
    tokenizer = SentencePieceTokenizer(folder / "tokenizer.model")
    tokens = tokenizer.tokens("<s><|user|>14 days</s>")
    assert tokens[:2] == ["<s>", "<|user|>"]
    assert tokens[-1] == "</s>"
    assert tokenizer.text(tokens) == "14 days"


def test_an_answer_ends_when_its_time_does(folder: Path) -> None:
    looks: list[float] = []

    def clock() -> float:
        looks.append(len(looks) * 20.0)
        return looks[-1]

    LocalWriter(folder, threads=1, context=8192, seconds=30.0, clock=clock).write(QUESTION)
    assert looks[-1] <= 40.0


def test_evidence_gives_way_where_there_is_no_room(folder: Path) -> None:
    long = replace(QUESTION.evidence[0], words="You can return an item within 14 days. " * 30)
    crowded = replace(QUESTION, evidence=(long,) * 8)
    assert LocalWriter(folder, threads=1, context=4096).write(crowded).writer == "local model"


def test_a_message_that_is_too_long_is_left_to_a_person(folder: Path) -> None:
    endless = replace(QUESTION, turns=(Turn(Author.SHOPPER, "é" * 2000),))
    with pytest.raises(WriterFailed, match="too long"):
        LocalWriter(folder, threads=1, context=900).write(endless)


def test_a_template_that_knows_no_system_gets_one_message(folder: Path, tmp_path: Path) -> None:
    strict = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + TEMPLATE
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / CONFIG).write_text(json.dumps({**CONFIGURED, "chat_template": strict}), encoding="utf-8")
    draft = LocalWriter(tmp_path, threads=1, context=8192).write(QUESTION)
    assert draft.withheld in {None, Reason.NO_EVIDENCE}


@pytest.mark.parametrize("missing", [CONFIG, "model.bin", "tokenizer.model"])
def test_a_folder_that_is_not_whole_is_named_with_the_cure(
    folder: Path, tmp_path: Path, missing: str
) -> None:
    for file in folder.iterdir():
        if file.name != missing:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(WriterFailed, match="install the model's folder again"):
        LocalWriter(tmp_path, threads=1).write(QUESTION)


def test_a_template_cannot_reach_out_of_its_sandbox(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    escaping = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    (tmp_path / CONFIG).write_text(json.dumps({**CONFIGURED, "chat_template": escaping}), encoding="utf-8")
    with pytest.raises(WriterFailed, match="chat_template"):
        LocalWriter(tmp_path, threads=1).write(QUESTION)


def test_the_tokens_of_a_hugging_face_model_are_its_own_tokenizers(tmp_path: Path) -> None:
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    special = ["<unk>", "<|im_start|>", "<|im_end|>"]
    trainer = tokenizers.trainers.BpeTrainer(
        special_tokens=special, initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(["You can return an item within 14 days."], trainer)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    read = HuggingFaceTokenizer(tmp_path / "tokenizer.json")
    tokens = read.tokens("<|im_start|>Não, 14 days!<|im_end|>")
    assert (tokens[0], tokens[-1]) == ("<|im_start|>", "<|im_end|>")
    assert read.text(tokens) == "Não, 14 days!"


def test_a_tokenizer_that_cannot_be_read_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(WriterFailed, match="install it again"):
        HuggingFaceTokenizer(tmp_path / "tokenizer.json")
