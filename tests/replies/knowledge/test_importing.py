from dragoman.replies.knowledge.document import About, Document, Problem, Section
from dragoman.replies.knowledge.importing import Fate, carry_out, planned, read_again
from dragoman.storage.knowledge import Knowledge, Worded
from tests.replies.knowledge.reading import document, nothing_told


def bring_in(knowledge: Knowledge, *documents: Document) -> dict[str, Fate]:
    plan = planned(knowledge, "shop", documents, "en", nothing_told)
    carry_out(knowledge, "shop", plan, lambda _: None)
    return {one.name.partition(" > ")[2] or one.reason: one.fate for one in plan.outcomes}


def test_the_report_says_what_becomes_of_each_passage(knowledge: Knowledge) -> None:
    bring_in(knowledge, document("a.md", Returns="30 days.", Shipping="2 days.", Gifts="€3."))
    report = bring_in(knowledge, document("a.md", Returns="14 days.", Shipping="2 days.", Hours="9 to 5."))
    assert report == {
        "Returns": Fate.CHANGED,
        "Shipping": Fate.UNCHANGED,
        "Hours": Fate.NEW,
        "Gifts": Fate.GONE,
    }
    assert {one.headings[-1]: one.version for one in knowledge.all("shop")} == {
        "Returns": 2,
        "Shipping": 1,
        "Hours": 1,
    }


def test_what_is_imported_again_is_not_doubled(knowledge: Knowledge) -> None:
    bring_in(knowledge, document("a.md", Returns="30 days."))
    stamp = knowledge.stamp("shop")
    assert bring_in(knowledge, document("a.md", Returns="30 days.")) == {"Returns": Fate.UNCHANGED}
    assert knowledge.stamp("shop") == stamp


def test_other_sources_are_left_alone(knowledge: Knowledge) -> None:
    bring_in(knowledge, document("a.md", Returns="30 days."), document("b.md", Shipping="2 days."))
    assert bring_in(knowledge, document("b.md", Hours="9 to 5.")) == {
        "Hours": Fate.NEW,
        "Shipping": Fate.GONE,
    }
    assert {one.source for one in knowledge.all("shop")} == {"a.md", "b.md"}


def test_a_source_that_cannot_be_read_takes_nothing_away(knowledge: Knowledge) -> None:
    bring_in(knowledge, document("a.md", Returns="30 days."))
    broken = Document("a.md", (), (Problem("", "this is no text"),))
    assert bring_in(knowledge, broken) == {"this is no text": Fate.LEFT_OUT}
    assert len(knowledge.all("shop")) == 1


def test_of_a_whole_collection_what_is_not_there_any_more_goes(knowledge: Knowledge) -> None:
    bring_in(knowledge, document("site/a", Returns="30 days."), document("site/b", Gifts="€3."))
    bring_in(knowledge, document("c.md", Hours="9 to 5."))
    again = [document("site/a", Returns="30 days.")]
    plan = planned(knowledge, "shop", again, "en", nothing_told, whole="site/")
    assert [one.fate for one in plan.outcomes] == [Fate.UNCHANGED, Fate.GONE]
    assert len(plan.gone) == 1


def test_a_source_without_any_text_is_named(knowledge: Knowledge) -> None:
    assert bring_in(knowledge, Document("empty.md", ())) == {"it has no text": Fate.LEFT_OUT}


def test_a_plan_alone_changes_nothing(knowledge: Knowledge) -> None:
    planned(knowledge, "shop", [document("a.md", Returns="30 days.")], "en", nothing_told)
    assert knowledge.all("shop") == []


def test_text_in_another_language_is_named_and_kept_as_what_it_is(knowledge: Knowledge) -> None:
    undeclared = document("a.md", Rückgabe="Dreißig Tage.")
    plan = planned(knowledge, "shop", [undeclared], "en", lambda _: "de")
    assert plan.outcomes[0].reason == "it is in de, not in en: it answers nothing"
    assert plan.written[0][1].language == "de"


def test_text_that_says_a_wrong_language_is_named(knowledge: Knowledge) -> None:
    section = Section("line 1", ("Rückgabe",), ("Dreißig Tage.",), About(language="en"))
    plan = planned(knowledge, "shop", [Document("a.md", (section,))], "en", lambda _: "de")
    assert plan.outcomes[0].reason == "it says that it is in en but reads like de: correct its language"
    assert plan.written[0][1].language == "en"


def test_words_that_an_earlier_program_read_otherwise_are_read_again(knowledge: Knowledge) -> None:
    bring_in(knowledge, document("a.md", Returns="30 days."))
    (passage,) = knowledge.all("shop")
    knowledge.put("shop", [Worded(passage, 0, "", "")], "an earlier way")
    assert read_again(knowledge, "shop") == 1
    assert read_again(knowledge, "shop") == 0
