"""The kinds of shop systems, what each is configured with, and how one is opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dragoman.adapter import HelpdeskHttp
from dragoman.commerce import Shop
from dragoman.domain import DragomanError, Secret
from dragoman.shops.csv_files import CsvShop
from dragoman.shops.woocommerce import WooCommerce

Settings = Mapping[str, str]
Secrets = Mapping[str, Secret]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of shop system.

    Attributes:
        settings: What it is configured with that is no secret: what each is, by name.
        secrets: What we log in with, likewise.
        opened: Returns the shop.
        tried: Returns in a few words what is found there; raises what the shop raises.
    """

    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    opened: Callable[[Settings, Secrets, HelpdeskHttp], Shop]
    tried: Callable[[Shop], str]


def _csv(settings: Settings, _secrets: Secrets, _http: HelpdeskHttp) -> CsvShop:
    return CsvShop(Path(settings["folder"]).expanduser())


def _csv_tried(shop: Shop) -> str:
    if not isinstance(shop, CsvShop):
        raise TypeError(type(shop))
    products, orders = shop.counts()
    return f"{products} products, {orders} orders"


def _woocommerce(settings: Settings, secrets: Secrets, http: HelpdeskHttp) -> WooCommerce:
    return WooCommerce(http, settings["address"], settings["key"], secrets["secret"])


def _woocommerce_tried(shop: Shop) -> str:
    if not isinstance(shop, WooCommerce):
        raise TypeError(type(shop))
    return f"orders and products can be read; prices are in {shop.probe()}"


KINDS: Mapping[str, Kind] = {
    "csv": Kind(
        settings={"folder": "folder with products.csv and orders.csv"},
        secrets={},
        opened=_csv,
        tried=_csv_tried,
    ),
    "woocommerce": Kind(
        settings={
            "address": "address of the shop, such as https://shop.example",
            "key": "consumer key that may read (WooCommerce, Settings, Advanced, REST API)",
        },
        secrets={"secret": "Consumer secret of the key"},
        opened=_woocommerce,
        tried=_woocommerce_tried,
    ),
}


def kind_of(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        DragomanError: there is none of this name.
    """
    if name not in KINDS:
        raise DragomanError(f"there is no shop system {name!r}; there are {', '.join(KINDS)}")
    return KINDS[name]


def opened(name: str, settings: Settings, secrets: Secrets, http: HelpdeskHttp) -> Shop:
    """Return a shop that is configured.

    Raises:
        DragomanError: a setting or secret is missing, or none that this kind has.
    """
    kind = kind_of(name)
    for what, known, given in (("setting", kind.settings, settings), ("secret", kind.secrets, secrets)):
        for one in given:
            if one not in known:
                raise DragomanError(f"{name} has no {what} {one!r}; it has {', '.join(known) or 'none'}")
        for one, meaning in known.items():
            if one not in given:
                raise DragomanError(
                    f"{name} lacks the {what} {one}: give the {meaning[:1].lower()}{meaning[1:]}"
                )
    return kind.opened(settings, secrets, http)
