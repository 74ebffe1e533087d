from hypothesis import given
from hypothesis import strategies as st

from dragoman.pipeline.retry import Patience

NOW = 1_800_000_000.0
LONGEST_WAITS = Patience(draw=lambda: 1.0)


def test_the_longest_possible_wait_doubles_up_to_ten_minutes() -> None:
    waits = [(LONGEST_WAITS.next_try(NOW, NOW, retries) or NOW) - NOW for retries in range(12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]


@given(draw=st.floats(0, 1), retries=st.integers(0, 100_000))
def test_every_wait_lies_between_nothing_and_the_longest(draw: float, retries: int) -> None:
    at = Patience(draw=lambda: draw).next_try(NOW, NOW, retries)
    assert at is not None
    assert NOW <= at <= NOW + 600


@given(draw=st.floats(0, 1), retry_after=st.floats(0, 86_400))
def test_the_helpdesk_is_never_asked_earlier_than_it_wants(draw: float, retry_after: float) -> None:
    at = Patience(draw=lambda: draw).next_try(NOW, NOW, 0, retry_after)
    assert at is not None
    assert at >= NOW + retry_after


def test_after_a_day_of_trying_it_is_over() -> None:
    assert LONGEST_WAITS.next_try(NOW, NOW - 24 * 3600, retries=300) is None
    assert LONGEST_WAITS.next_try(NOW, NOW - 24 * 3600 + 1, retries=300) is not None


def test_an_old_event_that_was_replayed_gets_more_than_one_try() -> None:
    assert LONGEST_WAITS.next_try(NOW, NOW - 7 * 24 * 3600, retries=0) is not None
