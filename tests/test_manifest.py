"""``manifest.json`` says what the code does: a change in one of them alone fails here."""

import json
import tomllib
from dataclasses import MISSING, asdict, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, get_type_hints

import jsonschema
import pytest

from dragoman.registry import GROUP, adapter_class
from dragoman.settings import Settings

ROOT = Path(__file__).parent.parent
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
SCHEMA = json.loads(files("dragoman").joinpath("manifest.schema.json").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENTRY_POINTS = PROJECT["entry-points"][GROUP]
TYPES = {Path: "path", str: "text", int: "integer", float: "number", tuple[str, ...]: "texts"}


def test_it_keeps_to_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(MANIFEST, SCHEMA)


def test_it_describes_the_project() -> None:
    said = {name: MANIFEST[name] for name in ("name", "version", "description", "author", "licence")}
    assert said == {
        "name": PROJECT["name"],
        "version": PROJECT["version"],
        "description": PROJECT["description"],
        "author": PROJECT["authors"][0]["name"],
        "licence": PROJECT["license"],
    }


def test_it_lists_the_locales_that_have_a_catalogue() -> None:
    catalogues = {file.parts[-3].replace("_", "-") for file in (ROOT / "locales").glob("*/LC_MESSAGES/*.po")}
    assert set(MANIFEST["locales"]) == catalogues


def test_it_lists_the_adapters_that_are_registered() -> None:
    assert {adapter["name"]: adapter["class"] for adapter in MANIFEST["adapters"]} == ENTRY_POINTS


@pytest.mark.parametrize("name", sorted(ENTRY_POINTS))
def test_it_describes_an_adapter_as_its_code_does(name: str) -> None:
    adapter = adapter_class(name)
    (said,) = [adapter for adapter in MANIFEST["adapters"] if adapter["name"] == name]
    assert said == {
        "name": adapter.name,
        "class": f"{adapter.__module__}:{adapter.__qualname__}",
        "events": list(adapter.traits.events),
        "scopes": list(adapter.traits.scopes),
        "signing": adapter.traits.signing.value,
        "signature": adapter.traits.signature,
        "finds": adapter.traits.finds,
        "fields": [asdict(field) for field in adapter.traits.fields],
    }


def test_it_lists_every_setting_with_its_type_default_and_help() -> None:
    assert MANIFEST["settings"] == _settings()


def _settings() -> list[dict[str, Any]]:
    types = get_type_hints(Settings)
    described = []
    for field in fields(Settings):
        setting = {"name": field.name, "type": TYPES[types[field.name]], "help": field.metadata["help"]}
        if field.default is not MISSING:
            setting["default"] = str(field.default) if isinstance(field.default, Path) else field.default
        described.append({name: list(v) if isinstance(v, tuple) else v for name, v in setting.items()})
    return described
