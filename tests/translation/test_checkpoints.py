"""Checkpoints of Marian and Hugging Face become packs; the weights here are random."""

import importlib.util
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dragoman.translation.engine import Engine
from dragoman.translation.packs import Pack, PackError, PackLibrary
from dragoman.translation.packs.checkpoints import Checkpoint, checkpoint_in
from dragoman.translation.packs.installation import install_pack
from tests.translation.random_models import marian_checkpoint, write_pieces


@pytest.fixture
def library(tmp_path: Path) -> PackLibrary:
    return PackLibrary(tmp_path / "installed")


def install(library: PackLibrary, path: Path) -> Pack:
    return install_pack(library, path, lambda _: None)


def decoded(library: PackLibrary, pack: Pack) -> str:
    library.verify(pack)
    engine = Engine(library, threads=1)
    try:
        return engine.decode(pack, ["where is my order"])[0]
    finally:
        engine.close()


def test_a_marian_checkpoint_is_converted_with_nothing_further_installed(
    library: PackLibrary, tmp_path: Path
) -> None:
    folder = marian_checkpoint(tmp_path / "opus-mt-en-es")
    (folder / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n")
    pack = install(library, folder)
    assert (pack.name, pack.source, pack.target) == ("opus-en-es", "en", "es")
    assert pack.licence == "CC-BY-4.0"
    assert pack.decode.source_suffix == ()
    assert decoded(library, pack)


def test_a_zip_file_of_a_release_may_hold_one(library: PackLibrary, tmp_path: Path) -> None:
    folder = marian_checkpoint(tmp_path / "opus-mt-en-es")
    with zipfile.ZipFile(tmp_path / "opus-mt-en-es.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    assert install(library, tmp_path / "opus-mt-en-es.zip").name == "opus-en-es"


def test_an_architecture_that_ctranslate2_has_not_is_refused_with_its_reason(
    library: PackLibrary, tmp_path: Path
) -> None:
    folder = marian_checkpoint(tmp_path / "opus-mt-en-es", decoder="rnn")
    with pytest.raises(PackError, match=r"cannot be converted.*self-attention"):
        install(library, folder)
    assert library.packs() == []


def test_a_damaged_checkpoint_is_refused(library: PackLibrary, tmp_path: Path) -> None:
    folder = marian_checkpoint(tmp_path / "opus-mt-en-es")
    (folder / "opus.npz").write_bytes(b"PK\x03\x04 not a checkpoint")
    with pytest.raises(PackError, match="cannot be converted"):
        install(library, folder)
    assert library.packs() == []


def hugging_face_checkpoint(folder: Path) -> Path:
    """Describe a checkpoint of Hugging Face; its weights are missing where transformers cannot write them."""
    for name in ("source.spm", "target.spm"):
        pieces = write_pieces(folder / name)
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(pieces)}))
    (folder / "config.json").write_text(json.dumps({"model_type": "marian"}))
    (folder / "model.safetensors").write_bytes(b"")
    return folder


@pytest.mark.skipif(
    importlib.util.find_spec("transformers") is not None,
    reason="transformers is installed: none is missing",
)
def test_a_checkpoint_of_hugging_face_without_the_extra_names_the_command(
    library: PackLibrary, tmp_path: Path
) -> None:
    folder = hugging_face_checkpoint(tmp_path / "opus-mt-en-es")
    assert checkpoint_in(folder) is Checkpoint.HUGGING_FACE
    with pytest.raises(PackError, match=r"pip install 'dragoman\[convert\]'"):
        install(library, folder)


@pytest.mark.skipif(
    importlib.util.find_spec("transformers") is None or importlib.util.find_spec("torch") is None,
    reason="transformers and torch are not installed: pip install 'dragoman[convert]'",
)
def test_a_checkpoint_of_hugging_face_is_converted(library: PackLibrary, tmp_path: Path) -> None:
    from transformers import MarianConfig, MarianMTModel  # noqa: PLC0415

    folder = hugging_face_checkpoint(tmp_path / "opus-mt-en-es")
    vocabulary = json.loads((folder / "vocab.json").read_text()) | {"<pad>": 34}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    described = {"source_lang": "en", "target_lang": "es", "tokenizer_class": "MarianTokenizer"}
    (folder / "tokenizer_config.json").write_text(json.dumps(described))
    config = MarianConfig(
        vocab_size=len(vocabulary), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32, max_position_embeddings=512,
        pad_token_id=34, eos_token_id=2, forced_eos_token_id=2, decoder_start_token_id=34,
        scale_embedding=True, activation_function="swish",
    )  # fmt: skip
    MarianMTModel(config).save_pretrained(folder)
    pack = install(library, folder)
    assert (pack.source, pack.target) == ("en", "es")
    assert pack.decode.source_suffix == ("</s>",)
    shutil.rmtree(folder)
    assert decoded(library, pack)
