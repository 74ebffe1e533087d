"""The Shopify app of a shop: its configuration, and the theme extension that carries the chat.

Shopify's CLI deploys the folder. Keys that are not from Shopify's own documentation are marked in the file.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from dragoman.domain import DragomanError
from dragoman.wording import SOURCE_LOCALE, Wording, available_locales, message

_EXTENSION = Path(__file__).parent / "extension"

_SHOPPERS = {
    "open": message("Chat with us"),
    "close": message("Close the chat"),
    "notice": message("Write in your language: messages are translated automatically."),
    "log": message("Conversation"),
    "greeting": message("Hello! How can we help?"),
    "label": message("Your message"),
    "placeholder": message("Write a message…"),
    "send": message("Send"),
    "failed": message("Not sent. Please try again."),
    "wait": message("Too many messages at once. Please wait a moment."),
    "translated": message("Translated automatically"),
    "show_original": message("Show original"),
    "show_translation": message("Show translation"),
}
_MERCHANTS = {
    "block": message("Dragoman chat"),
    "proxy": message("Path of the app proxy"),
    "accent": message("Colour"),
}


@dataclass(frozen=True, slots=True)
class ShopifyApp:
    """What an app of a shop needs to know.

    Attributes:
        client_id: Shopify's id of the app.
        url: Address that Shopify reaches Dragoman at: https, without a slash at its end.
        store: Id of the store.
        connection: Name of the connection.
        scopes: What the app may do.
        embedded: Whether it is opened in the shop's admin, where what that proves is exchanged for tokens.
    """

    client_id: str
    url: str
    store: str
    connection: str
    scopes: tuple[str, ...]
    embedded: bool = False

    def configuration(self) -> str:
        """Return ``shopify.app.toml``."""
        opened = f"storefront/{self.store}/{self.connection}/app" if self.embedded else "desk"
        return _CONFIGURATION.format(
            client_id=json.dumps(self.client_id),
            url=json.dumps(f"{self.url}/{opened}"),
            embedded=json.dumps(self.embedded),
            scopes=json.dumps(",".join(self.scopes)),
            hook=json.dumps(f"{self.url}/hooks/{self.store}/{self.connection}"),
            proxy=json.dumps(f"{self.url}/storefront/{self.store}/{self.connection}"),
        )

    def write(self, folder: Path) -> list[Path]:
        """Write the app into a folder and return the files, the configuration first.

        Raises:
            DragomanError: the folder holds something, or cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise DragomanError(f"{folder} is not empty; name a new folder with --into")
            (folder / "shopify.app.toml").write_text(self.configuration(), "utf-8")
            extension = folder / "extensions" / "dragoman-chat"
            shutil.copytree(_EXTENSION, extension)
            (extension / "locales").mkdir()
            for name, content in locale_files().items():
                (extension / "locales" / name).write_text(content, "utf-8")
        except OSError as error:
            raise DragomanError(
                f"{folder} cannot be written ({error.strerror}); choose another --into"
            ) from error
        return sorted(
            (path for path in folder.rglob("*") if path.is_file()), key=lambda path: len(path.parts)
        )


def locale_files() -> dict[str, str]:
    """Return the files with the extension's texts, by name: for shoppers, and for merchants."""
    files = {}
    for locale in available_locales():
        wording = Wording(locale)
        name = f"{wording.locale}.default" if locale == SOURCE_LOCALE else wording.locale
        for kind, texts in ((".json", _SHOPPERS), (".schema.json", _MERCHANTS)):
            content = {"chat": {key: wording.text(text) for key, text in texts.items()}}
            files[name + kind] = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return files


_CONFIGURATION = """\
# Written by `dragoman package shopify`. Check it with `shopify app config validate` before you deploy.
client_id = {client_id}
name = "Dragoman"
application_url = {url}
embedded = {embedded}

[access_scopes]
scopes = {scopes}

[auth]
redirect_urls = [{url}]

[webhooks]
api_version = "2026-10"

[[webhooks.subscriptions]]
topics = ["app/uninstalled"]
uri = {hook}

[[webhooks.subscriptions]]
compliance_topics = ["customers/data_request", "customers/redact", "shop/redact"]
uri = {hook}

[app_proxy]
url = {proxy}
prefix = "apps"
subpath = "dragoman"
"""
