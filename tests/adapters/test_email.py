"""The adapter of mailboxes, against a real mail server."""

import imaplib
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from email.message import EmailMessage
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import NotSent, OutcomeUnknown, Refused, Rejected, Request, Sighting, check
from dragoman.adapter_tests.polled_contract import drained, events_of
from dragoman.app import Dragoman
from dragoman.domain import (
    Author,
    Connection,
    DragomanError,
    Message,
    Outgoing,
    Secret,
    Store,
    Visibility,
)
from dragoman.helpdesk_http import GuardedHttp
from dragoman.pipeline.polling import Poller, Sources, poll_once
from dragoman.pipeline.worker import work_on
from dragoman.settings import Settings
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.inbox import Inbox
from dragoman.storage.stores import Stores
from dragoman.storage.watermarks import Watermarks
from dragoman.translation.mail.text import new_text
from dragoman.translation.packs import PackLibrary
from dragoman_adapters.email import Mail
from dragoman_adapters.email_lines import Stored
from tests.adapters import dovecot, mail_server
from tests.adapters.mail_server import PASSWORD, SHOP, MailServer
from tests.authority import Authority

pytestmark = [
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]

ANA = "Ana Souza <ana@example.com>"
ROSA = "rosa@shop.example"
REPLY = "A new lamp, please: #48213."
HISTORIES = {
    "English": "On Tue, 24 Nov 2026 at 10:00, Shop <shop@shop.example> wrote:",
    "Portuguese": "Em ter., 24 de nov. de 2026 às 10:00, Shop <shop@shop.example> escreveu:",
    "Spanish": "El mar, 24 nov 2026 a las 10:00, Shop (<shop@shop.example>) escribió:",
    "German": "Am Di., 24. Nov. 2026 um 10:00 Uhr schrieb Shop <shop@shop.example>:",
    "French": "Le mar. 24 nov. 2026 à 10:00, Shop <shop@shop.example> a écrit :",
}


def connection(server: MailServer, password: str = PASSWORD, **settings: str) -> Connection:
    known = {
        "address": SHOP,
        "imap_host": "127.0.0.1",
        "imap_port": str(server.imap_port),
        "smtp_host": "127.0.0.1",
        "smtp_port": str(server.smtp_port),
        "security": "plain",
    }
    return Connection("shop", "mail", "email", known | settings, {"password": Secret(password)}, ())


def adapter_of(server: MailServer, password: str = PASSWORD, **settings: str) -> Mail:
    return Mail(connection(server, password, **settings), GuardedHttp(allow_private=["127.0.0.1"]))


def mail(text: str, subject: str = "Pedido", **headers: str) -> EmailMessage:
    written = EmailMessage()
    written.set_content(text, cte="base64")
    named = {"From": ANA, "To": SHOP, "Subject": subject, **headers}
    for name, value in named.items():
        written[name.replace("_", "-")] = value
    return written


@pytest.fixture(scope="module", params=["pymap", pytest.param("dovecot", marks=dovecot.needed)])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A mail server, read by IMAP from pymap, and from Dovecot where that is installed."""
    with ExitStack() as stack:
        imap = None
        if request.param == "dovecot":
            folder = tmp_path_factory.mktemp("authority")
            imap = dovecot.dovecot(Authority(folder).certificate("mail.example"), "http://127.0.0.1:9")
        yield stack.enter_context(mail_server.running(imap))


class Box:
    """The shop's mailbox, read from this test on."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.adapter = adapter_of(server, agents=ROSA)
        self.cursor = server.read_up_to = drained(self.adapter, server.read_up_to, 0.0)[-1].cursor

    def news(self, *mails: EmailMessage) -> list[Message]:
        """Return what is new in the mailbox once these mails are in it."""
        for one in mails:
            self.server.receive(one)
        batches = drained(self.adapter, self.cursor, 0.0)
        self.cursor = batches[-1].cursor
        return [event for event in events_of(batches) if isinstance(event, Message)]

    def asked(self, text: str = "Olá! Onde está meu pedido?", **headers: str) -> Message:
        (message,) = self.news(mail(text, **headers))
        return message

    def sent(self, to: Message, text: str, visibility: Visibility = Visibility.PUBLIC) -> EmailMessage:
        """Send a message of ours, and return the mail that the server took."""
        self.adapter.send(Outgoing(f"key of {text}", to.conversation, visibility, text))
        return self.server.sent[-1][1]


@pytest.fixture
def box(server: MailServer) -> Box:
    return Box(server)


class TestAMailOfAShopper:
    def test_is_a_message_of_a_conversation_with_its_sender(self, box: Box) -> None:
        message = box.asked("Olá! Onde está meu pedido #73021?")
        assert (message.author, message.author_id) == (Author.SHOPPER, "ana@example.com")
        assert message.visibility is Visibility.PUBLIC
        assert message.text == "Olá! Onde está meu pedido #73021?"
        assert message.automatic is False

    def test_is_read_as_its_plain_text_and_its_attachments_are_left_alone(self, box: Box) -> None:
        written = mail("Olá!")
        written.add_alternative("<p>Olá, <b>HTML</b>!</p>", subtype="html")
        written.add_attachment(b"secret of a file", maintype="text", subtype="plain", filename="a.txt")
        assert [message.text for message in box.news(written)] == ["Olá!"]

    def test_that_is_html_alone_is_read_as_its_text(self, box: Box) -> None:
        written = mail("")
        page = "<title>no</title><p>Olá!<br>Tudo  bem?</p><script>no()</script><div>Ana &amp; Rui</div>"
        written.set_content(page, subtype="html")
        assert [message.text.replace("\n\n", "\n") for message in box.news(written)] == [
            "Olá!\nTudo bem?\nAna & Rui"
        ]

    @pytest.mark.parametrize("language", HISTORIES)
    def test_keeps_its_quoted_history_apart_from_what_is_new(self, box: Box, language: str) -> None:
        history = HISTORIES[language]
        plain = mail(f"{REPLY}\n\n{history}\n> Old words\n> and more.\n")
        page = mail("")
        page.set_content(
            f"<div>{REPLY}</div><div>{history.replace('<', '&lt;')}<br></div>"
            "<blockquote><p>Old words</p>and more.</blockquote>",
            subtype="html",
        )
        for message in box.news(plain, page):
            assert "Old words" in message.text
            assert new_text(message.text) == REPLY

    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto-Submitted": "auto-replied"},
            {"Auto-Submitted": "auto-generated; owner=x"},
            {"Precedence": "bulk"},
            {"List-Id": "<news.example.com>"},
            {"List-Unsubscribe": "<mailto:off@example.com>"},
            {"Return-Path": "<>"},
            {"From": "Mail Delivery System <MAILER-DAEMON@example.com>"},
            {"X-Autoreply": "yes"},
            {"X-Auto-Response-Suppress": "All"},
        ],
        ids=str,
    )
    def test_that_a_program_wrote_is_automatic(self, box: Box, headers: dict[str, str]) -> None:
        assert box.asked(**headers).automatic

    def test_that_reports_what_became_of_another_is_automatic(self, box: Box) -> None:
        report = mail("Your mail could not be delivered.", From="Server <report@example.com>")
        report.make_mixed()
        report.set_type("multipart/report")
        (message,) = box.news(report)
        assert message.automatic

    def test_may_name_the_language_of_its_writer_s_program(self, box: Box) -> None:
        assert box.asked(**{"Content-Language": "pt-BR"}).locale == "pt-BR"
        assert box.asked(**{"Accept-Language": "de-DE, en-US;q=0.7"}).locale == "de-DE"
        assert box.asked(**{"Content-Language": "none of yours"}).locale is None

    def test_that_says_it_is_not_automatic_is_not(self, box: Box) -> None:
        assert not box.asked(**{"Auto-Submitted": "no"}).automatic

    def test_of_a_contact_form_is_the_shopper_s_whom_answers_go_to(self, box: Box) -> None:
        message = box.asked(From=SHOP, **{"Reply-To": "Ana <ana@example.com>"})
        assert (message.author, message.author_id) == (Author.SHOPPER, "ana@example.com")
        assert box.sent(message, "Enviado.")["To"] == "ana@example.com"

    @given(raw=st.binary(max_size=400))
    def test_is_read_or_passed_over_whatever_bytes_it_is(self, raw: bytes) -> None:
        adapter = adapter_of(MailServer())
        for whole in (raw, b"From: a@b.example\r\nReferences: " + raw, b"Content-Type: %b\r\n\r\nOi" % raw):
            event = adapter._event(Stored(1, 0.0, whole))
            if event is not None:
                event.text.encode()

    def test_that_comes_again_has_the_same_event_id(self, box: Box) -> None:
        written = mail("Olá!")
        first, second = box.news(written, written)
        assert first.event_id == second.event_id


class TestAThread:
    def test_is_one_conversation(self, box: Box) -> None:
        first = box.asked()
        second = box.asked(References=first.message_id, **{"In-Reply-To": first.message_id})
        assert second.conversation == first.conversation

    def test_goes_on_where_only_our_own_mail_is_named(self, box: Box) -> None:
        first = box.asked()
        answer = box.sent(first, "Enviado hoje.")
        second = box.asked(**{"In-Reply-To": answer["Message-ID"]})
        assert second.conversation == first.conversation
        assert box.sent(second, "De nada!")["To"] == "ana@example.com"

    def test_of_somebody_else_is_another_conversation_whatever_it_names(self, box: Box) -> None:
        """Otherwise whoever names a thread would get its answers."""
        first = box.asked()
        answer = box.sent(first, "Seu código: 1234.")
        for named in (first.message_id, answer["Message-ID"]):
            other = box.asked(From="Eve <eve@example.com>", References=named, **{"In-Reply-To": named})
            assert other.conversation != first.conversation
            assert box.sent(first, f"Só para Ana {named}.")["To"] == "ana@example.com"


class TestAReply:
    def test_answers_the_shopper_s_last_mail_and_shows_in_the_mailbox(self, box: Box) -> None:
        first = box.asked(Subject="Pedido #73021")
        second = box.asked(References=first.message_id, **{"In-Reply-To": first.message_id})
        answer = box.sent(second, "Olá!\n  Seu pedido saiu. {{x}} <b>\u202e")
        assert box.server.sent[-1][0] == ["ana@example.com", SHOP]
        assert (answer["To"], answer["Subject"]) == ("ana@example.com", "Re: Pedido")
        assert answer["In-Reply-To"] == second.message_id
        assert answer["References"].split() == [first.message_id, second.message_id]
        assert answer.get_content().splitlines() == ["Olá!", "  Seu pedido saiu. {{x}} <b>\u202e"]
        assert "Auto-Submitted" not in answer

    def test_is_found_after_it_was_sent_and_not_before(self, box: Box) -> None:
        message = box.asked()
        reply = Outgoing("key-1", message.conversation, Visibility.PUBLIC, "Enviado hoje.")
        assert box.adapter.find(Sighting(reply, time.time())) is None
        remote_id = box.adapter.send(reply)
        assert box.adapter.find(Sighting(reply, time.time())) == remote_id
        other = Outgoing("key-2", message.conversation, Visibility.PUBLIC, "Enviado hoje.")
        assert box.adapter.find(Sighting(other, time.time())) is None

    def test_whose_connection_broke_may_have_been_sent_and_is_found(self, box: Box) -> None:
        message = box.asked()
        reply = Outgoing("key-1", message.conversation, Visibility.PUBLIC, "Enviado hoje.")
        box.server.hangs_up = True
        with pytest.raises(OutcomeUnknown):
            box.adapter.send(reply)
        assert box.adapter.find(Sighting(reply, time.time())) is not None

    @pytest.mark.parametrize(
        ("answer", "error"), [("550 no such user", Refused), ("451 later", NotSent)], ids=str
    )
    def test_that_the_server_does_not_take_goes_to_nobody(
        self, box: Box, answer: str, error: type[Exception]
    ) -> None:
        message = box.asked()
        reply = Outgoing("key-1", message.conversation, Visibility.PUBLIC, "Enviado hoje.")
        before = len(box.server.sent)
        box.server.answers["ana@example.com"] = answer
        try:
            with pytest.raises(error):
                box.adapter.send(reply)
        finally:
            box.server.answers.clear()
        assert len(box.server.sent) == before
        assert box.adapter.find(Sighting(reply, time.time())) is None

    def test_to_a_conversation_that_is_no_longer_there_is_refused(self, box: Box) -> None:
        message = box.asked()
        gone = "bm9uZUBleGFtcGxlLmNvbQ" + message.conversation[-17:]
        with pytest.raises(Refused, match="no longer in the folder"):
            box.adapter.send(Outgoing("key-1", gone, Visibility.PUBLIC, "Enviado."))


class TestANote:
    def test_goes_to_the_agents_and_never_to_the_shopper(self, box: Box) -> None:
        note = box.sent(box.asked(), "Where is my order?", Visibility.INTERNAL)
        assert box.server.sent[-1][0] == [ROSA, SHOP]
        assert "ana@example.com" not in str(note)
        assert note["Auto-Submitted"] == "auto-generated"
        assert box.news() == []

    def test_that_an_agent_answers_is_a_note_of_the_agent_in_the_conversation(self, box: Box) -> None:
        message = box.asked()
        note = box.sent(message, "Where is my order?", Visibility.INTERNAL)
        (answer,) = box.news(mail("! It left today.", From=f"Rosa <{ROSA}>", In_Reply_To=note["Message-ID"]))
        assert (answer.author, answer.author_id) == (Author.AGENT, ROSA)
        assert (answer.conversation, answer.visibility) == (message.conversation, Visibility.INTERNAL)

    def test_cannot_be_answered_by_who_has_not_got_it(self, box: Box) -> None:
        message = box.asked()
        note = box.sent(message, "Where is my order?", Visibility.INTERNAL)["Message-ID"]
        answer = box.sent(message, "Enviado hoje.")["Message-ID"]
        guessed = [answer.replace("<dragoman.p.", "<dragoman.n."), note.replace(note[12:28], "0" * 16)]
        mails = [mail("! It left today.", From=ROSA, In_Reply_To=one) for one in guessed]
        assert box.news(*mails) == []
        (of_eve,) = box.news(mail("! It left today.", From="eve@example.com", In_Reply_To=note))
        assert (of_eve.author, of_eve.conversation != message.conversation) == (Author.SHOPPER, True)

    def test_is_all_that_an_agent_can_answer(self, box: Box) -> None:
        assert box.news(mail("! Hello", From=ROSA), mail("! Hello", From=SHOP)) == []


class TestAPoll:
    def test_reads_again_what_came_since_the_last_one_where_the_folder_is_another_one(self, box: Box) -> None:
        before = box.cursor
        message = box.asked()
        _, last, moment = before.split(":")
        again = events_of(drained(box.adapter, f"1:{last}:{moment}", 0.0))
        assert message.event_id in {event.event_id for event in again}

    def test_takes_twenty_mails_at_a_time(self, box: Box) -> None:
        before = box.cursor
        for number in range(21):
            box.server.receive(mail(f"Olá {number}!"))
        first = box.adapter.poll(before, 0.0)
        assert [first.more, len(first.events)] == [True, 20]
        second = box.adapter.poll(first.cursor, 0.0)
        assert [second.more, len(second.events)] == [False, 1]

    def test_leaves_out_what_came_before_the_connection_was_made(self, box: Box) -> None:
        box.asked()
        assert list(box.adapter.poll(None, time.time() + 600).events) == []


class TestAWatch:
    """Waiting for mail, where the server tells of it (IDLE)."""

    def test_ends_when_a_mail_comes(self, box: Box) -> None:
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(box.adapter.watch, box.cursor, 60.0)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
            box.server.receive(mail("Olá!"))
            assert waiting.result(timeout=60)
        assert [message.text for message in box.news()] == ["Olá!"]

    def test_ends_at_once_where_a_mail_came_before(self, box: Box) -> None:
        box.server.receive(mail("Olá!"))
        assert box.adapter.watch(box.cursor, 600.0)

    def test_ends_when_its_time_is_up(self, box: Box) -> None:
        assert box.adapter.watch(box.cursor, 0.1)
        assert box.news() == []

    def test_has_each_mail_polled_as_it_comes(self, server: MailServer, tmp_path: Path) -> None:
        """The clock stands still, so that no poll is ever due because of the time."""
        rung: Queue[int] = Queue()
        session = GuardedHttp(allow_private=["127.0.0.1"])
        adapter, known = Mail(connection(server), session), connection(server)

        def ring(rows: Sequence[int]) -> None:
            for row in rows:
                rung.put(row)

        with Database.open(tmp_path / "dragoman.sqlite") as database:
            cipher = unlock(database, tmp_path / "keys", {})
            Stores(database, cipher).add(Store("shop", "Shop", "en", ("en", "pt-BR")))
            began = time.time()
            sources = Sources(
                connections=lambda: [known],
                adapter=lambda _store, _name: adapter,
                inbox=Inbox(database, cipher, lambda: began, min_free_bytes=0),
                watermarks=Watermarks(database, cipher),
                ring=ring,
                clock=lambda: began,
            )
            poller = Poller(sources, interval=0.01)
            poller.start()
            try:
                for number in range(3):
                    server.receive(mail(f"Olá {number}!"))
                    while f"Olá {number}!" not in str(sources.inbox.get(rung.get(timeout=60))):
                        continue
            finally:
                poller.stop()
                session.close()

    def test_ends_when_the_session_is_closed(self, server: MailServer) -> None:
        session = GuardedHttp(allow_private=["127.0.0.1"])
        adapter = Mail(connection(server), session)
        cursor = drained(adapter, server.read_up_to, 0.0)[-1].cursor
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(adapter.watch, cursor, 600.0)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
            session.close()
            with pytest.raises(NotSent):
                waiting.result(timeout=60)

    def test_of_a_server_that_cannot_tell_leaves_it_to_the_poll(
        self, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(imaplib.IMAP4, "capability", lambda _self: ("OK", [b"IMAP4rev1 STARTTLS"]))
        assert not box.adapter.watch(box.cursor, 600.0)


class TestTheSettings:
    def test_that_work_are_told_by_the_probe(self, box: Box) -> None:
        assert box.adapter.probe() == f"{SHOP}: INBOX at 127.0.0.1, sent by 127.0.0.1"

    def test_with_a_wrong_password_name_the_cure(self, server: MailServer) -> None:
        with pytest.raises(Refused, match="check username and password"):
            adapter_of(server, "wrong").probe()

    def test_with_a_folder_that_is_not_there_name_it(self, server: MailServer) -> None:
        with pytest.raises(Refused, match="has no folder Nowhere"):
            adapter_of(server, folder="Nowhere").probe()

    def test_of_a_server_that_is_not_there_are_tried_again(self, server: MailServer) -> None:
        with closing(socket.socket()) as deaf:
            deaf.bind(("127.0.0.1", 0))
            with pytest.raises(NotSent, match="no connection"):
                adapter_of(server, imap_port=str(deaf.getsockname()[1])).poll(None, 0.0)

    @pytest.mark.parametrize("allowed", [["127.0.0.1"], []])
    def test_without_tls_are_refused_where_the_owner_did_not_allow_them(
        self, server: MailServer, allowed: list[str]
    ) -> None:
        security = "starttls" if allowed else "plain"
        adapter = Mail(connection(server, security=security), GuardedHttp(allow_private=allowed))
        with pytest.raises((Refused, NotSent)):
            adapter.poll(None, 0.0)

    def test_of_no_address_are_refused(self, server: MailServer) -> None:
        with pytest.raises(DragomanError, match="no e-mail address"):
            adapter_of(server, agents="rosa")

    def test_do_not_show_the_password(self, server: MailServer) -> None:
        adapter = adapter_of(server)
        assert PASSWORD not in f"{adapter!r} {adapter.connection!r} {vars(adapter)!r}"

    def test_take_no_deliveries(self, server: MailServer) -> None:
        with pytest.raises(Rejected):
            check(adapter_of(server), Request(b"{}", {}, {}, 0.0))


class Loop:
    """Dragoman between the mailbox and its people, driven by hand."""

    def __init__(self, server: MailServer, dragoman: Dragoman) -> None:
        self.server = server
        self._dragoman = dragoman
        self.began = time.time() - 1

    def turn(self) -> Sequence[tuple[list[str], str]]:
        """Poll once, work off what that brought, and return the mails that were sent."""
        rows: list[int] = []
        records = self._dragoman.records
        sources = Sources(
            connections=list,
            adapter=self._dragoman.helpdesks.adapter,
            inbox=records.inbox,
            watermarks=records.watermarks,
            ring=rows.extend,
            clock=lambda: self.began,
        )
        before = len(self.server.sent)
        known = records.stores.connection("shop", "mail")
        assert known is not None
        poll_once(sources, known)
        for row in rows:
            work_on(self._dragoman.context, row)
        return [(to, one.get_content()) for to, one in self.server.sent[before:]]


@pytest.fixture
def loop(tmp_path: Path, packs: PackLibrary) -> Iterator[Loop]:
    settings = Settings(data_dir=tmp_path, packs_dir=packs.folder, threads=1, allow_private=("127.0.0.1",))
    with mail_server.running() as server:
        dragoman = Dragoman(settings)
        try:
            dragoman.records.stores.add(Store("shop", "Shop", "en", ("en", "pt-BR")))
            dragoman.records.stores.add_connection(connection(server))
            yield Loop(server, dragoman)
        finally:
            dragoman.stop()


def test_a_shop_with_nothing_but_a_mailbox_is_interpreted(loop: Loop) -> None:
    loop.server.receive(mail("Olá! Onde está meu pedido #73021?", "Pedido"))
    ((to, note),) = loop.turn()
    assert to == [SHOP]
    assert "Where is my order #73021?" in note
    note_id = loop.server.sent[-1][1]["Message-ID"]
    quoting = "\n".join(f"> {line}" for line in note.splitlines())
    answer = f"! It left our warehouse yesterday.\n\nOn Tue, 24 Nov 2026, Shop wrote:\n{quoting}\n"
    loop.server.receive(mail(answer, "Re: Pedido", From=SHOP, In_Reply_To=note_id))
    ((to, reply),) = loop.turn()
    assert to == ["ana@example.com", SHOP]
    assert "armazém ontem" in reply
    assert "73021" not in reply
    assert loop.turn() == []
