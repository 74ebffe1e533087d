from itertools import pairwise

from dragoman.storage.inbox import Inbox
from dragoman.storage.memory import Approved, Memory
from tests.storage.shop import Clock, claimed


def pair(source: str, target: str, language: str = "pt-BR", conversation: str | None = None) -> Approved:
    return Approved("en", language, source, target, source, source, "g1", "Ann", conversation)


def targets(memory: Memory, store: str, *keys: str, target: str = "pt-BR") -> dict[str, list[str]]:
    found = memory.find(store, "en", target, keys)
    return {key: [entry.target for entry in entries] for key, entries in found.items()}


def test_a_pair_is_found_by_the_key_of_its_source_with_who_when_and_which_glossary(
    memory: Memory, clock: Clock
) -> None:
    memory.add("shop", [pair("Yes", "Sim"), pair("No", "Não")])
    (entry,) = memory.find("shop", "en", "pt-BR", ["Yes", "Maybe"])["Yes"]
    assert (entry.source, entry.target, entry.source_language) == ("Yes", "Sim", "en")
    assert (entry.author, entry.glossary, entry.approved_at) == ("Ann", "g1", clock())


def test_nothing_of_one_store_shows_in_another(memory: Memory) -> None:
    memory.add("shop", [pair("Yes", "Sim")])
    assert targets(memory, "other", "Yes") == {}
    assert memory.list("other") == []


def test_a_new_approval_takes_the_place_of_the_old_one(memory: Memory) -> None:
    memory.add("shop", [pair("Yes", "Sim")])
    memory.add("shop", [pair("Yes", "Claro")])
    assert targets(memory, "shop", "Yes") == {"Yes": ["Claro"]}


def test_variants_of_the_target_stand_beside_each_other(memory: Memory) -> None:
    memory.add("shop", [pair("Bus", "Ônibus"), pair("Bus", "Autocarro", "pt-PT"), pair("Bus", "Bus", "de")])
    assert targets(memory, "shop", "Bus") == {"Bus": ["Autocarro", "Ônibus"]}


def test_pairs_are_listed_the_latest_first_by_language_and_in_pages(memory: Memory) -> None:
    memory.add("shop", [pair("Yes", "Sim"), pair("Yes", "Ja", "de"), pair("No", "Não")])
    assert [one.target for one in memory.list("shop")] == ["Não", "Ja", "Sim"]
    assert [one.target for one in memory.list("shop", target="pt")] == ["Não", "Sim"]
    _, second = memory.list("shop", limit=2)
    assert [one.target for one in memory.list("shop", before=second.id)] == ["Sim"]


def test_pairs_are_removed_by_id_or_all_of_a_store(memory: Memory) -> None:
    (yes, _, foreign) = (
        *memory.add("shop", [pair("Yes", "Sim"), pair("No", "Não")]),
        *memory.add("other", [pair("Yes", "Sim")]),
    )
    assert memory.remove("shop", [yes, foreign]) == 1
    assert targets(memory, "shop", "Yes", "No") == {"No": ["Não"]}
    assert memory.remove("shop", None) == 1
    assert len(memory.list("other")) == 1


def test_the_stamp_changes_with_every_change(memory: Memory) -> None:
    stamps = [memory.stamp("shop")]
    memory.add("shop", [pair("Yes", "Sim")])
    stamps.append(memory.stamp("shop"))
    memory.add("shop", [pair("Yes", "Claro")])
    stamps.append(memory.stamp("shop"))
    memory.remove("shop", None)
    stamps.append(memory.stamp("shop"))
    memory.add("shop", [pair("Yes", "Sim")])
    stamps.append(memory.stamp("shop"))
    assert all(one != following for one, following in pairwise(stamps))


def test_nothing_is_learned_from_a_conversation_that_is_gone(memory: Memory, inbox: Inbox) -> None:
    here = claimed(inbox).conversation
    memory.add("shop", [pair("Yes", "Sim", conversation=here), pair("No", "Não", conversation="gone")])
    assert targets(memory, "shop", "Yes", "No") == {"Yes": ["Sim"]}
