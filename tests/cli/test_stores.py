"""Setting up a store from the command line: the store, its helpdesks, its tokens."""

from pathlib import Path

import pytest

from dragoman.domain import Connection, Store, TermPolicy
from dragoman.records import Records
from dragoman.sandbox.server import LOOPBACK, SandboxServer, create_sandbox
from dragoman.settings import Settings
from dragoman.storage.stores import Role
from tests.cli.commands import done, refused, run

ADD = ("connection", "add", "sandbox", "--store", "shop")
COMPLETE = (*ADD, "--set", "base_url=http://127.0.0.1:9", "--secret", "token=env:TOKEN")
TOKEN = {"TOKEN": "s3cret-value"}


def stored(data: Path, store: str = "shop") -> Store:
    with Records.open(Settings(data_dir=data), create=False) as records:
        found = records.stores.get(store)
    assert found is not None
    return found


def connected(data: Path, name: str = "sandbox") -> Connection:
    with Records.open(Settings(data_dir=data), create=False) as records:
        found = records.stores.connection("shop", name)
    assert found is not None
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    done(tmp_path, "store", "add", "shop", "--languages", "en,pt-BR")
    return tmp_path


def test_a_store_has_the_languages_that_were_given_and_its_pivot_among_them(tmp_path: Path) -> None:
    done(tmp_path, "store", "add", "shop", "--pivot", "de", "--languages", "pt-BR", "--marker", "#")
    assert stored(tmp_path) == Store("shop", "shop", "de", ("de", "pt-BR"), marker="#", locale="de")


def test_adding_a_store_again_changes_what_is_given_and_nothing_else(data: Path) -> None:
    done(data, "store", "add", "shop", "--name", "The Shop", "--marker", "> ")
    assert done(data, "store", "add", "shop", "--languages", "en,pt-BR,es").startswith("changed shop")
    assert stored(data) == Store("shop", "The Shop", "en", ("en", "pt-BR", "es"), marker="> ")


def test_stores_are_listed(data: Path) -> None:
    assert "languages en,pt-BR" in done(data, "store", "list")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("Shop!",), "small letters"),
        (("shop", "--languages", "en,portuguese-language"), "write languages like en, pt-BR"),
        (("shop", "--pivot", "und"), "write languages like en, pt-BR"),
        (("shop", "--marker", " "), "a character that is seen"),
    ],
)
def test_a_store_that_cannot_be_is_refused_with_the_cure(
    tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    assert named in refused(tmp_path, "store", "add", *arguments)


def test_a_mistyped_data_directory_is_an_error_and_not_an_empty_database(tmp_path: Path) -> None:
    assert "there is no database" in refused(tmp_path / "tpyo", "store", "list")
    assert not (tmp_path / "tpyo").exists()


def test_a_connection_prints_what_the_helpdesk_needs_to_be_told(data: Path) -> None:
    printed = done(data, *COMPLETE, environ={**TOKEN, "DRAGOMAN_PUBLIC_URL": "https://dragoman.example/"})
    assert "https://dragoman.example/hooks/shop/sandbox" in printed
    assert "message.created" in printed
    assert "Standard Webhooks" in printed
    assert "--secret signing_secret=-" in printed


@pytest.mark.parametrize(
    ("adapter", "settings", "printed"),
    [
        ("django_helpdesk", ["base_url=https://desk.example", "username=bot"], "/hooks/shop/django-helpdesk"),
        (
            "email",
            ["address=shop@a.example", "imap_host=a.example", "smtp_host=a.example"],
            "connected shop/email",
        ),
    ],
)
def test_a_connection_is_called_after_its_adapter_where_it_gets_no_name(
    data: Path, adapter: str, settings: list[str], printed: str
) -> None:
    given = [part for one in settings for part in ("--set", one)]
    secret = ("--secret", "password=env:TOKEN")
    assert printed in done(
        data, "connection", "add", adapter, "--store", "shop", *given, *secret, environ=TOKEN
    )


def test_a_secret_comes_from_the_environment_a_file_or_standard_input(data: Path, tmp_path: Path) -> None:
    (tmp_path / "signing").write_text("sign-1\n", encoding="utf-8")
    done(data, *COMPLETE, "--secret", f"signing_secret=file:{tmp_path / 'signing'}", environ=TOKEN)
    made = connected(data)
    assert made.credentials["token"].reveal() == "s3cret-value"
    assert [one.reveal() for one in made.signing_secrets] == ["sign-1"]
    done(data, *COMPLETE[:-1], "token=-", "--name", "second", stdin="typed\n")
    assert connected(data, "second").credentials["token"].reveal() == "typed"


def test_a_new_signing_secret_leaves_the_old_one_good_for_one_rotation(data: Path) -> None:
    done(data, *COMPLETE, "--secret", "signing_secret=text:one", environ=TOKEN)
    for secret in ("two", "three"):
        done(data, *ADD, "--replace", "--secret", f"signing_secret=text:{secret}")
    changed = connected(data)
    assert [one.reveal() for one in changed.signing_secrets] == ["three", "two"]
    assert changed.settings["base_url"] == "http://127.0.0.1:9"
    assert changed.credentials["token"].reveal() == "s3cret-value"


def test_a_helpdesk_that_cannot_sign_is_given_a_secret_that_is_shown_once(data: Path) -> None:
    add = ("connection", "add", "freshdesk", "--store", "shop", "--set", "domain=lumen")
    printed = done(data, *add, "--secret", "api_key=env:TOKEN", environ=TOKEN)
    (made_up,) = connected(data, "freshdesk").signing_secrets
    assert f"secret:    {made_up.reveal()}  (shown this once)" in printed
    assert "X-Dragoman-Secret" in printed
    assert "s3cret-value" not in printed
    again = done(data, *add, "--replace", "--secret", "signing_secret=text:mine")
    assert [one.reveal() for one in connected(data, "freshdesk").signing_secrets] == [
        "mine",
        made_up.reveal(),
    ]
    assert made_up.reveal() not in again
    assert "mine" not in again


def test_a_helpdesk_that_makes_its_secret_itself_is_waited_for(data: Path) -> None:
    settings = [part for one in ("subdomain=lumen", "app_id=a1", "key_id=k1") for part in ("--set", one)]
    add = ("connection", "add", "sunshine", "--store", "shop", *settings)
    printed = done(data, *add, "--secret", "key_secret=env:TOKEN", environ=TOKEN)
    assert connected(data, "sunshine").signing_secrets == ()
    assert "shown this once" not in printed
    assert "Deliveries are refused until it is known" in printed


def test_a_chat_is_forwarded_only_to_a_helpdesk_that_is_connected_and_opens_conversations(
    data: Path,
) -> None:
    settings = ("--set", "shop=lumen.myshopify.com", "--set", "client_id=c1")
    add = ("connection", "add", "shopify", "--store", "shop", *settings, "--secret", "signing_secret=text:s")
    assert "has no connection sandbox" in refused(data, *add, "--set", "forward_to=sandbox")
    done(data, *COMPLETE, environ=TOKEN)
    done(data, *add, "--set", "forward_to=sandbox")
    assert connected(data, "shopify").settings["forward_to"] == "sandbox"
    assert "no conversation can be opened through shopify" in refused(
        data, *add, "--replace", "--set", "forward_to=shopify"
    )


def test_a_secret_that_was_given_is_never_printed(data: Path) -> None:
    signed = (*COMPLETE, "--secret", "signing_secret=env:SIGN")
    printed = run(data, *signed, environ={**TOKEN, "SIGN": "sign-secret"}).output
    printed += done(data, "connection", "list") + refused(data, *signed, environ={**TOKEN, "SIGN": "x"})
    assert "s3cret-value" not in printed
    assert "sign-secret" not in printed


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("connection", "add", "zendeks", "--store", "shop"), "no adapter is called 'zendeks'"),
        (COMPLETE[:-2], "needs token (API token); give it with --secret token=env:VARIABLE"),
        ((*ADD, "--secret", "token=env:TOKEN"), "needs base_url"),
        ((*COMPLETE, "--set", "colour=red"), "has no setting 'colour'; it has base_url, token"),
        ((*ADD, "--set", "token=s3cret-value"), "token is a secret; give it with --secret"),
        ((*ADD, "--set", "base_url"), "write KEY=VALUE"),
        ((*ADD, "--secret", "token=s3cret-value"), "env:VARIABLE, file:PATH, - or text:VALUE"),
        ((*ADD, "--secret", "token=env:NOT_SET"), "the source of token holds nothing"),
        ((*ADD, "--secret", "token=file:/does/not/exist"), "/does/not/exist: No such file"),
        ((*ADD, "--secret", "tokne=-"), "there is no secret 'tokne'; there are token, signing_secret"),
        ((*COMPLETE, "--name", "Not so"), "small letters"),
        (("connection", "add", "sandbox", "--store", "none", *COMPLETE[5:]), "dragoman store add"),
        (("connection", "test", "none", "--store", "shop"), "dragoman connection add"),
        (("token", "add", "--store", "none", "--role", "agent", "--name", "x"), "dragoman store add"),
        (("token", "revoke", "--store", "shop", "--name", "x"), "dragoman token list"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_cure(
    data: Path, arguments: tuple[str, ...], named: str
) -> None:
    line = refused(data, *arguments, environ=TOKEN)
    assert named in line
    assert "s3cret-value" not in line


def test_a_connection_is_tested_by_asking_the_helpdesk(data: Path) -> None:
    with SandboxServer(create_sandbox(None, "signing", "s3cret-value")) as desk:
        allow = {**TOKEN, "DRAGOMAN_ALLOW_PRIVATE": LOOPBACK}
        done(data, *ADD, "--set", f"base_url={desk.url}", "--secret", "token=env:TOKEN", environ=allow)
        assert desk.url in done(data, "connection", "test", "sandbox", "--store", "shop", environ=allow)
        done(data, *ADD, "--replace", "--secret", "token=text:wrong", environ=allow)
        assert "401" in refused(data, "connection", "test", "sandbox", "--store", "shop", environ=allow)
    gone = refused(data, "connection", "test", "sandbox", "--store", "shop", environ=allow)
    assert "gives no answer" in gone


def test_connections_are_listed_with_their_addresses(data: Path) -> None:
    done(data, *COMPLETE, environ=TOKEN)
    assert (
        done(data, "connection", "list")
        == "shop\tsandbox\tsandbox\thttp://127.0.0.1:8480/hooks/shop/sandbox\n"
    )


def test_a_token_is_shown_once_and_good_until_it_is_revoked(data: Path) -> None:
    token = done(data, "token", "add", "--store", "shop", "--role", "agent", "--name", "Alex").strip()
    assert done(data, "token", "list", "--store", "shop") == "Alex\tagent\n"
    with Records.open(Settings(data_dir=data)) as records:
        found = records.stores.token(token)
        assert found is not None
        assert (found.store, found.role, found.name) == ("shop", Role.AGENT, "Alex")
    done(data, "token", "revoke", "--store", "shop", "--name", "Alex")
    with Records.open(Settings(data_dir=data)) as records:
        assert records.stores.token(token) is None


def test_an_unknown_role_is_a_usage_error(data: Path) -> None:
    result = run(data, "token", "add", "--store", "shop", "--role", "king", "--name", "x")
    assert result.exit_code == 2
    assert "localizer" in result.stderr


def test_a_store_says_what_becomes_of_replies_that_miss_a_term(data: Path) -> None:
    assert "terms pt-BR=hold,es=send" in done(data, "store", "add", "shop", "--terms", "pt-BR=hold, es=send")
    done(data, "store", "add", "shop", "--name", "The Shop")
    assert stored(data).terms == (("pt-BR", TermPolicy.HOLD), ("es", TermPolicy.SEND))
    done(data, "store", "add", "shop", "--terms", "")
    assert stored(data).terms == ()


def test_another_word_for_what_becomes_of_them_is_refused(data: Path) -> None:
    assert "pt-BR=hold,es=warn" in refused(data, "store", "add", "shop", "--terms", "pt-BR=never")
