"""Conversations under ids of our own, and what was said in them with its translation."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row, Select, and_, bindparam, delete, exists, insert, not_, or_, select, update

from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.events import Claim
from dragoman.storage.tables import conversations, forwardings, messages, participants, told_languages

# Built once: making a statement costs more than SQLite needs to run it.
_KNOWN = select(conversations.c.id, conversations.c.person).where(
    conversations.c.store == bindparam("store"),
    conversations.c.connection == bindparam("connection"),
    conversations.c.remote_key == bindparam("remote_key"),
)
_NEW = insert(conversations)
_CHANGED = update(conversations).where(conversations.c.id == bindparam("this"))
_WHOLE = select(conversations, told_languages.c.language.label("told")).outerjoin(
    told_languages, told_languages.c.conversation == conversations.c.id
)
_BY_ID = _WHOLE.where(conversations.c.store == bindparam("store"), conversations.c.id == bindparam("this"))
_BY_REMOTE = _WHOLE.where(
    conversations.c.store == bindparam("store"),
    conversations.c.connection == bindparam("connection"),
    conversations.c.remote_key == bindparam("remote_key"),
)
_TAKES_PART = select(participants.c.conversation).where(
    participants.c.conversation == bindparam("conversation"),
    participants.c.person_key == bindparam("person_key"),
)
_NEW_PART = insert(participants)
_others = participants.alias()
_EARLIER = (
    _WHOLE.join(participants, participants.c.conversation == conversations.c.id)
    .join(_others, _others.c.person_key == participants.c.person_key)
    .where(
        conversations.c.store == bindparam("store"),
        conversations.c.id != bindparam("this"),
        _others.c.conversation == bindparam("this"),
    )
    .order_by(conversations.c.updated_at.desc())
    .limit(bindparam("most"))
)
_EXISTS = select(conversations.c.id).where(conversations.c.id == bindparam("this"))
_TELL = insert(told_languages)
_UNTELL = delete(told_languages).where(told_languages.c.conversation == bindparam("this"))
# What is only the far end of another conversation.
_FAR_END = exists().where(
    or_(
        forwardings.c.queue == conversations.c.id,
        and_(
            forwardings.c.store == conversations.c.store,
            forwardings.c.connection == conversations.c.connection,
            forwardings.c.remote_key == conversations.c.remote_key,
        ),
    )
)
_MESSAGES = (
    select(messages)
    .where(messages.c.store == bindparam("store"), messages.c.conversation == bindparam("conversation"))
    .order_by(messages.c.id)
)
_FORGET_MESSAGE = delete(messages).where(
    messages.c.event == bindparam("event"), messages.c.direction == bindparam("direction")
)
_NEW_MESSAGE = insert(messages)

Direction = Literal["inbound", "outbound"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation as we know it.

    Attributes:
        id: Our id.
        store: Id of the store.
        connection: Name of the connection.
        remote_id: The helpdesk's id of the ticket or chat.
        person: The helpdesk's id of the shopper who wrote first, once one has.
        language: The shopper's language, once known: as an agent said, or else as detected.
        told: The language that an agent said the shopper writes, if one did.
        prior: What the conversation so far says about its language, as JSON.
        warned: Whether the agents were told that their public replies are not translated.
        updated_at: When something last happened in it.
    """

    id: str
    store: str
    connection: str
    remote_id: str
    person: str | None
    language: str | None
    told: str | None
    prior: str
    warned: bool
    updated_at: float


@dataclass(frozen=True, slots=True)
class ConversationUpdate:
    """What is news about a conversation; None leaves a field as it is, an empty ``told`` takes it back."""

    language: str | None = None
    prior: str | None = None
    warned: bool | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """What was said, and how it was translated.

    Attributes:
        direction: ``inbound`` from a shopper, ``outbound`` to one.
        original: The text as it was written.
        translation: Its translation, if there is one.
        source_language: Language of the original.
        target_language: Language of the translation.
        report: Segments, protected spans, terms, warnings and quality, as JSON can carry them.
        created_at: When it was written or arrived.
        event_id: Id of the event it came with: the helpdesk's, or the idempotency key.
    """

    direction: Direction
    original: str
    translation: str | None
    source_language: str
    target_language: str | None
    report: dict[str, Any]
    created_at: float
    event_id: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A message with its number, which grows with time, and our id of its conversation."""

    number: int
    conversation: str
    record: MessageRecord


class Conversations:
    """Looks at conversations; the inbox makes them, and what happens in them is planned by the outbox."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def get(self, store: str, id: str) -> Conversation | None:  # noqa: A002 - the column's name
        """Return a conversation of the store by our id."""
        return self._first(_BY_ID, {"store": store, "this": id})

    def by_remote(self, store: str, connection: str, remote_id: str) -> Conversation | None:
        """Return a conversation by the helpdesk's id."""
        key = self._cipher.fingerprint(store, "conversation", connection, remote_id)
        return self._first(_BY_REMOTE, {"store": store, "connection": connection, "remote_key": key})

    def list(self, store: str, limit: int, before: float | None = None) -> Sequence[Conversation]:
        """Return conversations, the one that something last happened in first.

        What is forwarded to another helpdesk is one conversation with what is written there.

        Args:
            store: Id of the store.
            limit: The most that are returned.
            before: Only what was updated before this time: ``updated_at`` of the last one of a page.
        """
        query = _WHOLE.where(conversations.c.store == store, not_(_FAR_END))
        query = query.order_by(conversations.c.updated_at.desc()).limit(limit)
        if before is not None:
            query = query.where(conversations.c.updated_at < before)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [self._opened(row) for row in rows]

    def messages(self, store: str, id: str) -> Sequence[MessageRecord]:  # noqa: A002
        """Return what was said in a conversation of the store, in the order it was stored."""
        this = {"store": store, "conversation": id}
        rows = self._database.read(lambda connection: connection.execute(_MESSAGES, this).all())
        return [record_of(row, self._cipher) for row in rows]

    def recent(self, store: str, id: str, since: float, limit: int) -> Sequence[MessageRecord]:  # noqa: A002
        """Return at most so many of a conversation's messages written since a time, the newest first."""
        query = (
            select(messages)
            .where(messages.c.store == store, messages.c.conversation == id, messages.c.created_at >= since)
            .order_by(messages.c.id.desc())
            .limit(limit)
        )
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [record_of(row, self._cipher) for row in rows]

    def latest(self, store: str, limit: int, before: int | None = None) -> Sequence[Stored]:
        """Return messages of all conversations of a store, the newest first.

        Args:
            store: Id of the store.
            limit: The most that are returned.
            before: Only messages with a smaller number: that of the last one of a page.
        """
        query = select(messages).where(messages.c.store == store).order_by(messages.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(messages.c.id < before)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return [Stored(row.id, row.conversation, record_of(row, self._cipher)) for row in rows]

    def earlier(self, conversation: Conversation, most: int = 10) -> Sequence[Conversation]:
        """Return other conversations of those who wrote in this one, the latest first."""
        this = {"store": conversation.store, "this": conversation.id, "most": most}
        rows = self._database.read(lambda connection: connection.execute(_EARLIER, this).all())
        return [self._opened(row) for row in rows]

    def of_person(self, store: str, connection: str, person: str) -> Sequence[Conversation]:
        """Return every conversation of a connection that a shopper wrote in, the latest first."""
        query = (
            _WHOLE.join(participants, participants.c.conversation == conversations.c.id)
            .where(
                conversations.c.store == store,
                conversations.c.connection == connection,
                participants.c.person_key == person_key(self._cipher, store, person),
            )
            .order_by(conversations.c.updated_at.desc())
        )
        rows = self._database.read(lambda sql: sql.execute(query).all())
        return [self._opened(row) for row in rows]

    def tell(self, conversation: Conversation, language: str | None) -> None:
        """Store the language that an agent says the shopper writes; None leaves it to detection again.

        Raises:
            StorageFull: it could not be stored.
        """
        self._database.write(lambda sql: _tell(sql, conversation.id, language))

    def _first(self, query: Select[Any], this: dict[str, str]) -> Conversation | None:
        row = self._database.read(lambda connection: connection.execute(query, this).one_or_none())
        return None if row is None else self._opened(row)

    def _opened(self, row: Row[Any]) -> Conversation:
        return Conversation(
            id=row.id,
            store=row.store,
            connection=row.connection,
            remote_id=self._cipher.open(row.remote_id, row.store),
            person=self._cipher.open_if_any(row.person, row.store),
            language=row.told or row.language,
            told=row.told,
            prior=row.prior,
            warned=row.warned,
            updated_at=row.updated_at,
        )


@dataclass(frozen=True, slots=True)
class Address:
    """Where an event belongs, with the fingerprints that this is found by."""

    store: str
    connection: str
    remote_id: str
    remote_key: str
    person: str | None
    person_key: str | None


def address_of(cipher: Cipher, store: str, connection: str, remote_id: str, person: str | None) -> Address:
    """Return the address of a conversation, and of the shopper who wrote if one did."""
    return Address(
        store,
        connection,
        remote_id=remote_id,
        remote_key=cipher.fingerprint(store, "conversation", connection, remote_id),
        person=person,
        person_key=None if person is None else person_key(cipher, store, person),
    )


def person_key(cipher: Cipher, store: str, person: str) -> str:
    """Return what a shopper is found by."""
    return cipher.fingerprint(store, "person", person)


def find_or_make(sql: SqlConnection, cipher: Cipher, address: Address, now: float) -> str:
    """Return our id of the conversation, which is made if need be; it is touched by what arrived.

    Writes are serialised, so that nothing comes between the look and the insert.
    """
    key = {"store": address.store, "connection": address.connection, "remote_key": address.remote_key}
    known = sql.execute(_KNOWN, key).one_or_none()
    person = known.person if known else None
    if person is None and address.person is not None:
        person = cipher.seal(address.person, address.store)
    if known is None:
        ours = str(uuid.uuid4())
        remote_id = cipher.seal(address.remote_id, address.store)
        sql.execute(_NEW, {**key, "id": ours, "remote_id": remote_id, "person": person, "updated_at": now})
    else:
        ours = known.id
        sql.execute(_CHANGED, {"this": ours, "person": person, "updated_at": now})
    if address.person_key is not None:
        part = {"conversation": ours, "person_key": address.person_key}
        if known is None or sql.scalar(_TAKES_PART, part) is None:
            sql.execute(_NEW_PART, part)
    return ours


def keep_message(sql: SqlConnection, claim: Claim, sealed_body: bytes, record: MessageRecord) -> None:
    """Store what was said with an event; a later translation of the same event takes its place."""
    this = {"event": claim.id, "direction": record.direction}
    values = {
        "store": claim.store,
        "conversation": claim.conversation,
        "source_language": record.source_language,
        "target_language": record.target_language,
        "body": sealed_body,
        "created_at": record.created_at,
    }
    sql.execute(_FORGET_MESSAGE, this)
    sql.execute(_NEW_MESSAGE, {**this, **values})


def change(sql: SqlConnection, conversation: str, news: ConversationUpdate, now: float) -> None:
    """Store what is news about a conversation."""
    values = {"language": news.language, "prior": news.prior, "warned": news.warned}
    known = {name: value for name, value in values.items() if value is not None}
    sql.execute(_CHANGED, {"this": conversation, "updated_at": now, **known})
    if news.told is not None:
        _tell(sql, conversation, news.told or None)


def _tell(sql: SqlConnection, conversation: str, language: str | None) -> None:
    sql.execute(_UNTELL, {"this": conversation})
    if language is not None and sql.scalar(_EXISTS, {"this": conversation}):
        sql.execute(_TELL, {"conversation": conversation, "language": language})


def body_of(record: MessageRecord) -> str:
    """Return what of a message is sealed, as JSON."""
    return json.dumps(
        {
            "original": record.original,
            "translation": record.translation,
            "report": record.report,
            "event_id": record.event_id,
        }
    )


def record_of(row: Row[Any], cipher: Cipher) -> MessageRecord:
    """Return what was said, of a row of ``messages``."""
    body: dict[str, Any] = json.loads(cipher.open(row.body, row.store))
    return MessageRecord(
        direction=row.direction,
        source_language=row.source_language,
        target_language=row.target_language,
        created_at=row.created_at,
        **body,
    )
