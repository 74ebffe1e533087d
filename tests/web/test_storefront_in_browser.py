"""The chat in the shop and the agents' page, in a real browser: a shop, Dragoman and its packs all run.

The shop's page comes from the folder that ``dragoman package shopify`` writes, under a content policy that
allows no inline script and no inline style.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from dragoman.cli import main
from dragoman.domain import Connection, Secret
from dragoman.replies.knowledge.document import About
from dragoman.replies.knowledge.files import read_file
from dragoman.replies.knowledge.importing import carry_out, planned
from dragoman.storage.stores import Role
from dragoman.translation.packs import PackLibrary
from tests.adapters.fake_shopify import CLIENT_ID, CLIENT_SECRET, SHOP, FakeShopify
from tests.chromium import chromium, complaints, eventually, resize
from tests.web.served import STORE, Served, serving

MARKUP = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"> & 1 < 2"


@dataclass(frozen=True)
class World:
    """A browser, a shop and Dragoman behind it."""

    browser: Chrome
    shop: FakeShopify
    served: Served

    def texts(self, selector: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map((found) => found.innerText.trim())"
        found: list[str] = self.browser.execute_script(script, selector)
        return found

    def shown(self, selector: str, text: str) -> str:
        """Wait until one of what the selector finds says this, and return all it says."""

        def look() -> list[str]:
            return [one for one in self.texts(selector) if text in one]

        return eventually(self.browser, look, f"{text!r} in {selector}")[0]

    def ready(self, selector: str) -> WebElement:
        """Wait until what the selector finds can be used, and return it."""

        def look() -> WebElement | None:
            found = self.browser.find_elements(By.CSS_SELECTOR, selector)
            return next((one for one in found if one.is_displayed() and one.is_enabled()), None)

        found = eventually(self.browser, look, f"{selector}, ready")
        assert found is not None
        return found

    def click(self, selector: str) -> None:
        self.ready(selector).click()

    def type(self, selector: str, *keys: str) -> None:
        self.ready(selector).send_keys(*keys)

    def open_chat(self) -> None:
        self.browser.get(self.shop.url)
        self.click(".dragoman-open")

    def say(self, text: str) -> None:
        """Write in the shop's chat."""
        self.open_chat()
        self.type("#dragoman-text", text, Keys.ENTER)
        self.shown(".dragoman-mine", text)

    def enter_desk(self) -> None:
        self.browser.get(f"{self.served.server.url}/desk?locale=en")
        self.type("#store", STORE.id)
        self.type("#token", self.served.tokens[Role.AGENT], Keys.ENTER)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, packs: PackLibrary) -> Iterator[World]:
    data, app = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("app") / "shopify"
    with (
        chromium(tmp_path_factory.mktemp("profile")) as browser,
        serving(data, packs.folder, working=True) as served,
        FakeShopify(app, f"{served.server.url}/storefront/{STORE.id}/shopify") as shop,
    ):
        settings = {"shop": SHOP, "client_id": CLIENT_ID, "base_url": shop.url}
        made = Connection(STORE.id, "shopify", "shopify", settings, {}, (Secret(CLIENT_SECRET),))
        served.dragoman.records.stores.add_connection(made)
        package(data, app)
        resize(browser, 1000, 800)
        yield World(browser, shop, served)
        assert complaints(browser) == []


def refused(browser: Chrome) -> bool:
    """Return whether the browser complained about an answer of 403."""
    return any("403" in complaint for complaint in complaints(browser))


def package(data: Path, app: Path) -> None:
    command = ["--data-dir", str(data), "package", "shopify", "--store", STORE.id, "--into", str(app)]
    done = CliRunner().invoke(main, command, env={"DRAGOMAN_PUBLIC_URL": "https://dragoman.example"})
    assert done.exit_code == 0, done.output


def test_two_people_understand_each_other_in_the_shop_and_at_the_desk(world: World) -> None:
    world.open_chat()
    assert world.texts(".dragoman-panel h2") == ["Casa Lume <b>"]
    assert world.texts(".dragoman-theirs")[0].startswith("Olá")
    world.type("#dragoman-text", "Onde está o meu pedido #48213?", Keys.ENTER)
    world.shown(".dragoman-mine", "Onde está o meu pedido #48213?")
    shop = world.browser.current_window_handle

    world.browser.switch_to.new_window("tab")
    world.enter_desk()
    world.shown(".entry", "pt-BR")
    world.click(".entry")
    assert "Where is my order #48213?" in world.shown(".note", "Where is")
    world.type("#text", "It arrives on Friday.")
    world.click("#reply [value=preview]")
    world.shown("#shown", "Translated back: ")
    assert world.shop.forwarded[-1][0] != "reply"
    world.click("#reply [value=send]")
    world.shown("#shown", "Sent")
    world.shown(".agent", "It arrives on Friday.")
    world.browser.close()

    world.browser.switch_to.window(shop)
    world.shown(".dragoman-theirs", "sexta")
    world.shown(".dragoman-origin", "Traduzido automaticamente")
    world.click(".dragoman-origin button")
    world.shown(".dragoman-theirs", "It arrives on Friday.")
    world.click(".dragoman-origin button")
    world.shown(".dragoman-theirs", "sexta")


def test_an_agent_has_a_reply_drafted_and_sees_what_it_cites(world: World) -> None:
    knowledge = world.served.dragoman.records.knowledge
    about = "# Returns\n\nYou can return an item within 30 days of delivery.\n"
    document = read_file("returns.md", about.encode(), About(link="https://shop.example/r"), lambda *_: None)
    carry_out(
        knowledge,
        STORE.id,
        planned(knowledge, STORE.id, [document], "en", lambda _text: None),
        lambda _done: None,
    )
    world.say("Em quantos dias posso devolver um produto?")
    shop = world.browser.current_window_handle
    world.browser.switch_to.new_window("tab")
    world.enter_desk()
    world.shown(".entry", "pt-BR")
    world.click(".entry")
    world.shown(".shopper", "devolver")
    world.click("#draft")
    world.shown("#shown", "It says what these say:")
    link = world.browser.find_element(By.CSS_SELECTOR, "#shown a")
    assert link.get_attribute("href") == "https://shop.example/r"
    text = world.browser.find_element(By.ID, "text").get_attribute("value")
    assert text == "You can return an item within 30 days of delivery."
    world.click("#reply [value=send]")
    world.shown("#shown", "Sent")
    world.browser.close()
    world.browser.switch_to.window(shop)
    world.shown(".dragoman-theirs", "30 dias")


def test_a_conversation_goes_on_where_the_page_is_left_and_opened_again(world: World) -> None:
    world.say("Meu pedido #70002 não chegou.")
    eventually(world.browser, lambda: not world.texts(".dragoman-sending"), "the message is stored")
    world.open_chat()
    world.shown(".dragoman-mine", "Meu pedido #70002 não chegou.")
    assert sum("#70002" in one for one in world.texts(".dragoman-mine")) == 1


def test_markup_stays_text_on_both_sides(world: World) -> None:
    world.say(MARKUP)
    assert world.browser.title == "Casa Lume"
    assert world.browser.find_elements(By.CSS_SELECTOR, "#dragoman-chat img, #dragoman-chat script") == []
    shop = world.browser.current_window_handle
    world.browser.switch_to.new_window("tab")
    world.enter_desk()
    world.shown(".entry", "shopify")
    world.click(".entry")
    world.shown(".shopper", MARKUP)
    assert world.browser.find_elements(By.CSS_SELECTOR, "main img, main script") == []
    assert world.browser.title == "Dragoman · desk"
    world.browser.close()
    world.browser.switch_to.window(shop)


def test_an_agent_sees_an_order_whose_name_and_address_fit(world: World) -> None:
    world.say("Onde está o pedido 1001? Meu e-mail é ana@example.com")
    shop = world.browser.current_window_handle
    world.browser.switch_to.new_window("tab")
    world.enter_desk()
    world.shown(".entry", "shopify")
    world.click(".entry")
    world.click("#facts summary")
    world.type("#order", "1001")
    world.type("#email", "ana@example.com", Keys.ENTER)
    assert "Correios BR48213 https://rastreio.example" in world.shown("#found", "#1001 · 129.90 BRL")
    world.browser.close()
    world.browser.switch_to.window(shop)


def test_who_logs_in_gets_a_conversation_of_their_own(world: World) -> None:
    world.say("Meu pedido #70003 não chegou.")
    for customer in ("42", ""):
        world.shop.customer = customer
        world.open_chat()
        eventually(world.browser, lambda: refused(world.browser), "the pass of somebody else is refused")
        assert len(world.texts(".dragoman-bubble")) == 1, "nothing but the greeting"
    world.browser.get("about:blank")
    complaints(world.browser)  # a look that was under way while the shopper logged in or out


def test_an_agent_pastes_a_message_reads_it_and_copies_an_answer(world: World) -> None:
    world.enter_desk()
    world.click(".bar a[href*=assist]")
    world.type("#theirs", f"Onde está o meu pedido #48213? {MARKUP}")
    world.click("#reading button")
    assert MARKUP[:8] in world.shown("#read", "Where is my order #48213?")
    assert world.browser.find_elements(By.CSS_SELECTOR, "main img, main script") == []
    assert world.browser.find_element(By.ID, "language").get_attribute("value") == "pt-BR"
    world.type("#text", "It arrives on Friday.")
    world.click("#answering button")
    world.shown("#shown", "Translated back: ")
    translation = world.browser.find_element(By.ID, "translation").get_attribute("value")
    assert translation is not None
    assert "sexta" in translation
    world.click("#copy")
    world.shown("#copy", "Copied")
    pasted = world.browser.find_element(By.ID, "theirs")
    pasted.clear()
    pasted.send_keys(Keys.CONTROL, "v")
    assert pasted.get_attribute("value") == translation


def test_a_wrong_token_does_not_open_the_desk(world: World) -> None:
    world.browser.get(f"{world.served.server.url}/desk?locale=en")
    world.browser.execute_script("sessionStorage.clear()")
    world.browser.refresh()
    world.type("#store", STORE.id)
    world.type("#token", "wrong", Keys.ENTER)
    world.shown("#trouble", "The token is not good for this store.")
    assert not world.browser.find_element(By.ID, "desk").is_displayed()
    complaints(world.browser)


def test_everything_to_be_used_has_a_name(world: World) -> None:
    world.open_chat()
    for element in world.browser.find_elements(By.CSS_SELECTOR, "button, textarea, [role=log]"):
        if element.is_displayed():
            assert element.accessible_name, element.get_attribute("outerHTML")


def test_the_texts_of_the_theme_editor_are_in_the_extension(world: World) -> None:
    schema = world.shop.schema()
    assert schema["target"] == "body"
    wanted = [schema["name"], *(one["label"] for one in schema["settings"])]
    for name in ("en.default.schema.json", "pt-BR.schema.json"):
        texts = json.loads((world.shop.extension / "locales" / name).read_text("utf-8"))["chat"]
        assert all(texts[label.removeprefix("t:chat.")] for label in wanted)
