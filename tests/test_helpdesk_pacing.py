"""One connection stays within what its helpdesk allows."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from dragoman.adapter import NotSent, Response
from dragoman.helpdesk_pacing import PacedHttp


@dataclass
class Http:
    """Counts what is sent, and refuses when it is told to."""

    sent: int = 0
    failure: NotSent | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, url: str, **_: Any) -> Response:
        self.sent += 1
        if self.failure is not None:
            raise self.failure
        return Response(200, None, self.headers)


@dataclass
class Time:
    """A clock that is set by hand."""

    now: float = 50.0

    def __call__(self) -> float:
        return self.now


def sent(http: PacedHttp, times: int) -> int:
    """Return how many requests went out before the first that did not."""
    for number in range(times):
        try:
            http.request("GET", "https://desk.example/")
        except NotSent:
            return number
    return times


def test_a_minutes_allowance_may_be_used_at_once_and_fills_up_evenly() -> None:
    time, http = Time(), Http()
    paced = PacedHttp(http, per_minute=6, monotonic=time)
    assert sent(paced, 20) == 6
    time.now += 20
    assert sent(paced, 20) == 2
    time.now += 3600
    assert sent(paced, 20) == 6
    assert http.sent == 14


def test_it_says_when_the_next_request_may_be_made() -> None:
    time = Time()
    paced = PacedHttp(Http(), per_minute=6, monotonic=time)
    sent(paced, 6)
    with pytest.raises(NotSent) as refused:
        paced.request("GET", "https://desk.example/")
    assert refused.value.retry_after == pytest.approx(10.0)
    time.now += 10.0
    assert sent(paced, 1) == 1


def test_a_helpdesk_that_asks_us_to_wait_is_left_alone_so_long() -> None:
    time, http = Time(), Http()
    paced = PacedHttp(http, monotonic=time)
    http.failure = NotSent("429", 30.0)
    assert sent(paced, 1) == 0
    http.failure = None
    time.now += 29
    assert sent(paced, 1) == 0
    assert http.sent == 1
    time.now += 2
    assert sent(paced, 1) == 1


def test_without_a_limit_nothing_is_held_back() -> None:
    assert sent(PacedHttp(Http()), 1000) == 1000


def test_an_answer_that_says_nothing_remains_is_heeded_before_the_helpdesk_refuses() -> None:
    time, http = Time(), Http(headers={"ratelimit-remaining": "0", "ratelimit-reset": "30"})
    paced = PacedHttp(http, monotonic=time)
    assert sent(paced, 5) == 1
    time.now += 29
    assert sent(paced, 5) == 0
    time.now += 1
    assert sent(paced, 5) == 1


def test_a_limit_of_one_endpoint_stops_only_that_one_whichever_ticket_it_is_about() -> None:
    time, http = (
        Time(),
        Http(headers={"zendesk-ratelimit-tickets-update": "total=100; remaining=0; resets=41"}),
    )
    paced = PacedHttp(http, monotonic=time)
    paced.request("PUT", "https://desk.example/tickets/1")
    with pytest.raises(NotSent) as caught:
        paced.request("PUT", "https://desk.example/tickets/2")
    assert caught.value.retry_after == 41.0
    paced.request("GET", "https://desk.example/tickets/2")
    time.now += 41
    paced.request("PUT", "https://desk.example/tickets/2")


@pytest.mark.parametrize(
    "headers",
    [
        {"ratelimit-remaining": "0", "ratelimit-reset": "1795000000"},
        {"ratelimit-remaining": "0", "ratelimit-reset": "soon"},
        {"ratelimit-remaining": "1", "ratelimit-reset": "30"},
        {"zendesk-ratelimit-tickets-index": "total=100; remaining=10; resets=41"},
    ],
    ids=["a date", "a word", "one left", "ten left"],
)
def test_an_answer_that_does_not_say_so_stops_nothing(headers: dict[str, str]) -> None:
    assert sent(PacedHttp(Http(headers=headers), monotonic=Time()), 3) == 3
