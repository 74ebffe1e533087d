from datetime import date

import pytest

from dragoman.domain import Author
from dragoman.evidence import Evidence, EvidenceKind, Passage
from dragoman.replies.asking import asked
from dragoman.replies.contradicted import without_contradicted
from dragoman.replies.draft import Draft, Question, Reason, Sentence, Turn
from dragoman.replies.drafter import passage_evidence
from dragoman.replies.knowledge.contradictions import contradictions


def passage(name: str, headings: str, text: str) -> Passage:
    return Passage(name, f"{name}.md", tuple(headings.split(" > ")), text, "en")


RETURNS = passage("a", "Returns > How long", "You can return an item within 30 days. Return it unused.")
FAQ = passage("b", "FAQ > How long can I return an item?", "You can return an item within 14 days.")
GIFTS = passage("c", "Gifts", "We wrap gifts for €3.")
SPAIN = passage("d", "Delivery > Where to", "We ship to Portugal and Spain.")
NOT_SPAIN = passage("e", "FAQ > Do you ship to Spain?", "No, we do not ship to Spain.")
OPENING = passage("f", "Visit", "Our shop in Porto is open on Saturday from 10:00 to 14:00.")
HOURS = passage(
    "g", "FAQ > When is the shop open?", "The shop in Porto is open on Saturday from 11:00 to 17:00."
)
LATE = Sentence("You can return an item within thirty days.", ("a",))
UNUSED = Sentence("Return it unused.", ("a",))
NOTHING = Draft((), withheld=Reason.NO_EVIDENCE, writer="model")


def checked(draft: Draft, ask: str, *known: Passage, orders: tuple[Evidence, ...] = ()) -> Draft:
    """What becomes of a draft whose evidence is some passages, with what is known of their contradictions."""
    turns = (Turn(Author.SHOPPER, ask),)
    question = Question(
        turns,
        "en",
        (*map(passage_evidence, known), *orders),
        date(2026, 11, 25),
        contradictions=tuple(contradictions(known)),
    )
    return without_contradicted(draft, question, asked(turns, "en"))


def saying(*sentences: Sentence) -> Draft:
    return Draft(sentences, writer="model")


def test_a_draft_that_says_one_of_two_values_is_withheld_with_both() -> None:
    draft = checked(saying(LATE), "Anything about boots?", RETURNS, FAQ, GIFTS)
    assert (draft.withheld, draft.detail, draft.sentences) == (Reason.CONTRADICTION, "30 days / 14 days", ())
    assert [(one.text, one.reason) for one in draft.removed] == [(LATE.text, Reason.CONTRADICTION)]


def test_what_else_it_says_stays_where_that_was_asked_as_well() -> None:
    gifts = Sentence("We wrap gifts for €3.", ("c",))
    draft = checked(saying(LATE, gifts), "What do you charge for a gift wrap?", RETURNS, FAQ, GIFTS)
    assert (draft.withheld, draft.sentences) == (None, (gifts,))


def test_a_draft_that_leaves_out_the_value_that_was_asked_for_is_withheld() -> None:
    draft = checked(saying(UNUSED), "How long do I have to return an item?", RETURNS, FAQ, GIFTS)
    assert (draft.withheld, draft.detail) == (Reason.CONTRADICTION, "30 days / 14 days")


def test_what_nothing_contradicts_stays_as_it_is() -> None:
    assert checked(saying(LATE), "Anything about boots?", RETURNS, GIFTS).sentences == (LATE,)
    assert checked(saying(UNUSED), "Does it have to be unused?", RETURNS, FAQ).sentences == (UNUSED,)


def test_only_passages_contradict_one_another() -> None:
    order = Evidence("o", EvidenceKind.ORDER, "You can return an item within 14 days.", "Order #1")
    assert checked(saying(LATE), "How long?", RETURNS, GIFTS, orders=(order,)).withheld is None


@pytest.mark.parametrize(
    "ask",
    [
        "How long do I have to return an item?",
        "I got it 20 days ago, can I still return it?",
        "What is the deadline for returning something?",
        "Do you ship to Spain?",
        "I live in Madrid. Can you ship it to Spain?",
        "When does the shop in Porto open on Saturday?",
        "Is your shop in Porto still open on Saturday at 16:00?",
    ],
)
def test_what_two_passages_disagree_on_is_known_where_no_answer_was_found(ask: str) -> None:
    everything = (RETURNS, FAQ, GIFTS, SPAIN, NOT_SPAIN, OPENING, HOURS)
    assert checked(NOTHING, ask, *everything).withheld is Reason.CONTRADICTION


@pytest.mark.parametrize(
    "ask",
    [
        "How long does a refund take?",
        "How long is the warranty?",
        "Do you ship to Italy?",
        "Do you ship to Portugal?",
        "When does the shop in Porto open on Monday?",
        "Can I return worn boots?",
        "How much do you charge for gift cards?",
        "How long can trade customers return an item?",
    ],
)
def test_what_they_do_not_speak_of_is_not_what_they_disagree_on(ask: str) -> None:
    everything = (RETURNS, FAQ, GIFTS, SPAIN, NOT_SPAIN, OPENING, HOURS)
    assert checked(NOTHING, ask, *everything).withheld is Reason.NO_EVIDENCE


def test_what_an_order_answers_is_not_what_passages_disagree_on() -> None:
    order = Evidence("o", EvidenceKind.ORDER, "You can return it until 3 December.", "Order #1")
    answer = saying(Sentence("You can return it until 3 December.", ("o",)))
    assert checked(answer, "How long can I return an item?", RETURNS, FAQ, orders=(order,)) == answer


def test_a_writer_that_failed_is_told_as_such() -> None:
    failed = Draft((), withheld=Reason.WRITER_FAILED)
    assert checked(failed, "How long can I return an item?", RETURNS, FAQ) == failed
