from dragoman.domain import Author
from dragoman.storage.conversations import Conversations, ConversationUpdate
from dragoman.storage.inbox import Inbox
from dragoman.storage.outgoing import Outbox
from tests.storage.shop import Clock, claimed, message


def test_a_conversation_is_made_with_its_first_event_and_kept(
    inbox: Inbox, conversations: Conversations, clock: Clock
) -> None:
    inbox.accept("shop", "desk", [message("a", person="ana")])
    first = conversations.by_remote("shop", "desk", "ticket 1")
    assert first is not None
    assert (first.remote_id, first.person, first.language, first.prior, first.warned) == (
        "ticket 1",
        "ana",
        None,
        "{}",
        False,
    )
    clock.pass_by(60)
    inbox.accept("shop", "desk", [message("b", person="bia")])
    again = conversations.get("shop", first.id)
    assert again is not None
    assert (again.person, again.updated_at) == ("ana", clock())


def test_an_agent_is_not_the_shopper_of_a_conversation(inbox: Inbox, conversations: Conversations) -> None:
    inbox.accept("shop", "desk", [message("a", person="agent 7", author=Author.AGENT)])
    inbox.accept("shop", "desk", [message("b", person="ana")])
    known = conversations.by_remote("shop", "desk", "ticket 1")
    assert known is not None
    assert known.person == "ana"


def test_a_store_sees_its_own_conversations_only(inbox: Inbox, conversations: Conversations) -> None:
    inbox.accept("shop", "desk", [message("a")])
    inbox.accept("other", "desk", [message("a")])
    (ours,) = conversations.list("shop", 10)
    assert ours.store == "shop"
    assert conversations.get("other", ours.id) is None
    assert conversations.messages("other", ours.id) == []


def test_conversations_are_listed_by_page_the_latest_first(
    inbox: Inbox, conversations: Conversations, clock: Clock
) -> None:
    for number in range(5):
        clock.pass_by(1)
        inbox.accept("shop", "desk", [message(f"e{number}", f"ticket {number}")])
    first = conversations.list("shop", 2)
    second = conversations.list("shop", 2, before=first[-1].updated_at)
    assert [one.remote_id for one in (*first, *second)] == ["ticket 4", "ticket 3", "ticket 2", "ticket 1"]


def test_news_change_only_what_they_name(inbox: Inbox, outbox: Outbox, conversations: Conversations) -> None:
    claim = claimed(inbox)
    outbox.plan(claim, None, [], ConversationUpdate(language="pt-BR", prior='{"pt": 1}'))
    outbox.plan(claim, None, [], ConversationUpdate(warned=True))
    known = conversations.get("shop", claim.conversation)
    assert known is not None
    assert (known.language, known.prior, known.warned) == ("pt-BR", '{"pt": 1}', True)
