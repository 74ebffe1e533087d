"""What was acknowledged has exactly one effect, however often and whenever the server is killed.

Kills are aimed, so that each window is surely hit: some at a claimed event, seen in the database; some at a
request that has reached the helpdesk, before or after its message was stored; the others at random. The
helpdesk is slow, at times slower than the time limit, at times it answers 504 and stores the message later;
it reports every message twice, and again until somebody takes it.
"""

import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.domain import Author, Connection, Secret, Store, Visibility
from dragoman.records import Records
from dragoman.sandbox.desk import DeskMessage, SandboxDesk
from dragoman.sandbox.faults import Faults
from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox
from dragoman.sandbox.webhooks import Delivery
from dragoman.settings import Settings
from dragoman.storage.outgoing import key_of
from dragoman.translation.packs import PackLibrary
from tests.faults.killing import Victim, Watch, Window, server_environment, wait_until

KILLS = 52
MESSAGES_A_LIFE = 6
CONVERSATIONS = 40
STORE, CONNECTION = "padaria", "chat"
SECRET, TOKEN = "whsec_dGVzdA==", "desk-token"
MOODS = (
    Faults(slow=0.1, twice=True),
    Faults(slow=0.4, twice=True, probability=0.5),
    Faults(slow=2.6, twice=True, probability=0.05),
    Faults(late=1.2, twice=True, probability=0.2),
)
QUESTIONS = (
    "Olá! Quando chega o meu pedido, por favor?",
    "Bom dia, ainda não recebi o código de rastreio da minha compra.",
    "Vocês podem trocar a camiseta azul por uma verde, por favor?",
)
ANSWERS = ("! Your order ships on Monday.", "! We will send you a new shirt today.")


class Town:
    """The helpdesk, whose people go on writing."""

    def __init__(self, server: SandboxServer, chance: random.Random) -> None:
        self._desk: SandboxDesk = server.parts.desk
        self._webhooks = server.parts.webhooks
        self._faults = server.parts.faults
        self._chance = chance
        self._conversations = [self._desk.open("Ana").id for _ in range(CONVERSATIONS)]
        self.written: list[DeskMessage] = []

    def write(self, count: int) -> None:
        for _ in range(count):
            conversation = self._chance.choice(self._conversations)
            if self._chance.random() < 0.6:
                # Each with a number of its own: one text again and again is taken for a program's.
                text = f"{self._chance.choice(QUESTIONS)} Pedido #{40_000 + len(self.written)}."
                message = self._desk.post(conversation, Author.SHOPPER, text)
            else:
                text = self._chance.choice(ANSWERS)
                message = self._desk.post(conversation, Author.AGENT, text, visibility=Visibility.INTERNAL)
            self.written.append(message)

    def change_mood(self) -> None:
        self._faults.set(replace(self._chance.choice(MOODS), seed=self._chance.randrange(1 << 30)))

    def calm_down(self) -> None:
        """Behave, and report at once what nobody has taken yet."""
        self._faults.set(Faults(twice=True))
        for message in self.written:
            if self._webhooks.state(message.id) is not Delivery.DELIVERED:
                self._webhooks.send(self._desk.conversation(message.conversation), message)

    def acknowledged(self) -> list[DeskMessage]:
        return [one for one in self.written if self._webhooks.state(one.id) is Delivery.DELIVERED]

    def waiting(self) -> bool:
        return any(self._webhooks.state(one.id) is Delivery.WAITING for one in self.written)


def _configure(records: Records, helpdesk_url: str) -> None:
    records.stores.add(Store(STORE, "Padaria Sol", "en", ("en", "pt-BR")))
    records.stores.add_connection(
        Connection(
            STORE,
            CONNECTION,
            "sandbox",
            {"base_url": helpdesk_url},
            {"token": Secret(TOKEN)},
            (Secret(SECRET),),
        )
    )


def _key(message: DeskMessage) -> str:
    return key_of(STORE, CONNECTION, message.id, 0)


def _live_and_die(
    victim: Victim, watch: Watch, town: Town, aim: Window | None, chance: random.Random
) -> None:
    """Let the server work off some messages, then kill it in this window, or at a random moment."""
    town.write(MESSAGES_A_LIFE // 2)
    victim.start()
    spared = chance.randrange(MESSAGES_A_LIFE - 1)
    enough = watch.posted + spared
    if aim in (Window.SENDING, Window.LANDED):
        watch.arm(aim, victim.kill, spared=spared, swallowing=chance.random() < 0.5)
    town.write(MESSAGES_A_LIFE - MESSAGES_A_LIFE // 2)
    if aim is None:
        time.sleep(chance.uniform(0, 1))
        victim.kill()
    elif aim is Window.CLAIMED:
        while not wait_until(lambda: watch.posted >= enough and victim.claimed(), 0.5, look=0.001):
            town.write(1)
        victim.kill()
    else:
        while not victim.died.wait(0.5):
            town.write(1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_or_doubled_under_kill_9(
    tmp_path: Path, packs: PackLibrary, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("DRAGOMAN_KILL_SEED") or random.SystemRandom().randrange(1 << 30))
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    # What is written before the first life waits for it: nobody listens at the port that discards.
    application = create_sandbox(f"http://{LOOPBACK}:9/", SECRET, TOKEN, tries=24, first_delay=0.05)
    parts = application.extensions["sandbox"]
    watch = Watch(parts.desk, application.wsgi_app)
    application.wsgi_app = watch  # type: ignore[method-assign]
    victim = Victim(
        tmp_path,
        server_environment(tmp_path, packs),
        moved=lambda url: parts.webhooks.point_at(f"{url}/hooks/{STORE}/{CONNECTION}"),
        autopsy=watch.note_windows,
    )
    with SandboxServer(application) as helpdesk, Records.open(Settings(data_dir=tmp_path)) as records:
        _configure(records, helpdesk.url)
        town = Town(helpdesk, chance)
        for aim in [*Window, None] * (KILLS // 4):
            town.change_mood()
            _live_and_die(victim, watch, town, aim, chance)
        victim.start()
        town.calm_down()
        settled = wait_until(lambda: not town.waiting() and not records.inbox.backlog())
        # Three kills with the same event in hand set it aside; an owner who reads `doctor` puts it back.
        parked = records.inbox.parked()
        for event in parked:
            records.inbox.replay(event.id)
        settled = settled and wait_until(lambda: not records.inbox.backlog())
        still_parked = records.inbox.parked()
        exit_code = victim.stop()
        acknowledged = [_key(message) for message in town.acknowledged()]

    lost = [key for key in acknowledged if not watch.landed[key]]
    doubled = [key for key, times in watch.landed.items() if times > 1]
    story = (
        f"seed {seed}: {victim.kills} kills ({', '.join(f'{n} {w}' for w, n in watch.windows.items())}), "
        f"{len(acknowledged)} acknowledged, {len(parked)} set aside and replayed, "
        f"{len(lost)} lost, {len(doubled)} doubled"
    )
    with capsys.disabled():
        print(f"\n{story}", file=sys.stderr)  # which workers of pytest-xdist share with the terminal
    assert settled, story
    assert exit_code == 0, story
    assert victim.kills >= 50, story
    assert all(watch.windows[window] >= 5 for window in Window), story
    assert len(acknowledged) >= 300, story
    assert (lost, doubled, still_parked) == ([], [], []), story
