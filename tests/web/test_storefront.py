"""The chat in the shop over HTTP: who may read and write what, how much, and that it is one conversation."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from dragoman.domain import Connection, Secret
from dragoman.storage.erasure import erase
from dragoman.storage.outgoing import Outbox
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from dragoman.web.storefront.chat import LONGEST_TEXT
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, FakeShopify, proxied, session_token
from tests.web.served import STORE, Served, serving

CHAT = f"/storefront/{STORE.id}/shopify"
KEY = "0123456789abcdef" * 2
OTHER_KEY = "fedcba9876543210" * 2


def connect(served: Served, name: str = "shopify") -> None:
    settings = {"shop": SHOP, "client_id": CLIENT_ID}
    made = Connection(STORE.id, name, "shopify", settings, {}, (Secret(CLIENT_SECRET),))
    served.dragoman.records.stores.add_connection(made)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), packs.folder, reply_wait=0.0) as running:
        connect(running)
        connect(running, "second")
        yield running


def ask(served: Served, path: str, body: Any, *, chat: str = CHAT, **visitor: Any) -> requests.Response:
    return served.call("POST", f"{chat}/{path}?{proxied(**visitor)}", json=body)


def begun(served: Served, **visitor: Any) -> str:
    answer = ask(served, "begin", {}, **visitor)
    assert answer.status_code == 200
    return str(answer.json()["pass"])


def write(served: Served, shown: str, text: str = "Olá", key: str = KEY, **visitor: Any) -> requests.Response:
    return ask(served, "write", {"pass": shown, "key": key, "text": text, "locale": "pt-BR"}, **visitor)


def read(served: Served, shown: str, **visitor: Any) -> list[dict[str, Any]]:
    answer = ask(served, "read", {"pass": shown}, **visitor)
    assert answer.status_code == 200
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


def reply(served: Served, shown: str, text: str, key: str) -> None:
    remote_id = shown.partition(".")[0]
    conversation = served.dragoman.records.conversations.by_remote(STORE.id, "shopify", remote_id)
    assert conversation is not None
    sent = served.api(
        "POST",
        f"/conversations/{conversation.id}/reply",
        json={"text": text, "mode": "send"},
        headers={"Idempotency-Key": key},
    )
    assert sent.status_code == 202
    served.work()


def test_a_shopper_and_an_agent_understand_each_other_and_both_see_what_was_written(served: Served) -> None:
    shown = begun(served)
    assert write(served, shown, "Onde está o meu pedido #48213?").status_code == 202
    served.work()
    reply(served, shown, "Your order #48213 arrives on Friday.", "k1")

    asked, answered = read(served, shown)
    assert (asked["mine"], asked["text"], asked["original"]) == (True, "Onde está o meu pedido #48213?", None)
    assert answered["mine"] is False
    assert answered["original"] == "Your order #48213 arrives on Friday."
    assert answered["original_language"] == "en"
    assert "#48213" in answered["text"]
    assert "sexta" in answered["text"]

    remote_id = shown.partition(".")[0]
    ours = served.dragoman.records.conversations.by_remote(STORE.id, "shopify", remote_id)
    assert ours is not None
    seen = served.api("GET", f"/conversations/{ours.id}").json()
    assert [one["direction"] for one in seen["messages"]] == ["inbound", "outbound"]
    assert seen["messages"][1]["translation"] == answered["text"]
    assert "Where is my order #48213?" in seen["notes"][0]["text"]


def test_a_reply_that_is_held_never_reaches_the_shopper(served: Served) -> None:
    shown = begun(served)
    write(served, shown, "xq zkj wvu")
    served.work()
    reply(served, shown, "Your order left today.", "k2")
    assert [one["mine"] for one in read(served, shown)] == [True]


def test_the_same_key_again_is_the_same_message(served: Served) -> None:
    shown = begun(served)
    for _ in range(2):
        assert write(served, shown).status_code == 202
    served.work()
    assert len(read(served, shown)) == 1


def test_what_was_seen_is_not_sent_again(served: Served) -> None:
    shown = begun(served)
    version = ask(served, "read", {"pass": shown}).json()["version"]
    assert ask(served, "read", {"pass": shown, "seen": version}).status_code == 204


def test_a_pass_is_good_for_its_visitor_its_connection_and_nothing_else(served: Served) -> None:
    anonymous, customer = begun(served), begun(served, logged_in_customer_id="42")
    assert read(served, customer, logged_in_customer_id="42") == []
    for shown, visitor in (
        (customer, {}),
        (customer, {"logged_in_customer_id": "43"}),
        (anonymous, {"logged_in_customer_id": "42"}),
        (f"{anonymous[:-1]}{'0' if anonymous[-1] != '0' else '1'}", {}),
        (f"{customer.partition('.')[0]}.{anonymous.partition('.')[2]}", {}),
        ("", {}),
        ("x" * 65, {}),
    ):
        for answer in (
            ask(served, "read", {"pass": shown}, **visitor),
            write(served, shown, **visitor),
        ):
            assert answer.status_code == 403
    second = f"/storefront/{STORE.id}/second"
    assert ask(served, "read", {"pass": anonymous}, chat=second).status_code == 403


def test_a_customer_who_is_logged_in_is_known_by_the_shops_id_and_nobody_by_what_they_say(
    served: Served,
) -> None:
    customer, anonymous = begun(served, logged_in_customer_id="42"), begun(served)
    write(served, customer, logged_in_customer_id="42")
    write(served, anonymous)
    records = served.dragoman.records
    known = [
        records.conversations.by_remote(STORE.id, "shopify", shown.partition(".")[0])
        for shown in (customer, anonymous)
    ]
    assert [one.person for one in known if one] == ["42", f"visitor-{anonymous.partition('.')[0]}"]


@pytest.mark.parametrize(
    "query",
    ["", proxied("another secret"), proxied(at=1_700_000_000.0), proxied(shop="another.myshopify.com")],
    ids=["unsigned", "another secret", "old", "another shop"],
)
def test_what_the_shop_did_not_forward_is_answered_by_401(served: Served, query: str) -> None:
    for path in ("begin", "read", "write"):
        assert served.call("POST", f"{CHAT}/{path}?{query}", json={}).status_code == 401


def test_only_a_connection_that_is_a_storefront_has_a_chat(served: Served) -> None:
    for name in ("chat", "nothing"):
        assert ask(served, "begin", {}, chat=f"/storefront/{STORE.id}/{name}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 20_000, 400),
        (b"[]", 422),
        (b'{"text": "x"}', 422),
        (b'{"key": "1", "pass": "x", "text": "x"}', 422),
        (json.dumps({"key": KEY, "pass": "x", "text": " \n"}).encode(), 422),
        (json.dumps({"key": KEY, "pass": "x", "text": "a\0b"}).encode(), 422),
        (json.dumps({"key": KEY, "pass": "x", "text": "\ud800"}).encode(), 422),
        (json.dumps({"key": KEY, "pass": "x", "text": "x", "locale": "<b>"}).encode(), 422),
        (json.dumps({"key": KEY, "pass": "x", "text": "x", "customer": "42"}).encode(), 422),
        (json.dumps({"key": KEY, "pass": "x", "text": "x" * (LONGEST_TEXT + 1)}).encode(), 422),
        (b'{"text": "' + b"x" * 30_000 + b'"}', 413),
    ],
    ids=lambda part: ascii(part)[:30],
)
def test_a_body_that_does_not_fit_is_refused(served: Served, body: bytes, status: int) -> None:
    answer = served.call("POST", f"{CHAT}/write?{proxied()}", data=body)
    assert answer.status_code == status


def test_who_writes_too_fast_is_told_when_to_go_on(served: Served) -> None:
    shown = begun(served)
    answers = [write(served, shown, f"Olá {number}", f"{number:032x}") for number in range(11)]
    assert [one.status_code for one in answers] == [202] * 10 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3


def test_an_answer_that_was_broken_off_reaches_the_shopper_once(
    tmp_path: Path, packs: PackLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends after the answer was marked as being sent, and before it was recorded as sent."""
    with serving(tmp_path, packs.folder, reply_wait=0.0, helpdesk_timeout=0.1, quiet=0.11) as served:
        connect(served)
        shown = begun(served)
        write(served, shown, "Onde está o meu pedido?")
        served.work()
        with monkeypatch.context() as patch:
            patch.setattr(Outbox, "record", _end)
            reply(served, shown, "It arrives on Friday.", "k")
        assert [one["mine"] for one in read(served, shown)] == [True]
        inbox = served.dragoman.records.inbox
        inbox.void_leases()
        served.until(lambda: bool(inbox.due(1)))
        served.work()
        assert [one["mine"] for one in read(served, shown)] == [True, False]


def _end(*_: object) -> None:
    raise RuntimeError("the process ends here")


def test_an_erased_customer_is_gone_from_the_chat(tmp_path: Path, packs: PackLibrary) -> None:
    with serving(tmp_path, packs.folder) as served:
        connect(served)
        shown = begun(served, logged_in_customer_id="42")
        write(served, shown, "Onde está o meu pedido?", logged_in_customer_id="42")
        served.work()
        assert len(read(served, shown, logged_in_customer_id="42")) == 1
        records = served.dragoman.records
        erase(records.database, records.cipher, STORE.id, "42", now=0.0, dry_run=False)
        assert read(served, shown, logged_in_customer_id="42") == []


def test_the_desks_page_runs_no_script_but_its_own_and_speaks_the_agents_language(served: Served) -> None:
    page = served.call("GET", "/desk", headers={"Accept-Language": "pt-BR"})
    assert page.status_code == 200
    assert "Escolha uma conversa." in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text
    assert "style=" not in page.text


def test_notes_of_another_stores_conversation_cannot_be_read(served: Served) -> None:
    path = f"/api/v1/stores/another/conversations/{'0' * 32}"
    token = served.tokens[Role.AGENT]
    assert served.call("GET", path, headers={"Authorization": f"Bearer {token}"}).status_code == 403


@pytest.fixture(scope="module")
def shop(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeShopify]:
    with FakeShopify(tmp_path_factory.mktemp("app"), "http://127.0.0.1:9") as shop:
        settings = {
            "shop": SHOP,
            "client_id": CLIENT_ID,
            "base_url": shop.url,
            "install": "token_exchange",
        }
        made = Connection(STORE.id, "exchanging", "shopify", settings, {}, (Secret(CLIENT_SECRET),))
        served.dragoman.records.stores.add_connection(made)
        yield shop


class TestTheAppInTheAdmin:
    """The page that the shop's admin shows in a frame: with it, the app is let in."""

    APP = f"/storefront/{STORE.id}/exchanging/app"

    def test_lets_the_app_in_and_may_stand_in_the_admins_frame_alone(
        self, served: Served, shop: FakeShopify
    ) -> None:
        query = urlencode({"shop": SHOP, "id_token": session_token(), "embedded": "1", "locale": "pt-BR"})
        answer = served.call("GET", f"{self.APP}?{query}")
        assert answer.status_code == 200
        assert '<html lang="pt-BR">' in answer.text
        policy = answer.headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors https://{SHOP} https://admin.shopify.com")
        assert CLIENT_ID in served.dragoman.helpdesks.adapter(STORE.id, "exchanging").probe()

    @pytest.mark.parametrize(
        "token", ["", "a.b.c", session_token("another secret")], ids=["none", "junk", "forged"]
    )
    def test_asks_nothing_of_the_shop_where_nothing_is_proven(
        self, served: Served, shop: FakeShopify, token: str
    ) -> None:
        before = len(shop.asked)
        answer = served.call("GET", f"{self.APP}?{urlencode({'id_token': token})}")
        assert answer.status_code == 401
        assert "under Apps" in answer.json()["detail"]
        assert len(shop.asked) == before

    def test_says_what_the_shop_refused(self, served: Served, shop: FakeShopify) -> None:
        shop.secrets = set()
        answer = served.call("GET", f"{self.APP}?{urlencode({'id_token': session_token()})}")
        shop.secrets = {CLIENT_SECRET}
        assert (answer.status_code, "credentials" in answer.json()["detail"]) == (502, True)

    def test_is_not_there_for_apps_that_log_in_otherwise(self, served: Served) -> None:
        query = urlencode({"id_token": session_token()})
        assert served.call("GET", f"{CHAT}/app?{query}").status_code == 401
        assert served.call("GET", f"/storefront/{STORE.id}/nothing/app?{query}").status_code == 404
