"""Nothing that a person wrote, and no secret, appears in the log of a full run or unsealed on the disk."""

import logging
from pathlib import Path

import pytest

from dragoman.domain import Author, Visibility
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import DESK_TOKEN, HOOK, SIGNING_SECRET, Served, report_of, serving

SHOPPER = "Meu nome é Quitéria Canário e o pedido #77123 não chegou em canario@casa.example."
AGENT = "Dear Quitéria, your parcel for canary-street 9 arrives on Friday, order #77123."
CANARIES = ("Quitéria", "Canário", "canario@", "77123", "canary-street", "canary-key")


def play(served: Served) -> list[str]:
    """Do everything that an outsider, a shopper and an agent can do; return what may not be seen after it."""
    served.call("POST", HOOK, data=report_of(SHOPPER))
    served.deliver(SHOPPER.encode())
    served.deliver(report_of(SHOPPER)[:-40])
    conversation = served.open()
    served.settled(served.say(conversation, SHOPPER))
    served.settled(served.say(conversation, f"!? {AGENT}", Author.AGENT))
    served.settled(served.say(conversation, f"! {AGENT}", Author.AGENT))
    path = f"/conversations/{served.ours(conversation).id}/reply"
    for mode in ("preview", "send", "shout"):
        body = {"text": AGENT, "mode": mode}
        served.api("POST", path, json=body, headers={"Idempotency-Key": "canary-key"})
    served.sandbox.parts.faults.set(type(served.sandbox.parts.faults.faults)(fail=403, times=1))
    served.settled(served.say(conversation, SHOPPER))
    assert len(served.written(conversation, Visibility.PUBLIC)) == 2
    return [*CANARIES, SIGNING_SECRET, DESK_TOKEN, *served.tokens.values()]


def test_no_canary_reaches_the_log_or_the_disk(
    tmp_path: Path, packs: PackLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(tmp_path, packs.folder, working=True) as served:
        hidden = play(served)
        on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("dragoman.sqlite*"))
    assert "event" in caplog.text
    assert len(on_disk) > 10_000
    for canary in hidden:
        assert canary not in caplog.text
        assert canary.encode() not in on_disk


def test_settings_tokens_and_secrets_do_not_show_in_what_is_printed(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path) as served:
        connection = served.dragoman.records.stores.connection("padaria", "chat")
        token = served.dragoman.records.stores.token(served.tokens[Role.OWNER])
        shown = f"{connection!r} {token!r}"
        assert not [one for one in (DESK_TOKEN, SIGNING_SECRET, served.tokens[Role.OWNER]) if one in shown]
