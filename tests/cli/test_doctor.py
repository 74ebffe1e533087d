"""``dragoman doctor``: every finding has a stable id, a cause and a cure."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.cli.findings import Finding, examine
from dragoman.domain import Author, Connection, Message, Secret, Store, Visibility
from dragoman.parts import http_session
from dragoman.pipeline.polling import Sources, poll_once
from dragoman.records import Records
from dragoman.sandbox.desks.front import FrontCompany
from dragoman.sandbox.desks.serving import running
from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox
from dragoman.settings import Settings
from dragoman.storage.ownership import own
from dragoman.translation.packs import PackLibrary
from dragoman_adapters.shopify import Shopify
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, FakeShopify
from tests.cli.commands import run

STORE = Store("shop", "Shop", "en", ("en", "pt-BR"))
CONNECTION = Connection(
    "shop", "desk", "sandbox", {"base_url": "http://127.0.0.1:9"}, {"token": Secret("t")}, (Secret("s"),)
)


def healthy(tmp_path: Path, packs: Path, port: int = 8480) -> Settings:
    """Return an installation that nothing is wrong with."""
    settings = Settings(
        data_dir=tmp_path, packs_dir=packs, min_free_disk=0, allow_private=(LOOPBACK,), port=port
    )
    with Records.open(settings) as records:
        records.stores.add(STORE)
        records.stores.add_connection(CONNECTION)
    return settings


def found(settings: Settings, *, online: bool = False) -> dict[str, Finding]:
    return {finding.id: finding for finding in examine(settings, online=online)}


def change(installed: Settings, **changes: object) -> None:
    values = {name: getattr(CONNECTION, name) for name in CONNECTION.__slots__} | changes
    with Records.open(installed) as records:
        records.stores.add_connection(Connection(**values), replace=True)


def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path, packs: PackLibrary) -> None:
    assert found(healthy(tmp_path, packs.folder)) == {}


def test_an_empty_installation_is_told_the_first_steps(tmp_path: Path) -> None:
    findings = found(Settings(data_dir=tmp_path / "new", min_free_disk=0))
    assert set(findings) == {"DR201", "DR301"}
    assert "dragoman store add" in findings["DR301"].cure
    assert not (tmp_path / "new").exists()


def test_every_finding_has_a_cause_and_a_cure(tmp_path: Path) -> None:
    for finding in examine(Settings(data_dir=tmp_path), online=False):
        assert all((finding.what, finding.cause, finding.cure))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_key_file_that_others_can_read(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    settings.keys_file.chmod(0o644)
    assert "chmod 600" in found(settings)["DR103"].cure


def test_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    assert "DR102" in found(Settings(data_dir=tmp_path, min_free_disk=10**9))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_directory_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "DR101" in found(Settings(data_dir=tmp_path / "data"))


def test_a_variable_that_is_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_PROT", "8480")
    assert "DRAGOMAN_PROT" in found(Settings(data_dir=tmp_path))["DR105"].what


def test_a_database_that_is_none(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.database.write_bytes(b"not a database at all" * 100)
    assert "DR106" in found(settings)


def test_a_database_that_a_process_owns_which_does_not_answer(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder, port=9)
    with own(settings.database):
        assert str(os.getpid()) in found(settings)["DR107"].cause


def test_a_pack_with_a_damaged_file(tmp_path: Path) -> None:
    damaged = tmp_path / "packs" / "xx-yy"
    damaged.mkdir(parents=True)
    (damaged / "metadata.json").write_text("{", encoding="utf-8")
    assert "xx-yy" in found(Settings(data_dir=tmp_path))["DR202"].what


def test_an_enabled_language_without_packs(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    with Records.open(settings) as records:
        records.stores.add(Store("shop", "Shop", "en", ("en", "pt-BR", "ja")), replace=True)
    missing = [finding.what for finding in examine(settings, online=False) if finding.id == "DR203"]
    assert missing == ["no pack translates ja to en", "no pack translates en to ja"]


def test_where_no_pack_is_installed_the_default_ones_come_first(tmp_path: Path, packs: PackLibrary) -> None:
    settings = replace(healthy(tmp_path, packs.folder), packs_dir=tmp_path / "none")
    assert set(found(settings)) == {"DR201"}


def test_a_store_without_a_helpdesk(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    with Records.open(settings) as records:
        records.stores.add(Store("second", "Second", "en", ("en",)))
    assert "second" in found(settings)["DR302"].what


def test_a_connection_whose_adapter_is_not_installed(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    change(settings, adapter="uninstalled")
    assert "uninstalled" in found(settings)["DR303"].cause


def test_a_connection_without_a_signing_secret(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    change(settings, signing_secrets=())
    assert "--secret signing_secret=-" in found(settings)["DR305"].cure


def test_what_a_connection_lacks_comes_with_the_page_of_the_helpdesk_that_has_it(
    tmp_path: Path, packs: PackLibrary
) -> None:
    settings = healthy(tmp_path, packs.folder)
    with running(FrontCompany().app()) as url:
        at_front = {"base_url": url, "author_id": "tea_6r55a"}
        change(
            settings,
            adapter="front",
            settings=at_front,
            credentials={"api_token": Secret("wrong")},
            signing_secrets=(),
        )
        findings = found(settings, online=True)
    assert "Settings > Developers > Create app" in findings["DR305"].cure
    assert f"{settings.url}/hooks/shop/desk" in findings["DR305"].cure
    assert "401: check the credentials" in findings["DR307"].cause
    assert "Settings > Developers > API tokens" in findings["DR307"].cause


def test_a_chat_that_is_forwarded_where_it_cannot_arrive(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    forwarded = {"shop": SHOP, "client_id": CLIENT_ID, "forward_to": "desk"}
    with Records.open(settings) as records:
        records.stores.add_connection(
            Connection("shop", "chat", "shopify", forwarded, {}, (Secret(CLIENT_SECRET),))
        )
    assert "DR309" not in found(settings)
    change(settings, adapter="zammad")
    assert "through desk (zammad)" in found(settings)["DR309"].cause
    at_chatwoot = {"base_url": "http://127.0.0.1:9", "account_id": "1"}
    change(settings, adapter="chatwoot", settings=at_chatwoot)
    assert "--set inbox_id=…" in found(settings)["DR309"].cause
    change(settings, adapter="uninstalled")
    assert "no adapter is called 'uninstalled'" in found(settings)["DR309"].cause


def test_a_helpdesk_elsewhere_that_cannot_reach_this_machine(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    change(settings, settings={"base_url": "https://desk.example"})
    assert "public_url" in found(settings)["DR306"].cure


def test_only_online_are_helpdesks_asked(tmp_path: Path, packs: PackLibrary) -> None:
    settings = healthy(tmp_path, packs.folder)
    with SandboxServer(create_sandbox(None, "s", "t")) as desk:
        change(settings, settings={"base_url": desk.url})
        assert found(settings, online=True) == {}
    assert found(settings) == {}
    assert "gives no answer" in found(settings, online=True)["DR307"].cause


def test_a_shop_that_tells_nothing_of_the_app_s_end_is_named_until_it_is_looked_after(
    tmp_path: Path, packs: PackLibrary
) -> None:
    settings = replace(healthy(tmp_path / "data", packs.folder), public_url="https://dragoman.example")
    with FakeShopify(tmp_path, "http://127.0.0.1:9") as shop, Records.open(settings) as records:
        given = {"shop": SHOP, "client_id": CLIENT_ID, "base_url": shop.url}
        given["webhook_url"] = "https://dragoman.example/hooks/shop/desk"
        connected = Connection("shop", "desk", "shopify", given, {}, (Secret(CLIENT_SECRET),))
        records.stores.add_connection(connected, replace=True)
        assert "app/uninstalled" in found(settings, online=True)["DR307"].cause
        sources = Sources(
            connections=list,
            adapter=lambda _store, _name: Shopify(connected, http_session(settings)),
            inbox=records.inbox,
            watermarks=records.watermarks,
            ring=lambda _rows: None,
            clock=lambda: 0.0,
        )
        shop.answers = [(200, {"errors": [{"message": "Access denied"}]})]
        poll_once(sources, connected)
        assert "Access denied" in found(settings, online=False)["DR308"].cause
        poll_once(sources, connected)
        assert found(settings, online=True) == {}


def test_events_that_wait_for_a_person_and_deliveries_that_were_not_read(
    tmp_path: Path, packs: PackLibrary
) -> None:
    settings = healthy(tmp_path, packs.folder)
    message = Message("m1", "c1", "m1", Author.SHOPPER, "p1", Visibility.PUBLIC, "Oi")
    with Records.open(settings) as records:
        (row,) = records.inbox.accept("shop", "desk", [message])
        claim = records.inbox.claim(row)
        assert claim is not None
        records.inbox.park(claim, "the helpdesk said no; open the conversation")
        records.inbox.count_unread("shop", "desk", "event")
    findings = found(settings)
    assert findings["DR401"].cause == "the helpdesk said no; open the conversation"
    assert findings["DR401"].cure.endswith(f"dragoman replay {row}")
    assert findings["DR402"].what.startswith("1 deliveries")


def test_the_exit_code_says_whether_something_was_found(tmp_path: Path, packs: PackLibrary) -> None:
    healthy(tmp_path, packs.folder)
    environ = {"DRAGOMAN_PACKS_DIR": str(packs.folder), "DRAGOMAN_MIN_FREE_DISK": "0"}
    well = run(tmp_path, "doctor", environ=environ)
    assert (well.exit_code, well.stdout) == (0, "nothing found\n")
    ill = run(tmp_path / "new", "doctor", environ=environ)
    assert ill.exit_code == 1
    assert "DR301" in ill.stdout


def test_as_json_each_finding_is_one_line(tmp_path: Path) -> None:
    lines = run(tmp_path, "doctor", "--json").stdout.splitlines()
    assert {"id", "what", "cause", "cure"} == set(json.loads(lines[0]))
