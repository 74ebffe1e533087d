"""What is done about a translation that something is wrong with, step by step."""

from collections.abc import Sequence

from dragoman.translation.faults import Fault, Guard
from dragoman.translation.hypothesis import Hypothesis
from dragoman.translation.ladder import Attempt, Search, translate_sentences
from dragoman.translation.placeholders import shapes_named

SOURCE = "I cannot open the parcel today"
OPPOSITE = Hypothesis("Eu posso abrir o pacote hoje.", -0.1)
RIGHT = Hypothesis("Não posso abrir o pacote hoje.", -0.2)


class Engine:
    """Proposes what it is told to for each kind of search, and remembers how hard it had to look."""

    def __init__(self, **proposals: Sequence[Hypothesis]) -> None:
        self._proposals = proposals
        self.searches: list[Search] = []
        self.banned: list[str] = []

    def __call__(
        self, inputs: Sequence[str], search: Search, banned: tuple[str, ...]
    ) -> Sequence[Sequence[Hypothesis]]:
        self.searches.append(search)
        self.banned += banned
        return [self._proposals[search.name.lower()]] * len(inputs)


def words(text: str) -> int:
    """Return how many pieces an engine has for a text that knows all of its words."""
    return len(text.split())


def translated(engine: Engine, source: str = SOURCE) -> Attempt:
    judge = Guard("en", "pt")
    (attempt,) = translate_sentences([(source,)], engine, words, 90, judge, shapes_named(()))
    return attempt


def test_a_translation_without_faults_is_taken_at_once() -> None:
    engine = Engine(first=[RIGHT])
    attempt = translated(engine)
    assert (attempt.text, attempt.method, attempt.faults) == (RIGHT.text[:-1], "plain", frozenset())
    assert engine.searches == [Search.FIRST]


def test_another_hypothesis_takes_the_place_of_one_that_says_the_opposite() -> None:
    engine = Engine(first=[OPPOSITE], several=[OPPOSITE, RIGHT])
    attempt = translated(engine)
    assert (attempt.text, attempt.method, attempt.faults) == (RIGHT.text[:-1], "hypothesis", frozenset())
    assert engine.searches == [Search.FIRST, Search.SEVERAL]


def test_where_all_hypotheses_are_wrong_the_engine_looks_more_carefully() -> None:
    attempt = translated(Engine(first=[OPPOSITE], several=[OPPOSITE], careful=[RIGHT]))
    assert (attempt.text, attempt.method) == (RIGHT.text[:-1], "careful")


def test_words_of_another_sense_are_not_written_again() -> None:
    command = Hypothesis("Não posso pagar a ordem hoje.", -0.1)
    purchase = Hypothesis("Não posso pagar o pedido hoje.", -0.1)
    engine = Engine(first=[command], several=[purchase])
    attempt = translated(engine, "I cannot pay the order today")
    assert (attempt.text, attempt.method, attempt.doubts) == (purchase.text[:-1], "other words", ())
    assert engine.banned == ["ordem"]


def test_for_a_soft_fault_the_engine_does_not_look_at_any_price() -> None:
    command = Hypothesis("Não posso pagar a ordem hoje.", -0.1)
    engine = Engine(first=[command], several=[command])
    attempt = translated(engine, "I cannot pay the order today")
    assert attempt.doubts == ("another_sense",)
    assert Search.CAREFUL not in engine.searches


def test_what_stays_wrong_is_marked() -> None:
    attempt = translated(Engine(first=[OPPOSITE], several=[OPPOSITE], careful=[OPPOSITE]))
    assert attempt.text == OPPOSITE.text[:-1]
    assert attempt.faults == {Fault.NEGATION}
    assert attempt.doubts == ("negation_changed",)
    assert attempt.quality < 0.5


def test_where_nothing_is_better_than_the_original_it_stays_and_is_marked() -> None:
    nothing = [Hypothesis("", -0.1)]
    attempt = translated(Engine(first=nothing, several=nothing, careful=nothing))
    assert (attempt.text, attempt.method, attempt.doubts) == (SOURCE, "untouched", ("untranslated",))


def test_what_the_engine_found_unlikely_is_marked() -> None:
    attempt = translated(Engine(first=[Hypothesis(RIGHT.text, -0.9)]))
    assert attempt.doubts == ("unsure",)
    assert attempt.quality < 0.75


def test_a_guess_does_not_take_the_place_of_what_may_have_lost_a_word() -> None:
    judge = Guard("en", "pt", lost=lambda _, target: [] if "consertar" in target else ["repaired"])
    source, lost = "Can you get it repaired?", Hypothesis("Você pode obter isso?", -0.1)
    for score, text in ((-0.1, "Você pode consertar isso?"), (-1.5, lost.text)):
        engine = Engine(first=[lost], several=[Hypothesis("Você pode consertar isso?", score)])
        (attempt,) = translate_sentences([(source,)], engine, words, 90, judge, shapes_named(()))
        assert attempt.text == text
