"""A model behind an address: asked in OpenAI's words, and whatever it answers, a draft or a clear refusal."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask, Response, request

from dragoman.domain import Secret
from dragoman.helpdesk_http import GuardedHttp
from dragoman.replies.draft import WriterFailed
from dragoman.replies.writers.endpoint import EndpointWriter
from dragoman.web.server import HttpServer
from tests.replies.writers.asking import QUESTION


class Model:
    """Answers what it is told to; ``asked`` is what came."""

    def __init__(self) -> None:
        self.answer: Any = "You can return an item within 14 days. [1]"
        self.status = 200
        self.asked: list[tuple[dict[str, Any], str | None]] = []
        app = Flask("model")
        app.post("/v1/chat/completions")(self._complete)
        self.server = HttpServer(app, "127.0.0.1", 0)

    def _complete(self) -> Response:
        self.asked.append((request.get_json(), request.headers.get("Authorization")))
        body = self.answer
        if isinstance(body, str):
            body = {"choices": [{"message": {"role": "assistant", "content": body}}]}
        text = body if isinstance(body, bytes) else json.dumps(body)
        return Response(text, self.status, content_type="application/json")


@pytest.fixture
def model() -> Iterator[Model]:
    model = Model()
    model.server.start()
    yield model
    model.server.stop(1.0)


@pytest.fixture
def writer(model: Model) -> Iterator[EndpointWriter]:
    with closing(GuardedHttp(["127.0.0.1"])) as http:
        yield EndpointWriter(http, f"{model.server.url}/v1", "small", Secret("k3y"))


def test_a_model_is_asked_and_what_it_says_is_a_draft(model: Model, writer: EndpointWriter) -> None:
    draft = writer.write(QUESTION)
    assert draft.text == "You can return an item within 14 days."
    assert draft.sentences[0].cites == ("p1",)
    body, authorization = model.asked[0]
    assert (body["model"], body["temperature"], authorization) == ("small", 0, "Bearer k3y")


def test_who_the_shopper_is_does_not_leave_the_machine(model: Model, writer: EndpointWriter) -> None:
    model.answer = "Your order <ORDER-ID-2> is shipped. [2]"
    draft = writer.write(QUESTION)
    sent = json.dumps(model.asked[0][0])
    assert not any(personal in sent for personal in ("ana@example.com", "912 345 678", "#1001"))
    assert draft.text == "Your order #1001 is shipped."


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, {"choices": []}),
        (200, {"choices": [{"message": {"content": None}}]}),
        (200, {"choices": [{"message": {"content": "x" * 9000}}]}),
        (200, ["not", "an", "object"]),
        (200, b"data: garbage\n\ndata: [DONE]\n"),
        (200, b'"' + b"x" * (3 << 20) + b'"'),
        (401, {"error": {"message": "Incorrect API key"}}),
        (429, {"error": {"message": "slow down"}}),
        (500, b"<html>oops</html>"),
    ],
)
def test_whatever_else_comes_back_is_a_refusal_that_names_the_cure(
    model: Model, writer: EndpointWriter, status: int, answer: Any
) -> None:
    model.status, model.answer = status, answer
    with pytest.raises(WriterFailed, match="draft_endpoint"):
        writer.write(QUESTION)


def test_an_address_that_takes_connections_and_says_nothing_is_given_up() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        closing(GuardedHttp(["127.0.0.1"], total_seconds=0.2)) as http,
    ):
        endpoint = EndpointWriter(http, f"http://127.0.0.1:{silent.getsockname()[1]}/v1", "m", None)
        with pytest.raises(WriterFailed, match="no answer"):
            endpoint.write(QUESTION)


@pytest.mark.parametrize(
    ("address", "leaves"),
    [("https://api.example/v1", True), ("http://localhost:11434/v1", False), ("http://127.0.0.1/v1", False)],
)
def test_only_this_machines_own_address_keeps_the_words_here(address: str, leaves: bool) -> None:
    assert EndpointWriter(GuardedHttp(), address, "m", None).leaves_machine is leaves
