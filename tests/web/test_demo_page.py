"""The live page with Dragoman behind it: two people, two languages, in a real browser with the real packs."""

import secrets
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from dragoman.translation.packs import PackLibrary
from tests.chromium import chromium, complaints, eventually, resize
from tests.web.served import serving


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[Chrome]:
    """The page of a helpdesk whose messages Dragoman interprets."""
    folder = tmp_path_factory.mktemp("demo")
    with chromium(folder / "profile") as browser, serving(folder, packs.folder, working=True) as served:
        resize(browser, 1280, 800)
        browser.get(served.sandbox.url)
        yield browser
        assert complaints(browser) == []
        browser.get("about:blank")


@pytest.fixture
def chat(page: Chrome) -> Chrome:
    """The page with a new conversation."""
    page.find_element(By.ID, "new-conversation").click()
    eventually(page, lambda: not texts(page, "#shop-log .mine"), "an empty chat")
    return page


def texts(page: Chrome, selector: str) -> list[str]:
    """Return the texts of what the selector finds, all at one moment."""
    script = "return [...document.querySelectorAll(arguments[0])].map((found) => found.innerText)"
    found: list[str] = page.execute_script(script, selector)
    return found


def newest(page: Chrome, selector: str, beyond: int = 0) -> str:
    """Wait for more than so many of what the selector finds, and return the text of the last."""
    return eventually(page, lambda: texts(page, selector)[beyond:], selector)[-1]


NOTES = "#desk-log .is-note.by-bot"
REPLIES = "#shop-log .theirs:not(.greeting) .text"


def say(page: Chrome, text: str) -> None:
    page.find_element(By.ID, "shop-text").send_keys(text, Keys.ENTER)


def answer(page: Chrome, way: str, text: str) -> None:
    page.find_element(By.ID, "desk-text").send_keys(text)
    page.find_element(By.CSS_SELECTOR, f"#desk-form button[value={way}]").click()


def test_a_shopper_and_an_agent_understand_each_other(chat: Chrome) -> None:
    order, price = f"#{10_000 + secrets.randbelow(90_000)}", f"R$ {100 + secrets.randbelow(800)},50"
    say(chat, f"Oi! O pedido {order} de {price} ainda não chegou. Podem verificar?")

    note = newest(chat, NOTES)
    assert "arrived" in note
    assert f"O pedido {order} de {price} ainda não chegou." in note
    assert note.count(order) >= 2
    assert note.count(price) >= 2
    assert newest(chat, "#thread-language:not([hidden])").startswith("Portuguese")

    answer(chat, "translated", f"Your order {order} left our warehouse yesterday.")
    reply = newest(chat, REPLIES)
    assert reply.count(order) == 1
    assert "pedido" in reply
    assert "warehouse" not in chat.find_element(By.ID, "shop").text
    newest(chat, "#desk-log [data-progress=sent]")


def test_a_preview_shows_the_agent_what_the_shopper_would_get_and_sends_nothing(chat: Chrome) -> None:
    say(chat, "Bom dia! Vocês entregam em Recife?")
    newest(chat, NOTES)
    answer(chat, "preview", "Yes, we deliver to Recife in two days.")
    preview = newest(chat, NOTES, beyond=1)
    assert "Sim" in preview
    assert "Recife" in preview
    assert texts(chat, REPLIES) == []


def test_markup_goes_through_both_languages_as_text(chat: Chrome) -> None:
    say(chat, "Oi! <b>Meu pedido</b> não chegou <img src=x onerror=alert(1)>")
    newest(chat, NOTES)
    answer(chat, "translated", "We are <i>very</i> sorry. <script>alert(1)</script>")
    newest(chat, "#desk-log [data-progress=sent], #desk-log [data-progress=held]")
    assert chat.find_elements(By.CSS_SELECTOR, "main script, main img, main b, main i:not(.unread)") == []
