"""A run of training: what it computes, saves and goes on from. Needs PyTorch, which the product does not."""

import math
import random
from pathlib import Path

import numpy as np
import pytest
from sentencepiece import SentencePieceProcessor

torch = pytest.importorskip("torch", reason="training needs PyTorch: see training/requirements.txt")

from dragoman.benchmarks.decoding import wheel  # noqa: E402
from dragoman.translation.assembly import RECIPES  # noqa: E402
from dragoman.translation.marian import read_weights  # noqa: E402
from dragoman.translation.packs import PackLibrary  # noqa: E402
from dragoman.translation.shortlist import read_shortlist  # noqa: E402
from dragoman.translation.teacher import teacher_files  # noqa: E402
from training.arithmetic import Arithmetic, attend  # noqa: E402
from training.batches import batches, collate, joined  # noqa: E402
from training.decoder import FARTHEST, from_teacher, read_decoder, write_decoder  # noqa: E402
from training.lessons import read_lessons, taught, write_lessons  # noqa: E402
from training.loss import distance, sublayer_distance  # noqa: E402
from training.pairs import Pair  # noqa: E402
from training.run import Plan, Run, State, load_state, rate_at, save_state  # noqa: E402
from training.teacher import END, Teacher  # noqa: E402
from training.translate import pack_for  # noqa: E402

EXACT = Arithmetic(torch.float32, as_packed=False)
PAIRS = [
    Pair("test", text, text, target)
    for text, target in (
        ("Where is my order?", "Onde está meu pedido?"),
        ("I want a refund.", "Eu quero um reembolso."),
        ("The jacket is too small for me.", "O casaco é muito pequeno para mim."),
    )
]


@pytest.fixture(scope="module")
def published() -> tuple[Teacher, SentencePieceProcessor]:
    """The published model from English, as PyTorch has it."""
    recipe = RECIPES[0]
    with teacher_files(recipe.published, recipe.sha256, lambda _: None) as folder:
        teacher = Teacher(read_weights(folder / recipe.model), read_shortlist(folder / recipe.shortlist))
        return teacher, SentencePieceProcessor(model_file=str(folder / recipe.vocabulary))


def test_the_teacher_read_from_its_file_writes_what_its_own_engine_writes(
    published: tuple[Teacher, SentencePieceProcessor], packs: PackLibrary
) -> None:
    teacher, processor = published
    text = "The jacket is too small for me."
    engine = wheel(pack_for("enpt", packs), 1)
    assert engine is not None
    source = torch.tensor([[*processor.encode(text), END]])
    mask = torch.ones_like(source, dtype=torch.bool)
    encoded = teacher.encode(source, mask, EXACT)
    written: list[int] = []
    while len(written) < 20 and END not in written:
        inputs = teacher.inputs(torch.tensor([[*written, END]]), EXACT)
        states = teacher.decode(inputs, encoded, mask, EXACT)[-1][0, -1]
        written.append(int((states @ teacher.embeddings.T + teacher.output_bias).argmax()))
    assert processor.decode(written[:-1]) == engine.one(text)


def test_a_decoder_is_read_as_it_was_written(tmp_path: Path) -> None:
    packaged = Path(__file__).parents[2] / "plugin/dragoman/translation/decoders/enpt.decoder.npz"
    write_decoder(tmp_path / "first.npz", read_decoder(packaged).state_dict())
    write_decoder(tmp_path / "again.npz", read_decoder(tmp_path / "first.npz").state_dict())
    with np.load(packaged) as origin, np.load(tmp_path / "again.npz") as again:
        assert all(np.array_equal(origin[name], again[name]) for name in origin.files)
        assert again["layers.1.sa.distances"].shape == (FARTHEST + 1, 32)


def test_self_attention_that_minds_distances_tells_the_near_from_the_far() -> None:
    queries = torch.ones(1, 4, 8)
    values = torch.arange(4.0)[None, :, None].expand(1, 4, 8)
    nearest = torch.zeros(3, 4)
    nearest[0] = 100
    attended = attend(queries, torch.zeros(1, 4, 8), values, None, heads=2, distances=nearest)
    assert torch.allclose(attended, values)
    evenly = attend(queries, torch.zeros(1, 4, 8), values, None, heads=2, distances=torch.zeros(3, 4))
    assert torch.allclose(evenly[0, :, 0], torch.tensor([0.0, 0.5, 1.0, 1.5]))


def test_a_decoder_with_the_teachers_weights_has_its_cross_attention_and_not_its_recurrence(
    published: tuple[Teacher, SentencePieceProcessor],
) -> None:
    teacher, processor = published
    (items,) = batches(PAIRS, processor, random.Random(0))
    lesson = taught(teacher, collate(items), EXACT)
    loss = distance(from_teacher(teacher, [lesson]), teacher, lesson, EXACT, 1_000)
    assert loss.divergence > 1
    assert math.isfinite(loss.states)


def test_self_attention_learns_to_stand_for_the_recurrence(
    published: tuple[Teacher, SentencePieceProcessor],
) -> None:
    teacher, processor = published
    (items,) = batches(PAIRS, processor, random.Random(0))
    lesson = taught(teacher, collate(items), EXACT)
    decoder = from_teacher(teacher, [lesson])
    optimiser = torch.optim.Adam(decoder.parameters(), lr=2e-3)
    losses = []
    for _ in range(8):
        loss = sublayer_distance(decoder, teacher, lesson, EXACT).total
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] / 2


def test_rounding_as_packs_do_changes_little(published: tuple[Teacher, SentencePieceProcessor]) -> None:
    teacher, processor = published
    source = torch.tensor([[*processor.encode("I want a refund."), END]])
    mask = torch.ones_like(source, dtype=torch.bool)
    exact = teacher.encode(source, mask, EXACT)
    rounded = teacher.encode(source, mask, Arithmetic(torch.float32, as_packed=True))
    difference = float((exact - rounded).norm() / exact.norm())
    assert 0 < difference < 0.1


def test_every_pair_is_in_a_batch_once_and_joined_pairs_keep_their_order() -> None:
    pairs = [Pair("test", f"s{number}", f"c{number}", f"t{number}") for number in range(200)]
    texts = list(joined(pairs, random.Random(1)))
    assert len(texts) < 200
    assert " ".join(pair.source for pair in texts) == " ".join(pair.source for pair in pairs)
    assert " ".join(pair.target for pair in texts) == " ".join(pair.target for pair in pairs)


def test_the_learning_rate_rises_then_falls_to_its_end() -> None:
    assert rate_at(0, 0.0, 1.0) < rate_at(50, 0.01, 1.0) < rate_at(100, 0.02, 1.0)
    assert rate_at(900, 1.0, 1.0) == pytest.approx(0.02)
    assert rate_at(900, 1.5, 1.0) == pytest.approx(0.02)


def test_a_state_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    state = State(step=7, seconds=1.5, epoch=2, batch=3, best=0.25, weights={"w": torch.ones(2)})
    save_state(state, tmp_path / "state.pt")
    loaded = load_state(tmp_path / "state.pt")
    assert loaded is not None
    assert (loaded.step, loaded.seconds, loaded.epoch, loaded.batch, loaded.best) == (7, 1.5, 2, 3, 0.25)
    assert torch.equal(loaded.weights["w"], torch.ones(2))


def test_lessons_come_back_from_their_files(
    published: tuple[Teacher, SentencePieceProcessor], tmp_path: Path
) -> None:
    teacher, processor = published
    found = batches(PAIRS, processor, random.Random(0), pieces=20)
    for _ in range(2):  # what is there already is left
        write_lessons(teacher, found, tmp_path, EXACT, print)
    lessons = read_lessons(tmp_path)
    assert len(lessons) == len(found) > 1
    expected = taught(teacher, collate(found[-1]), EXACT)
    assert torch.equal(lessons[-1].target, expected.target)
    assert torch.equal(lessons[-1].wanted[-1], expected.wanted[-1])


def test_a_run_learns_and_goes_on_where_it_stopped(
    published: tuple[Teacher, SentencePieceProcessor], tmp_path: Path
) -> None:
    teacher, processor = published
    lessons = [
        taught(teacher, collate(items), EXACT) for items in batches(PAIRS, processor, random.Random(0))
    ]
    said: list[str] = []
    for minutes in (0.005, 0.01):
        run = Run(teacher, from_teacher(teacher, lessons), tmp_path, EXACT)
        run.train(lessons, lessons, Plan(minutes), said.append)
    state = load_state(tmp_path / "state.pt")
    assert state is not None
    assert state.seconds >= 0.6
    assert len([text for text in said if text.startswith("begins")]) == 1
