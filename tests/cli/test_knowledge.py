from pathlib import Path

import pytest

from tests.adapters.fake_guide import FakeGuide
from tests.cli.commands import done, refused, run
from tests.replies.knowledge.site import Shop, page


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DRAGOMAN_KEYS", raising=False)
    done(tmp_path, "store", "add", "shop", "--languages", "en,pt-BR")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "returns.md").write_text("# Returns\n\nSend it back within 30 days.\n", "utf-8")
    (pages / "faq.csv").write_text("question,answer\nDo you wrap gifts?,Yes for €3.\n", "utf-8")
    return tmp_path


def knowledge(folder: Path, command: str, *arguments: str) -> str:
    return done(folder, "knowledge", command, "--store", "shop", *arguments)


def imported(folder: Path, *options: str) -> list[str]:
    return knowledge(folder, "import", str(folder / "pages"), *options).splitlines()


def test_import_reports_each_passage_and_a_second_one_changes_nothing(folder: Path) -> None:
    *rows, total = imported(folder)
    assert [row.split("\t")[:3] for row in rows] == [
        ["new", "faq.csv", "line 2"],
        ["new", "returns.md", "line 1"],
    ]
    assert total == "2 new, 0 changed, 0 unchanged, 0 gone, 0 left out"
    assert imported(folder) == ["0 new, 0 changed, 2 unchanged, 0 gone, 0 left out"]


def test_a_dry_run_says_the_same_and_changes_nothing(folder: Path) -> None:
    assert imported(folder, "--dry-run")[-1] == (
        "2 new, 0 changed, 0 unchanged, 0 gone, 0 left out (nothing was changed)"
    )
    assert knowledge(folder, "list") == ""


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_taken(folder: Path) -> None:
    (folder / "pages" / "broken.pdf").write_bytes(b"no pdf")
    *rows, total = imported(folder)
    assert "left out\tbroken.pdf\tthis is no PDF, whatever its name says: save it as a PDF again" in rows
    assert total == "2 new, 0 changed, 0 unchanged, 0 gone, 1 left out"


def test_a_text_in_a_language_that_agents_do_not_read_is_named(folder: Path) -> None:
    text = "# Rückgabe\n\nSie können unbenutzte Artikel innerhalb von dreißig Tagen an uns zurücksenden.\n"
    (folder / "pages" / "returns.md").write_text(text, "utf-8")
    assert "it is in de, not in en: it answers nothing" in imported(folder)[1]


def test_an_empty_folder_is_an_error(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert "nothing here that can be read" in refused(
        folder, "knowledge", "import", "--store", "shop", str(folder / "empty")
    )


def test_a_site_is_read_by_its_sitemap_and_pages_that_are_gone_go(folder: Path) -> None:
    (folder / "dragoman.toml").write_text('allow_private = ["127.0.0.1"]\n', "utf-8")
    shop = Shop()
    shop.answers["returns"] = page("Returns", "<p>Within 30 days.</p>")
    shop.answers["gifts"] = page("Gifts", "<p>For €3.</p>")
    shop.sitemap("returns", "gifts")
    address = f"{shop.url}/sitemap.xml"
    assert knowledge(folder, "import", "--sitemap", address).splitlines()[-1].startswith("2 new, ")
    shop.sitemap("returns")
    assert knowledge(folder, "import", "--sitemap", address, "--below", "/ret").endswith(
        "0 gone, 0 left out\n"
    )
    *_, gone, total = knowledge(folder, "import", "--sitemap", address).splitlines()
    shop.stop()
    assert gone.startswith(f"gone\t{shop.url}/gifts\t")
    assert total == "0 new, 0 changed, 1 unchanged, 1 gone, 0 left out"


def test_the_articles_of_a_help_centre_are_read_through_its_connection(folder: Path) -> None:
    (folder / "dragoman.toml").write_text('allow_private = ["127.0.0.1"]\n', "utf-8")
    guide = FakeGuide()
    guide.add("Returns", "<p>Within 30 days.</p>")
    settings = ["--set", f"base_url={guide.url}", "--set", "email=ann@lumen.example"]
    secrets = ["--secret", "api_token=text:x", "--secret", "signing_secret=text:y"]
    done(folder, "connection", "add", "zendesk", "--store", "shop", *settings, *secrets)
    row, _ = knowledge(folder, "import", "--connection", "zendesk").splitlines()
    guide.stop()
    assert row.startswith("new\tzendesk:360")
    assert row.endswith("Orders > Returns")


def test_a_connection_that_publishes_nothing_says_so(folder: Path) -> None:
    given = ["--set", "url=https://desk.example/dragoman", "--secret", "request_secret=text:x"]
    done(
        folder, "connection", "add", "generic", "--store", "shop", *given, "--secret", "signing_secret=text:y"
    )
    told = refused(folder, "knowledge", "import", "--store", "shop", "--connection", "generic")
    assert "generic publishes nothing that is known here: zendesk and shopify do" in told


def test_one_source_at_a_time(folder: Path) -> None:
    assert run(folder, "knowledge", "import", "--store", "shop").exit_code == 2


def test_search_shows_what_answers_and_why(folder: Path) -> None:
    imported(folder)
    first, text, *_ = knowledge(folder, "search", "Can I send the lamp back?").splitlines()
    assert first.startswith("returns-")
    assert "of what was asked: " in first
    assert text == "    Send it back within 30 days."


def test_search_in_an_empty_knowledge_says_so(folder: Path) -> None:
    result = run(folder, "knowledge", "search", "--store", "shop", "Returns?")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing that the store knows" in result.stderr


def test_show_tells_what_a_passage_said_before(folder: Path) -> None:
    imported(folder, "--owner", "Ann")
    (folder / "pages" / "returns.md").write_text("# Returns\n\nWithin 14 days.\n", "utf-8")
    imported(folder, "--owner", "Ann")
    passage = knowledge(folder, "list", "--source", "returns.md").split("\t")[0]
    shown = knowledge(folder, "show", passage)
    assert "owner\tAnn" in shown
    assert "version\t2" in shown
    assert shown.index("Within 14 days.") < shown.index("Send it back within 30 days.")
    assert "there is no passage nothing" in refused(folder, "knowledge", "show", "--store", "shop", "nothing")


def test_check_names_what_contradicts_with_owners_and_ends_with_an_error_where_asked(folder: Path) -> None:
    table = "question,answer,owner\nHow long can I return something?,You can return it within 14 days.,Bea\n"
    (folder / "pages" / "faq.csv").write_text(table, "utf-8")
    text = "# How long you can return something\n\nYou can return it within 30 days.\n"
    (folder / "pages" / "returns.md").write_text(text, "utf-8")
    imported(folder, "--owner", "Ann")
    searched = knowledge(folder, "search", "How long can I return it?", "--limit", "1")
    assert searched.count("\tcontradicts how-long-") == 1
    finding, total = knowledge(folder, "check").splitlines()
    fault, passages, told = finding.split("\t")
    assert fault == "contradiction"
    assert passages.count(", Bea") == passages.count(", Ann") == 1
    assert told.startswith("14 days and 30 days about ")
    assert total == "1 findings"
    assert "there are 1 findings" in run(folder, "knowledge", "check", "--store", "shop", "--strict").stderr


def test_passages_are_removed_by_source_by_id_or_all(folder: Path) -> None:
    imported(folder)
    assert knowledge(folder, "remove", "--source", "faq.csv", "--dry-run").endswith("1 would be removed\n")
    assert knowledge(folder, "remove", "--source", "faq.csv").endswith("1 removed\n")
    (listed,) = knowledge(folder, "list").splitlines()
    assert knowledge(folder, "remove", listed.split("\t")[0]).endswith("1 removed\n")
    imported(folder)
    assert knowledge(folder, "remove", "--all").endswith("2 removed\n")
    assert run(folder, "knowledge", "remove", "--store", "shop").exit_code == 2
