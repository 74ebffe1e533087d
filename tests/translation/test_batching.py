import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translation.batching import Batcher
from dragoman.translation.hypothesis import Pieces

LIMIT = 10

Words = Batcher[str, Pieces, str]


class Decoder:
    """Answers in capitals, remembers the batches, and holds them back while its gate is closed."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)

    def __call__(self, lane: str, batch: Sequence[Pieces]) -> list[str]:
        self.batches.append([" ".join(pieces) for pieces in batch])
        self.entered.release()
        self.gate.wait()
        if any("bad" in pieces for pieces in batch):
            raise ArithmeticError("bad sentence")
        return [f"{lane}:{' '.join(pieces).upper()}" for pieces in batch]


@pytest.fixture
def decoder() -> Iterator[Decoder]:
    decoder = Decoder()
    yield decoder
    decoder.gate.set()


@pytest.fixture
def batcher(decoder: Decoder) -> Iterator[Words]:
    batcher: Words = Batcher(decoder, len, workers=1, limit=LIMIT)
    yield batcher
    decoder.gate.set()
    batcher.close()


@pytest.fixture
def callers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as callers:
        yield callers


def pieces(*sentences: str) -> list[Pieces]:
    return [tuple(sentence.split()) for sentence in sentences]


class Crowd:
    """Callers that arrive in order while the only worker is held up by a first sentence."""

    def __init__(self, batcher: Words, decoder: Decoder, callers: ThreadPoolExecutor) -> None:
        self._batcher, self._decoder, self._callers = batcher, decoder, callers
        decoder.gate.clear()
        self.first = callers.submit(batcher.run, "x", pieces("first"))
        decoder.entered.acquire()

    def ask(
        self, lane: str, *sentences: str, new: int | None = None, bulk: bool = False
    ) -> Future[list[str]]:
        size = sum(map(len, pieces(*sentences)))
        expected = self._batcher.backlog() + (size if new is None else new)
        answer = self._callers.submit(self._batcher.run, lane, pieces(*sentences), bulk=bulk)
        while self._batcher.backlog() < expected:
            assert not answer.done()
        return answer

    def release(self) -> None:
        self._decoder.gate.set()


@pytest.fixture
def crowd(batcher: Words, decoder: Decoder, callers: ThreadPoolExecutor) -> Crowd:
    return Crowd(batcher, decoder, callers)


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=15).map(tuple), max_size=30))
def test_answers_come_back_in_the_order_of_the_questions(sentences: list[Pieces]) -> None:
    batcher: Words = Batcher(Decoder(), len, workers=2, limit=LIMIT)
    assert batcher.run("x", sentences) == ["x:" + " ".join(pieces).upper() for pieces in sentences]
    batcher.close()


def test_no_batch_exceeds_the_limit_but_a_longer_sentence_is_served_alone(
    batcher: Words, decoder: Decoder
) -> None:
    batcher.run("x", pieces("a b c d", "e f g h", "i j k l", "m n", "1 2 3 4 5 6 7 8 9 10 11 12"))
    sizes = [sum(len(sentence.split()) for sentence in batch) for batch in decoder.batches]
    assert max(sizes) == 12
    assert all(size <= LIMIT for size in sizes if size != 12)


def test_what_is_more_than_one_batch_is_divided_evenly(crowd: Crowd, decoder: Decoder) -> None:
    answer = crowd.ask("x", *"abcdefghijklmn")
    crowd.release()
    answer.result()
    assert [len(batch) for batch in decoder.batches] == [1, 7, 7]


def test_callers_that_arrive_while_the_worker_is_busy_share_a_batch(crowd: Crowd, decoder: Decoder) -> None:
    one, two = crowd.ask("x", "one"), crowd.ask("x", "two")
    crowd.release()
    assert (one.result(), two.result()) == (["x:ONE"], ["x:TWO"])
    assert decoder.batches == [["first"], ["one", "two"]]


def test_a_sentence_in_flight_is_not_decoded_twice(crowd: Crowd, decoder: Decoder) -> None:
    answers = [crowd.ask("x", "same"), crowd.ask("x", "same", "first", new=0)]
    crowd.release()
    assert [answer.result() for answer in answers] == [["x:SAME"], ["x:SAME", "x:FIRST"]]
    assert decoder.batches == [["first"], ["same"]]


@pytest.fixture
def patient(decoder: Decoder) -> Iterator[Words]:
    """A batcher whose second worker waits for company, as long as it takes."""
    batcher: Words = Batcher(decoder, len, workers=2, limit=LIMIT, patience=1e6, company=3)
    yield batcher
    decoder.gate.set()
    batcher.close()


def test_while_a_batch_is_under_way_a_small_one_waits_for_company(
    patient: Words, decoder: Decoder, callers: ThreadPoolExecutor
) -> None:
    crowd = Crowd(patient, decoder, callers)
    crowd.ask("x", "one")
    crowd.ask("x", "two")
    callers.submit(patient.run, "x", pieces("three"))
    decoder.entered.acquire()
    crowd.release()
    assert decoder.batches == [["first"], ["one", "two", "three"]]


def test_what_waits_for_company_goes_on_alone_when_the_batch_before_it_ends(
    patient: Words, decoder: Decoder, callers: ThreadPoolExecutor
) -> None:
    crowd = Crowd(patient, decoder, callers)
    alone = crowd.ask("x", "alone")
    crowd.release()
    assert alone.result() == ["x:ALONE"]
    assert decoder.batches == [["first"], ["alone"]]


def test_nobody_waits_for_company_while_nothing_is_under_way(patient: Words, decoder: Decoder) -> None:
    assert patient.run("x", pieces("a", "b")) == ["x:A", "x:B"]
    assert sorted(decoder.batches) == [["a"], ["b"]]


def test_what_somebody_waits_for_goes_before_bulk(crowd: Crowd, decoder: Decoder) -> None:
    history = crowd.ask("x", "old", "older", bulk=True)
    preview = crowd.ask("x", "preview")
    crowd.release()
    assert preview.result() == ["x:PREVIEW"]
    assert history.result() == ["x:OLD", "x:OLDER"]
    assert decoder.batches == [["first"], ["preview"], ["old", "older"]]


def test_a_sentence_that_waits_as_bulk_does_not_hold_up_who_waits_for_it(
    crowd: Crowd, decoder: Decoder
) -> None:
    history = crowd.ask("x", "one", "same", bulk=True)
    preview = crowd.ask("x", "same")
    crowd.release()
    assert (preview.result(), history.result()) == (["x:SAME"], ["x:ONE", "x:SAME"])
    assert decoder.batches[1] == ["same"]


def test_a_sentence_is_decoded_anew_once_it_is_answered(batcher: Words, decoder: Decoder) -> None:
    batcher.run("x", pieces("again"))
    batcher.run("x", pieces("again"))
    assert decoder.batches == [["again"], ["again"]]


def test_lanes_do_not_mix(crowd: Crowd, decoder: Decoder) -> None:
    one, two = crowd.ask("x", "same"), crowd.ask("y", "same")
    crowd.release()
    assert (one.result(), two.result()) == (["x:SAME"], ["y:SAME"])
    assert decoder.batches == [["first"], ["same"], ["same"]]


def test_a_long_text_does_not_hold_up_a_short_one(crowd: Crowd, decoder: Decoder) -> None:
    long = crowd.ask("x", *[f"long {number} a b" for number in range(6)])
    short = crowd.ask("x", "short")
    crowd.release()
    short.result()
    long.result()
    assert "short" in decoder.batches[1]


def test_an_error_reaches_the_caller_it_concerns_and_nobody_else(crowd: Crowd) -> None:
    good, bad, other = crowd.ask("x", "good"), crowd.ask("x", "fine", "bad"), crowd.ask("x", "other")
    crowd.release()
    assert good.result() == ["x:GOOD"]
    assert other.result() == ["x:OTHER"]
    with pytest.raises(ArithmeticError):
        bad.result()


def test_after_an_error_the_next_sentence_is_served(batcher: Words) -> None:
    with pytest.raises(ArithmeticError):
        batcher.run("x", pieces("bad"))
    assert batcher.run("x", pieces("good")) == ["x:GOOD"]


def test_closing_finishes_what_runs_and_refuses_what_waits(
    crowd: Crowd, batcher: Words, callers: ThreadPoolExecutor
) -> None:
    waiting = crowd.ask("x", "late")
    closing = callers.submit(batcher.close)
    with pytest.raises(RuntimeError, match="closed"):
        waiting.result()
    crowd.release()
    closing.result()
    assert crowd.first.result() == ["x:FIRST"]
    with pytest.raises(RuntimeError, match="closed"):
        batcher.run("x", pieces("too late"))


def test_idle_workers_share_what_one_caller_brings() -> None:
    both_at_work = threading.Barrier(2, timeout=60)

    def decode(_lane: str, batch: Sequence[Pieces]) -> list[str]:
        both_at_work.wait()
        return ["" for _ in batch]

    batcher: Words = Batcher(decode, len, workers=2, limit=1000)
    assert batcher.run("x", pieces("a b", "c d")) == ["", ""]
    batcher.close()
