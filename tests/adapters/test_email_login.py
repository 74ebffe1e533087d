"""How a mailbox is entered: under TLS, and with tokens instead of a password; on Dovecot and aiosmtpd."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from dragoman.adapter import NotSent, Refused
from dragoman.adapter_tests.polled_contract import drained
from dragoman.domain import Connection, DragomanError, Message, Outgoing, Secret, Store, Visibility
from dragoman.helpdesk_http import GuardedHttp
from dragoman.helpdesk_pacing import PacedHttp
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.grants import Grants
from dragoman.storage.stores import Stores
from dragoman_adapters.email import Mail
from tests.adapters import dovecot, mail_server, token_server
from tests.adapters.mail_server import PASSWORD, SHOP, MailServer
from tests.adapters.token_server import CLIENT, CLIENT_SECRET, TokenServer
from tests.authority import Authority
from tests.scripted_desk import Script, answer, hang_up_after
from tests.scripted_desk import running as scripted

HOST = "mail.shop.example"
LATER = 4000.0

pytestmark = [
    dovecot.needed,
    pytest.mark.filterwarnings("ignore:Session.login_data is deprecated"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


@dataclass
class Place:
    """A mail server, who grants tokens for it, and a session that trusts both."""

    server: MailServer
    tokens: TokenServer
    session: GuardedHttp
    grants: Grants
    now: float = 1000.0

    def adapter(self, credentials: dict[str, str] | None = None, **settings: str) -> Mail:
        given = {
            "address": SHOP,
            "imap_host": HOST,
            "imap_port": str(self.server.imap_port),
            "smtp_host": HOST,
            "smtp_port": str(self.server.smtp_port),
        }
        secrets = {name: Secret(text) for name, text in (credentials or {"password": PASSWORD}).items()}
        connection = Connection("shop", "mail", "email", given | settings, secrets, ())
        return Mail(connection, PacedHttp(self.session, grants=self.grants.of("shop", "mail")))

    def by_token(self, refresh_token: str | None = None, **settings: str) -> Mail:
        secrets = {"client_secret": CLIENT_SECRET}
        if refresh_token:
            secrets["refresh_token"] = refresh_token
        oauth = {"token_url": f"{self.tokens.url}/token", "client_id": CLIENT}
        return self.adapter(secrets, **oauth | settings)

    def exchanged(self, adapter: Mail) -> Message:
        """Let a shopper's mail come and answer it."""
        cursor = drained(adapter, None, 0.0)[-1].cursor
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "ana@example.com", SHOP, "Pedido"
        mail.set_content("Olá!", cte="base64")
        self.server.receive(mail)
        (message,) = adapter.poll(cursor, 0.0).events
        assert isinstance(message, Message)
        adapter.send(Outgoing("key-1", message.conversation, Visibility.PUBLIC, "Oi!"))
        return message


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def servers(authority: Authority) -> Iterator[tuple[MailServer, TokenServer]]:
    with ExitStack() as stack:
        tokens = stack.enter_context(token_server.granting(SHOP))
        imap = dovecot.dovecot(authority.certificate(HOST), tokens.url)
        server = stack.enter_context(mail_server.running(imap, starttls=authority.context(HOST)))
        server.tokens = tokens.good
        yield server, tokens


@pytest.fixture
def place(servers: tuple[MailServer, TokenServer], authority: Authority, tmp_path: Path) -> Iterator[Place]:
    server, tokens = servers
    tokens.good.clear()
    tokens.asked.clear()
    session = GuardedHttp(
        ["127.0.0.1", HOST, "login.microsoftonline.com"],
        authorities=str(authority.file),
        resolver=lambda _host, _port: ["127.0.0.1"],
    )
    with Database.open(tmp_path / "dragoman.sqlite") as database:
        cipher = unlock(database, tmp_path / "keys", {})
        Stores(database, cipher).add(Store("shop", "Shop", "en", ("en", "pt-BR")))
        made = Place(server, tokens, session, Grants(database, cipher, lambda: made.now))
        yield made
    session.close()


class TestALine:
    def test_comes_under_tls_where_the_port_begins_without(self, place: Place) -> None:
        place.exchanged(place.adapter())
        assert place.server.sent[-1][0] == ["ana@example.com", SHOP]

    def test_is_under_tls_from_the_beginning_where_that_is_said(
        self, place: Place, authority: Authority
    ) -> None:
        with mail_server.running(implicit=authority.context(HOST)) as sending:
            adapter = place.adapter(
                imap_port=str(place.server.imaps_port), smtp_port=str(sending.smtp_port), security="tls"
            )
            place.exchanged(adapter)
            assert sending.sent[-1][0] == ["ana@example.com", SHOP]

    @pytest.mark.parametrize("security", ["tls", "starttls"])
    def test_to_a_server_that_cannot_prove_its_name_is_not_used(self, place: Place, security: str) -> None:
        ports = {"tls": place.server.imaps_port, "starttls": place.server.imap_port}
        adapter = place.adapter(imap_host="127.0.0.1", imap_port=str(ports[security]), security=security)
        with pytest.raises(NotSent, match="no TLS with"):
            adapter.poll(None, 0.0)

    def test_does_not_lose_its_tls_to_a_setting_that_is_misspelt(self, place: Place) -> None:
        with pytest.raises(DragomanError, match="must be tls, starttls, plain"):
            place.adapter(security="none")


class TestAToken:
    def test_of_an_app_opens_the_mailbox_and_sends(self, place: Place) -> None:
        place.exchanged(place.by_token(scope="mail.all"))
        (asked,) = place.tokens.asked
        assert asked == {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": CLIENT_SECRET,
            "scope": "mail.all",
        }

    def test_of_microsoft_is_asked_for_with_its_usual_scope(self, place: Place, authority: Authority) -> None:
        host = "login.microsoftonline.com"
        with token_server.granting(SHOP, authority.context(host)) as microsoft:
            url = f"https://{host}:{microsoft.port}/a-tenant/oauth2/v2.0/token"
            with pytest.raises(Refused, match="does not let us in"):
                place.by_token(token_url=url).probe()  # the mail server does not know this one's tokens
            assert microsoft.asked[0]["scope"] == "https://outlook.office365.com/.default"
            place.tokens.good.update(microsoft.good)
            place.by_token(token_url=url).probe()

    def test_for_a_refresh_token_is_kept_also_for_later_processes(self, place: Place) -> None:
        first = place.tokens.refresh_token
        place.exchanged(place.by_token(first))
        place.exchanged(place.by_token(first))
        (asked,) = place.tokens.asked
        assert (asked["grant_type"], asked["refresh_token"]) == ("refresh_token", first)
        assert "scope" not in asked, "what was agreed to counts"

    def test_that_is_over_is_renewed_with_the_refresh_token_that_came_last(self, place: Place) -> None:
        first = place.tokens.refresh_token
        place.by_token(first).probe()
        second = place.tokens.refresh_token
        place.now += LATER
        place.by_token(first).probe()
        assert [asked["refresh_token"] for asked in place.tokens.asked] == [first, second]

    def test_that_is_refused_before_its_time_is_renewed_at_once(self, place: Place) -> None:
        adapter = place.by_token(place.tokens.refresh_token)
        adapter.probe()
        place.tokens.good.clear()
        place.exchanged(adapter)
        assert len(place.tokens.asked) == 2

    def test_that_is_refused_while_sending_is_renewed_at_once(self, place: Place) -> None:
        adapter = place.by_token()
        adapter.probe()
        place.server.tokens = set()
        try:
            with pytest.raises(Refused, match="whether the app may read and send"):
                adapter.probe()
        finally:
            place.server.tokens = place.tokens.good
        assert len(place.tokens.asked) == 2
        adapter.probe()
        assert len(place.tokens.asked) == 2

    def test_for_another_mailbox_is_not_taken_and_the_cure_is_named(self, place: Place) -> None:
        with pytest.raises(Refused, match="whether the app may read and send for the mailbox"):
            place.by_token(username="other@shop.example").probe()

    def test_that_nobody_grants_names_the_cure(self, place: Place) -> None:
        with pytest.raises(Refused, match="agree once more"):
            place.by_token("an old refresh token").probe()

    def test_from_a_server_that_is_not_there_is_asked_for_again(self, place: Place) -> None:
        with pytest.raises(NotSent):
            place.by_token(token_url="http://127.0.0.1:9/token").probe()

    @pytest.mark.parametrize(
        "said",
        [
            answer(200, b"<html>Sign in</html>"),
            answer(200, b"[]"),
            answer(200, b'{"access_token": ""}'),
            answer(200, b'{"access_token": 7, "expires_in": "soon"}'),
            answer(503),
            hang_up_after(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}"),
        ],
        ids=["HTML", "a list", "empty", "a number", "busy", "cut off"],
    )
    def test_from_a_server_that_answers_nonsense_is_asked_for_again(self, place: Place, said: Script) -> None:
        with scripted() as server:
            server.script = said
            adapter = place.by_token(token_url=server.url("127.0.0.1"))
            with pytest.raises(NotSent):
                adapter.probe()
        place.by_token().probe()

    def test_from_an_address_that_leads_elsewhere_is_not_followed(self, place: Place) -> None:
        with scripted() as server:
            server.script = answer(302, Location=f"{place.tokens.url}/token")
            adapter = place.by_token(token_url=server.url("127.0.0.1"))
            with pytest.raises(Refused, match="grants no token"):
                adapter.probe()
        assert place.tokens.asked == []

    @pytest.mark.parametrize("missing", ["client_id", "client_secret"])
    def test_without_an_app_is_a_setting_that_cannot_work(self, place: Place, missing: str) -> None:
        settings = {"token_url": place.tokens.url, "client_id": CLIENT}
        secrets = {"client_secret": CLIENT_SECRET}
        with pytest.raises(DragomanError, match="cannot log in"):
            place.adapter(
                {name: text for name, text in secrets.items() if name != missing} or {"password": PASSWORD},
                **{name: text for name, text in settings.items() if name != missing},
            )

    def test_never_shows(self, place: Place) -> None:
        adapter = place.by_token(place.tokens.refresh_token)
        adapter.probe()
        shown = f"{adapter!r} {adapter.connection!r} {vars(adapter)!r}"
        assert not any(secret in shown for secret in (CLIENT_SECRET, *place.tokens.good))
