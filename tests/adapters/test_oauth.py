"""What authorization servers answer is read as a grant, or as none."""

import contextlib
from typing import Any

import pytest

from dragoman.adapter import NotSent
from dragoman.adapter_tests.contract import JUNK
from dragoman.domain import Secret
from dragoman.grants import Grant
from dragoman_adapters.oauth import grant_of


def test_a_grant_says_how_long_it_is_good_and_what_the_next_one_is_asked_for_with() -> None:
    said = {"access_token": "a", "token_type": "Bearer", "expires_in": 7200, "refresh_token": "r"}
    assert grant_of(said, "it") == Grant(Secret("a"), 7200.0, Secret("r"))


@pytest.mark.parametrize("seconds", [None, 0, -1, True, "3600", float("nan"), float("inf")], ids=repr)
def test_a_grant_that_does_not_say_how_long_it_is_good_is_renewed_in_an_hour(seconds: Any) -> None:
    assert grant_of({"access_token": "a", "expires_in": seconds}, "it") == Grant(Secret("a"), 3600.0)


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: ascii(junk)[:20])
def test_junk_in_any_place_is_read_or_no_grant(junk: Any) -> None:
    said = {"access_token": "a", "expires_in": 7200, "refresh_token": "r"}
    for answer in (junk, *({**said, name: junk} for name in said)):
        with contextlib.suppress(NotSent):
            grant = grant_of(answer, "it")
            assert grant.access.reveal()
            assert grant.renewal is None or grant.renewal.reveal()
            assert 0 < grant.seconds < float("inf")
