from importlib.metadata import EntryPoint

import pytest

from dragoman import registry
from dragoman.adapter import Signing
from dragoman.cli.connections import SIGNING_SECRET, steps_about
from dragoman.registry import AdapterError, adapter_class, adapter_names
from dragoman_adapters.zendesk import Zendesk


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other people's packages, as ``importlib.metadata`` reports them."""
    found = [
        EntryPoint("desk", "dragoman_adapters.zendesk:Zendesk", registry.GROUP),
        EntryPoint("broken", "no_such_package:Adapter", registry.GROUP),
        EntryPoint("other", "pathlib:Path", registry.GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])


def test_our_own_adapters_are_registered() -> None:
    assert {"sandbox", "zendesk"} <= set(adapter_names())
    assert adapter_class("zendesk") is Zendesk


def test_an_unknown_name_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(AdapterError, match=r"no adapter is called 'zendsk'.*: chatwoot, .*, zendesk"):
        adapter_class("zendsk")


@pytest.mark.usefixtures("installed")
def test_an_adapter_of_another_package_is_found_by_its_entry_point() -> None:
    assert adapter_names() == ("broken", "desk", "other")
    assert adapter_class("desk") is Zendesk


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "cure"),
    [("broken", "reinstall the package"), ("other", "correct the entry point 'other'")],
)
def test_what_is_no_adapter_harms_only_those_who_use_it(name: str, cure: str) -> None:
    with pytest.raises(AdapterError, match=cure):
        adapter_class(name)


@pytest.mark.parametrize("name", [name for name in adapter_names() if name not in {"sandbox", "generic"}])
def test_the_set_up_says_where_each_secret_that_is_needed_comes_from(name: str) -> None:
    """All but those that are nobody else's: the demo's helpdesk, and a program of the shop's own."""
    traits = adapter_class(name).traits
    needed = [field.name for field in traits.fields if field.secret and field.required]
    if traits.signing is Signing.SIGNED or traits.makes_secret:
        needed.append(SIGNING_SECRET)
    assert [field for field in needed if not steps_about(traits, [field])] == []
