"""What helpdesks grant is kept, and renewed by one process at a time."""

from pathlib import Path

import pytest

from dragoman.adapter import NotSent, OutcomeUnknown
from dragoman.domain import Secret
from dragoman.grants import Grant
from dragoman.storage.database import Database
from dragoman.storage.encryption import Cipher
from dragoman.storage.grants import ConnectionGrants, Grants
from tests.storage.shop import Clock

APP = Secret("the app's secret")
HOUR = 3600.0


class Server:
    """Grants tokens by their numbers, each with a renewal of the same number."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def renew(self, renewal: Secret | None) -> Grant:
        self.asked.append(renewal.reveal() if renewal else None)
        number = len(self.asked)
        return Grant(Secret(f"access {number}"), HOUR, Secret(f"renewal {number}"))


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def kept(grants: Grants) -> ConnectionGrants:
    return grants.of("shop", "desk")


def test_a_grant_is_asked_for_once_while_it_is_good(kept: ConnectionGrants, server: Server) -> None:
    assert [kept.access(APP, server.renew) for _ in range(3)] == [Secret("access 1")] * 3
    assert server.asked == [None]


def test_a_grant_is_kept_for_later_processes(
    kept: ConnectionGrants, server: Server, database: Database, cipher: Cipher, clock: Clock
) -> None:
    kept.access(APP, server.renew)
    later = Grants(database, cipher, clock).of("shop", "desk")
    assert later.access(APP, server.renew) == Secret("access 1")


def test_a_grant_is_renewed_shortly_before_it_is_over_with_the_last_renewal(
    kept: ConnectionGrants, server: Server, clock: Clock
) -> None:
    kept.access(APP, server.renew)
    for _ in range(2):
        clock.now += HOUR * 0.95
        kept.access(APP, server.renew)
    assert server.asked == [None, "renewal 1", "renewal 2"]


def test_a_renewal_that_does_not_change_is_used_again(kept: ConnectionGrants, clock: Clock) -> None:
    kept.keep(APP, Grant(Secret("access"), HOUR, Secret("renewal")))
    asked: list[Secret | None] = []

    def renew(renewal: Secret | None) -> Grant:
        asked.append(renewal)
        return Grant(Secret("another access"), HOUR)

    for _ in range(2):
        clock.now += HOUR
        kept.access(APP, renew)
    assert asked == [Secret("renewal")] * 2


def test_a_grant_that_is_refused_is_renewed_and_another_one_is_used(
    kept: ConnectionGrants, server: Server
) -> None:
    refused = kept.access(APP, server.renew)
    assert kept.access(APP, server.renew, refused) == Secret("access 2")
    # A second thread whose request was refused with the old one finds the new one.
    assert kept.access(APP, server.renew, refused) == Secret("access 2")


def test_what_other_credentials_were_granted_is_forgotten(kept: ConnectionGrants, server: Server) -> None:
    kept.access(APP, server.renew)
    kept.access(Secret("another secret"), server.renew)
    assert server.asked == [None, None]


def test_connections_and_stores_keep_their_own(grants: Grants, server: Server) -> None:
    places = [("shop", "desk"), ("shop", "mail"), ("other", "desk")]
    assert len({grants.of(*place).access(APP, server.renew).reveal() for place in places}) == 3


@pytest.mark.parametrize("failure", [NotSent("busy"), OutcomeUnknown("broke")], ids=repr)
def test_a_renewal_that_failed_is_made_again_with_the_same_token(
    kept: ConnectionGrants, server: Server, clock: Clock, failure: Exception
) -> None:
    def fail(_: Secret | None) -> Grant:
        raise failure

    kept.access(APP, server.renew)
    clock.now += HOUR
    with pytest.raises(type(failure)):
        kept.access(APP, fail)
    kept.access(APP, server.renew)
    assert server.asked == [None, "renewal 1"]


class TestTwoProcesses:
    """A renewal may be used once: the second who comes with it might end the login of both."""

    @pytest.fixture
    def other(self, database: Database, cipher: Cipher, clock: Clock) -> ConnectionGrants:
        return Grants(database, cipher, clock).of("shop", "desk")

    def test_do_not_renew_at_the_same_time(
        self, kept: ConnectionGrants, other: ConnectionGrants, server: Server
    ) -> None:
        def renew_meanwhile(renewal: Secret | None) -> Grant:
            with pytest.raises(NotSent, match="another process") as raised:
                other.access(APP, server.renew)
            assert raised.value.retry_after
            return server.renew(renewal)

        assert kept.access(APP, renew_meanwhile) == Secret("access 1")
        assert other.access(APP, server.renew) == Secret("access 1")

    def test_do_not_wait_for_one_that_died(
        self, kept: ConnectionGrants, other: ConnectionGrants, server: Server, clock: Clock
    ) -> None:
        def wait_for_too_long(renewal: Secret | None) -> Grant:
            clock.now += 61
            assert other.access(APP, server.renew) == Secret("access 1")
            return server.renew(renewal)

        kept.access(APP, wait_for_too_long)
        assert server.asked == [None, None]


def test_what_is_forgotten_is_asked_for_again(kept: ConnectionGrants, grants: Grants, server: Server) -> None:
    kept.access(APP, server.renew)
    grants.of("shop", "mail").access(APP, server.renew)
    assert [grants.forget("shop", "desk") for _ in range(2)] == [1, 0]
    kept.access(APP, server.renew)
    grants.of("shop", "mail").access(APP, server.renew)
    assert server.asked == [None] * 3


def test_nothing_of_a_grant_is_readable_in_the_file(
    kept: ConnectionGrants, server: Server, database: Database, path: Path
) -> None:
    kept.access(APP, server.renew)
    database.compact()
    stored = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    assert not any(text in stored for text in (b"access 1", b"renewal 1", APP.reveal().encode()))
