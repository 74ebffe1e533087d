from dragoman.domain import Visibility
from dragoman.storage.conversations import Conversations, ConversationUpdate
from dragoman.storage.inbox import EventState, Inbox
from dragoman.storage.outgoing import Outbox, OutgoingState, key_of
from tests.storage.shop import Clock, claimed, note, record


def test_keys_are_the_same_for_the_same_message_for_ever() -> None:
    assert key_of("shop", "desk", "e1", 0) == "16f92d38-3f7f-5f4b-a731-a576e7b3e012"
    different = {
        key_of("shop", "desk", "e1", 1),
        key_of("shop", "desk", "e2", 0),
        key_of("shop", "chat", "e1", 0),
        key_of("other", "desk", "e1", 0),
        key_of("shop", "desk", "e1", 0),
    }
    assert len(different) == 5


def test_a_plan_stores_translation_messages_and_news_together(
    inbox: Inbox, outbox: Outbox, conversations: Conversations
) -> None:
    claim = claimed(inbox)
    said, post = record(claim), note(claim)
    assert outbox.plan(claim, said, [post], ConversationUpdate(language="pt-BR"))
    (planned,) = outbox.of(claim)
    assert (planned.outgoing, planned.state) == (post, OutgoingState.READY)
    assert planned.outgoing.visibility is Visibility.INTERNAL
    assert conversations.messages("shop", claim.conversation) == [said]
    known = conversations.get("shop", claim.conversation)
    assert known is not None
    assert (known.language, known.warned) == ("pt-BR", False)


def test_a_plan_survives_the_crash_of_its_process(inbox: Inbox, outbox: Outbox) -> None:
    claim = claimed(inbox)
    outbox.plan(claim, record(claim), [note(claim, 0), note(claim, 1)])
    inbox.void_leases()
    again = inbox.claim(claim.id)
    assert again is not None
    assert again.state is EventState.READY
    assert [post.outgoing for post in outbox.of(again)] == [note(claim, 0), note(claim, 1)]


def test_a_repeated_plan_adds_only_what_is_new(
    inbox: Inbox, outbox: Outbox, conversations: Conversations
) -> None:
    claim = claimed(inbox)
    outbox.plan(claim, record(claim, "a first translation"), [note(claim, 0)])
    outbox.plan(claim, record(claim, "a better one"), [note(claim, 0, "another text"), note(claim, 1)])
    assert [post.outgoing for post in outbox.of(claim)] == [note(claim, 0), note(claim, 1)]
    (said,) = conversations.messages("shop", claim.conversation)
    assert said.translation == "a better one"


def test_without_the_lease_nothing_is_planned_and_no_request_leaves(
    inbox: Inbox, outbox: Outbox, clock: Clock, conversations: Conversations
) -> None:
    claim = claimed(inbox)
    post = note(claim)
    outbox.plan(claim, None, [post])
    clock.pass_by(300)
    assert not outbox.plan(claim, record(claim), [note(claim, 1)])
    assert not outbox.begin(claim, post.key)
    assert inbox.claim(claim.id) is not None
    assert not outbox.unsend(claim, post.key)
    assert [(one.outgoing, one.state) for one in outbox.of(claim)] == [(post, OutgoingState.READY)]
    assert conversations.messages("shop", claim.conversation) == []


def test_a_message_goes_from_ready_to_sending_to_sent(inbox: Inbox, outbox: Outbox, clock: Clock) -> None:
    claim = claimed(inbox)
    post = note(claim)
    outbox.plan(claim, None, [post])
    clock.pass_by(5)
    assert outbox.begin(claim, post.key)
    (begun,) = outbox.of(claim)
    assert (begun.state, begun.sent_at) == (OutgoingState.SENDING, clock())
    assert state(inbox, claim.id) is EventState.SENDING
    outbox.record(claim, post.key, "remote 7")
    (sent,) = outbox.of(claim)
    assert (sent.state, sent.remote_id) == (OutgoingState.SENT, "remote 7")
    assert state(inbox, claim.id) is EventState.READY


def test_what_was_sent_is_never_begun_again(inbox: Inbox, outbox: Outbox) -> None:
    claim = claimed(inbox)
    post = note(claim)
    outbox.plan(claim, None, [post])
    outbox.begin(claim, post.key)
    outbox.record(claim, post.key, "remote 7")
    assert not outbox.begin(claim, post.key)
    outbox.unsend(claim, post.key)
    assert outbox.of(claim)[0].state is OutgoingState.SENT


def test_what_certainly_did_not_land_is_ready_again(inbox: Inbox, outbox: Outbox) -> None:
    claim = claimed(inbox)
    post = note(claim)
    outbox.plan(claim, None, [post])
    outbox.begin(claim, post.key)
    assert outbox.unsend(claim, post.key)
    assert outbox.of(claim)[0].state is OutgoingState.READY
    assert state(inbox, claim.id) is EventState.READY
    assert outbox.begin(claim, post.key)


def test_that_a_message_landed_is_stored_even_when_the_lease_is_lost(
    inbox: Inbox, outbox: Outbox, clock: Clock
) -> None:
    slow = claimed(inbox)
    post = note(slow)
    outbox.plan(slow, None, [post])
    outbox.begin(slow, post.key)
    clock.pass_by(300)
    other = inbox.claim(slow.id)
    assert other is not None
    outbox.record(slow, post.key, "remote 7")
    assert not outbox.begin(other, post.key)


def test_our_own_messages_are_recognised_where_we_wrote_them(inbox: Inbox, outbox: Outbox) -> None:
    claim = claimed(inbox)
    post = note(claim)
    outbox.plan(claim, None, [post])
    outbox.begin(claim, post.key)
    outbox.record(claim, post.key, "remote 7")
    assert outbox.is_ours("shop", "desk", "remote 7")
    assert not outbox.is_ours("shop", "desk", "remote 8")
    assert not outbox.is_ours("shop", "chat", "remote 7")
    assert not outbox.is_ours("other", "desk", "remote 7")
    assert outbox.known_ids("shop", "desk", "ticket 1") == {"remote 7"}
    assert outbox.known_ids("shop", "desk", "ticket 2") == frozenset()


def state(inbox: Inbox, row: int) -> EventState:
    found = inbox.get(row)
    assert found is not None
    return found.state
