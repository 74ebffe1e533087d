"""django-helpdesk's adapter, against a real django-helpdesk from PyPI."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import (
    Malformed,
    Refused,
    Rejected,
    Request,
    Response,
    Sighting,
    check,
)
from dragoman.adapter_tests.contract import CREDENTIAL, NOW, SECRET, Desk, DeskClock
from dragoman.adapter_tests.polled_contract import PolledContract, PolledDesk
from dragoman.domain import (
    Author,
    Connection,
    DragomanError,
    Event,
    Message,
    Outgoing,
    Secret,
    Store,
    Visibility,
)
from dragoman.helpdesk_http import GuardedHttp
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.translation.packs import PackLibrary
from dragoman_adapters.django_helpdesk import OVERLAP, PAGE, PAGES_A_POLL, DjangoHelpdesk
from dragoman_adapters.django_helpdesk_followups import as_comment
from tests.adapters.real_django_helpdesk import (
    BOT,
    LANGUAGE_FIELD,
    Installation,
    RealHelpdesk,
    installed,
    mail,
    running,
)

AHEAD = count(1)
MAIL = "Olá! Onde está meu pedido #73021?\n\nPaguei R$ 149,90.\n"
OPENED = 1795560000.5
QUOTING = (
    "Obrigada! Quando chega?\n\n"
    "Em ter., 24 de nov. de 2026 às 10:00, Shop <shop@shop.example> escreveu:\n"
    "> Enviado hoje."
)


def connection(base_url: str, *signing_secrets: str, password: str = BOT[1], **settings: str) -> Connection:
    return Connection(
        store="shop",
        name="desk",
        adapter="django_helpdesk",
        settings={"base_url": base_url, "username": BOT[0], **settings},
        credentials={"password": Secret(password)},
        signing_secrets=tuple(Secret(secret) for secret in signing_secrets),
    )


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Installation:
    base = tmp_path_factory.getbasetemp()
    return installed(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="module")
def helpdesk(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHelpdesk]:
    """A helpdesk without webhooks that these tests share: each writes into tickets of its own."""
    with running(installation, tmp_path_factory.mktemp("desk")) as helpdesk:
        yield helpdesk


@pytest.fixture
def adapter(helpdesk: RealHelpdesk) -> DjangoHelpdesk:
    return DjangoHelpdesk(
        connection(helpdesk.url, language_field=LANGUAGE_FIELD), GuardedHttp(allow_private=["127.0.0.1"])
    )


def _message(number: int, **different: object) -> Message:
    of_shopper: dict[str, object] = {
        "event_id": f"followup:{number}",
        "conversation": "1",
        "message_id": str(number),
        "author": Author.SHOPPER,
        "author_id": "ana@example.com",
        "visibility": Visibility.PUBLIC,
        "text": MAIL,
        "written_at": OPENED + number,
    }
    return Message(**{**of_shopper, **different})  # type: ignore[arg-type]


def _agents(number: int, text: str, visibility: Visibility) -> Message:
    return _message(number, author=Author.AGENT, author_id="2", text=text, visibility=visibility)


class TestDjangoHelpdesk(PolledContract):
    adapter_class: ClassVar = DjangoHelpdesk
    fixtures: ClassVar = Path(__file__).parent / "fixtures" / "django_helpdesk"
    proves_time: ClassVar = False
    proves_body: ClassVar = False
    expected: ClassVar = {
        "new_ticket_by_mail": [_message(1)],
        "note_of_agent": [_agents(2, "! Your order left today.", Visibility.INTERNAL)],
        "reply_of_agent": [_agents(3, "Enviado hoje.", Visibility.PUBLIC)],
        "mail_of_customer": [_message(4, text=f"{QUOTING}\n")],
        "mail_of_agent": [
            _message(5, author=Author.AGENT, author_id="rosa@shop.example", text="We will look into it.\n")
        ],
        "status_changed": [],
        "new_ticket_of_staff": [
            replace(_agents(7, "Ana pergunta pelo pedido #73021.", Visibility.PUBLIC), conversation="2")
        ],
    }

    def connection(self, *signing_secrets: str) -> Connection:
        return connection(
            "https://desk.example", *signing_secrets, password=CREDENTIAL, agents="@shop.example"
        )

    def signed(self, body: bytes, secret: str, at: float) -> dict[str, str]:
        return {}

    def request(self, body: bytes, secret: str = SECRET, at: float = NOW) -> Request:
        return Request(body, {}, {"secret": secret}, NOW)

    @pytest.fixture
    def desk(self, helpdesk: RealHelpdesk) -> Desk:
        return Desk(connection(helpdesk.url), str(helpdesk.open_ticket("Pedido", "Oi!")))

    @pytest.fixture
    def polled(self, helpdesk: RealHelpdesk, desk: Desk) -> PolledDesk:
        """Each test has a time of its own, ahead of what all others write."""
        clock = DeskClock(time.time() + 1e6 * next(AHEAD))

        def write(text: str) -> bytes:
            ticket = int(desk.conversation)
            number = helpdesk.write_as_customer(ticket, text, clock.now)
            return json.dumps({"ticket": helpdesk.ticket(ticket), "followup_id": number}).encode()

        return PolledDesk(desk, write, clock)

    def sent_at(self) -> float:
        return time.time()


class TestADelivery:
    """What it carries besides the follow-up that is news is not looked at."""

    def deliver(self, body: object, **settings: str) -> Sequence[Event]:
        adapter = DjangoHelpdesk(connection("https://desk.example", SECRET, **settings), GuardedHttp())
        request = Request(json.dumps(body).encode(), {}, {"secret": SECRET}, NOW)
        return adapter.parse(check(adapter, request))

    def fixture(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((TestDjangoHelpdesk.fixtures / f"{name}.json").read_bytes())
        return content

    def test_without_the_follow_up_that_it_names_is_malformed(self) -> None:
        with pytest.raises(Malformed, match="not in it"):
            self.deliver(self.fixture("note_of_agent") | {"followup_id": 99})

    def test_is_read_whatever_its_history_is_like(self) -> None:
        delivered = self.fixture("mail_of_customer")
        delivered["ticket"]["followup_set"][0] = {"unlike": "a follow-up"}
        assert [event.event_id for event in self.deliver(delivered)] == ["followup:4"]

    def test_may_be_as_large_as_a_long_history(self) -> None:
        assert DjangoHelpdesk.traits.body_cap > 4 << 20

    def test_of_a_contact_form_is_the_shopper_s(self) -> None:
        (event,) = self.deliver(self.fixture("new_ticket_of_staff"), form_user="2")
        assert isinstance(event, Message)
        assert (event.author, event.author_id) == (Author.SHOPPER, "ana@example.com")

    def test_with_the_secret_in_a_header_is_rejected(self) -> None:
        adapter = DjangoHelpdesk(connection("https://desk.example", SECRET), GuardedHttp())
        for query in ({}, {"secret": ""}, {"key": SECRET}):
            with pytest.raises(Rejected):
                check(adapter, Request(b"{}", {"secret": SECRET}, query, NOW))

    def test_is_rejected_where_the_secret_is_empty(self) -> None:
        adapter = DjangoHelpdesk(connection("https://desk.example", ""), GuardedHttp())
        with pytest.raises(Rejected):
            check(adapter, Request(b"{}", {}, {"secret": ""}, NOW))


class TestAReply:
    @pytest.mark.parametrize(
        "text",
        [
            "{{ ticket.submitter_email }} {{{{ queue }}}}",
            "{% load static %} {%} %} }} {{ {# gone? #} {",
            "X-HELPDESK-COMMENT-VERBATIM X-HELPDESK-COMMENT-ENDVERBATIM",
            "<b>&amp;</b> 'quoted' \"too\"",
        ],
    )
    def test_is_stored_as_it_is_whatever_a_template_would_make_of_it(
        self, adapter: DjangoHelpdesk, helpdesk: RealHelpdesk, text: str
    ) -> None:
        ticket = helpdesk.open_ticket("Pedido", "Oi!")
        adapter.send(Outgoing("key-1", str(ticket), Visibility.PUBLIC, text))
        assert helpdesk.followups(ticket)[-1]["comment"] == text

    def test_goes_to_the_customer_and_a_note_does_not(
        self, adapter: DjangoHelpdesk, helpdesk: RealHelpdesk
    ) -> None:
        ticket = helpdesk.open_ticket("Pedido", "Oi!")
        before = len(helpdesk.mails())
        adapter.send(Outgoing("key-1", str(ticket), Visibility.INTERNAL, "Only for agents."))
        assert len(helpdesk.mails()) == before
        adapter.send(Outgoing("key-2", str(ticket), Visibility.PUBLIC, "Enviado hoje."))
        (sent,) = helpdesk.mails()[before:]
        assert "ana@example.com" in sent
        assert "Enviado hoje." in sent

    def test_leaves_the_title_of_the_ticket_as_it_is(
        self, adapter: DjangoHelpdesk, helpdesk: RealHelpdesk
    ) -> None:
        ticket = helpdesk.open_ticket("Pedido", "Oi!")
        adapter.send(Outgoing("key-1", str(ticket), Visibility.PUBLIC, "Enviado hoje."))
        assert helpdesk.ticket(ticket)["title"] == "Pedido"

    def test_fills_in_the_language_that_is_news(
        self, adapter: DjangoHelpdesk, helpdesk: RealHelpdesk
    ) -> None:
        ticket = helpdesk.open_ticket("Pedido", "Oi!")
        adapter.send(Outgoing("key-1", str(ticket), Visibility.INTERNAL, "Hi", shopper_language="pt-BR"))
        assert helpdesk.ticket(ticket)["custom_language"] == "pt-BR"

    def test_to_a_ticket_that_is_gone_is_refused(self, adapter: DjangoHelpdesk) -> None:
        with pytest.raises(Refused, match="400"):
            adapter.send(Outgoing("key-1", "999999", Visibility.PUBLIC, "Enviado hoje."))

    def test_is_found_behind_pages_of_later_follow_ups(
        self, adapter: DjangoHelpdesk, helpdesk: RealHelpdesk
    ) -> None:
        ticket = helpdesk.open_ticket("Pedido", "Oi!")
        message = Outgoing("key-1", str(ticket), Visibility.PUBLIC, "Enviado hoje.")
        remote_id = adapter.send(message)
        for _ in range(PAGE + 1):
            helpdesk.write(ticket, "a note")
        assert adapter.find(Sighting(message, time.time())) == remote_id

    @given(st.text(alphabet="{}%# X-HELPDESK-COMMENT-VERBATIM\n", max_size=40))
    def test_as_a_comment_opens_no_template_but_our_own(self, text: str) -> None:
        comment = as_comment(text)
        rest = comment.replace('{{ "{" }}', "").replace('{{ "}" }}', "").replace('{{ "X" }}', "")
        assert "%}" not in comment
        assert not any(sign in rest for sign in ("{%", "{#"))


class Listed:
    """Answers like the list of follow-ups, one a second, from number 1 at time 1."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[str] = []

    def request(
        self, method: str, url: str, *, params: Mapping[str, str] | None = None, **_: Any
    ) -> Response:
        if params is None:
            return Response(200, {"submitter_email": "ana@example.com"}, {})
        self.asked.append(params["page"])
        last = max(1, -(-self.count // PAGE))
        number = last if params["page"] == "last" else int(params["page"])
        results = [_listed(one) for one in range(1, self.count + 1)[(number - 1) * PAGE : number * PAGE]]
        following = None if number == last else "https://desk.example/api/followups/?page=9"
        return Response(200, {"count": self.count, "next": following, "results": results}, {})


def _listed(number: int) -> dict[str, Any]:
    date = f"1970-01-01T{number // 3600:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    written = {"id": number, "ticket": 1, "user": None, "title": "Comment", "comment": "Oi"}
    return {**written, "public": True, "message_id": None, "date": date}


class TestAPoll:
    def poller(self, listed: Listed) -> DjangoHelpdesk:
        return DjangoHelpdesk(connection("https://desk.example"), listed)

    def numbers(self, events: Sequence[Event]) -> list[int]:
        return [int(event.event_id.removeprefix("followup:")) for event in events]

    def test_brings_the_events_that_deliveries_bring(
        self, adapter: DjangoHelpdesk, helpdesk: RealHelpdesk
    ) -> None:
        began = time.time()
        helpdesk.receive(mail(MAIL, "Pedido", 1))
        tickets = helpdesk.call("GET", "tickets/?page_size=500", BOT).json()["results"]
        ticket = max(one["id"] for one in tickets)
        helpdesk.write(ticket, "! Your order left today.")
        polled = [one for one in adapter.poll(None, began).events if one.conversation == str(ticket)]
        first, second = helpdesk.followups(ticket)
        deliveries = TestADelivery()
        delivered = [
            *deliveries.deliver({"ticket": helpdesk.ticket(ticket), "queue_slug": "shop"}),
            *deliveries.deliver({"ticket": helpdesk.ticket(ticket), "followup_id": second["id"]}),
        ]
        assert polled == delivered
        assert [event.event_id for event in polled] == [f"followup:{one['id']}" for one in (first, second)]

    def test_of_an_empty_helpdesk_brings_nothing_and_a_cursor(self) -> None:
        batch = self.poller(Listed(0)).poll(None, 1000.0)
        assert (batch.events, batch.more) == ([], False)
        assert self.poller(Listed(0)).poll(batch.cursor, 1000.0).cursor == batch.cursor

    def test_takes_one_request_where_nothing_is_new(self) -> None:
        listed = Listed(PAGE * 30 + PAGE // 2)
        adapter = DjangoHelpdesk(connection("https://desk.example"), listed)
        adapter.poll(f"{listed.count + OVERLAP!r}", 0.0)
        assert listed.asked == ["last"]

    def test_leaves_out_what_was_written_before_the_connection_was_made(self) -> None:
        events = self.poller(Listed(2000)).poll(None, 2020.0).events
        assert self.numbers(events) == list(range(1900, 2001))

    def test_after_a_long_silence_brings_everything_in_order(self) -> None:
        listed = Listed(PAGE * (PAGES_A_POLL + 5) + 3)
        cursor, more, seen = "1.0", True, []
        while more:
            batch = self.poller(listed).poll(cursor, 0.0)
            cursor, more = batch.cursor, batch.more
            seen += self.numbers(batch.events)
        assert list(dict.fromkeys(seen)) == list(range(1, listed.count + 1))
        assert seen == sorted(seen)

    def test_looks_again_at_the_last_two_minutes(self) -> None:
        listed = Listed(500)
        batch = self.poller(listed).poll("1.0", 0.0)
        again = self.poller(listed).poll("500.0", 0.0)
        assert self.numbers(again.events) == list(range(380, 501))
        assert again.cursor == "500.0"
        assert batch.more


class TestTheSettings:
    def test_of_a_form_user_that_is_no_number_name_the_cure(self) -> None:
        with pytest.raises(DragomanError, match="user's number"):
            DjangoHelpdesk(connection("https://desk.example", form_user="rosa"), GuardedHttp())

    def test_with_a_wrong_password_are_refused(self, helpdesk: RealHelpdesk) -> None:
        http = GuardedHttp(allow_private=["127.0.0.1"])
        with pytest.raises(Refused, match="answered 403"):
            DjangoHelpdesk(connection(helpdesk.url, password="wrong"), http).probe()


class Front(ThreadingHTTPServer):
    """The reverse proxy before Dragoman: it answers 502 while that is stopped, if it is in order.

    Attributes:
        behind: Address of Dragoman, another one each time it starts.
        in_order: Whether it answers at all.
        statuses: What it answered.
    """

    daemon_threads = True

    def __init__(self) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    answer = requests.post(f"{front.behind}{self.path}", body, timeout=10)
                    status = answer.status_code
                except requests.ConnectionError:
                    status = 502
                front.statuses.append(status)
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        front = self
        self.behind = ""
        self.in_order = True
        self.statuses: list[int] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return self.in_order


@contextmanager
def front_open() -> Iterator[Front]:
    with Front() as front:
        serving = threading.Thread(target=front.serve_forever, args=(0.02,), daemon=True)
        serving.start()
        try:
            yield front
        finally:
            front.shutdown()


class Interpreter:
    """``dragoman serve``, with a store that is connected to the helpdesk."""

    def __init__(self, data: Path, packs: PackLibrary, front: Front) -> None:
        self._data = data
        self._front = front
        self._process: subprocess.Popen[str] | None = None
        self._environment = {
            **os.environ,
            "DRAGOMAN_DATA_DIR": str(data),
            "DRAGOMAN_PACKS_DIR": str(packs.folder),
            "DRAGOMAN_PORT": "0",
            "DRAGOMAN_QUIET": "5",
            "DRAGOMAN_HELPDESK_TIMEOUT": "4",
            "DRAGOMAN_SWEEP": "0.1",
            "DRAGOMAN_THREADS": "1",
            "DRAGOMAN_MIN_FREE_DISK": "0",
            "DRAGOMAN_ALLOW_PRIVATE": "127.0.0.1",
        }

    def start(self) -> None:
        with (self._data / "server.log").open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "dragoman.cli", "serve"],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline().split()
        assert ready[:1] == ["ready"], (self._data / "server.log").read_text()[-2000:]
        self._front.behind = ready[1]

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            with self._process:
                assert self._process.wait() == 0
            self._process = None


def _wait_until(condition: Callable[[], bool], story: Callable[[], object]) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, story()
        time.sleep(0.1)


@dataclass
class Shop:
    """A helpdesk and Dragoman, both running, and the ticket of one customer."""

    helpdesk: RealHelpdesk
    interpreter: Interpreter
    front: Front
    records: Records

    def connect(self) -> None:
        """Tell Dragoman where the helpdesk is, which gets another address each time it starts."""
        known = connection(self.helpdesk.url, SECRET, language_field=LANGUAGE_FIELD)
        self.records.stores.add_connection(known, replace=True)

    def written(self, *, public: bool) -> list[str]:
        """Return what Dragoman wrote into the first ticket."""
        return [
            one["comment"]
            for one in self.helpdesk.followups(1)
            if one["user"] == 1 and one["public"] is public
        ]

    def expect(self, *, notes: int, replies: int) -> None:
        """Wait until Dragoman has written so much, and has nothing left to do."""

        def settled() -> bool:
            counts = (len(self.written(public=False)), len(self.written(public=True)))
            return counts >= (notes, replies) and not self.records.inbox.backlog()

        _wait_until(settled, lambda: (self.helpdesk.followups(1), self.records.inbox.parked()))
        assert (len(self.written(public=False)), len(self.written(public=True))) == (notes, replies)
        assert self.records.inbox.parked() == []


@pytest.fixture
def shop(tmp_path: Path, installation: Installation, packs: PackLibrary) -> Iterator[Shop]:
    folders = [tmp_path / name for name in ("desk", "dragoman")]
    for folder in folders:
        folder.mkdir()
    with (
        front_open() as front,
        running(
            installation,
            folders[0],
            f"http://127.0.0.1:{front.server_port}/hooks/shop/desk?secret={SECRET}",
        ) as helpdesk,
        Records.open(Settings(data_dir=folders[1])) as records,
    ):
        records.stores.add(Store("shop", "Shop", "en", ("en", "pt-BR")))
        shop = Shop(helpdesk, Interpreter(folders[1], packs, front), front, records)
        shop.connect()
        shop.interpreter.start()
        try:
            yield shop
        finally:
            shop.interpreter.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM for another process")
def test_a_customer_and_an_agent_understand_each_other_and_nothing_is_lost_or_doubled(shop: Shop) -> None:
    helpdesk = shop.helpdesk

    # A customer's mail becomes a ticket, with an English note; the agent's note becomes a Portuguese reply.
    assert helpdesk.receive(mail(MAIL, "Pedido #73021", 1))
    shop.expect(notes=1, replies=0)
    assert "Where is my order #73021?" in shop.written(public=False)[0]
    assert helpdesk.ticket(1)["custom_language"] == "pt-BR"
    assert helpdesk.write(1, "! Your order #73021 left our warehouse yesterday.").ok
    shop.expect(notes=1, replies=1)
    assert "Seu pedido #73021" in shop.written(public=True)[0]
    assert "Seu pedido #73021" in helpdesk.mails()[-1]

    # Dragoman is stopped: the proxy answers for it, and nobody delivers again.
    shop.interpreter.stop()
    assert helpdesk.receive(mail(QUOTING, "Re: [shop-1] Pedido #73021", 2))
    assert shop.front.statuses[-1] == 502
    # Not even the proxy is there: the helpdesk stores what is written, and answers 500.
    shop.front.in_order = False
    assert helpdesk.write(1, "! It will arrive tomorrow.").status_code == 500
    shop.interpreter.start()
    shop.expect(notes=2, replies=2)
    assert "When will it arrive?" in shop.written(public=False)[1]
    shop.front.in_order = True

    # The helpdesk's server is stopped while its timer takes a mail: the note waits until it is back.
    helpdesk.stop()
    assert helpdesk.receive(mail("E o código de rastreio?", "Re: [shop-1] Pedido #73021", 3))
    assert shop.front.statuses[-1] == 202
    helpdesk.start()
    shop.connect()
    shop.expect(notes=3, replies=2)

    # Dragoman starts once more, and reads again what it has read before.
    shop.interpreter.stop()
    shop.interpreter.start()
    assert helpdesk.write(1, "! Thank you for your patience.").ok
    shop.expect(notes=3, replies=3)
