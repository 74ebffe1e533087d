import pytest

from dragoman.storage.database import Database
from dragoman.storage.drafts import Drafts, Use
from dragoman.storage.inbox import Inbox
from dragoman.storage.retention import forget_old
from tests.storage.shop import Clock, claimed

CONTENT = {"sentences": [{"text": "It is on its way.", "cites": ["order #1001"]}]}


@pytest.fixture
def conversation(inbox: Inbox) -> str:
    return claimed(inbox, "e1").conversation


def test_a_draft_is_found_again_as_it_was_shown(drafts: Drafts, conversation: str) -> None:
    made = drafts.add("shop", conversation, CONTENT, "where is my order")
    found = drafts.get("shop", made)
    assert found is not None
    assert (found.conversation, found.content, found.thumb, found.use) == (conversation, CONTENT, None, None)
    assert drafts.get("other", made) is None


def test_the_latest_draft_of_a_conversation_is_the_one_that_counts(
    drafts: Drafts, conversation: str, clock: Clock
) -> None:
    drafts.add("shop", conversation, {})
    clock.pass_by(1)
    latest = drafts.add("shop", conversation, CONTENT)
    found = drafts.latest("shop", conversation)
    assert found is not None
    assert found.id == latest
    assert drafts.latest("other", conversation) is None


def test_what_became_of_drafts_is_counted_by_what_they_answer(drafts: Drafts, conversation: str) -> None:
    sent, edited, waiting = (drafts.add("shop", conversation, CONTENT, "returns") for _ in range(3))
    assert drafts.used("shop", sent, Use.AS_WRITTEN)
    assert drafts.used("shop", edited, Use.EDITED)
    assert not drafts.used("other", waiting, Use.EDITED)
    assert drafts.uses("shop") == {
        ("returns", "as written"): 1,
        ("returns", "edited"): 1,
        ("returns", ""): 1,
    }
    assert drafts.uses("other") == {}


def test_an_agents_thumb_is_kept(drafts: Drafts, conversation: str) -> None:
    made = drafts.add("shop", conversation, CONTENT)
    assert drafts.rate("shop", made, -1)
    found = drafts.get("shop", made)
    assert found is not None
    assert found.thumb == -1
    assert not drafts.rate("shop", "unknown", 1)


def test_drafts_are_forgotten_as_messages_are(
    drafts: Drafts, conversation: str, database: Database, clock: Clock
) -> None:
    made = drafts.add("shop", conversation, CONTENT)
    clock.pass_by(31 * 86_400.0)
    assert forget_old(database, clock())["drafts"] == 1
    assert drafts.get("shop", made) is None
