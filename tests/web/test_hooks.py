"""What a delivery is answered with: 202 means stored, and nothing a stranger sends costs more than a 4xx."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from dragoman.domain import Connection, Secret
from dragoman.records import Records
from dragoman.sandbox.desks.front import signature
from dragoman.settings import Settings
from dragoman_adapters.standard_webhooks import headers_for
from tests.web.served import (
    CONNECTION,
    HOOK,
    PATIENCE_SECONDS,
    SIGNING_SECRET,
    STORE,
    Served,
    report_of,
    serving,
)

MIB = 1 << 20


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Dragoman without packs and without workers: deliveries are only stored."""
    with serving(tmp_path, tmp_path / "packs") as running:
        yield running


def chunks(length: int) -> Iterator[bytes]:
    for start in range(0, length, 1 << 16):
        yield b"x" * min(1 << 16, length - start)


def test_a_proven_delivery_is_stored_and_answered_202(served: Served) -> None:
    assert served.deliver(report_of("Oi, tudo bem?")).status_code == 202
    assert served.text_of(1) == "Oi, tudo bem?"


def test_what_was_answered_202_is_there_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path) as running:
        running.deliver(report_of("Oi"))
    with Records.open(Settings(data_dir=tmp_path), create=False) as records:
        assert records.inbox.due(10) == [1]


def test_a_redelivery_is_answered_202_and_stored_once(served: Served) -> None:
    assert [served.deliver(report_of("Oi")).status_code for _ in range(3)] == [202, 202, 202]
    assert served.rows() == 1


REJECTED = {
    "no headers": {},
    "wrong signature": {"webhook-signature": "v1,AAAA"},
    "no signature": {"webhook-signature": ""},
    "two commas": {"webhook-signature": "v1,,"},
    "not ASCII": {"webhook-signature": "v1,\xe9\xe9"},
    "timestamp not ASCII": {"webhook-timestamp": "\xb2\xb2"},
    "timestamp no number": {"webhook-timestamp": "soon"},
}


@pytest.mark.parametrize("changes", REJECTED.values(), ids=REJECTED)
def test_an_unproven_delivery_is_answered_401_and_not_stored(served: Served, changes: dict[str, str]) -> None:
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(time.time()))} | changes
    encoded = {name: value.encode("latin-1") for name, value in headers.items() if changes}
    answer = served.call("POST", HOOK, data=report_of("Oi"), headers=encoded)
    assert answer.status_code == 401
    assert served.rows() == 0


def test_every_unproven_delivery_gets_the_same_answer(served: Served) -> None:
    body = report_of("Oi")
    hour = 3600
    answers = [
        served.deliver(body, secret="another"),
        served.deliver(body, at=time.time() - hour),
        served.deliver(body, at=time.time() + hour),
        served.call("POST", HOOK, data=body),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("length", [MIB + 1, 3 * MIB])
def test_a_delivery_over_the_cap_is_answered_413(served: Served, length: int) -> None:
    answer = served.call("POST", HOOK, data=b"x" * length)
    assert answer.status_code == 413


def test_a_chunked_delivery_over_the_cap_is_answered_413_not_cut_short(served: Served) -> None:
    assert served.call("POST", HOOK, data=chunks(MIB + 1)).status_code == 413


def test_a_chunked_delivery_under_the_cap_is_read_whole(served: Served) -> None:
    body = report_of("ã" * 10_000)
    headers = headers_for(SIGNING_SECRET, "msg_1", int(time.time()), body)
    pieces = (body[start : start + 5000] for start in range(0, len(body), 5000))
    assert served.call("POST", HOOK, data=pieces, headers=headers).status_code == 202
    assert served.text_of(1) == "ã" * 10_000


MALFORMED = {
    "not JSON": b"{",
    "not UTF-8": b'{"type": "\xff"}',
    "empty": b"",
    "a list": b"[]",
    "nested too deeply": b"[" * 200_000 + b"]" * 200_000,
    "nested too deeply inside": b'{"type": "message.created", "data": '
    + b"[" * 100_000
    + b"]" * 100_000
    + b"}",
    "a number of 5000 digits": b'{"type": ' + b"9" * 5000 + b"}",
    "fields missing": b'{"type": "message.created", "data": {"message": {"id": "m1"}}}',
    "half a surrogate pair": report_of("\ud83d"),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_proven_but_malformed_delivery_is_answered_400_and_not_stored(served: Served, body: bytes) -> None:
    answer = served.deliver(body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert served.rows() == 0


def test_a_text_with_nul_is_stored_as_it_came(served: Served) -> None:
    assert served.deliver(report_of("a\0b")).status_code == 202
    assert served.text_of(1) == "a\0b"


def test_a_helpdesk_that_asks_whether_we_are_there_hears_what_it_asks_for(served: Served) -> None:
    settings = {"base_url": "https://front.example", "author_id": "tea_6r55a"}
    secrets = {"api_token": Secret("a token")}
    front = Connection(STORE.id, "front", "front", settings, secrets, (Secret(SIGNING_SECRET),))
    served.dragoman.records.stores.add_connection(front)
    body = b'{"type": "sync", "authorization": {"id": "cmp_k30"}}'
    asked, proof = {"x-front-challenge": "8a9f"}, signature(body, SIGNING_SECRET, time.time())
    proven, unproven = (
        served.call("POST", f"/hooks/{STORE.id}/front", data=body, headers={**asked, **headers})
        for headers in (proof, {})
    )
    assert (proven.status_code, proven.json()) == (200, {"challenge": "8a9f"})
    assert unproven.status_code == 401
    assert served.rows() == 0


def test_an_unknown_event_is_answered_204_and_counted(served: Served) -> None:
    for _ in range(2):
        answer = served.deliver(report_of("Oi", kind="agent.sneezed"))
        assert (answer.status_code, answer.content) == (204, b"")
    assert served.rows() == 0
    assert sum(served.dragoman.records.inbox.unread(STORE.id).values()) == 2


@pytest.mark.parametrize("path", [f"/hooks/{STORE.id}/none", "/hooks/none/chat", "/hooks/none", "/none"])
def test_an_unknown_connection_is_answered_404(served: Served, path: str) -> None:
    answer = served.call("POST", path, data=report_of("Oi"))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_another_method_is_answered_405_and_told_which_one(served: Served) -> None:
    answer = served.call("GET", HOOK)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.json()["status"] == 405


def test_a_full_disk_is_answered_503_with_a_time_and_nothing_is_stored(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path, min_free_disk=10**9) as full:
        answer = full.deliver(report_of("Oi"))
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert full.rows() == 0


def test_a_full_backlog_is_answered_503(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path, backlog_limit=1) as full:
        assert full.deliver(report_of("Oi", "m1")).status_code == 202
        assert full.deliver(report_of("Oi", "m2")).status_code == 503


def test_a_server_that_is_being_stopped_answers_503(served: Served) -> None:
    served.dragoman.closing.set()
    answer = served.deliver(report_of("Oi"))
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert served.rows() == 0


def test_a_secret_that_another_process_changes_counts_soon(served: Served, tmp_path: Path) -> None:
    assert served.deliver(report_of("Oi", "m1")).status_code == 202
    with Records.open(Settings(data_dir=tmp_path), create=False) as elsewhere:
        known = elsewhere.stores.connection(STORE.id, CONNECTION)
        assert known is not None
        rotated = replace(known, signing_secrets=(Secret("the new one"),))
        elsewhere.stores.add_connection(rotated, replace=True)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while served.deliver(report_of("Oi", "m2"), secret="the new one").status_code != 202:
        assert time.monotonic() < deadline
    assert served.deliver(report_of("Oi", "m3"), secret=SIGNING_SECRET).status_code == 401


def test_a_connection_that_cannot_be_used_is_answered_503_so_that_nothing_is_lost(
    served: Served,
) -> None:
    stores = served.dragoman.records.stores
    known = stores.connection(STORE.id, CONNECTION)
    assert known is not None
    stores.add_connection(replace(known, adapter="uninstalled"), replace=True)
    answer = served.deliver(report_of("Oi"))
    assert answer.status_code == 503
    assert "uninstalled" not in answer.text


def test_answers_carry_security_headers_and_open_nothing_to_other_origins(served: Served) -> None:
    answer: requests.Response = served.call("OPTIONS", HOOK, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Server" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_problems_say_what_went_wrong_in_a_sentence(served: Served) -> None:
    told = json.loads(served.call("POST", HOOK).text)
    assert told == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "The delivery is not proven.",
    }
