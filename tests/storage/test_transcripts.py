from dataclasses import replace

import pytest

from dragoman.domain import Outgoing, Visibility
from dragoman.storage.conversations import Conversation, Conversations
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.inbox import Claim, Inbox, ReplyRequest
from dragoman.storage.outgoing import Outbox
from dragoman.storage.transcripts import Transcripts
from tests.storage.shop import claimed, note, record


@pytest.fixture
def transcripts(database: Database, cipher: Cipher) -> Transcripts:
    return Transcripts(database, cipher)


def answered(inbox: Inbox, outbox: Outbox) -> tuple[Claim, list[Outgoing]]:
    """Plan an answer in two parts and a note about it."""
    inbox.finish(claimed(inbox))
    (row,) = inbox.accept("shop", "desk", [ReplyRequest("key", "ticket 1", "It left. It arrives.", "Ann")])
    claim = inbox.claim(row)
    assert claim is not None
    posts = [note(claim, 0, "Saiu."), note(claim, 1, "Chega."), note(claim, 2, "Sent by Ann.")]
    posts[:2] = [replace(post, visibility=Visibility.PUBLIC) for post in posts[:2]]
    said = replace(
        record(claim, "Saiu. Chega."),
        direction="outbound",
        original="It left. It arrives.",
        source_language="en",
    )
    assert outbox.plan(claim, said, posts)
    return claim, posts


def of(conversations: Conversations) -> Conversation:
    found = conversations.by_remote("shop", "desk", "ticket 1")
    assert found is not None
    return found


def test_a_shopper_sees_what_was_sent_as_soon_as_it_was_and_never_a_note(
    inbox: Inbox, outbox: Outbox, conversations: Conversations, transcripts: Transcripts
) -> None:
    claim, posts = answered(inbox, outbox)
    seen = []
    for post in posts:
        seen.append([one.text for one in transcripts.said(of(conversations), 10)])
        assert outbox.begin(claim, post.key)
        outbox.record(claim, post.key, post.key)
    assert seen == [[], ["Saiu."], ["Saiu.", "Chega."]]
    said = transcripts.said(of(conversations), 10)
    assert [(one.text, one.original) for one in said] == [("Saiu.", None), ("Chega.", "It left. It arrives.")]
    assert [one.text for one in transcripts.notes(of(conversations))] == ["Sent by Ann."]


def test_what_needed_no_translation_has_no_original_beside_it(
    inbox: Inbox, outbox: Outbox, conversations: Conversations, transcripts: Transcripts
) -> None:
    claim = claimed(inbox)
    said = replace(record(claim, "Hi."), direction="outbound", original="Hi.", source_language="en")
    post = replace(note(claim, 0, "Hi."), visibility=Visibility.PUBLIC)
    assert outbox.plan(claim, said, [post])
    assert outbox.begin(claim, post.key)
    outbox.record(claim, post.key, post.key)
    assert [(one.mine, one.text, one.original) for one in transcripts.said(of(conversations), 10)] == [
        (False, "Hi.", None)
    ]
