"""Front: application webhooks in, comments and replies as a teammate out.

https://dev.frontapp.com/docs/application-webhooks (signature, handshake)
https://dev.frontapp.com/reference/introduction (requests)
"""

import hmac
import logging
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from marshmallow import Schema

from dragoman.adapter import (
    Adapter,
    Batch,
    Field,
    HelpdeskHttp,
    NotSent,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Sighting,
    Signing,
    Traits,
    Verified,
)
from dragoman.domain import Connection, DragomanError, Event, Message, Outgoing, Pointer, Visibility
from dragoman_adapters import reading
from dragoman_adapters.front_messages import (
    ACCEPTED,
    AMONG_US,
    COMMENT,
    CONVERSATION,
    EVENTS,
    MESSAGE,
    ONE,
    PAGE_OF,
    PAGE_OF_EVENTS,
    PAGE_OF_TAGS,
    POSTED_COMMENT,
    TAG,
    TEAMMATE,
    address_of,
    is_by,
    is_handshake,
    message_of,
    moment_of,
    page_behind,
    pointer_of,
    read_delivery,
)
from dragoman_adapters.html_text import html_of
from dragoman_adapters.latest_first import LatestFirst

BASE = "https://api2.frontapp.com"

# How far a delivery's time may lie from ours, as Front asks for, and Front's clock behind ours.
SKEW = 300.0

# Events may be listed a while after they happened.
OVERLAP = 600.0

PAGE = 50

_MOST_PAGES = 100
_NOT_FOUND = 404
_MERGED = 301
_TEAMMATE = re.compile(r"tea_[0-9a-z]{1,60}")
_CHANNEL = re.compile(r"cha_[0-9a-z]{1,60}")
_logger = logging.getLogger(__name__)


class Front(Adapter):
    """One Front company."""

    name: ClassVar[str] = "front"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SIGNED,
        signature="X-Front-Signature: base64(HMAC-SHA256(app secret, timestamp + ':' + body))",
        events=EVENTS,
        scopes=("conversations", "messages", "comments", "tags", "events", "teammates"),
        fields=(
            Field("api_token", "API token", secret=True),
            Field("author_id", "Id of the teammate that comments and replies are written by (tea_…)"),
            Field("base_url", "Address, if Front's API is reached by another one", required=False),
            Field("channels", "Types of message that are answered from here, with commas", required=False),
            Field("channel_id", "Channel that replies go out by (cha_…)", required=False),
            Field("language_field", "Conversation field for the shopper's language", required=False),
        ),
        finds=True,
        tags=True,
        poll_seconds=120.0,
        requests_per_minute=50,  # of the smallest plan
        setup=(
            "Let a teammate of its own be Dragoman: what this teammate writes is not read. Its id (tea_…), "
            "as GET https://api2.frontapp.com/teammates tells it, is author_id.",
            "Settings > Developers > API tokens > Create: it needs the shared inboxes' conversations, "
            "messages, comments, tags, events and teammates; it is api_token.",
            "Settings > Developers > Create app: its app secret is signing_secret; add that first, because "
            "Front asks at once whether we know it. Then Features > Webhooks: {url}, events Inbound "
            "received, Outbound sent and New comment added. Webhooks of rules are signed otherwise, and "
            "do not fit.",
            "What no webhook told is found in Front's list of events, every two minutes.",
            "Replies to mails are documented. Others are refused until you name their types: try one out, "
            "then dragoman connection add front --store STORE --replace --set channels=email,front_chat. "
            "Front chooses the channel of a reply unless you set channel_id.",
            "Front does not say which mails a program wrote: let a rule keep newsletters and out-of-office "
            "mails out of the inbox.",
            "For a field: Settings > Custom fields > Conversation fields, of type text; its name is "
            "language_field. Tags such as lang-pt-br are made by themselves.",
        ),
    )

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        """Read the connection's settings.

        Raises:
            DragomanError: a setting is wrong.
        """
        super().__init__(connection, http)
        settings = connection.settings
        self._base = settings.get("base_url", "").rstrip("/") or BASE
        self._own = settings["author_id"]
        self._channel = settings.get("channel_id", "")
        if not _TEAMMATE.fullmatch(self._own):
            raise DragomanError(f"author_id of connection {connection.name} must be like tea_6r55a")
        if self._channel and not _CHANNEL.fullmatch(self._channel):
            raise DragomanError(f"channel_id of connection {connection.name} must be like cha_6tvu")
        named = settings.get("channels") or "email"
        self._channels = frozenset(channel.strip() for channel in named.split(","))
        self._language_field = settings.get("language_field", "")
        self._tags: dict[str, str] = {}

    def verify(self, request: Request) -> None:
        """Check the signature over time and body, with every secret that may still be in use."""
        timestamp = request.headers.get("x-front-request-timestamp", "")
        given = request.headers.get("x-front-signature", "").encode()
        signed = f"{timestamp}:".encode() + request.body
        fits = [
            hmac.compare_digest(b64encode(hmac.digest(secret.reveal().encode(), signed, "sha256")), given)
            for secret in self.connection.signing_secrets
        ]
        if not any(fits):
            raise Rejected("the signature does not match")
        if abs(request.received_at - int(timestamp) / 1000) > SKEW:
            raise Rejected("the delivery is too old, or from the future")

    def handshake(self, delivery: Verified) -> Mapping[str, str] | None:
        """Repeat what Front asks us to when the webhook's address is saved."""
        challenge = delivery.request.headers.get("x-front-challenge")
        if challenge is None or not is_handshake(delivery.request):
            return None
        return {"challenge": challenge}

    def parse(self, delivery: Verified) -> Sequence[Event]:
        """Read which message or comment to look at."""
        return read_delivery(delivery.request)

    def send(self, message: Outgoing) -> str:
        """Write a comment or a reply; with a language that is news, tag the conversation before."""
        path = f"conversations/{message.conversation}"
        if message.visibility is Visibility.INTERNAL:
            if message.shopper_language:
                self._mark(path, message.shopper_language)
            body = {"author_id": self._own, "body": message.text}
            return str(self._call(POSTED_COMMENT, "POST", f"{path}/comments", body=body)["id"])
        self._check_channel(message.conversation)
        if message.shopper_language:
            self._mark(path, message.shopper_language)
        reply: dict[str, Any] = {
            "author_id": self._own,
            "body": html_of(message.text),
            "text": message.text,
            "options": {"archive": False},
        }
        if self._channel:
            reply["channel_id"] = self._channel
        accepted = self._call(ACCEPTED, "POST", f"{path}/messages", body=reply)
        return self._id_of(accepted["message_uid"])

    def _check_channel(self, conversation: str) -> None:
        """Refuse to answer by another type of message than the owner lets us.

        Raises:
            Refused: with the cure.
        """
        written = self._written(MESSAGE, conversation)
        last = next((one for one in written if one["is_inbound"] and one["type"] not in AMONG_US), None)
        if last is None:
            raise Refused(f"conversation {conversation} has nothing of its shopper's: reply in Front")
        if last["type"] not in self._channels:
            raise Refused(
                f"the shopper wrote by {last['type']}, which is not answered from outside: reply in Front, "
                "or try it out and add it to the connection's channels"
            )

    def _id_of(self, uid: str) -> str:
        """Return the id of a reply that Front has accepted; until there is one, what it was accepted under.

        It has been accepted, whatever becomes of this question.
        """
        try:
            return str(self._call(ONE[MESSAGE], "GET", f"messages/alt:uid:{uid}")["id"])
        except (NotSent, OutcomeUnknown, Refused) as error:
            _logger.info("a reply is accepted and has no id yet (%s)", type(error).__name__)
            return uid

    def _mark(self, path: str, language: str) -> None:
        """Add the tag of the language, for example ``lang-pt-br``, and fill the field.

        Front erases the fields that it is not told: they are read at the last moment and written back with
        ours. A conversation without its tag is better than one without its note, so a refusal is only logged.
        """
        name = f"lang-{language.lower()}"
        try:
            self._call(None, "POST", f"{path}/tags", body={"tag_ids": [self._tag(name)]})
            if self._language_field:
                there = self._call(CONVERSATION, "GET", path)["custom_fields"] or {}
                merged = {**there, self._language_field: language}
                self._call(None, "PATCH", path, body={"custom_fields": merged})
        except (OutcomeUnknown, Refused) as error:
            _logger.warning("%s was not tagged %s: %s", path, name, error)

    def _tag(self, name: str) -> str:
        """Return the id of a tag, which is made where there is none of this name."""
        if name not in self._tags:
            pages = self._pages(PAGE_OF_TAGS, "tags")
            found = next((tag["id"] for page in pages for tag in page if tag["name"] == name), None)
            number = found or self._call(TAG, "POST", "tags", body={"name": name})["id"]
            self._tags[name] = str(number)
        return self._tags[name]

    def find(self, sighting: Sighting) -> str | None:
        """Look for what we wrote in the conversation: its author, time, kind and text.

        What is accounted for is passed over, so that an equal earlier reply is not taken for this one.
        """
        sent, since = sighting.message, sighting.sent_at - SKEW
        kind = COMMENT if sent.visibility is Visibility.INTERNAL else MESSAGE
        known: frozenset[str] | None = None
        for one in self._written(kind, sent.conversation):
            if moment_of(kind, one) < since:
                return None
            if is_by(kind, one, self._own, sent.text):
                known = self._ids(sighting.known_ids) if known is None else known
                if one["id"] not in known:
                    return str(one["id"])
        return None

    def _ids(self, known: frozenset[str]) -> frozenset[str]:
        """Return ids of messages and comments and those of replies that had none when they were accepted."""
        ids = {one for one in known if "_" in one}
        for uid in known - ids:
            try:
                ids.add(str(self._call(ONE[MESSAGE], "GET", f"messages/alt:uid:{uid}")["id"]))
            except Refused as error:
                if error.status != _NOT_FOUND:
                    raise
        return frozenset(ids)

    def fetch(self, pointer: Pointer) -> Sequence[Message]:
        """Return the message or comment that was told of; nothing if it is ours, or gone by now."""
        kind, path = address_of(pointer)
        try:
            read = self._call(ONE[kind], "GET", path)
        except Refused as error:
            if error.status != _NOT_FOUND:
                raise
            return ()
        message = message_of(kind, pointer.conversation, read)
        return () if message is None or message.author_id == self._own else (message,)

    def poll(self, cursor: str | None, since: float) -> Batch:
        """Return what a page of the list of events tells of, as deliveries do."""
        with reading.answer("Front"):
            position = LatestFirst.read(cursor, since)
        news_since = position.news_since(since, OVERLAP)
        params = {"q[after]": f"{news_since - 1}", "limit": str(PAGE)}
        page = self._page(PAGE_OF_EVENTS, "events", position.page, params)
        with reading.answer("Front"):
            news = [event for event in page["results"] if event["emitted_at"] >= news_since]
            news.sort(key=lambda event: event["emitted_at"])
            told = {one.event_id: one for one in map(pointer_of, news) if one is not None}
            following = page_behind(page)
        times = [event["emitted_at"] for event in page["results"]]
        after, more = position.after(times, news_since, following)
        return Batch(list(told.values()), after.written(), more)

    def probe(self) -> str:
        """Return which teammate we write as."""
        teammate = self._call(TEAMMATE, "GET", f"teammates/{self._own}")
        return f"{' '.join(teammate['email'].split())} at {self._base}"

    def _written(self, kind: str, conversation: str) -> Iterator[Mapping[str, Any]]:
        """Yield the messages or comments of a conversation, the latest first, as far as they are wanted."""
        path = f"conversations/{conversation}/{'comments' if kind == COMMENT else 'messages'}"
        last = float("inf")
        for page in self._pages(PAGE_OF[kind], path):
            for one in page:
                if moment_of(kind, one) > last + SKEW:
                    raise OutcomeUnknown("Front does not give the latest messages first, as it documents")
                last = min(last, moment_of(kind, one))
            yield from page

    def _pages(self, answers: Schema, path: str) -> Iterator[Sequence[Mapping[str, Any]]]:
        token: str | None = None
        for _ in range(_MOST_PAGES):
            page = self._page(answers, path, token, {"limit": str(PAGE)})
            yield page["results"]
            with reading.answer("Front"):
                token = page_behind(page)
            if token is None:
                return
        raise OutcomeUnknown(f"{path} has no end")

    def _page(self, answers: Schema, path: str, token: str | None, params: Mapping[str, str]) -> Any:
        asked = {**params, "page_token": token} if token else params
        return self._call(answers, "GET", path, params=asked)

    def _call(
        self,
        answers: Schema | None,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        headers = {"Authorization": f"Bearer {self.connection.credentials['api_token'].reveal()}"}
        url = f"{self._base}/{path}"
        try:
            answer = self.http.request(method, url, json=body, params=params, headers=headers)
        except Refused as error:
            if error.status == _MERGED and path.startswith("conversations/"):
                raise Refused(
                    f"{path} is part of another conversation by now: write there, in Front"
                ) from error
            raise
        with reading.answer("Front"):
            return answers.load(answer.json) if answers else None
