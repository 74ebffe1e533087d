"""A model behind an address: asked in OpenAI's words, and whatever it answers, a draft or a clear refusal."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from dragoman.domain import Author, Secret
from dragoman.evidence import Evidence, EvidenceKind
from dragoman.helpdesk_http import GuardedHttp
from dragoman.replies.draft import Turn, WriterFailed
from dragoman.replies.writers.endpoint import EndpointWriter
from tests.replies.writers.asking import QUESTION
from tests.scripted_desk import Exchange, Script, ScriptedDesk, answer, drip_after, hang_up_after, running


def said(text: Any) -> Script:
    """Return a script that answers as the interface does."""
    body = {"choices": [{"message": {"role": "assistant", "content": text}}]}
    return answer(body=json.dumps(body).encode())


@pytest.fixture
def model() -> Iterator[ScriptedDesk]:
    with running() as desk:
        desk.script = said("You can return an item within 14 days. [1]")
        yield desk


@pytest.fixture
def writer(model: ScriptedDesk) -> Iterator[EndpointWriter]:
    with closing(GuardedHttp(["localhost"], total_seconds=2.0)) as http:
        yield EndpointWriter(http, model.url(path="/v1"), "small", Secret("k3y"))


def test_a_model_is_asked_and_what_it_says_is_a_draft(model: ScriptedDesk, writer: EndpointWriter) -> None:
    draft = writer.write(QUESTION)
    assert draft.text == "You can return an item within 14 days."
    assert draft.sentences[0].cites == ("p1",)
    (exchange,) = model.exchanges
    body = json.loads(exchange.body)
    assert (body["model"], body["temperature"]) == ("small", 0)
    assert exchange.head.startswith("POST /v1/chat/completions ")
    assert "Authorization: Bearer k3y" in exchange.head


def test_who_the_shopper_is_does_not_leave_the_machine(model: ScriptedDesk, writer: EndpointWriter) -> None:
    model.script = said("Your order <ORDER-ID-2> is shipped. [2]")
    draft = writer.write(QUESTION)
    sent = model.exchanges[0].body.decode()
    assert not any(personal in sent for personal in ("ana@example.com", "912 345 678", "#1001"))
    assert draft.text == "Your order #1001 is shipped."


def test_names_that_people_give_do_not_leave_the_machine_and_come_back_in_the_answer(
    model: ScriptedDesk, writer: EndpointWriter
) -> None:
    turns = (
        Turn(Author.SHOPPER, "My name is Inês Castro. How long can I return order #1001?"),
        Turn(Author.AGENT, "Hi Inês, one moment."),
        Turn(Author.SHOPPER, "Castro is on the parcel. Ana Reis gets it: ana.reis@example.com\nThanks, Inês"),
    )
    model.script = said("<NAME-1>, you can return an item within 14 days. [1]")
    draft = writer.write(replace(QUESTION, turns=turns))
    sent = json.dumps(json.loads(model.exchanges[0].body), ensure_ascii=False)
    assert not any(name in sent for name in ("Inês", "Castro", "Ana", "Reis", "In\\u00eas"))
    assert draft.text == "Inês Castro, you can return an item within 14 days."


def test_a_product_is_asked_for_by_its_name_whoever_else_is_called_so(
    model: ScriptedDesk, writer: EndpointWriter
) -> None:
    turns = (Turn(Author.SHOPPER, "My name is Aurora Reis. How much is the Aurora lamp?"),)
    lamp = Evidence("lamp", EvidenceKind.PRODUCT, "The Aurora lamp costs €30.", "Aurora lamp")
    writer.write(replace(QUESTION, turns=turns, evidence=(lamp,)))
    sent = model.exchanges[0].body.decode()
    assert "the Aurora lamp" in sent
    assert "Reis" not in sent


@pytest.mark.parametrize(
    "script",
    [
        answer(body=b'{"choices": []}'),
        said(None),
        said("x" * 9000),
        answer(body=b'["not", "an", "object"]'),
        answer(body=b"data: garbage\n\ndata: [DONE]\n"),
        answer(body=b'"' + b"x" * (3 << 20) + b'"'),
        answer(401, b'{"error": {"message": "Incorrect API key"}}'),
        answer(429, b'{"error": {"message": "slow down"}}'),
        answer(500, b"<html>oops</html>"),
        answer(302, b"", location="http://127.0.0.1/other"),
        hang_up_after(b"HTTP/1.1 200 OK\r\nContent-Le"),
        drip_after(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        Exchange.wait,
    ],
)
def test_whatever_else_comes_back_is_a_refusal_that_names_the_cure(
    model: ScriptedDesk, writer: EndpointWriter, script: Script
) -> None:
    model.script = script
    with pytest.raises(WriterFailed, match="draft_endpoint"):
        writer.write(QUESTION)


@pytest.mark.parametrize(
    ("address", "leaves"),
    [("https://api.example/v1", True), ("http://localhost:11434/v1", False), ("http://127.0.0.1/v1", False)],
)
def test_only_this_machines_own_address_keeps_the_words_here(address: str, leaves: bool) -> None:
    with closing(GuardedHttp()) as http:
        assert EndpointWriter(http, address, "m", None).leaves_machine is leaves
