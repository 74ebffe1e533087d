"""Zendesk's adapter, over real HTTP against a server that speaks its API as documented."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import Closed, NotSent, OutcomeUnknown, Refused, Request, Response, Sighting, check
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, SECRET, Desk, DeskClock
from dragoman.adapter_tests.faulty_contract import FaultyContract, FaultyDesk
from dragoman.adapter_tests.polled_contract import drained
from dragoman.domain import Author, Connection, DragomanError, Message, Outgoing, Pointer, Secret, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.sandbox.desks.faults import Fault
from dragoman.sandbox.desks.serving import running as serving
from dragoman.sandbox.desks.zendesk import (
    AGENT,
    API_USER,
    SHOPPER,
    Ticket,
    ZendeskAccount,
    comment_added,
    signature,
)
from dragoman.sandbox.desks.zendesk_api import create_app
from dragoman_adapters.html_text import html_of
from dragoman_adapters.zendesk import LONGEST_TEXT, PAGE, SKEW, Zendesk
from dragoman_adapters.zendesk_events import read_delivery
from dragoman_adapters.zendesk_export import PAGE as EXPORTED

TICKET = 5158
UPDATE = f"PUT /api/v2/tickets/{TICKET}"
LIST = f"GET /api/v2/tickets/{TICKET}/comments"
LEGACY = {"email": ZendeskAccount.email}
OAUTH = {"client_id": ZendeskAccount.client_id}
CREDENTIALS = {"api_token": ZendeskAccount.api_token, "client_secret": ZendeskAccount.client_secret}


def connection(settings: dict[str, str], credentials: dict[str, str], *signing_secrets: str) -> Connection:
    return Connection(
        store="shop",
        name="desk",
        adapter="zendesk",
        settings=settings,
        credentials={name: Secret(text) for name, text in credentials.items()},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


def _comment(number: str, **different: object) -> Message:
    of_shopper: dict[str, object] = {
        "event_id": f"comment:{number}",
        "conversation": str(TICKET),
        "message_id": number,
        "author": Author.SHOPPER,
        "author_id": "2001",
        "visibility": Visibility.PUBLIC,
        "text": "Oi! Onde está meu pedido #73021?\n\nPaguei R$ 149,90 em https://loja.example/p/8",
        "written_at": 1795428000.123456,
    }
    return Message(**{**of_shopper, **different})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Account:
    """A running Zendesk with one ticket, and the adapter that is connected to it."""

    fake: ZendeskAccount
    clock: DeskClock
    ticket: Ticket
    url: str
    adapter: Zendesk
    http: GuardedHttp

    @property
    def requests(self) -> list[str]:
        return self.fake.script.requests

    def fail_next(self, call: str, fault: Fault) -> None:
        self.fake.script.fail_next(call, fault)

    def connected(self, settings: dict[str, str]) -> Zendesk:
        return Zendesk(connection({"base_url": self.url, **settings}, CREDENTIALS), self.http)

    def messages(self) -> list[Message]:
        return list(self.adapter.fetch(Pointer("any", str(TICKET), NOW)))


@pytest.fixture
def account() -> Iterator[Account]:
    clock = DeskClock()
    fake = ZendeskAccount(clock)
    ticket = fake.open_ticket(TICKET, "Oi! Onde está meu pedido #73021?")
    http = GuardedHttp(["127.0.0.1"])
    try:
        with serving(create_app(fake)) as url:
            adapter = Zendesk(connection({"base_url": url, **OAUTH}, CREDENTIALS), http)
            yield Account(fake, clock, ticket, url, adapter, http)
            fake.script.released.set()
    finally:
        http.close()


class TestZendesk(FaultyContract):
    adapter_class: ClassVar = Zendesk
    replying: ClassVar = UPDATE
    tagging: ClassVar = (f"GET /api/v2/tickets/{TICKET}",)
    skew: ClassVar = SKEW
    us: ClassVar = "Dragoman (admin)"
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "zendesk"
    expected: ClassVar = {
        "comment_added_by_shopper": [_comment("50001")],
        "comment_added_by_agent": [
            _comment(
                "50002",
                author=Author.AGENT,
                author_id="1002",
                visibility=Visibility.INTERNAL,
                text="! Your order left today.",
            )
        ],
        "comment_added_by_bot": [
            _comment("50003", author=Author.BOT, author_id="-1", text="We have received your request.")
        ],
        "ticket_created": [Pointer(f"ticket:{TICKET}:created", str(TICKET), 1795428000.0)],
        "trigger": [Pointer(f"ticket:{TICKET}:updated:1795428000:", str(TICKET), 1795428000.0)],
        "tags_changed": [],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        credentials = {"client_secret": CREDENTIAL, "api_token": CREDENTIAL}
        return connection({"subdomain": "shop", **OAUTH}, credentials, *signing_secrets)

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return signature(body, secret, at)

    @pytest.fixture
    def faulty(self, account: Account) -> FaultyDesk:
        fake, ticket = account.fake, account.ticket
        return FaultyDesk(
            Desk(
                connection({"base_url": account.url, **OAUTH}, CREDENTIALS), str(TICKET), lambda: ticket.tags
            ),
            lambda text: comment_added(fake, ticket, fake.comment(ticket, text, author=SHOPPER)),
            account.clock,
            fake.script,
            lambda: str(ticket.comments[-1]["id"]),
        )


NOTE = Outgoing("key-1", str(TICKET), Visibility.INTERNAL, "Hi! Where is my order #73021?", "pt-BR")
REPLY = Outgoing("key-2", str(TICKET), Visibility.PUBLIC, "Seu pedido #73021 saiu hoje.")


def sighting(message: Outgoing, *known: str) -> Sighting:
    return Sighting(message, NOW, frozenset(known))


class TestTheSignature:
    def test_is_over_timestamp_and_body_in_this_order(self) -> None:
        """A vector computed once from the documented scheme."""
        request = Request(
            '{"text":"¿Dónde está el pedido #1001?"}'.encode(),
            {
                "x-zendesk-webhook-signature": "8ZRym1B1YbHczwtRKD2kdePcHXIvxLTQYf6wf4B2tIY=",
                "x-zendesk-webhook-signature-timestamp": "2026-11-18T08:26:40Z",
            },
            {},
            1794990400.0,
        )
        check(
            Zendesk(
                connection({"subdomain": "shop", **LEGACY}, CREDENTIALS, "dragoman-example"), GuardedHttp()
            ),
            request,
        )

    def test_covers_the_timestamp(self) -> None:
        adapter = Zendesk(connection({"subdomain": "shop", **LEGACY}, CREDENTIALS, SECRET), GuardedHttp())
        old = signature(b"{}", SECRET, NOW - 600)
        fresh = signature(b"{}", SECRET, NOW)["x-zendesk-webhook-signature-timestamp"]
        request = Request(b"{}", {**old, "x-zendesk-webhook-signature-timestamp": fresh}, {}, NOW)
        with pytest.raises(Exception, match="does not match"):
            check(adapter, request)


class TestANote:
    def test_becomes_an_internal_comment_and_its_id_is_returned(self, account: Account) -> None:
        remote_id = account.adapter.send(NOTE)
        comment = account.ticket.comments[-1]
        assert (str(comment["id"]), comment["public"], comment["plain_body"]) == (remote_id, False, NOTE.text)

    def test_fills_the_field_that_the_owner_named(self, account: Account) -> None:
        account.connected({**OAUTH, "language_field": "360001"}).send(NOTE)
        assert account.ticket.fields == {360001: "pt-BR"}

    def test_comes_with_tag_and_field_in_one_update(self, account: Account) -> None:
        account.connected({**OAUTH, "language_field": "360001"}).send(NOTE)
        assert account.requests == ["POST /oauth/tokens", f"GET /api/v2/tickets/{TICKET}", UPDATE]

    def test_is_one_request_where_the_language_is_no_news(self, account: Account) -> None:
        account.adapter.send(replace(NOTE, shopper_language=None))
        assert account.requests == ["POST /oauth/tokens", UPDATE]
        assert account.ticket.tags == ["vip"]

    def test_leaves_a_tag_that_is_there_already(self, account: Account) -> None:
        account.ticket.tags.append("lang_pt_br")
        account.adapter.send(NOTE)
        assert account.ticket.tags == ["vip", "lang_pt_br"]

    def test_keeps_the_tag_that_an_agent_adds_between_our_look_and_our_update(self, account: Account) -> None:
        account.adapter.probe()
        read = account.http.request
        looks = 0

        def interfering(method: str, url: str, **rest: Any) -> Response:
            nonlocal looks
            answer = read(method, url, **rest)
            if method == "GET" and not looks:
                looks += 1
                account.clock.now += 2
                account.ticket.tags.append("urgent")
                account.ticket.changed_at = account.clock.now
            return answer

        account.http.request = interfering  # type: ignore[method-assign]
        account.adapter.send(NOTE)
        assert account.ticket.tags == ["vip", "urgent", "lang_pt_br"]
        assert account.requests.count(UPDATE) == 2
        assert len(account.ticket.comments) == 2

    @pytest.mark.parametrize("status", [403, 409, 422])
    def test_is_written_even_if_the_tag_is_refused(self, account: Account, status: int) -> None:
        for _ in range(3 if status == 409 else 1):
            account.fail_next(UPDATE, Fault(status))
        account.adapter.send(NOTE)
        assert account.ticket.comments[-1]["plain_body"] == NOTE.text
        assert account.ticket.tags == ["vip"]

    def test_is_not_written_twice_where_the_update_may_have_landed(self, account: Account) -> None:
        account.fail_next(UPDATE, Fault(500, takes_effect=True))
        with pytest.raises(OutcomeUnknown):
            account.adapter.send(NOTE)
        assert len(account.ticket.comments) == 2
        assert account.adapter.find(sighting(NOTE)) == str(account.ticket.comments[-1]["id"])

    @pytest.mark.parametrize("call", [f"GET /api/v2/tickets/{TICKET}", UPDATE])
    def test_waits_when_it_meets_the_rate_limit(self, account: Account, call: str) -> None:
        account.fail_next(call, Fault(429, {"Retry-After": "41"}))
        with pytest.raises(NotSent) as caught:
            account.adapter.send(NOTE)
        assert caught.value.retry_after == 41.0
        assert len(account.ticket.comments) == 1

    @pytest.mark.parametrize("character", ["x", '"', "&", "你", "😀", "\n"])
    def test_of_the_greatest_length_is_taken_whatever_it_is_made_of(
        self, account: Account, character: str
    ) -> None:
        account.adapter.send(replace(NOTE, text=character * LONGEST_TEXT))
        assert len(account.ticket.comments) == 2


class TestAReply:
    def test_becomes_a_public_comment(self, account: Account) -> None:
        account.adapter.send(REPLY)
        assert account.ticket.comments[-1]["public"] is True

    def test_is_shown_as_it_is_with_nothing_read_as_markup(self, account: Account) -> None:
        text = '<b>5 < 6</b> & "a" *no* _markdown_ #73021\n\nhttps://loja.example/?a=1&b=2'
        account.adapter.send(replace(REPLY, text=text))
        comment = account.ticket.comments[-1]
        assert comment["body"] == text
        assert "<b>" not in comment["html_body"]

    @pytest.mark.parametrize(
        "planted", ["{{ticket.requester.email}}", "{{{ticket.requester.email}}}", "{% if 1 %}"]
    )
    def test_shows_a_placeholder_that_someone_planted_instead_of_rendering_it(
        self, account: Account, planted: str
    ) -> None:
        account.adapter.send(replace(REPLY, text=planted))
        assert account.ticket.comments[-1]["body"] == planted

    @given(st.text(alphabet="{}%<>&;\n\r a"))
    def test_never_opens_a_placeholder(self, text: str) -> None:
        written = html_of(text)
        assert "{{" not in written
        assert "{%" not in written

    def test_to_a_closed_ticket_is_refused_with_the_reason(self, account: Account) -> None:
        account.ticket.closed = True
        with pytest.raises(Closed, match="422: check whether the conversation is closed"):
            account.adapter.send(REPLY)


class TestFind:
    def test_passes_over_what_another_person_wrote(self, account: Account) -> None:
        account.fake.comment(account.ticket, REPLY.text, author=AGENT)
        assert account.adapter.find(sighting(REPLY)) is None

    def test_allows_for_clocks_that_differ(self, account: Account) -> None:
        account.clock.now = NOW - SKEW + 1
        written = account.fake.comment(account.ticket, REPLY.text, author=API_USER)
        assert account.adapter.find(sighting(REPLY)) == str(written["id"])

    @pytest.mark.parametrize("honours_sort", [True, False])
    def test_looks_behind_later_comments(self, account: Account, honours_sort: bool) -> None:
        account.fake.honours_sort = honours_sort
        written = account.adapter.send(REPLY)
        for _ in range(2 * PAGE):
            account.clock.now += 1
            account.fake.comment(account.ticket, "Obrigada!", author=SHOPPER)
        assert account.adapter.find(sighting(REPLY)) == written

    def test_reads_no_more_of_a_long_ticket_than_it_must(self, account: Account) -> None:
        account.clock.now = NOW - 10 * SKEW
        for _ in range(10 * PAGE):
            account.clock.now += 1
            account.fake.comment(account.ticket, "Oi", author=SHOPPER)
        account.clock.now = NOW
        account.adapter.send(REPLY)
        account.adapter.find(sighting(REPLY))
        assert account.requests.count(LIST) == 1


class TestFetch:
    def test_gives_the_first_message_of_a_new_ticket(self, account: Account) -> None:
        (message,) = account.messages()
        comment = account.ticket.comments[0]
        assert message == Message(
            event_id=f"comment:{comment['id']}",
            conversation=str(TICKET),
            message_id=str(comment["id"]),
            author=Author.SHOPPER,
            author_id=str(SHOPPER),
            visibility=Visibility.PUBLIC,
            text="Oi! Onde está meu pedido #73021?",
            written_at=NOW,
            locale="pt-BR",
        )

    def test_tells_people_from_rules_and_unknown_users(self, account: Account) -> None:
        account.fake.comment(account.ticket, "a", author=AGENT, public=False)
        account.fake.comment(account.ticket, "b", author=AGENT, channel="rule")
        account.fake.comment(account.ticket, "c", author=-1, channel="system")
        account.fake.comment(account.ticket, "d", author=404)
        authors = [message.author for message in account.messages()]
        assert authors == [Author.SHOPPER, Author.AGENT, Author.BOT, Author.BOT, Author.BOT]

    def test_leaves_history_out_and_goes_oldest_first(self, account: Account) -> None:
        account.ticket.comments.clear()
        for seconds in (-1000, -SKEW - 1, -SKEW, 0, 60):
            account.clock.now = NOW + seconds
            account.fake.comment(account.ticket, str(seconds), author=SHOPPER)
        assert [message.text for message in account.messages()] == [str(-SKEW), "0", "60"]

    @pytest.mark.parametrize("honours_sort", [True, False])
    def test_reads_every_page(self, account: Account, honours_sort: bool) -> None:
        account.fake.honours_sort = honours_sort
        account.ticket.comments.clear()
        for number in range(-2 * PAGE, 3 * PAGE):
            account.clock.now = NOW - 2 * SKEW + number if number < 0 else NOW
            account.fake.comment(account.ticket, str(number), author=SHOPPER)
        assert [message.text for message in account.messages()] == [str(n) for n in range(3 * PAGE)]


class TestThePoll:
    def test_reads_all_pages_of_what_was_missed_for_long(self, account: Account) -> None:
        drained(account.adapter, None, NOW)
        account.clock.now += 100_000
        for number in range(1, EXPORTED + 3):
            account.clock.now += 1
            account.fake.open_ticket(number, f"ticket {number}")
        account.clock.now += 61
        batches = drained(account.adapter, None, NOW)
        texts = [event.text for batch in batches for event in batch.events if isinstance(event, Message)]
        assert texts[1:] == [f"ticket {number}" for number in range(1, EXPORTED + 3)]
        assert len(batches) == 2

    def test_finds_an_old_message_of_a_ticket_that_moved_to_a_later_page(self, account: Account) -> None:
        """During a long catch-up a page must not be taken for the end of what was missed."""
        account.clock.now += 61
        cursor = drained(account.adapter, None, NOW)[-1].cursor
        account.clock.now += 20_000
        account.fake.comment(account.ticket, "missed", author=SHOPPER)
        for number in range(1, EXPORTED + 1):
            account.clock.now += 400
            account.fake.open_ticket(number, "another")
        account.clock.now += 400
        account.fake.comment(account.ticket, "missed, too", author=SHOPPER)
        account.clock.now += 61
        last = drained(account.adapter, cursor, NOW)[-1]
        texts = [event.text for event in last.events if isinstance(event, Message)]
        assert texts[-2:] == ["missed", "missed, too"]

    def test_passes_over_deleted_tickets(self, account: Account) -> None:
        account.ticket.deleted = True
        account.clock.now += 61
        assert drained(account.adapter, None, NOW)[-1].events == []
        assert LIST not in account.requests

    def test_passes_over_a_ticket_that_is_deleted_while_it_is_read(self, account: Account) -> None:
        account.clock.now += 61
        account.fail_next(LIST, Fault(404))
        assert drained(account.adapter, None, NOW)[-1].events == []

    def test_needs_an_administrator_and_says_so(self, account: Account) -> None:
        account.fake.users[API_USER]["role"] = "agent"
        with pytest.raises(Refused, match="let an administrator own the OAuth client"):
            account.adapter.poll(None, NOW)

    @pytest.mark.parametrize(
        "answer",
        [
            b'{"tickets": [], "after_cursor": null, "end_of_stream": false}',
            b'{"tickets": [{"id": 1}], "after_cursor": "x", "end_of_stream": true}',
            b'{"tickets": [], "after_cursor": "x"}',
        ],
        ids=["no end", "no time", "no word of the end"],
    )
    def test_of_an_undocumented_answer_moves_nothing(self, account: Account, answer: bytes) -> None:
        account.fail_next("GET /api/v2/incremental", Fault(body=answer))
        with pytest.raises(OutcomeUnknown):
            account.adapter.poll(None, NOW)


class TestADelivery:
    def test_of_a_comment_and_the_fetched_comment_are_one_event(self, account: Account) -> None:
        (fetched,) = account.messages()
        body = json.loads((TestZendesk.fixtures / "comment_added_by_shopper.json").read_bytes())
        body["event"]["comment"]["id"] = fetched.message_id
        (delivered,) = read_delivery(Request(json.dumps(body).encode(), {}, {}, NOW))
        assert delivered.event_id == fetched.event_id

    def test_of_a_trigger_is_told_from_another_within_the_same_second(self) -> None:
        body = (TestZendesk.fixtures / "trigger.json").read_bytes()
        first, again, second = (
            read_delivery(Request(body, {"x-zendesk-webhook-invocation-id": invocation}, {}, NOW))[0].event_id
            for invocation in ("01A", "01A", "01B")
        )
        assert first == again != second


class TestTheLogin:
    def test_fetches_a_token_once_and_keeps_it(self, account: Account) -> None:
        account.adapter.send(REPLY)
        account.adapter.send(replace(REPLY, text="Outra."))
        assert account.fake.tokens_given == 1

    def test_fetches_another_token_when_it_has_expired(self, account: Account) -> None:
        account.adapter.send(REPLY)
        account.fake.tokens.clear()
        account.adapter.send(replace(REPLY, text="Outra."))
        assert account.fake.tokens_given == 2
        assert len(account.ticket.comments) == 3

    def test_is_renewed_once_for_all_threads_that_meet_its_end(self, account: Account) -> None:
        account.adapter.probe()
        account.fake.tokens.clear()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: account.adapter.probe(), range(4)))
        assert account.fake.tokens_given == 2

    def test_is_not_repeated_for_what_a_fresh_token_does_not_cure(self, account: Account) -> None:
        account.adapter.probe()
        account.fail_next(UPDATE, Fault(403))
        with pytest.raises(Refused, match="403"):
            account.adapter.send(REPLY)
        assert account.requests.count(UPDATE) == 1

    def test_is_refused_with_the_cure_when_the_secret_is_wrong(self, account: Account) -> None:
        settings = {"base_url": account.url, **OAUTH}
        adapter = Zendesk(connection(settings, {"client_secret": "wrong"}), account.http)
        with pytest.raises(Refused, match="401: check the credentials"):
            adapter.send(REPLY)

    def test_gives_up_when_fresh_tokens_are_refused_too(self, account: Account) -> None:
        for _ in range(2):
            account.fail_next(UPDATE, Fault(401))
        account.adapter.probe()
        with pytest.raises(Refused, match="401"):
            account.adapter.send(REPLY)
        assert account.requests.count(UPDATE) == 2

    def test_may_be_an_api_token_while_zendesk_takes_them(self, account: Account) -> None:
        account.connected(LEGACY).send(REPLY)
        assert account.requests == [UPDATE]

    def test_is_oauth_where_both_are_given(self, account: Account) -> None:
        account.connected({**LEGACY, **OAUTH}).send(REPLY)
        assert account.fake.tokens_given == 1

    def test_as_a_visitor_is_not_taken_by_the_probe(self, account: Account) -> None:
        account.fake.user = SHOPPER
        with pytest.raises(Refused, match="let an agent own"):
            account.adapter.probe()

    def test_of_a_member_of_staff_is_named_by_the_probe(self, account: Account) -> None:
        assert account.adapter.probe() == f"Dragoman (admin) at {account.url}"


class TestTheSettings:
    @pytest.mark.parametrize(
        ("settings", "credentials", "cure"),
        [
            ({}, CREDENTIALS, "needs its subdomain"),
            ({"subdomain": "evil.example/", **OAUTH}, CREDENTIALS, "needs its subdomain"),
            ({"subdomain": "shop"}, CREDENTIALS, "client_id and client_secret"),
            ({"subdomain": "shop", **OAUTH}, {}, "client_id and client_secret"),
            ({"subdomain": "shop", **LEGACY}, {}, "email and api_token"),
            ({"subdomain": "shop", **OAUTH, "language_field": "lang"}, CREDENTIALS, "field's number"),
        ],
    )
    def test_that_are_incomplete_name_the_cure(
        self, settings: dict[str, str], credentials: dict[str, str], cure: str
    ) -> None:
        with pytest.raises(DragomanError, match=cure):
            Zendesk(connection(settings, credentials), GuardedHttp())
