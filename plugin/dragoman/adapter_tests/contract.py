"""What every adapter keeps to. The test of an adapter inherits ``AdapterContract`` and says how its
helpdesk signs, what its fixtures mean, and how to run a server that speaks its API.
"""

import copy
import json
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dragoman.adapter import (
    Adapter,
    HelpdeskHttp,
    Malformed,
    NotSent,
    Opening,
    OutcomeUnknown,
    Refused,
    Rejected,
    Request,
    Response,
    Sighting,
    check,
)
from dragoman.domain import Connection, Event, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp

NOW = 1_795_000_000.0
SECRET = "a-signing-secret"
OLD_SECRET = "the-secret-before"
CREDENTIAL = "canary-credential"

TEXTS = (
    "Your order #4471 has shipped.",
    "  two spaces  and\na line\n\nand another  ",
    "1 < 2 & <b>bold</b> <script>alert(1)</script> &amp; {{ticket.id}}",
    "Olá, João! 😀 你好 \u202emixed",
    "x" * 5_000,
)
OPENING = Opening("0b7d8f0e-5c44-4f0e-9e8f-4d0d0f5b6a11", "Chat in the shop, 0b7d8f0e", "It comes here.")
JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**400,
    1e308,
    "",
    "\ud800",
    "\x00",
    "x" * 70_000,
    [],
    {},
    [[]],
    {"a": 1},
)
ANSWERS: tuple[Any, ...] = (None, [], {}, "text", 7, {"error": "x"}, {"messages": None}, {"messages": [{}]})


@dataclass(frozen=True)
class Desk:
    """A running helpdesk, one open conversation in it, and the connection to it."""

    connection: Connection
    conversation: str
    tags: Callable[[], Collection[str]] = tuple
    """What the conversation is tagged with."""


@dataclass
class DeskClock:
    """The helpdesk's clock, set by hand."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now


class ScriptedHttp:
    """Answers every request in the same way, whatever is asked."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def request(self, *_: Any, **__: Any) -> Response:
        if isinstance(self._answer, Exception):
            raise self._answer
        return Response(200, copy.deepcopy(self._answer), {})


class AdapterContract(ABC):
    """The promises. Everything that is specific to a helpdesk comes from the subclass."""

    adapter_class: ClassVar[type[Adapter]]
    fixtures: ClassVar[Path]
    """Folder of deliveries, one JSON file for each kind."""

    expected: ClassVar[Mapping[str, Sequence[Event]]]
    """What each fixture says, by its name without ".json"; nothing for events that are not read."""

    proves_time: ClassVar[bool] = True
    """Whether a delivery proves when it was sent. Old ones of other helpdesks are told by their event ids."""

    proves_body: ClassVar[bool] = True
    """Whether a delivery proves its body: a secret that merely comes along does not."""

    polled_too: ClassVar[bool] = False
    """Set by ``PolledContract``, which helpdesks that are polled inherit instead."""

    @abstractmethod
    def connection(self, *signing_secrets: str) -> Connection:
        """Return a connection to nowhere, with ``CREDENTIAL`` as every credential."""

    @abstractmethod
    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        """Return the headers, in lower case, that the helpdesk sends with this body at this time."""

    @pytest.fixture
    @abstractmethod
    def desk(self) -> Iterator[Desk]:
        """Run a server with an open conversation."""

    def query(self, secret: str) -> Mapping[str, str]:
        """Return the parameters of the address that the helpdesk delivers to."""
        return {}

    def adapter(self, *signing_secrets: str, http: HelpdeskHttp | None = None) -> Adapter:
        return self.adapter_class(self.connection(*signing_secrets), http or ScriptedHttp({}))

    def request(self, body: bytes, secret: str = SECRET, at: float = NOW) -> Request:
        return Request(body, self.signed(body, secret, at), self.query(secret), NOW)

    def deliver(self, body: bytes) -> Sequence[Event]:
        adapter = self.adapter(SECRET)
        return adapter.parse(check(adapter, self.request(body)))

    def fixture(self, name: str) -> bytes:
        return (self.fixtures / f"{name}.json").read_bytes()

    def any_fixture(self) -> bytes:
        return self.fixture(next(iter(self.expected)))

    # deliveries: who may speak

    def test_a_delivery_signed_with_the_secret_is_verified(self) -> None:
        check(self.adapter(SECRET), self.request(self.any_fixture()))

    def test_while_secrets_rotate_both_are_taken(self) -> None:
        adapter = self.adapter(SECRET, OLD_SECRET)
        for secret in (SECRET, OLD_SECRET):
            check(adapter, self.request(self.any_fixture(), secret))

    def test_the_secret_of_another_store_is_rejected(self) -> None:
        with pytest.raises(Rejected):
            check(self.adapter(OLD_SECRET), self.request(self.any_fixture(), SECRET))

    def test_without_a_secret_everything_is_rejected(self) -> None:
        for secret in (SECRET, ""):
            with pytest.raises(Rejected):
                check(self.adapter(), self.request(self.any_fixture(), secret))

    @pytest.mark.parametrize("seconds", [-290, 0, 290])
    def test_clocks_may_differ_by_less_than_five_minutes(self, seconds: float) -> None:
        check(self.adapter(SECRET), self.request(self.any_fixture(), at=NOW + seconds))

    @pytest.mark.parametrize("seconds", [-100_000, -310, 310, 100_000])
    def test_an_old_or_future_delivery_is_rejected(self, seconds: float) -> None:
        if not self.proves_time:
            pytest.skip("deliveries do not prove their time")
        with pytest.raises(Rejected):
            check(self.adapter(SECRET), self.request(self.any_fixture(), at=NOW + seconds))

    def test_a_body_changed_by_one_byte_is_rejected(self) -> None:
        if not self.proves_body:
            pytest.skip("deliveries do not prove their body")
        request = self.request(self.any_fixture())
        for position in range(len(request.body)):
            changed = bytearray(request.body)
            changed[position] ^= 1
            with pytest.raises(Rejected):
                check(self.adapter(SECRET), replace(request, body=bytes(changed)))
        for body in (b"", request.body + b" ", request.body[:-1]):
            with pytest.raises(Rejected):
                check(self.adapter(SECRET), replace(request, body=body))

    def test_without_one_of_its_headers_a_delivery_is_rejected(self) -> None:
        request = self.request(self.any_fixture())
        for name in request.headers:
            others = {other: value for other, value in request.headers.items() if other != name}
            with pytest.raises(Rejected):
                check(self.adapter(SECRET), replace(request, headers=others))
        for name in request.query:
            rest = {other: value for other, value in request.query.items() if other != name}
            with pytest.raises(Rejected):
                check(self.adapter(SECRET), replace(request, query=rest))

    @pytest.mark.parametrize(
        "value",
        [
            "",
            " ",
            ",",
            "v1",
            "v1,",
            "v1,,",
            "v1,é",
            "é",
            "\udcff",
            "\x00",
            "v1,====",
            "A" * 9_000,
            "9" * 5_000,
            "-1",
        ],
    )
    def test_an_odd_value_in_any_of_its_headers_is_rejected(self, value: str) -> None:
        request = self.request(self.any_fixture())
        for name in request.headers:
            with pytest.raises(Rejected):
                check(self.adapter(SECRET), replace(request, headers={**request.headers, name: value}))
        for name in request.query:
            with pytest.raises(Rejected):
                check(self.adapter(SECRET), replace(request, query={**request.query, name: value}))

    # deliveries: what they say

    def test_every_fixture_says_what_is_expected(self) -> None:
        names = {file.stem for file in self.fixtures.glob("*.json")}
        assert names == set(self.expected)
        assert {name: list(self.deliver(self.fixture(name))) for name in names} == {
            name: list(events) for name, events in self.expected.items()
        }

    def test_a_redelivery_has_the_same_event_ids(self) -> None:
        for name in self.expected:
            first, second = self.deliver(self.fixture(name)), self.deliver(self.fixture(name))
            assert [event.event_id for event in first] == [event.event_id for event in second]

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b"1",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b"9" * 10_000,
        ],
        ids=[
            "empty",
            "cut off",
            "list",
            "null",
            "text",
            "number",
            "not UTF-8",
            "deep list",
            "deep object",
            "huge number",
        ],
    )
    def test_a_body_that_is_no_object_is_malformed(self, body: bytes) -> None:
        with pytest.raises(Malformed):
            self.deliver(body)

    @pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[:20])
    def test_junk_in_any_place_is_read_or_malformed(self, junk: Any) -> None:
        for name in self.expected:
            for body in _with_junk(json.loads(self.fixture(name)), junk):
                try:
                    events = self.deliver(json.dumps(body).encode())
                except Malformed:
                    continue
                for event in events:
                    check_event(event)

    # messages: what we write

    @pytest.mark.parametrize("visibility", Visibility)
    @pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:20])
    def test_what_was_sent_is_found(self, desk: Desk, text: str, visibility: Visibility) -> None:
        adapter = self._connected(desk)
        message = _outgoing(desk, "key-1", text, visibility)
        if visibility is Visibility.INTERNAL and not self.adapter_class.traits.notes:
            with pytest.raises(Refused):
                adapter.send(message)
            return
        remote_id = adapter.send(message)
        assert remote_id
        if self.adapter_class.traits.finds:
            assert adapter.find(Sighting(message, self.sent_at())) == remote_id

    def test_what_was_not_sent_is_not_found(self, desk: Desk) -> None:
        if not self.adapter_class.traits.finds:
            pytest.skip("the helpdesk has no way to look for messages")
        adapter = self._connected(desk)
        sent = _outgoing(desk, "key-1", "Hello.", self._usual())
        adapter.send(sent)
        others = [replace(sent, key="key-2", text="Hello, you.")]
        if self.adapter_class.traits.notes:
            others.append(replace(sent, key="key-2", visibility=Visibility.PUBLIC))
        for other in others:
            assert adapter.find(Sighting(other, self.sent_at())) is None

    def test_an_equal_earlier_message_of_ours_is_not_taken_for_this_one(self, desk: Desk) -> None:
        if not self.adapter_class.traits.finds:
            pytest.skip("the helpdesk has no way to look for messages")
        adapter = self._connected(desk)
        first = _outgoing(desk, "key-1", "Thank you!", Visibility.PUBLIC)
        second = replace(first, key="key-2")
        known = frozenset({adapter.send(first)})
        assert adapter.find(Sighting(second, self.sent_at(), known)) is None
        remote_id = adapter.send(second)
        assert adapter.find(Sighting(second, self.sent_at(), known)) == remote_id

    def test_a_language_that_is_news_does_not_hinder_the_message(self, desk: Desk) -> None:
        adapter = self._connected(desk)
        message = replace(_outgoing(desk, "key-1", "Hi", self._usual()), shopper_language="pt-BR")
        before = set(desk.tags())
        remote_id = adapter.send(message)
        assert bool(set(desk.tags()) - before) == self.adapter_class.traits.tags
        assert remote_id

    def test_a_conversation_is_opened_once_for_a_key_and_takes_messages(self, desk: Desk) -> None:
        if not self.adapter_class.traits.opens:
            pytest.skip("the helpdesk opens no conversations")
        adapter = self._connected(desk)
        opened = adapter.open(OPENING)
        other = adapter.open(replace(OPENING, key="1c7d8f0e-5c44-4f0e-9e8f-4d0d0f5b6a11"))
        assert adapter.open(OPENING) == opened
        assert len({opened, other, desk.conversation}) == 3
        assert adapter.send(Outgoing("key-1", opened, self._usual(), "Hello."))

    def test_the_probe_says_who_we_are_in_one_line(self, desk: Desk) -> None:
        answer = self._connected(desk).probe()
        assert answer.strip()
        assert "\n" not in answer

    @pytest.mark.parametrize("answer", ANSWERS, ids=repr)
    def test_an_undocumented_answer_leaves_the_outcome_open(self, answer: Any) -> None:
        """Above all it never means "certainly did not land", which would send the message once more."""
        adapter = self.adapter(SECRET, http=ScriptedHttp(answer))
        message = Outgoing("key-1", "123", Visibility.PUBLIC, "Hello.")
        calls: list[Callable[[], object]] = [lambda: adapter.send(message)]
        if adapter.traits.finds:
            calls.append(lambda: adapter.find(Sighting(message, NOW)))
        if adapter.traits.opens:
            calls.append(lambda: adapter.open(OPENING))
        for call in calls:
            with pytest.raises((NotSent, OutcomeUnknown)):
                call()

    @pytest.mark.parametrize(
        "failure", [NotSent("503", 3.0), OutcomeUnknown("broke"), Refused("422: shorten it")]
    )
    def test_a_failure_of_the_network_comes_through_as_it_is(self, failure: Exception) -> None:
        adapter = self.adapter(SECRET, http=ScriptedHttp(failure))
        message = Outgoing("key-1", "123", Visibility.PUBLIC, "Hello.")
        calls: list[Callable[[], object]] = [lambda: adapter.send(message), adapter.probe]
        if adapter.traits.finds:
            calls.append(lambda: adapter.find(Sighting(message, NOW)))
        if adapter.traits.opens:
            calls.append(lambda: adapter.open(OPENING))
        for call in calls:
            with pytest.raises(type(failure)) as raised:
                call()
            assert raised.value is failure

    # what belongs together

    def test_a_helpdesk_that_is_polled_keeps_to_the_contract_of_polls(self) -> None:
        assert (self.adapter_class.traits.poll_seconds is not None) == self.polled_too

    # secrets and the manifest's facts

    def test_secrets_do_not_show(self) -> None:
        adapter = self.adapter(SECRET, OLD_SECRET)
        shown = f"{adapter!r} {adapter.connection!r} {adapter.connection} {vars(adapter)!r}"
        for secret in (SECRET, OLD_SECRET, CREDENTIAL):
            assert secret not in shown

    def test_secret_fields_are_credentials_and_the_others_are_settings(self) -> None:
        connection = self.connection(SECRET)
        fields = self.adapter_class.traits.fields
        assert set(connection.credentials) <= {field.name for field in fields if field.secret}
        assert set(connection.settings) <= {field.name for field in fields if not field.secret}
        assert all(isinstance(secret, Secret) for secret in connection.credentials.values())

    # for subclasses

    def sent_at(self) -> float:
        """Return a time shortly before the messages of ``desk`` are written."""
        return NOW

    def _usual(self) -> Visibility:
        """Return what most of our messages are at this helpdesk."""
        return Visibility.INTERNAL if self.adapter_class.traits.notes else Visibility.PUBLIC

    def _connected(self, desk: Desk) -> Adapter:
        return self.adapter_class(desk.connection, GuardedHttp(allow_private=["127.0.0.1"]))


def _outgoing(desk: Desk, key: str, text: str, visibility: Visibility) -> Outgoing:
    return Outgoing(key, desk.conversation, visibility, text)


def _with_junk(content: Any, junk: Any) -> Iterator[Any]:
    """Yield the content again and again, each time with junk in another place."""
    for path in _paths(content):
        spoiled = copy.deepcopy(content)
        parent = spoiled
        for step in path[:-1]:
            parent = parent[step]
        parent[path[-1]] = junk
        yield spoiled


def _paths(content: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(content, dict | list):
        for step in content if isinstance(content, dict) else range(len(content)):
            yield (step,)
            for rest in _paths(content[step]):
                yield (step, *rest)


def check_event(event: Event) -> None:
    """What goes on from here can be stored, and its ids can stand in an address."""
    for value in asdict(event).values():
        if isinstance(value, str):
            value.encode()
        elif isinstance(value, float):
            assert math.isfinite(value)
    assert event.event_id
    assert re.fullmatch(r"[\w:.-]+", event.conversation, re.ASCII)
