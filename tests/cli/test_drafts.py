"""Drafts from the command line: one of a stored conversation, and what drafts may do."""

from pathlib import Path

import pytest

from dragoman.domain import Author, Message, Visibility
from dragoman.records import Records
from dragoman.settings import Settings
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.drafts import Use
from dragoman.storage.macros import StoredMacro
from dragoman.translation.packs import PackLibrary
from tests.cli.commands import done, refused

RETURNS = "# Returns\n\nYou can return an item within 30 days of delivery.\n"


@pytest.fixture
def data(tmp_path: Path, packs: PackLibrary) -> Path:
    (tmp_path / "packs").symlink_to(packs.folder)
    done(tmp_path, "store", "add", "lumen", "--languages", "en,pt-BR")
    connect = ("--set", "base_url=http://127.0.0.1:9", "--secret", "token=text:t")
    done(tmp_path, "connection", "add", "sandbox", "--store", "lumen", *connect)
    (tmp_path / "returns.md").write_text(RETURNS, encoding="utf-8")
    done(tmp_path, "knowledge", "import", str(tmp_path / "returns.md"), "--store", "lumen")
    return tmp_path


def conversation(data: Path, text: str, translation: str) -> str:
    """Store what a shopper wrote, as the pipeline does, and return our id of the conversation."""
    message = Message("e1", "chat 1", "m1", Author.SHOPPER, "ana", Visibility.PUBLIC, text)
    record = MessageRecord("inbound", text, translation, "pt-BR", "en", {}, 1.0, "e1")
    with Records.open(Settings(data_dir=data)) as records:
        (row,) = records.inbox.accept("lumen", "sandbox", [message])
        claim = records.inbox.claim(row)
        assert claim is not None
        records.outbox.plan(claim, record, [])
        records.inbox.finish(claim)
        return claim.conversation


def test_a_draft_is_shown_with_what_it_cites(data: Path) -> None:
    asked = conversation(data, "Em quantos dias?", "How many days do I have to return an item?")
    printed = done(data, "draft", "--store", "lumen", "--conversation", asked)
    assert "draft\tYou can return an item within 30 days of delivery." in printed
    assert "cites\t" in printed
    with Records.open(Settings(data_dir=data)) as records:
        assert records.drafts.latest("lumen", asked) is not None


def test_why_there_is_no_draft_is_said(data: Path) -> None:
    asked = conversation(data, "Vocês vendem ingressos?", "Do you sell concert tickets?")
    printed = done(data, "draft", "--store", "lumen", "--conversation", asked)
    assert printed == "no draft\tno_evidence\tNothing that the shop knows surely answers this.\n"


def test_a_conversation_that_is_not_there_is_named(data: Path) -> None:
    assert "has no conversation x" in refused(data, "draft", "--store", "lumen", "--conversation", "x")


def test_what_drafts_may_do_is_shown_and_changed(data: Path) -> None:
    assert done(data, "store", "drafts", "lumen") == "limit\tnone\nautomatic\tnothing\n"
    printed = done(
        data, "store", "drafts", "lumen", "--limit", "100 eur", "--automatic", "order=pt-BR, passages=en"
    )
    assert printed == "limit\t100 EUR\nautomatic\torder=pt-BR, passages=en\n"
    assert done(data, "store", "drafts", "lumen", "--no-limit", "--automatic", "") == (
        "limit\tnone\nautomatic\tnothing\n"
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("ordre=pt-BR", "nothing is answered as 'ordre'; there are order, product, passages"),
        ("order=de", "lumen has no language 'de'; it has en, pt-BR"),
        ("order", "'order' is no rule"),
    ],
)
def test_a_rule_that_could_never_hold_is_refused(data: Path, rule: str, said: str) -> None:
    assert said in refused(data, "store", "drafts", "lumen", "--automatic", rule)


def test_a_macro_of_the_store_may_be_allowed_by_its_intent(data: Path) -> None:
    with Records.open(Settings(data_dir=data)) as records:
        records.macros.put("lumen", [StoredMacro("hours", "Hours", "hours", "We are open.", ())])
    assert "hours=pt-BR" in done(data, "store", "drafts", "lumen", "--automatic", "hours=pt-BR")


def test_what_became_of_drafts_is_counted(data: Path) -> None:
    asked = conversation(data, "Posso devolver?", "Can I return an item?")
    with Records.open(Settings(data_dir=data)) as records:
        records.drafts.used("lumen", records.drafts.add("lumen", asked, {}, "order"), Use.AS_WRITTEN)
        records.drafts.add("lumen", asked, {})
    printed = done(data, "store", "drafts", "lumen")
    assert "drafts\twithheld, or a model\tnot answered yet\t1\n" in printed
    assert "drafts\torder\tas written\t1\n" in printed


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--limit", "much", "'much' is no amount"),
        ("--limit", "100", "has no currency"),
        ("--automatic", "order", "write INTENT=LANGUAGE"),
    ],
)
def test_what_is_written_wrongly_is_refused_with_its_cure(
    data: Path, option: str, value: str, said: str
) -> None:
    assert said in refused(data, "store", "drafts", "lumen", option, value)
