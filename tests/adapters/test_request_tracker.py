"""The adapter of Request Tracker, over real HTTP against a server that does what RT's source does."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from dragoman.adapter import NotSent, OutcomeUnknown, Refused, Rejected, Request, Sighting, check
from dragoman.adapter_tests.contract import ANSWERS, NOW, TEXTS, DeskClock, ScriptedHttp
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.serving import running
from dragoman_adapters.request_tracker import TICKETS_A_POLL, RequestTracker
from tests.adapters.fake_request_tracker import AGENT, TOKEN, USER, FakeRequestTracker, create_app

REPLY = Outgoing("key-1", "7", Visibility.PUBLIC, "Enviado hoje.")


def connection(url: str, token: str = TOKEN, **settings: str) -> Connection:
    known = {"base_url": url, "username": USER, "queue": "General", "language_field": "Language"}
    return Connection("shop", "rt", "request_tracker", known | settings, {"token": Secret(token)}, ())


@dataclass
class Desk:
    """A running RT with one ticket, and the adapter that is connected to it."""

    fake: FakeRequestTracker
    clock: DeskClock
    url: str
    adapter: RequestTracker

    def news(self, cursor: str | None, since: float) -> list[Message]:
        found = events_of(drained(self.adapter, cursor, since))
        return [event for event in found if isinstance(event, Message)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    clock = DeskClock()
    fake = FakeRequestTracker(clock)
    fake.open(7)
    with running(create_app(fake)) as url:
        http = GuardedHttp(allow_private=["127.0.0.1"])
        yield Desk(fake, clock, url, RequestTracker(connection(url), http))
        http.close()


class TestAPoll:
    def test_tells_who_wrote_what_oldest_first(self, desk: Desk) -> None:
        desk.clock.now += 1000
        began = desk.clock.now
        first = desk.fake.write(7, "Onde está?")
        desk.clock.now += 1
        desk.fake.write(7, "! It left today.", creator=AGENT, kind="Comment")
        desk.fake.write(7, "Ticket created", creator="RT_System")
        messages = desk.news(None, began)
        assert [(one.author, one.visibility, one.text) for one in messages] == [
            (Author.SHOPPER, Visibility.PUBLIC, "Onde está?"),
            (Author.AGENT, Visibility.INTERNAL, "! It left today."),
            (Author.BOT, Visibility.PUBLIC, "Ticket created"),
        ]
        assert messages[0] == Message(
            f"transaction:{first}",
            "7",
            str(first),
            Author.SHOPPER,
            "ana@example.com",
            Visibility.PUBLIC,
            "Onde está?",
            began,
        )

    def test_leaves_out_what_was_written_before_the_connection_was_made(self, desk: Desk) -> None:
        desk.clock.now += 1000
        assert desk.news(None, desk.clock.now) == []

    def test_that_overlaps_brings_the_same_event_ids(self, desk: Desk) -> None:
        desk.clock.now += 1000
        began = desk.clock.now
        desk.fake.write(7, "Onde está?")
        batch = desk.adapter.poll(None, began)
        again = desk.adapter.poll(batch.cursor, began)
        assert [one.event_id for one in again.events] == [one.event_id for one in batch.events]
        assert again.cursor == batch.cursor

    def test_after_a_long_silence_brings_everything_once(self, desk: Desk) -> None:
        """Also the early message of a ticket that changed late, and tickets that changed in one second."""
        desk.clock.now += 1000
        began = desk.clock.now
        written = [desk.fake.write(7, "early")]
        for number in range(100, 100 + 2 * TICKETS_A_POLL + 5):
            desk.clock.now += 0 if number < 100 + TICKETS_A_POLL + 5 else 60
            desk.fake.open(number, f"of ticket {number}")
            written.append(max(desk.fake.contents))
        desk.clock.now += 1000
        written.append(desk.fake.write(7, "late"))
        batches = drained(desk.adapter, None, began)
        found = [int(event.event_id.removeprefix("transaction:")) for event in events_of(batches)]
        assert sorted(found) == written
        assert len(batches) > 1

    @pytest.mark.parametrize("answer", ANSWERS, ids=repr)
    def test_with_an_undocumented_answer_moves_nothing(self, answer: object) -> None:
        adapter = RequestTracker(connection("https://rt.example"), ScriptedHttp(answer))
        with pytest.raises((NotSent, OutcomeUnknown)):
            adapter.poll(None, NOW)


class TestAMessage:
    @pytest.mark.parametrize("visibility", Visibility)
    @pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:20])
    def test_is_found_after_it_was_sent(self, desk: Desk, text: str, visibility: Visibility) -> None:
        message = replace(REPLY, text=text, visibility=visibility)
        assert desk.adapter.find(Sighting(message, desk.clock.now)) is None
        remote_id = desk.adapter.send(message)
        assert desk.adapter.find(Sighting(message, desk.clock.now)) == remote_id
        assert desk.adapter.find(Sighting(message, desk.clock.now, frozenset({remote_id}))) is None
        assert desk.fake.contents[int(remote_id)] == text

    def test_fills_in_the_language_that_is_news(self, desk: Desk) -> None:
        desk.adapter.send(replace(REPLY, shopper_language="pt-BR"))
        assert desk.fake.tickets[7].fields == {"Language": "pt-BR"}

    def test_to_a_ticket_that_is_gone_is_refused(self, desk: Desk) -> None:
        with pytest.raises(Refused, match="404"):
            desk.adapter.send(replace(REPLY, conversation="9"))

    @pytest.mark.parametrize("answer", ANSWERS, ids=repr)
    def test_with_an_undocumented_answer_may_have_been_sent(self, answer: object) -> None:
        adapter = RequestTracker(connection("https://rt.example"), ScriptedHttp(answer))
        with pytest.raises((NotSent, OutcomeUnknown)):
            adapter.send(REPLY)
        with pytest.raises((NotSent, OutcomeUnknown)):
            adapter.find(Sighting(REPLY, NOW))


class TestTheSettings:
    def test_that_work_are_told_by_the_probe(self, desk: Desk) -> None:
        assert desk.adapter.probe() == f"{USER} at {desk.url}, queue General"

    def test_with_a_wrong_token_name_the_cure(self, desk: Desk) -> None:
        adapter = RequestTracker(connection(desk.url, "wrong"), GuardedHttp(allow_private=["127.0.0.1"]))
        with pytest.raises(Refused, match="401: check the credentials"):
            adapter.probe()

    def test_of_a_queue_that_would_end_the_query_are_refused(self) -> None:
        with pytest.raises(DragomanError, match="without quotes"):
            RequestTracker(connection("https://rt.example", queue="x' OR 'a'='a"), GuardedHttp())

    def test_take_no_deliveries_and_do_not_show_the_token(self) -> None:
        adapter = RequestTracker(connection("https://rt.example"), GuardedHttp())
        with pytest.raises(Rejected):
            check(adapter, Request(b"{}", {}, {}, time.time()))
        assert TOKEN not in f"{adapter!r} {adapter.connection!r} {vars(adapter)!r}"
