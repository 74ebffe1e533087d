"""Who is let in to wait for the engine, and who is asked to come again."""

from dragoman.web.seats import Seats


def test_a_request_that_finds_no_seat_is_told_so_and_the_seat_is_free_again_afterwards() -> None:
    seats = Seats(1, backlog=lambda: 0, most=100)
    with seats.hold("lumen") as first, seats.hold("lumen") as second:
        assert (first, second, seats.held("lumen")) == (True, False, 1)
    with seats.hold("lumen") as again:
        assert again


def test_nobody_is_seated_while_the_engine_has_more_to_do_than_anybody_would_wait_for() -> None:
    waiting = 100
    seats = Seats(4, backlog=lambda: waiting, most=100)
    with seats.hold("lumen") as seated:
        assert not seated
    waiting = 99
    with seats.hold("lumen") as seated:
        assert seated
