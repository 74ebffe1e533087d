import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.adapter import NotSent, OutcomeUnknown, Refused, Security
from dragoman.helpdesk_http import LARGEST_ANSWER, GuardedHttp, retry_after
from dragoman.helpdesk_transport import is_public, resolve
from tests.authority import Authority
from tests.scripted_desk import Script, ScriptedDesk, answer, drip_after, hang_up_after, running

SECRET = "a-password-of-the-desk"


@pytest.fixture
def desk() -> Iterator[ScriptedDesk]:
    with running() as desk:
        yield desk


@contextmanager
def session(*allow_private: str, **options: object) -> Iterator[GuardedHttp]:
    http = GuardedHttp(allow_private or ("localhost", "127.0.0.1", "desk.example"), **options)  # type: ignore[arg-type]
    try:
        yield http
    finally:
        http.close()


def at(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


class TestAnAnswer:
    def test_is_read_as_json_with_names_of_headers_in_lower_case(self, desk: ScriptedDesk) -> None:
        desk.script = answer(201, '{"text": "está"}'.encode(), X_Request_Id="7")
        with session() as http:
            response = http.request("POST", desk.url())
        assert (response.status, response.json) == (201, {"text": "está"})
        assert response.headers["x-request-id"] == "7"

    def test_without_a_body_is_none(self, desk: ScriptedDesk) -> None:
        desk.script = answer(200, b"")
        with session() as http:
            assert http.request("DELETE", desk.url()).json is None

    @pytest.mark.parametrize(
        ("script", "why"),
        [
            (answer(200, b"<html>ok</html>"), "not in JSON"),
            (answer(200, b"[" * 200_000), "not in JSON"),
            (answer(200, b"\xff\xfe\xff"), "not in JSON"),
            (answer(200, b"1" * (LARGEST_ANSWER + 1)), "more than"),
            (hang_up_after(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}"), "broke off"),
            (hang_up_after(b""), "broke"),
            (hang_up_after(b"this is not HTTP\r\n\r\n"), "broke"),
        ],
        ids=["HTML", "nested too deeply", "not UTF-8", "too long", "cut off", "none at all", "not HTTP"],
    )
    def test_that_cannot_be_read_leaves_the_outcome_open(
        self, desk: ScriptedDesk, script: Script, why: str
    ) -> None:
        desk.script = script
        with session() as http, pytest.raises(OutcomeUnknown, match=why):
            http.request("PUT", desk.url(), json={})

    @pytest.mark.parametrize(
        "beginning",
        [
            b"",
            b"HTTP/1.1 200 OK\r\nX-Slow: ",
            b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n\r\n",
        ],
        ids=["in its status", "in its headers", "in its body", "in a body without an end"],
    )
    def test_that_drips_is_not_waited_for(self, desk: ScriptedDesk, beginning: bytes) -> None:
        desk.script = drip_after(beginning)
        with session(total_seconds=0.5) as http, pytest.raises(OutcomeUnknown):
            http.request("PUT", desk.url(), json={})

    def test_that_never_comes_is_not_waited_for(self, desk: ScriptedDesk) -> None:
        desk.script = lambda exchange: exchange.wait()
        with session(total_seconds=0.5) as http, pytest.raises(OutcomeUnknown):
            http.request("PUT", desk.url(), json={})


class TestAStatus:
    @pytest.mark.parametrize(
        ("status", "delay", "expected"),
        [(429, None, None), (429, "17", 17.0), (503, "17", 17.0)],
    )
    def test_that_turns_us_away_means_not_sent(
        self, desk: ScriptedDesk, status: int, delay: str | None, expected: float | None
    ) -> None:
        desk.script = answer(status, Retry_After=delay) if delay else answer(status)
        with session() as http, pytest.raises(NotSent) as caught:
            http.request("PUT", desk.url(), json={})
        assert caught.value.retry_after == expected

    @pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 599])
    def test_of_a_server_in_trouble_leaves_the_outcome_open(self, desk: ScriptedDesk, status: int) -> None:
        desk.script = answer(status)
        with session() as http, pytest.raises(OutcomeUnknown, match=str(status)):
            http.request("PUT", desk.url(), json={})

    @pytest.mark.parametrize(
        ("status", "cure"),
        [
            (400, "does not accept"),
            (401, "check the credentials"),
            (403, "scopes"),
            (404, "address"),
            (409, "same moment"),
            (413, "shorten"),
            (422, "closed"),
            (499, "does not accept"),
        ],
    )
    def test_that_refuses_is_named_with_its_cure_and_without_the_body(
        self, desk: ScriptedDesk, status: int, cure: str
    ) -> None:
        desk.script = answer(status, f'{{"error": "{SECRET}"}}'.encode())
        with session() as http, pytest.raises(Refused, match=cure) as caught:
            http.request("PUT", desk.url(), json={})
        assert caught.value.status == status
        assert str(status) in str(caught.value)
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_that_redirects_is_refused_and_not_followed(self, desk: ScriptedDesk, status: int) -> None:
        with running() as elsewhere, session() as http:
            desk.script = answer(status, Location=elsewhere.url("127.0.0.1"))
            with pytest.raises(Refused, match="redirect"):
                http.request("GET", desk.url())
            assert not elsewhere.exchanges


class TestARequest:
    def test_carries_a_form(self, desk: ScriptedDesk) -> None:
        form = {"grant_type": "refresh_token", "scope": "a b&c=é"}
        with session() as http:
            http.request("POST", desk.url(), form=form)
        (exchange,) = desk.exchanges
        assert "Content-Type: application/x-www-form-urlencoded" in exchange.head
        assert dict(parse_qsl(exchange.body.decode())) == form

    def test_carries_json_parameters_and_login(self, desk: ScriptedDesk) -> None:
        with session() as http:
            http.request(
                "PUT",
                desk.url(path="/api"),
                json={"text": "Olá {}"},
                params={"page[size]": "10"},
                headers={"X-Ours": "yes"},
                auth=("bot@shop.example/token", "t"),
            )
        exchange = desk.exchanges[0]
        assert exchange.head.startswith("PUT /api?page%5Bsize%5D=10 HTTP/1.1")
        assert "Authorization: Basic Ym90QHNob3AuZXhhbXBsZS90b2tlbjp0" in exchange.head
        assert "X-Ours: yes" in exchange.head
        assert "Accept: application/json" in exchange.head
        assert exchange.body == b'{"text": "Ol\\u00e1 {}"}'

    def test_asks_for_no_compression_under_which_the_cap_would_mean_nothing(self, desk: ScriptedDesk) -> None:
        with session() as http:
            http.request("GET", desk.url())
        assert "Accept-Encoding: identity" in desk.exchanges[0].head

    def test_obeys_no_proxy_and_no_netrc_of_the_machine(
        self, desk: ScriptedDesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text(f"machine localhost login someone password {SECRET}\n")
        monkeypatch.setenv("NETRC", str(netrc))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        with session() as http:
            http.request("GET", desk.url())
        assert "Authorization" not in desk.exchanges[0].head

    def test_brings_back_no_cookie(self, desk: ScriptedDesk) -> None:
        desk.script = answer(Set_Cookie="visitor=1")
        with session() as http:
            http.request("GET", desk.url())
            http.request("GET", desk.url())
        assert "Cookie:" not in desk.exchanges[1].head

    def test_is_logged_without_ids_query_or_body(
        self, desk: ScriptedDesk, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG, logger="dragoman"), session() as http:
            http.request(
                "PUT", desk.url(path="/api/v2/tickets/5158/tags"), json={"b": SECRET}, params={"q": SECRET}
            )
        (record,) = caplog.records
        assert record.getMessage().startswith("PUT localhost/api/v2/tickets/{id}/tags: 200, ")

    @pytest.mark.parametrize("url", ["", "//desk", "https://", "http://[::1", "https://\u2024/"])
    def test_to_no_address_is_refused(self, url: str) -> None:
        with session() as http, pytest.raises(Refused, match=r"connection's settings|must be like"):
            http.request("GET", url)


class TestAConnection:
    def test_that_is_refused_means_not_sent(self) -> None:
        with running() as gone:
            pass
        with session() as http, pytest.raises(NotSent, match="Connection refused"):
            http.request("PUT", gone.url(), json={})

    def test_to_a_name_that_does_not_resolve_means_not_sent(self) -> None:
        def fail(host: str, port: int) -> list[str]:
            raise OSError

        with session(resolver=fail) as http, pytest.raises(NotSent, match="does not resolve"):
            http.request("PUT", "https://desk.example/", json={})

    def test_tries_the_next_address_of_a_name(self, desk: ScriptedDesk) -> None:
        with session(resolver=at("127.0.0.2", "127.0.0.1")) as http:
            assert http.request("GET", desk.url("desk.example")).status == 200

    def test_goes_to_the_address_that_was_checked_and_asks_only_once(self, desk: ScriptedDesk) -> None:
        asked = []

        def once(host: str, port: int) -> list[str]:
            asked.append((host, port))
            return ["127.0.0.1"]

        with session(resolver=once) as http:
            http.request("GET", desk.url("desk.example"))
        assert asked == [("desk.example", desk.port)]
        assert f"Host: desk.example:{desk.port}\r\n" in desk.exchanges[0].head


class TestThePrivateNetwork:
    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"],
    )
    def test_is_refused_however_its_address_is_written(self, desk: ScriptedDesk, host: str) -> None:
        with session("another.example") as http, pytest.raises(Refused, match="allow_private"):
            http.request("GET", f"https://{host}:{desk.port}/")
        assert not desk.exchanges

    def test_is_refused_when_only_one_address_of_a_name_lies_in_it(self) -> None:
        with (
            session("another.example", resolver=at("8.8.8.8", "10.0.0.1")) as http,
            pytest.raises(Refused, match="private network"),
        ):
            http.request("GET", "https://desk.example/")

    def test_is_open_to_hosts_that_the_owner_allows(self, desk: ScriptedDesk) -> None:
        with session("LOCALHOST") as http:
            assert http.request("GET", desk.url()).status == 200

    @pytest.mark.parametrize("url", ["http://1.1.1.1/", "ftp://localhost/", "file://localhost/etc/passwd"])
    def test_and_everything_without_tls_is_refused_elsewhere(self, url: str) -> None:
        with session() as http, pytest.raises(Refused, match="https"):
            http.request("GET", url)

    def test_a_password_in_an_address_is_refused_and_not_repeated(self) -> None:
        with session() as http, pytest.raises(Refused, match="no password") as caught:
            http.request("GET", f"https://someone:{SECRET}@localhost/")
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        ("address", "public"),
        [
            ("8.8.8.8", True),
            ("2001:4860:4860::8888", True),
            ("0.0.0.0", False),  # noqa: S104
            ("10.0.3.7", False),
            ("100.64.0.1", False),
            ("127.0.0.1", False),
            ("169.254.169.254", False),
            ("224.0.0.1", False),
            ("255.255.255.255", False),
            ("::", False),
            ("::1", False),
            ("::10.0.0.1", False),
            ("::ffff:8.8.8.8", True),
            ("::ffff:169.254.169.254", False),
            ("::ffff:0:10.0.0.1", False),
            ("64:ff9b::8.8.8.8", True),
            ("64:ff9b::169.254.169.254", False),
            ("64:ff9b:1::10.0.0.1", False),
            ("2002:a00:1::", False),
            ("2001:0:1::1", False),
            ("fd00::1", False),
            ("fe80::1%eth0", False),
            ("fec0::1", False),
            ("ff02::1", False),
            ("desk.example", False),
        ],
    )
    def test_is_told_from_the_public_one(self, address: str, public: bool) -> None:
        assert is_public(address) is public

    @given(st.integers(0, (1 << 32) - 1).map(IPv4Address))
    def test_is_not_hidden_by_what_an_address_is_wrapped_in(self, address: IPv4Address) -> None:
        mapped = ip_address(int(ip_address("::ffff:0:0")) + int(address))
        translated = ip_address(int(ip_address("64:ff9b::")) + int(address))
        assert is_public(str(mapped)) == is_public(str(translated)) == is_public(str(address))

    def test_names_come_out_as_numbers(self) -> None:
        assert resolve("0x7f.1", 80) == ["127.0.0.1"]


class TestRetryAfter:
    NOW = 1_795_428_000.0

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("0", 0.0),
            (" 41 ", 41.0),
            ("9" * 400, 86_400.0),
            ("-5", None),
            ("soon", None),
            ("", None),
            (None, None),
            ("²", None),
        ],
    )
    def test_may_be_seconds(self, value: str | None, expected: float | None) -> None:
        assert retry_after(value, self.NOW) == expected

    @pytest.mark.parametrize(("offset", "expected"), [(90, 90.0), (-90, 0.0), (400_000, 86_400.0)])
    def test_may_be_a_date(self, offset: int, expected: float) -> None:
        moment = dt.datetime.fromtimestamp(self.NOW + offset, dt.UTC)
        assert retry_after(format_datetime(moment, usegmt=True), self.NOW) == expected


class TestTls:
    @pytest.fixture
    def authority(self, tmp_path: Path) -> Authority:
        return Authority(tmp_path)

    def test_is_proven_against_the_name_although_the_connection_goes_to_a_number(
        self, authority: Authority
    ) -> None:
        with authority.desk("desk.example") as desk, self.trusting(authority) as http:
            assert http.request("GET", f"https://desk.example:{desk.port}/").status == 200
            assert f"Host: desk.example:{desk.port}\r\n" in desk.exchanges[0].head

    def test_with_the_certificate_of_another_name_sends_nothing(self, authority: Authority) -> None:
        with authority.desk("thief.example") as desk, self.trusting(authority) as http:
            with pytest.raises(NotSent, match="Hostname mismatch"):
                http.request("PUT", f"https://desk.example:{desk.port}/", json={})
            assert not desk.exchanges

    def test_with_a_certificate_that_nobody_vouches_for_sends_nothing(self, authority: Authority) -> None:
        with authority.desk("desk.example") as desk, session(resolver=at("127.0.0.1")) as http:
            with pytest.raises(NotSent, match="unable to get local issuer"):
                http.request("PUT", f"https://desk.example:{desk.port}/", json={})
            assert not desk.exchanges

    def test_that_drips_is_cut_as_well(self, authority: Authority) -> None:
        with authority.desk("desk.example") as desk, self.trusting(authority, total_seconds=1.0) as http:
            desk.script = drip_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
            with pytest.raises(OutcomeUnknown):
                http.request("PUT", f"https://desk.example:{desk.port}/", json={})

    def test_of_a_line_is_proven_as_well(self, authority: Authority) -> None:
        with (
            authority.desk("desk.example") as desk,
            self.trusting(authority) as http,
            http.line("desk.example", desk.port, Security.TLS) as line,
        ):
            line.socket.sendall(b"GET / HTTP/1.1\r\nHost: desk.example\r\n\r\n")
            assert line.socket.recv(8) == b"HTTP/1.1"
        with authority.desk("thief.example") as desk, self.trusting(authority) as http:
            line_to_thief = http.line("desk.example", desk.port, Security.TLS)
            with pytest.raises(NotSent, match="Hostname mismatch"), line_to_thief:
                pass

    @pytest.mark.parametrize("security", Security)
    def test_of_a_line_does_not_lead_into_a_private_network(self, security: Security) -> None:
        line = GuardedHttp(resolver=at("127.0.0.1")).line("desk.example", 993, security)
        with pytest.raises(Refused, match="allow_private"), line:
            pass

    @staticmethod
    @contextmanager
    def trusting(authority: Authority, **options: float) -> Iterator[GuardedHttp]:
        with session(resolver=at("127.0.0.1"), authorities=str(authority.file), **options) as http:
            yield http
