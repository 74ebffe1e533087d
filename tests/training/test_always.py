from collections import Counter

from training.always import ranked


def test_what_was_lacked_comes_first_then_frequent_and_inner_pieces_by_turns() -> None:
    lacked = Counter({"lha": 3, "▁Diga": 5})
    written = Counter({"▁de": 9, "▁a": 8, "s": 7, "lha": 6, "ção": 5})
    assert ranked(lacked, written) == ["▁Diga", "lha", "▁de", "s", "▁a", "ção"]
