"""The live page in a real browser, against the helpdesk alone: a test plays the integration."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from dragoman.domain import Author, Visibility
from dragoman.sandbox.server import SandboxServer, create_sandbox
from tests.chromium import chromium, complaints, eventually, resize
from tests.sandbox.receiver import receiving

MARKUP = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"> & 1 < 2"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def sandbox(browser: Chrome) -> Iterator[SandboxServer]:
    """A helpdesk whose webhooks are taken, with its page open and no complaint at the end."""
    with receiving() as receiver, SandboxServer(create_sandbox(receiver.url, "secret", "token")) as server:
        resize(browser, 1280, 800)
        browser.get(server.url)
        yield server
        assert complaints(browser) == []
        browser.get("about:blank")


def texts(browser: Chrome, selector: str) -> list[str]:
    """Return the texts of what the selector finds, all at one moment."""
    script = "return [...document.querySelectorAll(arguments[0])].map((found) => found.innerText)"
    found: list[str] = browser.execute_script(script, selector)
    return found


def shown(browser: Chrome, selector: str, text: str) -> None:
    eventually(browser, lambda: text in texts(browser, selector), f"{text!r} in {selector}")


def say(browser: Chrome, field: str, text: str, *keys: str) -> None:
    element = browser.find_element(By.ID, field)
    element.clear()
    element.send_keys(text, *keys)


def open_conversation(browser: Chrome, sandbox: SandboxServer) -> str:
    """Let the shopper begin, and return the id of the conversation."""
    say(browser, "shop-text", "Olá", Keys.ENTER)
    shown(browser, "#desk-log .by-shopper .text", "Olá")
    return sandbox.parts.desk.conversations()[-1].id


def test_what_the_shopper_types_stands_on_both_sides(browser: Chrome, sandbox: SandboxServer) -> None:
    say(browser, "shop-text", "Onde está o pedido #48213?", Keys.ENTER)
    shown(browser, "#shop-log .mine .text", "Onde está o pedido #48213?")
    shown(browser, "#desk-log .by-shopper .text", "Onde está o pedido #48213?")
    assert browser.switch_to.active_element.get_attribute("id") == "shop-text"


def test_an_internal_note_stands_on_the_agents_side_only(browser: Chrome, sandbox: SandboxServer) -> None:
    desk, conversation = sandbox.parts.desk, open_conversation(browser, sandbox)
    note = "Portuguese → English · 98 %\n\nHello\n\n⚠ Look here.\n\nOriginal:\n> Olá\n> você"
    desk.post(conversation, Author.BOT, note, visibility=Visibility.INTERNAL, language="pt-BR")
    desk.post(conversation, Author.BOT, "Bom dia!")
    shown(browser, "#shop-log .theirs .text", "Bom dia!")
    shown(browser, "#desk-log .is-note .note-part", "98 %")
    assert texts(browser, "#desk-log .is-note blockquote") == ["Olá\nvocê"]
    assert texts(browser, "#desk-log .is-note .alarm") == ["⚠ Look here."]
    assert texts(browser, "#thread-language") == ["Portuguese (Brazil)"]
    assert "98 %" not in browser.find_element(By.ID, "shop").text


def test_markup_stays_text_wherever_it_stands(browser: Chrome, sandbox: SandboxServer) -> None:
    conversation = open_conversation(browser, sandbox)
    title = browser.title
    say(browser, "shop-text", MARKUP, Keys.ENTER)
    shown(browser, "#shop-log .mine .text", MARKUP)
    sandbox.parts.desk.post(
        conversation, Author.BOT, f"{MARKUP}\n\n> {MARKUP}\n⚠ {MARKUP}", visibility=Visibility.INTERNAL
    )
    shown(browser, "#desk-log .is-note blockquote", MARKUP)
    shown(browser, "#desk-log .is-note .alarm", f"⚠ {MARKUP}")
    shown(browser, "#desk-log .by-shopper .text", MARKUP)
    assert browser.title == title
    assert browser.find_elements(By.CSS_SELECTOR, "main script, main img") == []


def test_the_agent_previews_sends_translated_sends_as_written_and_notes(
    browser: Chrome, sandbox: SandboxServer
) -> None:
    conversation = open_conversation(browser, sandbox)
    for way, prefix in {"preview": "!? ", "translated": "! ", "note": "", "plain": ""}.items():
        say(browser, "desk-text", way)
        browser.find_element(By.CSS_SELECTOR, f"#desk-form button[value={way}]").click()
        shown(browser, "#desk-log .text", prefix + way)
    say(browser, "desk-text", "by keyboard", Keys.CONTROL, Keys.ENTER)
    shown(browser, "#desk-log .text", "! by keyboard")
    written = [(one.text, one.visibility) for one in sandbox.parts.desk.messages(conversation)[1:]]
    assert written == [
        ("!? preview", Visibility.INTERNAL),
        ("! translated", Visibility.INTERNAL),
        ("note", Visibility.INTERNAL),
        ("plain", Visibility.PUBLIC),
        ("! by keyboard", Visibility.INTERNAL),
    ]


def test_a_previewed_reply_waits_in_its_field_to_be_sent(browser: Chrome, sandbox: SandboxServer) -> None:
    open_conversation(browser, sandbox)
    say(browser, "desk-text", "Hello")
    browser.find_element(By.CSS_SELECTOR, "#desk-form button[value=preview]").click()
    shown(browser, "#desk-log .text", "!? Hello")
    assert browser.find_element(By.ID, "desk-text").get_attribute("value") == "Hello"


def test_it_says_how_far_a_reply_is(browser: Chrome, sandbox: SandboxServer) -> None:
    desk, conversation = sandbox.parts.desk, open_conversation(browser, sandbox)
    say(browser, "desk-text", "First", Keys.CONTROL, Keys.ENTER)
    shown(browser, "#thread-state", "Translating…")
    desk.post(conversation, Author.BOT, "Primeiro")
    shown(browser, "#desk-log [data-progress=sent] .status", "Sent to the shopper")
    say(browser, "desk-text", "Second", Keys.CONTROL, Keys.ENTER)
    shown(browser, "#desk-log .text", "! Second")
    desk.post(conversation, Author.BOT, "Not sent, because …", visibility=Visibility.INTERNAL)
    shown(browser, "#thread-state", "Reply held")


def test_a_message_that_did_not_arrive_can_be_delivered_again(browser: Chrome) -> None:
    app = create_sandbox("http://127.0.0.1:9/hook", "secret", "token", tries=1)
    with receiving() as receiver, SandboxServer(app) as sandbox:
        browser.get(sandbox.url)
        say(browser, "shop-text", "Olá", Keys.ENTER)
        shown(browser, "#thread-state", "Not delivered")
        sandbox.parts.webhooks.point_at(receiver.url)
        browser.find_element(By.CSS_SELECTOR, "#desk-log .again").click()
        assert receiver.texts(1) == ["Olá"]
        browser.get("about:blank")


def test_an_example_fills_the_field_and_waits_to_be_sent(browser: Chrome, sandbox: SandboxServer) -> None:
    example = browser.find_element(By.CSS_SELECTOR, "#shop .examples button")
    example.click()
    field = browser.switch_to.active_element
    assert field.get_attribute("id") == "shop-text"
    assert field.get_attribute("value") == example.text
    assert sandbox.parts.desk.conversations() == []


def test_a_new_conversation_begins_empty_and_the_old_one_stays(
    browser: Chrome, sandbox: SandboxServer
) -> None:
    open_conversation(browser, sandbox)
    browser.find_element(By.ID, "new-conversation").click()
    eventually(browser, lambda: texts(browser, "#shop-log .mine") == [], "an empty chat")
    say(browser, "shop-text", "Outra pergunta", Keys.ENTER)
    shown(browser, "#inbox-count", "2")
    browser.find_elements(By.CSS_SELECTOR, "#inbox button")[1].click()
    shown(browser, "#desk-log .by-shopper .text", "Olá")


def test_on_a_telephone_one_side_shows_at_a_time_and_nothing_sticks_out(
    browser: Chrome, sandbox: SandboxServer
) -> None:
    resize(browser, 390, 844)
    say(browser, "shop-text", "https://casalume.example/" + "x" * 200, Keys.ENTER)
    eventually(browser, lambda: texts(browser, "#shop-log .mine"), "the message")
    assert not browser.find_element(By.ID, "desk").is_displayed()
    browser.find_element(By.CSS_SELECTOR, "[data-show=desk]").click()
    eventually(browser, lambda: texts(browser, "#desk-log .by-shopper"), "the message on the agent's side")
    assert not browser.find_element(By.ID, "shop").is_displayed()
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390


def test_everything_to_be_used_has_a_name(browser: Chrome, sandbox: SandboxServer) -> None:
    open_conversation(browser, sandbox)
    for element in browser.find_elements(By.CSS_SELECTOR, "button, textarea, a, [role=log]"):
        if element.is_displayed():
            assert element.accessible_name, element.get_attribute("outerHTML")


def test_light_and_dark_are_a_choice_that_is_remembered(browser: Chrome, sandbox: SandboxServer) -> None:
    def ground() -> str:
        return browser.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")

    before = ground()
    browser.find_element(By.ID, "theme").click()
    assert ground() != before
    browser.refresh()
    assert ground() != before


def test_it_says_when_the_helpdesk_is_gone(browser: Chrome) -> None:
    with SandboxServer(create_sandbox(None, "secret", "token")) as sandbox:
        resize(browser, 1280, 800)
        browser.get(sandbox.url)
        eventually(browser, lambda: browser.find_element(By.ID, "desk-empty").is_displayed(), "the page")
    shown(browser, "#trouble", "The helpdesk does not answer. Trying again…")
    browser.get("about:blank")
    complaints(browser)
