"""A store's glossary: the draft, what is published of it, and the way back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.domain import DragomanError, Store, TermKind
from dragoman.glossary import GlossaryError, Termbases, compiled
from dragoman.glossary.concept import EVERY_LANGUAGE, Concept, LanguageTerms, Status
from dragoman.glossary.termbases import differences
from dragoman.storage.database import Database
from dragoman.storage.encryption import unlock
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.stores import Stores

REFUND = Concept("", {"en": LanguageTerms("refund"), "pt": LanguageTerms("estorno")}, TermKind.EXACT)
RETURN = Concept("", {"en": LanguageTerms("return"), "pt": LanguageTerms("devolução")})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "dragoman.sqlite") as opened:
        yield opened


@pytest.fixture
def rows(database: Database, tmp_path: Path) -> GlossaryRows:
    cipher = unlock(database, tmp_path / "keys", {})
    stores = Stores(database, cipher)
    for store in ("shop", "other"):
        stores.add(Store(store, store, "en", ("en", "pt-BR")))
    return GlossaryRows(database, cipher, clock=lambda: 1000.0)


@pytest.fixture
def termbases(rows: GlossaryRows) -> Termbases:
    return Termbases(rows)


def english(concepts: list[Concept] | tuple[Concept, ...]) -> list[str]:
    return [concept.terms["en"].preferred for concept in concepts]


def test_a_draft_is_kept_in_the_order_it_was_written(termbases: Termbases) -> None:
    refund, back = termbases.put("shop", [REFUND, RETURN], "Ana", 5.0)
    termbases.put("shop", [replace(refund, context="in e-mails")], "Bia", 6.0)
    first, second = termbases.draft("shop")
    assert (first.id, first.context, first.author, first.changed_at) == (refund.id, "in e-mails", "Bia", 6.0)
    assert second == back
    assert termbases.draft("other") == []


def test_one_bad_concept_keeps_the_whole_change_out_and_is_named(termbases: Termbases) -> None:
    bad = replace(REFUND, terms={"en": LanguageTerms("refund"), "pt": LanguageTerms("")})
    with pytest.raises(GlossaryError, match=r"refund \(en\).*a term is empty"):
        termbases.put("shop", [RETURN, bad], "Ana", 5.0)
    assert termbases.draft("shop") == []


def test_only_what_is_published_is_translated_with(termbases: Termbases) -> None:
    termbases.put("shop", [REFUND], "Ana", 5.0)
    assert termbases.current("shop") == 0
    version = termbases.publish("shop", "the first words", "Ana")
    assert (version.number, version.comment, version.author, version.concepts) == (
        1,
        "the first words",
        "Ana",
        1,
    )
    termbases.put("shop", [RETURN], "Ana", 6.0)
    assert english(tuple(termbases.published("shop", 1).concepts)) == ["refund"]


def test_proposals_stay_in_the_draft(termbases: Termbases) -> None:
    termbases.put("shop", [REFUND, replace(RETURN, status=Status.PROPOSED)], "Ana", 5.0)
    termbases.publish("shop", "", "Ana")
    assert english(tuple(termbases.published("shop", 1).concepts)) == ["refund"]
    assert english(termbases.draft("shop")) == ["refund", "return"]


def test_what_did_not_change_is_not_published_again(termbases: Termbases) -> None:
    (refund,) = termbases.put("shop", [REFUND], "Ana", 5.0)
    termbases.publish("shop", "", "Ana")
    termbases.put("shop", [refund], "Bia", 9.0)
    with pytest.raises(GlossaryError, match="nothing changed"):
        termbases.publish("shop", "", "Ana")


def test_two_people_cannot_publish_over_each_other(rows: GlossaryRows) -> None:
    rows.publish("shop", 0, "{}", "[]", "{}")
    with pytest.raises(DragomanError, match="somebody else published"):
        rows.publish("shop", 0, "{}", "[]", "{}")


def test_rolling_back_publishes_the_older_version_as_a_new_one(termbases: Termbases) -> None:
    (refund,) = termbases.put("shop", [REFUND], "Ana", 5.0)
    termbases.publish("shop", "one", "Ana")
    proposed = replace(RETURN, status=Status.PROPOSED)
    better = {"en": LanguageTerms("refund"), "pt": LanguageTerms("reembolso")}
    termbases.put("shop", [replace(refund, terms=better), replace(RETURN, id="r"), proposed], "Ana", 6.0)
    termbases.publish("shop", "two", "Ana")

    version = termbases.roll_back("shop", 1, "two was wrong", "Bia")

    assert version.number == 3
    assert not differences(termbases.published("shop", 1).concepts, termbases.published("shop", 3).concepts)
    assert [concept.terms["pt"].preferred for concept in termbases.draft("shop")] == ["estorno", "devolução"]
    assert termbases.draft("shop")[1].status is Status.PROPOSED
    assert [one.number for one in termbases.versions("shop")] == [3, 2, 1]


def test_rolling_back_to_what_is_published_is_refused(termbases: Termbases) -> None:
    termbases.put("shop", [REFUND], "Ana", 5.0)
    termbases.publish("shop", "one", "Ana")
    for number in (1, 7):
        with pytest.raises(GlossaryError, match="version"):
            termbases.roll_back("shop", number, "", "Ana")


def test_removing_leaves_what_was_published(termbases: Termbases) -> None:
    (refund,) = termbases.put("shop", [REFUND], "Ana", 5.0)
    termbases.publish("shop", "one", "Ana")
    assert termbases.remove("shop", [refund.id, "unknown"], "Ana") == 1
    assert termbases.draft("shop") == []
    assert english(tuple(termbases.published("shop", 1).concepts)) == ["refund"]


def test_the_log_tells_who_changed_what(termbases: Termbases, rows: GlossaryRows) -> None:
    (refund,) = termbases.put("shop", [REFUND], "Ana", 5.0)
    termbases.publish("shop", "one", "Bia")
    termbases.remove("shop", [refund.id], "Caio")
    told = [entry.entry for entry in rows.log("shop", 10)]
    assert [
        ('"Caio"' in told[0], '"removed"' in told[0]),
        ('"Bia"' in told[1], '"published"' in told[1]),
    ] == [(True, True)] * 2
    assert '"estorno"' in told[2]
    assert rows.log("other", 10) == []


def test_terms_are_sealed(termbases: Termbases, tmp_path: Path, database: Database) -> None:
    termbases.put("shop", [REFUND], "Ana", 5.0)
    termbases.publish("shop", "in confidence", "Ana")
    database.compact()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("dragoman.sqlite*"))
    for word in (b"estorno", b"in confidence", b"Ana"):
        assert word not in stored


def test_approved_concepts_become_terms_of_both_directions(termbases: Termbases) -> None:
    said = LanguageTerms(
        "estorno", allowed=("reembolso",), forbidden=("restituição",), forms=("estorno", "estornos")
    )
    both = replace(REFUND, terms={"en": LanguageTerms("refund", allowed=("money back",)), "pt": said})
    brand = Concept("", {EVERY_LANGUAGE: LanguageTerms("Lumen Pro")}, TermKind.DNT)
    old = replace(RETURN, status=Status.DEPRECATED)
    termbases.put("shop", [both, brand, old], "Ana", 5.0)
    termbases.publish("shop", "", "Ana")
    termbase = termbases.published("shop", 1)

    out, dnt = compiled(termbase, "en", "pt-BR").terms
    assert (out.source, out.variants, out.target) == ("refund", ("money back",), "estorno")
    assert (out.accepted, out.forbidden) == (("estorno", "estornos", "reembolso"), ("restituição",))
    assert (dnt.source, dnt.target, dnt.kind) == ("Lumen Pro", "Lumen Pro", TermKind.DNT)
    back, _ = compiled(termbase, "pt-BR", "en").terms
    assert (back.source, back.variants, back.accepted) == (
        "estorno",
        ("reembolso", "estornos"),
        ("refund", "money back"),
    )
