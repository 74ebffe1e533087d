"""The glossary over real HTTP: who may do what, edits that do not overwrite each other, files, versions."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from dragoman.glossary.formats import Form
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.web.served import STORE, Served, serving

REFUND: dict[str, Any] = {
    "terms": {"en": {"preferred": "refund"}, "pt-BR": {"preferred": "estorno"}},
    "kind": "exact",
}
TABLE = "en,pt-BR,kind\nreturn,devolução,exact\nlabel,,exact\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("glossary"), packs.folder) as running:
        yield running


@pytest.fixture(autouse=True)
def blank(shop: Served) -> Iterator[None]:
    """Every test begins with an empty draft."""
    yield
    termbases = shop.dragoman.records.termbases
    termbases.remove(STORE.id, [concept.id for concept in termbases.draft(STORE.id)], "a test")


def call(shop: Served, method: str, path: str, role: Role = Role.LOCALIZER, **how: Any) -> requests.Response:
    return shop.api(method, f"/glossary{path}", role, **how)


def added(shop: Served, concept: dict[str, Any] = REFUND, role: Role = Role.LOCALIZER) -> dict[str, Any]:
    answer = call(shop, "POST", "/concepts", role, json=concept)
    assert answer.status_code == 201, answer.text
    kept: dict[str, Any] = answer.json()
    assert answer.headers["ETag"] == f'"{kept["tag"]}"'
    assert answer.headers["Location"].endswith(f"/concepts/{kept['id']}")
    return kept


def seen(tag: str) -> Any:
    return {"headers": {"If-Match": f'"{tag}"'}}


def listed(shop: Served, **query: Any) -> list[str]:
    page = call(shop, "GET", "/concepts", params=query).json()
    return [concept["terms"]["en"]["preferred"] for concept in page["concepts"]]


def test_an_agents_entry_is_a_proposal_and_a_localizer_approves_it(shop: Served) -> None:
    proposed = added(shop, {**REFUND, "status": "approved"}, Role.AGENT)
    assert (proposed["status"], proposed["author"]) == ("proposed", "a test's agent")
    place = f"/concepts/{proposed['id']}/approve"
    assert call(shop, "POST", place, Role.AGENT, **seen(proposed["tag"])).status_code == 403
    approved = call(shop, "POST", place, **seen(proposed["tag"])).json()
    assert (approved["status"], approved["author"]) == ("approved", "a test's localizer")


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("PUT", "/concepts/x", Role.AGENT),
        ("DELETE", "/concepts/x", Role.AGENT),
        ("POST", "/import?format=csv", Role.AGENT),
        ("GET", "/log", Role.AGENT),
        ("POST", "/versions", Role.AGENT),
        ("POST", "/versions", Role.LOCALIZER),
        ("POST", "/versions/1/restore", Role.LOCALIZER),
    ],
)
def test_what_a_role_may_not_do(shop: Served, method: str, path: str, role: Role) -> None:
    assert call(shop, method, path, role, json={}).status_code == 403


def test_two_people_do_not_overwrite_each_other(shop: Served) -> None:
    first = added(shop)
    place = f"/concepts/{first['id']}"
    assert call(shop, "GET", place).headers["ETag"] == f'"{first["tag"]}"'
    mine = {**REFUND, "context": "in e-mails"}
    second = call(shop, "PUT", place, json=mine, **seen(first["tag"]))
    assert (second.status_code, second.json()["context"]) == (200, "in e-mails")
    late = call(shop, "PUT", place, json={**REFUND, "context": "in chats"}, **seen(first["tag"]))
    assert (late.status_code, "Somebody else changed" in late.json()["detail"]) == (412, True)
    assert call(shop, "DELETE", place, **seen(first["tag"])).status_code == 412
    assert call(shop, "DELETE", place).status_code == 428
    assert call(shop, "GET", place).json()["context"] == "in e-mails"
    assert call(shop, "DELETE", place, **seen(second.json()["tag"])).status_code == 204
    assert call(shop, "GET", place).status_code == 404


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"en": {"preferred": " "}}, "a term is empty"),
        ({"en": {"preferred": "x" * 500}}, "has 500 characters"),
        ({"en": {"preferred": "a\u0007b"}}, "invisible character U+0007"),
        ({"en": {"preferred": "a\u200fb"}}, "invisible character U+200F"),
        ({"en": {"preferred": "<b>a</b>"}}, "holds markup"),
        ({"en": {"preferred": "***"}}, "no letter and no digit"),
        ({}, "it says nothing in any language"),
    ],
)
def test_what_no_term_can_be_is_refused_in_words(shop: Served, terms: dict[str, Any], why: str) -> None:
    answer = call(shop, "POST", "/concepts", json={"terms": terms, "kind": "dnt"})
    assert (answer.status_code, why in answer.json()["detail"]) == (422, True), answer.text
    assert listed(shop) == []


def test_regular_expressions_and_what_spreadsheets_run_are_only_words(shop: Served) -> None:
    for number, term in enumerate(("a*(b)+?", "C++", "=1+1", "{{0.__class__}}")):
        added(shop, {"terms": {"en": {"preferred": term}}, "kind": "dnt", "context": str(number)})
    assert listed(shop, search="(B)+") == ["a*(b)+?"]


def test_entries_are_found_by_words_status_and_language_and_come_in_pages(shop: Served) -> None:
    added(shop)
    added(shop, {**REFUND, "terms": {**REFUND["terms"], "en": {"preferred": "return"}}}, Role.AGENT)
    added(shop, {"terms": {"en": {"preferred": "Lumen"}}, "kind": "dnt"})
    assert listed(shop, search="REF") == ["refund"]
    assert listed(shop, status="proposed") == ["return"]
    assert listed(shop, language="pt") == ["refund", "return"]
    page = call(shop, "GET", "/concepts", params={"limit": 2}).json()
    assert page["total"] == 3
    assert listed(shop, limit=2, after=page["next"]) == ["Lumen"]


def test_a_file_is_brought_in_row_by_row(shop: Served) -> None:
    how: Any = {"data": TABLE.encode("cp1252"), "headers": {"Content-Type": "text/csv"}}
    dry = call(shop, "POST", "/import?format=csv&dry_run=true", **how).json()
    assert (dry["encoding"], dry["written"], listed(shop)) == ("Windows-1252", False, [])
    assert [(row["place"], row["fate"]) for row in dry["rows"]] == [
        ("line 2", "added"),
        ("line 3", "refused"),
    ]
    assert dry["rows"][1]["reason"].startswith("it has terms in one language only")
    assert call(shop, "POST", "/import?format=csv&strict=true", **how).json()["written"] is False
    report = call(shop, "POST", "/import?format=csv", **how).json()
    assert (report["written"], report["counts"]["added"], listed(shop)) == (True, 1, ["return"])


@pytest.mark.parametrize(("form", "body"), [("xlsx", b"en,pt\n"), ("json", b"{"), ("tbx", b"<!DOCTYPE a>")])
def test_a_file_that_is_not_what_it_claims_is_refused_in_words(shop: Served, form: str, body: bytes) -> None:
    answer = call(shop, "POST", f"/import?format={form}", data=body)
    assert (answer.status_code, answer.json()["detail"].startswith("It ")) == (422, True)


@pytest.mark.parametrize("form", list(Form))
def test_what_is_exported_comes_back_the_same(shop: Served, form: Form) -> None:
    kept = added(shop, {**REFUND, "definition": "money back"})
    answer = call(shop, "GET", f"/export?format={form}", Role.AGENT)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="glossary.')
    if form is Form.XLSX:
        assert load_workbook(io.BytesIO(answer.content)).sheetnames == ["Glossary"]
    report = call(shop, "POST", f"/import?format={form}&mode=replace", data=answer.content).json()
    assert report["counts"]["unchanged"] == 1
    assert call(shop, "GET", f"/concepts/{kept['id']}").json() == kept


def test_conflicts_are_explained(shop: Served) -> None:
    first = added(shop)
    second = added(shop, {**REFUND, "terms": {**REFUND["terms"], "pt-BR": {"preferred": "reembolso"}}})
    found = call(shop, "GET", "/check", Role.AGENT).json()
    assert found["total"] == 1
    (conflict,) = found["conflicts"]
    assert (conflict["clash"], conflict["concepts"]) == ("duplicate", [first["id"], second["id"]])
    assert "only the first is used" in conflict["text"]
    assert conflict["mend"].startswith("keep one of them")


def test_conflicts_and_faults_are_told_in_the_stores_locale(shop: Served) -> None:
    stores = shop.dragoman.records.stores
    stores.add(replace(STORE, locale="pt-BR"), replace=True)
    try:
        added(shop)
        added(shop, {**REFUND, "terms": {**REFUND["terms"], "pt-BR": {"preferred": "reembolso"}}})
        (conflict,) = call(shop, "GET", "/check").json()["conflicts"]
        assert "só a primeira é usada" in conflict["text"]
        assert conflict["mend"].startswith("fique com uma delas")
        refused = call(shop, "POST", "/concepts", json={**REFUND, "terms": {"en": {"preferred": "***"}}})
        assert "não tem letra nem algarismo" in refused.json()["detail"]
        rows = call(shop, "POST", "/import?format=csv", data=b"en,pt-BR\n***,x\n").json()["rows"]
        assert "não tem letra nem algarismo" in rows[0]["reason"]
    finally:
        stores.add(STORE, replace=True)


def test_an_owner_publishes_compares_and_takes_back_and_the_log_says_so(shop: Served) -> None:
    kept = added(shop)
    published = call(shop, "POST", "/versions", Role.OWNER, json={"comment": "spring"})
    assert published.status_code == 201, published.text
    first = published.json()["number"]
    assert (published.json()["comment"], published.json()["concepts"]) == ("spring", 1)
    assert call(shop, "POST", "/versions", Role.OWNER, json={}).status_code == 422
    place = f"/concepts/{kept['id']}"
    call(shop, "PUT", place, json={**REFUND, "case": "keep"}, **seen(kept["tag"]))
    (difference,) = call(shop, "GET", f"/compare?before={first}").json()["differences"]
    assert (difference["before"]["case"], difference["after"]["case"]) == ("follow", "keep")
    second = call(shop, "POST", "/versions", Role.OWNER, json={}).json()["number"]
    back = call(shop, "POST", f"/versions/{first}/restore", Role.OWNER, json={"comment": "too early"})
    assert (back.status_code, back.json()["number"]) == (201, second + 1)
    assert call(shop, "POST", "/versions/999/restore", Role.OWNER, json={}).status_code == 404
    assert call(shop, "GET", place).json()["case"] == "follow"
    numbers = [version["number"] for version in call(shop, "GET", "/versions").json()["versions"]]
    assert numbers[:3] == [second + 1, second, first]
    page = call(shop, "GET", "/log", params={"limit": 3}).json()
    assert [(change["action"], change["actor"]) for change in page["changes"]] == [
        ("rolled back", "a test's owner"),
        ("published", "a test's owner"),
        ("published", "a test's owner"),
    ]
    (older,) = call(shop, "GET", "/log", params={"limit": 1, "before": page["next"]}).json()["changes"]
    assert (older["action"], older["before"]["case"], older["after"]["case"]) == ("changed", "follow", "keep")
