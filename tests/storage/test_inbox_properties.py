"""Whatever happens in whatever order, an acknowledged event comes to an end, once, and in its turn."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from dragoman.domain import Store
from dragoman.storage.claims import MOST_ATTEMPTS
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.events import FINAL
from dragoman.storage.inbox import Claim, EventRow, EventState, Inbox
from dragoman.storage.outgoing import Outbox, OutgoingState
from dragoman.storage.stores import Stores
from dragoman.storage.tables import events
from tests.storage.shop import Clock, message, note

LEASE, QUIET = 300.0, 60.0
RANK = {EventState.NEW: 0, EventState.READY: 1, EventState.SENDING: 1}  # final states: 2
STATES = select(events.c.id, events.c.state, events.c.finished_at).order_by(events.c.id)
CHOICE = st.integers(0, 1_000)
FATE = st.sampled_from(["unknown", "lands", "certainly not"])


class Life(RuleBasedStateMachine):
    """Deliveries, workers, crashes and time, against one database."""

    @initialize()
    def start(self) -> None:
        self.acknowledged: list[int] = []
        self.claims: list[
            Claim
        ] = []  # every claim ever given, as a slow worker may come back with an old one
        self.holders: dict[int, Claim] = {}
        self.dead: list[Claim] = []
        self.seen: dict[int, EventState] = {}
        self.sent: set[str] = set()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.database = Database.open(self.folder / "dragoman.sqlite")
        cipher = unlock(self.database, self.folder / "keys", {})
        Stores(self.database, cipher).add(Store("shop", "The Shop", "en", ("en",)))
        self.inbox = Inbox(self.database, cipher, self.clock, LEASE, QUIET)
        self.outbox = Outbox(self.database, cipher, self.clock)

    @rule(numbers=st.lists(st.integers(0, 3), min_size=1, max_size=2))
    def deliver(self, numbers: list[int]) -> None:
        known = {number: self.inbox.find("shop", "desk", f"e{number}") for number in numbers}
        delivered = [message(f"e{number}", f"ticket {number % 2}") for number in numbers]
        new = self.inbox.accept("shop", "desk", delivered)
        assert len(new) == sum(row is None for row in known.values())
        assert new == sorted(new)
        assert not self.acknowledged or not new or new[0] > self.acknowledged[-1]
        self.acknowledged += new

    @precondition(lambda self: self.acknowledged)
    @rule(choice=CHOICE)
    def claim(self, choice: int) -> None:
        self.try_to_claim(choice)

    def try_to_claim(self, choice: int) -> Claim | None:
        row = self.acknowledged[choice % len(self.acknowledged)]
        before = self.row(row)
        holder = self.holders.get(row)
        claim = self.inbox.claim(row)
        if claim is None:
            return None
        assert holder is None or holder.lease_until <= self.clock(), "two workers hold one event"
        assert before.state not in FINAL
        assert claim.attempts == before.attempts + 1 <= MOST_ATTEMPTS
        older = [self.row(other) for other in self.acknowledged if other < row]
        assert all(one.state in FINAL for one in older if one.conversation == before.conversation)
        for post in self.outbox.of(claim):
            if post.state is OutgoingState.SENDING and post.sent_at is not None:
                assert self.clock() >= post.sent_at + QUIET, "a request that may be landing is disturbed"
        self.claims.append(claim)
        self.holders[row] = claim
        return claim

    @precondition(lambda self: self.claims)
    @rule(choice=CHOICE, count=st.integers(1, 2))
    def plan(self, choice: int, count: int) -> None:
        claim = self.some_claim(choice)
        holds = self.holds(claim) and claim.lease_until > self.clock()
        assert self.outbox.plan(claim, None, [note(claim, place) for place in range(count)]) == holds

    @precondition(lambda self: self.claims)
    @rule(choice=CHOICE, fate=FATE)
    def send(self, choice: int, fate: str) -> None:
        self.send_with(self.some_claim(choice), fate)

    @precondition(lambda self: self.acknowledged)
    @rule(choice=CHOICE, fate=FATE, survives=st.booleans())
    def work_as_far_as_sending(self, choice: int, fate: str, survives: bool) -> None:
        claim = self.try_to_claim(choice)
        if claim is not None:
            assert self.outbox.plan(claim, None, [note(claim)])
            self.send_with(claim, fate)
        if not survives:
            self.crash_and_start_again()

    def send_with(self, claim: Claim, fate: str) -> None:
        key = note(claim).key
        if not self.outbox.begin(claim, key):
            return
        assert self.holds(claim)
        assert key not in self.sent, "a message is sent twice"
        if fate == "lands":
            self.outbox.record(claim, key, f"remote {key}")
            self.sent.add(key)
        elif fate == "certainly not":
            assert self.outbox.unsend(claim, key)

    @precondition(lambda self: self.claims)
    @rule(choice=CHOICE, end=st.sampled_from(["finish", "ignore", "retry", "release", "park"]))
    def end(self, choice: int, end: str) -> None:
        claim = self.some_claim(choice)
        holds = self.holds(claim)
        counted = self.row(claim.id).attempts
        match end:
            case "finish":
                ended = self.inbox.finish(claim)
            case "ignore":
                ended = self.inbox.finish(claim, EventState.IGNORED)
            case "retry":
                ended = self.inbox.retry(claim, self.clock() + 45, "busy")
            case "release":
                ended = self.inbox.release(claim)
            case _:
                ended = self.inbox.park(claim, "refused")
        assert ended == holds, "an end was stored for somebody else's claim, or lost for its own"
        if ended:
            assert self.row(claim.id).attempts == counted - 1
            del self.holders[claim.id]

    @precondition(lambda self: self.claims)
    @rule()
    def crash_and_start_again(self) -> None:
        self.inbox.void_leases()
        # What a killed process held is as dead as a slow worker's: it may not store anything either.
        self.dead += self.claims
        self.claims.clear()
        self.holders.clear()

    @precondition(lambda self: self.dead)
    @rule(choice=CHOICE)
    def a_dead_claim_comes_back(self, choice: int) -> None:
        claim = self.dead[choice % len(self.dead)]
        assert not self.outbox.plan(claim, None, [note(claim)])
        assert not self.outbox.begin(claim, note(claim).key)
        assert not self.outbox.unsend(claim, note(claim).key)
        assert not self.inbox.finish(claim)

    @rule(seconds=st.sampled_from([1.0, QUIET, LEASE - 1, LEASE]))
    def time_passes(self, seconds: float) -> None:
        self.clock.pass_by(seconds)

    @precondition(lambda self: self.acknowledged)
    @rule(choice=CHOICE)
    def replay(self, choice: int) -> None:
        row = self.acknowledged[choice % len(self.acknowledged)]
        parked = self.row(row).state is EventState.PARKED
        assert self.inbox.replay(row) == parked
        if parked:
            del self.seen[row]

    @invariant()
    def states_move_forward_only(self) -> None:
        rows = self.database.read(lambda sql: sql.execute(STATES).all())
        assert [row.id for row in rows] == self.acknowledged, "an acknowledged event is gone"
        for row in rows:
            now, before = EventState(row.state), self.seen.get(row.id, EventState.NEW)
            assert RANK.get(now, 2) >= RANK.get(before, 2)
            assert before not in FINAL or now is before
            assert (now in FINAL) == (row.finished_at is not None)
            self.seen[row.id] = now

    def teardown(self) -> None:
        """Work everything off as the server would after a crash; nothing may be left."""
        if not hasattr(self, "folder"):
            return
        self.crash_and_start_again()
        for _ in range(2 * len(self.acknowledged) + 1):
            self.clock.pass_by(LEASE)
            for row in self.inbox.due(100):
                if claim := self.inbox.claim(row):
                    assert self.inbox.finish(claim)
        left = [row for row in self.acknowledged if self.row(row).state not in FINAL]
        self.database.close()
        shutil.rmtree(self.folder)
        assert left == []

    def some_claim(self, choice: int) -> Claim:
        return self.claims[choice % len(self.claims)]

    def holds(self, claim: Claim) -> bool:
        """Return whether no later claim of the event was given, and it was not ended."""
        return self.holders.get(claim.id) is claim

    def row(self, row: int) -> EventRow:
        found = self.inbox.get(row)
        assert found is not None
        return found


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=30,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # against a real database, shrinking takes longer than a test may
    suppress_health_check=[HealthCheck.too_slow],
)
