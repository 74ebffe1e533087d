from datetime import date

from dragoman.domain import Author
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.contradicted import without_contradicted
from dragoman.replies.draft import Draft, Question, Reason, Sentence, Turn


def evidence(name: str, title: str, words: str, kind: EvidenceKind = EvidenceKind.PASSAGE) -> Evidence:
    return Evidence(name, kind, words, title)


RETURNS = evidence("a", "Returns > How long", "You can return an item within 30 days. Return it unused.")
FAQ = evidence("b", "FAQ > How long can I return an item?", "You can return an item within 14 days.")
GIFTS = evidence("c", "Gifts", "We wrap gifts for €3.")
LATE = Sentence("You can return an item within thirty days.", ("a",))
UNUSED = Sentence("Return it unused.", ("a",))


def checked(*sentences: Sentence, among: tuple[Evidence, ...] = (RETURNS, FAQ, GIFTS)) -> Draft:
    question = Question((Turn(Author.SHOPPER, "How long?"),), "en", among, date(2026, 11, 25))
    return without_contradicted(Draft(sentences, among, writer="model"), question)


def test_a_draft_that_says_one_of_two_values_is_withheld_with_both() -> None:
    draft = checked(LATE)
    assert (draft.withheld, draft.detail, draft.sentences) == (Reason.CONTRADICTION, "30 days / 14 days", ())
    assert [(one.text, one.reason) for one in draft.removed] == [(LATE.text, Reason.CONTRADICTION)]


def test_what_else_it_says_stays() -> None:
    gifts = Sentence("We wrap gifts for €3.", ("c",))
    draft = checked(LATE, UNUSED, gifts)
    assert (draft.withheld, draft.sentences, draft.evidence) == (None, (UNUSED, gifts), (RETURNS, GIFTS))


def test_what_nothing_contradicts_stays_as_it_is() -> None:
    assert checked(LATE, among=(RETURNS, GIFTS)).sentences == (LATE,)
    assert checked(UNUSED).sentences == (UNUSED,)


def test_only_passages_contradict_one_another() -> None:
    order = evidence("o", "Order #1", "You can return an item within 14 days.", EvidenceKind.ORDER)
    assert checked(LATE, among=(RETURNS, order)).withheld is None
