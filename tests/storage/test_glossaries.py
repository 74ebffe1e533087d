"""A draft's rows: what two people do at the same time, the later of them is told."""

import pytest

from dragoman.storage.glossaries import ChangedMeanwhile, GlossaryRows


def test_what_was_changed_since_it_was_read_is_not_overwritten(glossaries: GlossaryRows) -> None:
    glossaries.change("shop", {"c1": "refund", "c2": "return"}, {}, [])
    seen = glossaries.stored("shop", ["c1", "c2"])
    glossaries.change("shop", {"c1": "refunds"}, {"c1": seen["c1"]}, [])
    for late in ({"c1": "reimbursement", "c2": "returns"}, {"c1": None, "c2": None}):
        with pytest.raises(ChangedMeanwhile):
            glossaries.change("shop", late, seen, ["never said"])
    assert glossaries.draft("shop") == {"c1": "refunds", "c2": "return"}
    assert glossaries.log("shop", 1) == []


def test_what_was_added_or_removed_meanwhile_counts_as_changed(glossaries: GlossaryRows) -> None:
    glossaries.change("shop", {"c1": "refund"}, {}, [])
    with pytest.raises(ChangedMeanwhile):
        glossaries.change("shop", {"c1": "another refund"}, {}, [])
    seen = glossaries.stored("shop", ["c1"])
    glossaries.change("shop", {"c1": None}, seen, [])
    with pytest.raises(ChangedMeanwhile):
        glossaries.change("shop", {"c1": "refunds"}, seen, [])
    assert glossaries.draft("shop") == {}
