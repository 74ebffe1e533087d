"""What the tests of the storage store."""

from dragoman.domain import Author, Message, Outgoing, Visibility
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.forwardings import Forwardings
from dragoman.storage.inbox import Claim, Inbox
from dragoman.storage.outgoing import key_of


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def message(
    event_id: str,
    conversation: str = "ticket 1",
    text: str = "Onde está o meu pedido?",
    person: str = "shopper 1",
    author: Author = Author.SHOPPER,
) -> Message:
    return Message(
        event_id=event_id,
        conversation=conversation,
        message_id=f"message of {event_id}",
        author=author,
        author_id=person,
        visibility=Visibility.PUBLIC,
        text=text,
    )


def claimed(inbox: Inbox, event_id: str = "e1", conversation: str = "ticket 1") -> Claim:
    """Store an event and claim it."""
    (row,) = inbox.accept("shop", "desk", [message(event_id, conversation)])
    claim = inbox.claim(row)
    assert claim is not None
    return claim


def note(claim: Claim, position: int = 0, text: str = "Where is my order?") -> Outgoing:
    key = key_of(claim.store, claim.connection, claim.event.event_id, position)
    return Outgoing(key, claim.event.conversation, Visibility.INTERNAL, text)


def record(claim: Claim, translation: str | None = "Where is my order?") -> MessageRecord:
    return MessageRecord(
        direction="inbound",
        original="Onde está o meu pedido?",
        translation=translation,
        source_language="pt-BR",
        target_language="en",
        report={"quality": 0.9, "warnings": []},
        created_at=claim.received_at,
        event_id=claim.event.event_id,
    )


def forwarded_to(inbox: Inbox, forwardings: Forwardings, remote_id: str) -> None:
    """Let the conversation that notes wait for, in an event of "desk" called n1, be opened."""
    row = inbox.find("shop", "desk", "n1")
    assert row is not None
    assert row.conversation is not None
    forwarding = forwardings.of_queue("shop", row.conversation)
    assert forwarding is not None
    forwardings.record("shop", "desk", forwarding, remote_id)
