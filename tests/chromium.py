"""A real browser for tests of pages: Debian's chromium, driven by its own chromedriver."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = Path("/usr/bin/chromium")
CHROMEDRIVER = Path("/usr/bin/chromedriver")
PATIENCE = 60

# No network but ours, no first-run pages; containers have neither a sandbox nor a graphics card.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

T = TypeVar("T")


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Run a browser with a profile of its own; skip the test where there is none."""
    for program in (CHROMIUM, CHROMEDRIVER):
        if not program.exists():
            pytest.skip(f"no browser: {program} is missing (Debian: apt install chromium chromium-driver)")
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    browser = Chrome(options=options, service=Service(str(CHROMEDRIVER)))
    try:
        yield browser
    finally:
        browser.quit()


def resize(browser: Chrome, width: int, height: int) -> None:
    """Show the page as a window, or a telephone, of this size shows it."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def eventually(browser: Chrome, look: Callable[[], T], what: str) -> T:
    """Wait until a look at the page finds something."""
    return WebDriverWait(browser, PATIENCE, 0.05).until(lambda _: look(), f"never seen: {what}")


def complaints(browser: Chrome) -> list[str]:
    """Return what the browser complained about: errors of scripts, refused resources, broken requests."""
    entries: list[dict[str, str]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries if entry["level"] != "INFO"]
