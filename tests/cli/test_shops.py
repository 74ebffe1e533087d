"""Setting up where orders and products are looked up."""

from pathlib import Path

import pytest

from tests.cli.commands import done, refused
from tests.shops.fake_woocommerce import KEY, SECRET, FakeWooCommerce
from tests.shops.test_csv_files import ORDERS, PRODUCTS

SET = ("shop", "set")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    done(tmp_path, "store", "add", "lumen")
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (files / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return files


def test_files_are_tried_before_they_are_set(data: Path, folder: Path) -> None:
    printed = done(data, *SET, "csv", "--store", "lumen", "--set", f"folder={folder}")
    assert printed == "lumen: csv: 3 products, 2 orders\n"
    (folder / "orders.csv").write_text(ORDERS.replace("2026-11-22", "22/11/2026"), encoding="utf-8")
    said = refused(data, "shop", "test", "--store", "lumen")
    assert "orders.csv, row 3: placed_on is '22/11/2026': write a date like 2026-11-25" in said


def test_a_woocommerce_shop_is_asked_with_its_key(data: Path) -> None:
    (data / "dragoman.toml").write_text('allow_private = ["127.0.0.1"]', encoding="utf-8")
    with FakeWooCommerce() as vendor:
        at = ("--store", "lumen", "--set", f"address={vendor.url}", "--set", f"key={KEY}")
        asked = ("--config", str(data / "dragoman.toml"))
        printed = done(data, *asked, *SET, "woocommerce", *at, "--secret", f"secret=text:{SECRET}")
        assert printed == "lumen: woocommerce: orders and products can be read; prices are in EUR\n"
        refused(data, *asked, *SET, "woocommerce", *at, "--secret", "secret=text:wrong")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("magento", "--store", "lumen"), "there are csv, woocommerce"),
        (("csv", "--store", "lumne", "--set", "folder=/tmp"), "there is no store lumne"),
        (("csv", "--store", "lumen"), "lacks the setting folder"),
        (("csv", "--store", "lumen", "--set", "dir=/tmp"), "has no setting 'dir'"),
        (("csv", "--store", "lumen", "--set", "folder=/nowhere"), "put one there"),
    ],
)
def test_what_is_set_up_wrongly_is_refused_with_its_cure(
    data: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(data, *SET, *arguments)


def test_a_shop_can_be_forgotten(data: Path, folder: Path) -> None:
    done(data, *SET, "csv", "--store", "lumen", "--set", f"folder={folder}")
    assert done(data, "shop", "remove", "--store", "lumen") == "lumen: forgotten\n"
    assert "has no shop system" in refused(data, "shop", "test", "--store", "lumen")
