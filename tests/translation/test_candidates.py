"""Which translations a sentence owes to itself alone."""

from dragoman.benchmarks.sentences import SENTENCES
from dragoman.translation.candidates import Candidates
from dragoman.translation.hypothesis import Decoding
from dragoman.translation.model import Model
from dragoman.translation.packs import PackLibrary
from training.translate import pack_for

RARE = (
    "A bee flew out of the window.",
    "Tell me about your chest pain.",
    "Her decision to pull out left everyone involved absolutely stunned.",
    "The iconoclasm of the civil wars was neither ordered nor carried out by him.",
)


def test_a_translation_is_allowed_by_its_sentence_or_always() -> None:
    candidates = Candidates([b"\t</s> s\n", "▁house\t▁casa ▁lar\n".encode(), "▁big\t▁grande\n".encode()])
    assert candidates.missing(["▁big", "▁house"], ["▁casa", "s", "▁grande", "</s>"]) == set()
    assert candidates.missing(["▁house"], ["▁casa", "▁grande"]) == {"▁grande"}


def test_a_line_of_several_pieces_counts_for_each_of_them() -> None:
    candidates = Candidates([b"\t</s>", "▁ice ▁cream\t▁sorvete".encode()])
    assert candidates.missing(["▁cream"], ["▁sorvete"]) == set()


def test_sentences_are_translated_alone_as_in_company(packs: PackLibrary) -> None:
    pack = pack_for("enpt", packs)
    model, decoding = Model(pack, threads=1), Decoding.of(pack.decode)
    company = model.pieces([*RARE, *SENTENCES["en"]])
    together = [best.text for best, *_ in model.translate(company, decoding)]
    alone = [model.translate([pieces], decoding)[0][0].text for pieces in company]
    # Products in int8 round a little differently in a larger batch: two words that are as likely may change.
    others = sum(one != other for one, other in zip(together, alone, strict=True))
    assert together[: len(RARE)] == alone[: len(RARE)]
    assert others <= len(alone) / 50
