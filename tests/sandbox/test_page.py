"""The routes of the live page: for this machine, for the page itself, in two languages."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dragoman.domain import Author, Visibility
from dragoman.sandbox.desk import SandboxDesk
from dragoman.sandbox.server import create_sandbox


@pytest.fixture
def app() -> Flask:
    return create_sandbox(None, "secret", "token")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def desk(app: Flask) -> SandboxDesk:
    desk: SandboxDesk = app.extensions["sandbox"].desk
    return desk


def write(client: FlaskClient, conversation: str, **content: Any) -> TestResponse:
    written = {"author": "shopper", "text": "Olá", **content}
    return client.post(f"/page/conversations/{conversation}/messages", json=written)


def test_each_side_speaks_its_own_language(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<html lang="en">' in page
    assert "Send translated" in page
    assert "Olá! Como podemos ajudar?" in page


def test_the_agents_side_is_available_in_portuguese_and_the_shop_in_english(client: FlaskClient) -> None:
    page = client.get("/?locale=pt_BR&shopper=en").text
    assert '<html lang="pt-BR">' in page
    assert "Enviar traduzido" in page
    assert "Hello! How can we help?" in page


def test_odd_languages_in_the_address_do_no_harm(client: FlaskClient) -> None:
    page = client.get('/?locale="><script>&shopper="><script>')
    assert page.status_code == 200
    assert '"><script>' not in page.text


def test_the_page_carries_nothing_inline_and_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son\w+=|javascript:", answer.text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", answer.text)


def test_people_write_and_read(client: FlaskClient, desk: SandboxDesk) -> None:
    conversation = client.post("/page/conversations", json={"language": "pt-BR"}).get_json()["id"]
    assert write(client, conversation).status_code == 201
    assert (
        write(client, conversation, author="agent", visibility="internal note", text="! Hi").status_code
        == 201
    )
    state = client.get(f"/page/state?conversation={conversation}").get_json()
    assert [(one["author"], one["public"], one["text"]) for one in state["messages"]] == [
        ("shopper", True, "Olá"),
        ("agent", False, "! Hi"),
    ]
    assert state["conversations"][0]["name"] == "Ana Souza"
    assert desk.conversation(conversation).shopper.locale == "pt-BR"


def test_nobody_on_the_page_writes_as_an_integration(client: FlaskClient, desk: SandboxDesk) -> None:
    assert write(client, desk.open("Ana").id, author="bot").status_code == 422


def test_the_language_an_integration_found_is_named_in_the_agents_language(
    client: FlaskClient, desk: SandboxDesk
) -> None:
    desk.post(desk.open("Ana").id, Author.BOT, "Note", visibility=Visibility.INTERNAL, language="pt-BR")
    names = [
        client.get(f"/page/state?locale={locale}").get_json()["conversations"][0]["language_name"]
        for locale in ("en", "pt_BR")
    ]
    assert names == ["Portuguese (Brazil)", "português (Brasil)"]


def test_nothing_new_is_a_short_answer(client: FlaskClient, desk: SandboxDesk) -> None:
    conversation = desk.open("Ana").id
    path = f"/page/state?conversation={conversation}"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    write(client, conversation)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_forgotten_conversation_has_no_messages(client: FlaskClient) -> None:
    assert client.get("/page/state?conversation=gone").get_json()["messages"] == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "[::2]"]
)
def test_a_foreign_name_that_leads_here_gets_nothing(client: FlaskClient, host: str) -> None:
    for path in ("/", "/page/state"):
        assert client.get(path, headers={"Host": host}).status_code == 403


def test_another_machine_gets_nothing(client: FlaskClient) -> None:
    assert client.get("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_cannot_write(client: FlaskClient, desk: SandboxDesk, headers: dict[str, str]) -> None:
    conversation = desk.open("Ana").id
    path = f"/page/conversations/{conversation}/messages"
    answer = client.post(path, json={"author": "shopper", "text": "Olá"}, headers=headers)
    assert answer.status_code == 403
    assert desk.messages(conversation) == []


def test_a_form_of_another_site_is_no_json(client: FlaskClient, desk: SandboxDesk) -> None:
    path = f"/page/conversations/{desk.open('Ana').id}/messages"
    answer = client.post(path, data='{"author": "shopper", "text": "Olá"}', content_type="text/plain")
    assert answer.status_code == 415


def test_a_message_that_was_given_up_is_delivered_again_on_request(
    client: FlaskClient, desk: SandboxDesk
) -> None:
    conversation = desk.open("Ana").id
    message = desk.post(conversation, Author.SHOPPER, "Olá").id
    path = f"/page/conversations/{conversation}/messages"
    assert client.post(f"{path}/{message}/deliver").status_code == 200
    assert client.post(f"{path}/unknown/deliver").status_code == 404
