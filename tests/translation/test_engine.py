import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dragoman.translation.engine import Engine
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.packs import Pack, PackError, PackLibrary, digests, read_pack, write_metadata

SENTENCES = [
    "Where is my order?",
    "I want a refund for the broken blender.",
    "Thank you very much!",
    "The parcel was delivered to a neighbour last Friday.",
]


@pytest.fixture
def to_portuguese(engine: Engine) -> Pack:
    pack = engine.pack("en", "pt-BR")
    assert pack is not None
    return pack


@pytest.fixture
def own(packs: PackLibrary, tmp_path: Path) -> Iterator[tuple[Engine, PackLibrary]]:
    """An engine over a copy of one pack, for tests that break it."""
    library = PackLibrary(tmp_path / "packs")
    shutil.copytree(packs.folder / "pt-en", library.folder / "pt-en")
    engine = Engine(library, threads=1)
    yield engine, library
    engine.close()


def found(engine: Engine) -> Pack:
    pack = engine.pack("pt", "en")
    assert pack is not None
    return pack


def test_both_directions_translate(engine: Engine, to_portuguese: Pack) -> None:
    assert engine.decode(to_portuguese, ["The book is on the table."]) == ["O livro está na mesa."]
    assert engine.decode(found(engine), ["Quero meu dinheiro de volta."]) == ["I want my money back."]


def test_a_region_falls_back_to_the_language(engine: Engine, to_portuguese: Pack) -> None:
    assert engine.pack("en-GB", "pt-PT") == to_portuguese
    assert engine.pack("en", "de") is None


def test_answers_stand_where_the_questions_stood(engine: Engine, to_portuguese: Pack) -> None:
    alone = [engine.decode(to_portuguese, [sentence])[0] for sentence in SENTENCES]
    together = engine.decode(to_portuguese, ["", *SENTENCES, "   ", SENTENCES[0]])
    assert together == ["", *alone, "   ", alone[0]]


def test_nothing_at_all_is_answered_by_nothing(engine: Engine, to_portuguese: Pack) -> None:
    assert engine.decode(to_portuguese, []) == []


def test_many_callers_each_get_their_own_answers(engine: Engine, to_portuguese: Pack) -> None:
    expected = dict(zip(SENTENCES, engine.decode(to_portuguese, SENTENCES), strict=True))
    asked = [[SENTENCES[i % 4], SENTENCES[(i + 1) % 4]] for i in range(24)]
    with ThreadPoolExecutor(12) as callers:
        answers = list(callers.map(lambda sentences: engine.decode(to_portuguese, sentences), asked))
    assert answers == [[expected[sentence] for sentence in sentences] for sentences in asked]


def test_both_directions_at_once_do_not_mix(engine: Engine, to_portuguese: Pack) -> None:
    to_english = found(engine)
    with ThreadPoolExecutor(8) as callers:
        jobs = [
            callers.submit(engine.decode, pack, [text])
            for pack, text in [(to_portuguese, "Where is the house?"), (to_english, "Muito obrigado!")] * 8
        ]
    assert {job.result()[0] for job in jobs[0::2]} == {"Onde está a casa?"}
    assert {job.result()[0] for job in jobs[1::2]} == {"Thank you very much!"}


def test_a_sentence_that_is_too_long_is_refused_not_truncated(engine: Engine, to_portuguese: Pack) -> None:
    long = " ".join(["jacket"] * (to_portuguese.decode.max_pieces + 1))
    assert engine.length(to_portuguese, long) > to_portuguese.decode.max_pieces
    with pytest.raises(ValueError, match="split it"):
        engine.decode(to_portuguese, ["Hello.", long])
    assert engine.decode(to_portuguese, ["Hello."]) != [""]


def test_the_longest_allowed_sentence_is_translated(engine: Engine, to_portuguese: Pack) -> None:
    longest = " ".join(["jacket"] * 200)
    while engine.length(to_portuguese, longest) > to_portuguese.decode.max_pieces:
        longest = longest.rpartition(" ")[0]
    assert engine.decode(to_portuguese, [longest])[0]


@pytest.mark.parametrize(
    "text", ["\ud800", "\0", "😀", "漢字", "</s>", "<unk> <s>", "\u202e\ufeff", "a" * 60]
)
def test_text_that_no_model_knows_is_answered_all_the_same(
    engine: Engine, to_portuguese: Pack, text: str
) -> None:
    assert isinstance(engine.decode(to_portuguese, [text])[0], str)


def test_other_settings_of_the_same_pack_share_its_model(engine: Engine, to_portuguese: Pack) -> None:
    wider = replace(to_portuguese, decode=replace(to_portuguese.decode, beam_size=4))
    assert engine.decode(wider, ["Where is the house?"]) == ["Onde está a casa?"]


@pytest.mark.parametrize("name", ["model.bin", "vmap.txt", "sentencepiece.model", "shared_vocabulary.json"])
def test_a_corrupt_file_is_refused_by_name_before_it_is_loaded(
    own: tuple[Engine, PackLibrary], name: str
) -> None:
    engine, library = own
    path = library.folder / "pt-en" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(PackError, match=name):
        engine.decode(found(engine), ["Olá."])


def test_a_pack_that_vouches_for_nonsense_is_refused(own: tuple[Engine, PackLibrary]) -> None:
    engine, library = own
    (library.folder / "pt-en" / "model.bin").write_bytes(b"nonsense")
    pack = found(engine)
    write_metadata(replace(pack, files=digests(pack.folder)))
    with pytest.raises(PackError, match="pt-en cannot be loaded"):
        engine.decode(found(engine), ["Olá."])


def test_a_repaired_pack_is_used_without_a_restart(
    own: tuple[Engine, PackLibrary], packs: PackLibrary
) -> None:
    engine, library = own
    (library.folder / "pt-en" / "model.bin").write_bytes(b"nonsense")
    with pytest.raises(PackError):
        engine.decode(found(engine), ["Olá."])
    shutil.copyfile(packs.folder / "pt-en" / "model.bin", library.folder / "pt-en" / "model.bin")
    assert engine.decode(found(engine), ["Muito obrigado!"]) == ["Thank you very much!"]


def test_a_pack_installed_in_place_of_another_is_taken_up(own: tuple[Engine, PackLibrary]) -> None:
    engine, library = own
    before = engine.decode(found(engine), ["Muito obrigado!"])
    pack = read_pack(library.folder / "pt-en")
    (pack.folder / "vmap.txt").write_text("\t</s> ▁No\n", "utf-8")
    write_metadata(replace(pack, files=digests(pack.folder)))
    assert engine.decode(found(engine), ["Muito obrigado!"]) != before


def test_a_closed_engine_says_so(own: tuple[Engine, PackLibrary]) -> None:
    engine, _ = own
    engine.decode(found(engine), ["Olá."])
    engine.close()
    engine.close()
    with pytest.raises(RuntimeError, match="closed"):
        engine.decode(found(engine), ["Olá."])


FORKED = """
import os, sys
from pathlib import Path
from dragoman.translation.engine import Engine
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.packs import PackLibrary

engine = Engine(PackLibrary(Path(sys.argv[1])), threads=2)
pack = engine.pack("pt", "en")
mine = engine.decode(pack, ["Muito obrigado!"])
child = os.fork()
if child == 0:
    answer = engine.decode(pack, ["Muito obrigado!"])
    engine.close()
    sys.exit(0 if answer == mine else 1)
_, status = os.waitpid(child, 0)
assert engine.decode(pack, ["Onde?"])
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_loads_its_own_models_and_ends(packs: PackLibrary) -> None:
    finished = subprocess.run([sys.executable, "-c", FORKED, str(packs.folder)], timeout=120, check=False)
    assert finished.returncode == 0


def test_a_process_that_forgets_to_close_still_ends(packs: PackLibrary) -> None:
    script = FORKED.partition("child = ")[0]
    finished = subprocess.run([sys.executable, "-c", script, str(packs.folder)], timeout=120, check=False)
    assert finished.returncode == 0


def test_a_beam_proposes_several_translations_the_likeliest_first(
    engine: Engine, to_portuguese: Pack
) -> None:
    decoding = Decoding(beam_size=4, hypotheses=3, use_vmap=True)
    ((best, second, third),) = engine.hypotheses(to_portuguese, SENTENCES[1:2], decoding)
    assert len({best.text, second.text, third.text}) == 3
    assert 0 > best.score >= second.score >= third.score


def test_a_translation_goes_on_from_what_it_begins_with(engine: Engine, to_portuguese: Pack) -> None:
    sentences = ["The book is on the table.", "The cat sleeps on the bed."]
    answers = engine.hypotheses(to_portuguese, sentences, Decoding(beam_size=2), ["Aquele livro", ""])
    assert [best.text for best, *_ in answers] == ["Aquele livro está na mesa.", "O gato dorme na cama."]


def test_a_banned_word_is_not_written_and_an_unknown_one_does_no_harm(
    engine: Engine, to_portuguese: Pack
) -> None:
    sentence = "The book is on the table."
    ((free, *_),) = engine.hypotheses(to_portuguese, [sentence], Decoding(beam_size=2))
    banned = Decoding(beam_size=2, banned=("Livro", "\u2603"))
    ((other, *_),) = engine.hypotheses(to_portuguese, [sentence], banned)
    assert "livro" in free.text
    assert "livro" not in other.text.lower()


def test_what_the_model_looks_at_while_it_decodes_is_what_it_looks_at_afterwards(
    engine: Engine, to_portuguese: Pack
) -> None:
    sentence = "The red car is fast."
    ((best, *_),) = engine.hypotheses(to_portuguese, [sentence], Decoding(watched=True))
    (asked,) = engine.align(to_portuguese, [(sentence, best.text)])
    watched = engine.watched(to_portuguese, sentence, best)
    assert (watched.source, watched.target) == (asked.source, asked.target)
    assert np.allclose(watched.attention, asked.attention, atol=1e-4)


def test_the_model_finds_a_translation_likelier_than_another_sentence(
    engine: Engine, to_portuguese: Pack
) -> None:
    source = "The book is on the table."
    right, wrong = engine.score(
        to_portuguese, [(source, "O livro está na mesa."), (source, "O gato dorme na cama.")]
    )
    assert sum(right) / len(right) > -1 > sum(wrong) / len(wrong)


def test_words_are_aligned_in_a_translation_whoever_made_it(engine: Engine, to_portuguese: Pack) -> None:
    source, target = "The red car is fast.", "O carro vermelho é rápido."
    (alignment,) = engine.align(to_portuguese, [(source, target)])
    looked_at = {}
    for (start, end), row in zip(alignment.target, alignment.attention, strict=True):
        first, last = alignment.source[row.index(max(row))]
        looked_at[target[start:end]] = source[first:last]
    assert looked_at["vermelho"] == "red"
    assert looked_at["carro"] == "car"


def test_a_blank_translation_cannot_be_scored(engine: Engine, to_portuguese: Pack) -> None:
    with pytest.raises(ValueError, match="blank"):
        engine.score(to_portuguese, [("Hello.", "")])
