from hypothesis import given
from hypothesis import strategies as st

from dragoman.evidence import Passage
from dragoman.replies.knowledge.document import About, Document, Section
from dragoman.replies.knowledge.splitting import LONGEST, passages_of

SENTENCES = st.lists(
    st.sampled_from(["We ship.", "It costs €4.90 in Spain.", "No. 5 is sold out!"]), min_size=1
)
PARAGRAPHS = st.lists(SENTENCES.map(" ".join), min_size=1, max_size=8)


def cut(*paragraphs: str, headings: tuple[str, ...] = ("Shipping",), source: str = "a.md") -> list[Passage]:
    document = Document(source, (Section("line 1", headings, paragraphs),))
    return [passage for passage, _ in passages_of(document, "en")]


def test_a_section_that_is_short_enough_is_one_passage() -> None:
    (passage,) = cut("One.", "Two.")
    assert (passage.text, passage.headings, passage.language) == ("One.\nTwo.", ("Shipping",), "en")


def test_a_long_section_is_cut_between_paragraphs() -> None:
    first, second = cut("a" * 700 + ".", "b" * 700 + ".")
    assert (first.text[0], second.text[0]) == ("a", "b")
    assert first.headings == second.headings


def test_what_introduces_a_list_is_said_again_where_the_list_goes_on() -> None:
    *_, last = cut("These cannot be returned:", *(f"item {number} " + "x" * 100 for number in range(15)))
    assert last.text.startswith("These cannot be returned:\nitem 1")


@given(PARAGRAPHS)
def test_nothing_is_lost_and_every_passage_is_short_enough(paragraphs: list[str]) -> None:
    passages = cut(*paragraphs)
    assert all(len(passage.text) <= LONGEST for passage in passages)
    words = [word for passage in passages for word in passage.text.split()]
    assert words == [word for paragraph in paragraphs for word in paragraph.split()]


def test_ids_stay_while_source_and_headings_do_and_are_told_apart() -> None:
    (first,), (again,) = cut("One."), cut("Otherwise.")
    assert first.id == again.id
    assert first.id.startswith("shipping-")
    (elsewhere,), (below,) = cut("One.", source="b.md"), cut("One.", headings=("Spain", "Shipping"))
    parts = [one.id for one in cut("a" * 1000, "b" * 1000)]
    assert len({first.id, elsewhere.id, below.id, *parts}) == 4


def test_what_is_said_about_a_section_is_said_of_its_passages() -> None:
    section = Section(
        "line 1", (), ("Text.",), About(language="pt-BR", owner="Ann", link="https://a.example")
    )
    ((passage, _),) = passages_of(Document("a.md", (section,)), "en")
    assert (passage.language, passage.owner, passage.link) == ("pt-BR", "Ann", "https://a.example")
