"""What every adapter keeps to when requests break off, besides ``PolledContract``.

Its helpdesk is a server whose requests fail by appointment (``dragoman.sandbox.desks.faults``).
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from dragoman.adapter import Adapter, NotSent, OutcomeUnknown, Refused, Sighting
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, Desk
from dragoman.adapter_tests.polled_contract import PolledContract, PolledDesk
from dragoman.domain import Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault, FaultScript

IMPATIENT = 0.5
"""Seconds after which a request is given up that its helpdesk lets hang."""

SENSELESS = {
    "HTML": Fault(body=b"<!doctype html><title>Maintenance</title>"),
    "ten megabytes": Fault(body=b'"' + b"x" * 10_000_000 + b'"'),
    "a list": Fault(body=b"[[], 7, null]"),
    "wrong types": Fault(body=b'{"id": {}, "data": 7, "meta": [], "_results": "x", "payload": null}'),
    "half a character": Fault(body=b'{"name": "\\ud800"}'),
    "a redirect to an internal address": Fault(302, {"Location": "http://169.254.169.254/latest/"}),
}


@dataclass(frozen=True)
class FaultyDesk(PolledDesk):
    """A running helpdesk whose requests can be made to fail.

    Attributes:
        script: The faults to come.
        last: Returns the id of what was written last.
    """

    script: FaultScript
    last: Callable[[], str]


class FaultyContract(PolledContract):
    """The promises about requests that fail: nothing is sent twice, and no reply is taken for lost."""

    replying: ClassVar[str]
    """How the request begins that writes a reply, for example ``POST /api/tickets/7/reply``."""

    tagging: ClassVar[tuple[str, ...]]
    """How those begin that tag a conversation."""

    skew: ClassVar[float]
    """Seconds that the helpdesk's clock may be behind ours."""

    us: ClassVar[str]
    """What the helpdesk calls the user that we are."""

    gone: ClassVar[str] = "999"
    """The id of a conversation that there is not."""

    @pytest.fixture
    @abstractmethod
    def faulty(self) -> Iterator[FaultyDesk]:
        """Run a server with an open conversation, tagged with something, whose last message is old."""

    @pytest.fixture
    def polled(self, faulty: FaultyDesk) -> PolledDesk:
        return faulty

    @pytest.fixture
    def desk(self, faulty: FaultyDesk) -> Desk:
        return faulty.desk

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (Fault(429, {"Retry-After": "30"}), NotSent),
            (Fault(503, {"Retry-After": "30"}), NotSent),
            (Fault(503), OutcomeUnknown),
            (Fault(500), OutcomeUnknown),
            (Fault(400), Refused),
            (Fault(422), Refused),
            (Fault(302, {"Location": "http://169.254.169.254/latest/"}), Refused),
        ],
        ids=["429", "503 with a time", "503", "500", "400", "422", "redirect"],
    )
    def test_a_reply_that_failed_before_the_effect_is_not_found(
        self, faulty: FaultyDesk, fault: Fault, error: type[Exception]
    ) -> None:
        adapter, reply = self._connected(faulty.desk), self._reply(faulty)
        faulty.script.fail_next(self.replying, fault)
        with pytest.raises(error):
            adapter.send(reply)
        assert adapter.find(Sighting(reply, NOW)) is None

    @pytest.mark.parametrize(
        "fault",
        [
            Fault(500, takes_effect=True),
            Fault(201, body=b"<html>", takes_effect=True),
            Fault(201, body=b"{}", takes_effect=True),
            Fault(201, body=b'{"id": null}', takes_effect=True),
            Fault(201, body=b" " * 10_000_000, takes_effect=True),
        ],
        ids=["500", "no JSON", "nothing", "no id", "ten megabytes"],
    )
    def test_a_reply_that_failed_after_the_effect_is_found(self, faulty: FaultyDesk, fault: Fault) -> None:
        adapter, reply = self._connected(faulty.desk), self._reply(faulty)
        faulty.script.fail_next(self.replying, fault)
        with pytest.raises(OutcomeUnknown):
            adapter.send(reply)
        assert adapter.find(Sighting(reply, NOW)) == faulty.last()

    def test_a_reply_whose_answer_is_late_is_found(self, faulty: FaultyDesk) -> None:
        impatient = GuardedHttp(["127.0.0.1"], total_seconds=IMPATIENT)
        adapter, reply = self.adapter_class(faulty.desk.connection, impatient), self._reply(faulty)
        faulty.script.fail_next(self.replying, Fault(takes_effect=True, hangs=True))
        with pytest.raises(OutcomeUnknown):
            adapter.send(reply)
        assert adapter.find(Sighting(reply, NOW)) == faulty.last()
        faulty.script.released.set()

    def test_a_reply_of_long_before_is_not_taken_for_this_one(self, faulty: FaultyDesk) -> None:
        adapter, reply = self._connected(faulty.desk), self._reply(faulty)
        faulty.clock.now = NOW - self.skew - 1
        adapter.send(replace(reply, key="key-0"))
        faulty.clock.now = NOW
        assert adapter.find(Sighting(reply, NOW)) is None

    def test_a_reply_to_a_conversation_that_is_gone_is_refused(self, faulty: FaultyDesk) -> None:
        with pytest.raises(Refused):
            self._connected(faulty.desk).send(replace(self._reply(faulty), conversation=self.gone))

    def test_a_tag_is_added_once_and_the_others_stay(self, faulty: FaultyDesk) -> None:
        adapter, before = self._connected(faulty.desk), list(faulty.desk.tags())
        for key in ("key-1", "key-2"):
            adapter.send(replace(self._note(faulty), key=key))
        assert before
        assert list(faulty.desk.tags())[: len(before)] == before
        assert len(faulty.desk.tags()) == len(before) + 1

    @pytest.mark.parametrize("status", [400, 403, 500])
    def test_a_note_is_written_even_if_its_tag_is_not(self, faulty: FaultyDesk, status: int) -> None:
        before = list(faulty.desk.tags())
        for call in self.tagging:
            faulty.script.fail_next(call, Fault(status))
            assert self._connected(faulty.desk).send(self._note(faulty)) == faulty.last()
            assert list(faulty.desk.tags()) == before

    def test_a_note_waits_while_its_tag_meets_the_rate_limit(self, faulty: FaultyDesk) -> None:
        last = faulty.last()
        faulty.script.fail_next(self.tagging[-1], Fault(429))
        with pytest.raises(NotSent):
            self._connected(faulty.desk).send(self._note(faulty))
        assert faulty.last() == last

    @pytest.mark.parametrize("answer", SENSELESS.values(), ids=SENSELESS)
    def test_an_answer_without_sense_is_an_error_that_names_the_helpdesk_and_tells_no_secret(
        self, faulty: FaultyDesk, answer: Fault
    ) -> None:
        adapter, reply = self._connected(faulty.desk), self._reply(faulty)
        calls: tuple[Callable[[], object], ...] = (
            lambda: adapter.send(reply),
            lambda: adapter.find(Sighting(reply, NOW)),
            lambda: adapter.poll(None, NOW),
            adapter.probe,
        )
        for call in calls:
            faulty.script.fail_next("", answer)
            with pytest.raises((NotSent, OutcomeUnknown, Refused)) as raised:
                call()
            told = str(raised.value)
            assert "127.0.0.1" in told or self.adapter_class.name in told.lower()
            assert not any(secret.reveal() in told for secret in faulty.desk.connection.credentials.values())
            assert reply.text not in told

    def test_a_wrong_credential_is_refused_with_the_cure(self, faulty: FaultyDesk) -> None:
        connection = faulty.desk.connection
        wrong = replace(connection, credentials=dict.fromkeys(connection.credentials, Secret(CREDENTIAL)))
        with pytest.raises(Refused, match="401: check the credentials"):
            self._connected(replace(faulty.desk, connection=wrong)).probe()

    def test_the_probe_says_who_we_are_and_where(self, faulty: FaultyDesk) -> None:
        said = self._connected(faulty.desk).probe()
        assert self.us in said
        assert faulty.desk.connection.settings["base_url"] in said

    def _connected(self, desk: Desk) -> Adapter:
        return self.adapter_class(desk.connection, GuardedHttp(allow_private=["127.0.0.1"]))

    def _reply(self, faulty: FaultyDesk) -> Outgoing:
        return Outgoing("key-1", faulty.desk.conversation, Visibility.PUBLIC, "Seu pedido #73021 saiu hoje.")

    def _note(self, faulty: FaultyDesk) -> Outgoing:
        return Outgoing("key-1", faulty.desk.conversation, Visibility.INTERNAL, "Where is #73021?", "pt-BR")
