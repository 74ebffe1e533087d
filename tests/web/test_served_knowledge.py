"""What a server does about a store's knowledge when it starts."""

from pathlib import Path

from dragoman.evidence import Passage
from dragoman.replies.retrieval.words import analysis
from dragoman.storage.knowledge import Worded
from tests.web.served import STORE, serving


def test_words_that_an_earlier_version_read_otherwise_are_read_again(tmp_path: Path) -> None:
    passage = Passage("returns", "a.md", ("Returns",), "Within 30 days.", "en")
    with serving(tmp_path, tmp_path / "packs") as served:
        knowledge = served.dragoman.records.knowledge
        knowledge.put(STORE.id, [Worded(passage, 0, "", "")], "an earlier way")
        served.dragoman.warm_up()
        assert knowledge.read_otherwise(STORE.id, analysis()) == []
