"""Every text that a shopper or an agent sees is in every catalogue."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dragoman import catalogues
from dragoman.catalogues import faults, python_messages, source_folders, template_messages, update
from dragoman.shipped import data_file


def test_no_text_of_ours_lacks_a_translation() -> None:
    assert faults(source_folders()) == []


def test_messages_are_found_by_the_name_of_what_words_them() -> None:
    source = """
wording.text("one", name=name)
self._wording.text("two")
context.wording.text("three")
Wording(locale).text("four")
SENTENCES = {"code": message("five")}
_("six")
connection.execute(text("SELECT 1"))
element.text("not ours")
wording.text(variable)
"""
    assert set(python_messages(source)) == {"one", "two", "three", "four", "five", "six"}


def test_messages_are_found_in_templates(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        '<p title="{{ _(\'Send\') }}">{{ _("Hello {name}", name=shopper) }} {{ text("no") }}</p>'
    )
    assert sorted(template_messages(template)) == ["Hello {name}", "Send"]


@pytest.fixture
def catalogue_in_portuguese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A locales folder with one catalogue that translates "Hello {name}" and "Old"."""
    path = tmp_path / "locales" / "pt_BR" / "LC_MESSAGES" / "dragoman.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Hello {name}"\nmsgstr "Olá, {name}"\n\nmsgid "Old"\nmsgstr "Velho"\n'
    )
    monkeypatch.setattr(catalogues, "available_locales", lambda: ["pt_BR"])
    monkeypatch.setattr(catalogues, "data_file", lambda name: tmp_path / name)
    return path


def sources(folder: Path, code: str) -> list[Path]:
    (folder / "program").mkdir()
    (folder / "program" / "notes.py").write_text(code)
    return [folder / "program"]


def translations(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_a_missing_translation_is_named(tmp_path: Path, catalogue_in_portuguese: Path) -> None:
    program = sources(
        tmp_path, 'wording.text("Hello {name}")\nwording.text("Brand new")\nwording.text("Old")'
    )
    assert faults(program) == ["pt_BR: not translated: 'Brand new'"]


def test_a_translation_with_other_fields_is_named(tmp_path: Path, catalogue_in_portuguese: Path) -> None:
    catalogue_in_portuguese.write_text(
        catalogue_in_portuguese.read_text().replace("Olá, {name}", "Olá, {nome}")
    )
    program = sources(tmp_path, 'wording.text("Hello {name}")\nwording.text("Old")')
    assert faults(program) == ["pt_BR: other {fields} than the message has: 'Hello {name}'"]


def test_a_message_that_nothing_uses_is_named(tmp_path: Path, catalogue_in_portuguese: Path) -> None:
    program = sources(tmp_path, 'wording.text("Hello {name}")')
    assert faults(program) == ["pt_BR: no longer used: 'Old'"]


def test_an_update_adds_new_messages_keeps_translations_and_drops_unused_ones(
    tmp_path: Path, catalogue_in_portuguese: Path
) -> None:
    program = sources(tmp_path, 'wording.text("Hello {name}")\nwording.text("Brand new")')
    assert update(program) == {"pt_BR": 1}
    assert translations(catalogue_in_portuguese) == {"Hello {name}": "Olá, {name}", "Brand new": ""}


def test_an_update_without_news_changes_nothing(tmp_path: Path, catalogue_in_portuguese: Path) -> None:
    program = sources(tmp_path, 'wording.text("Hello {name}")\nwording.text("Brand new")')
    update(program)
    before = catalogue_in_portuguese.read_bytes()
    update(program)
    assert catalogue_in_portuguese.read_bytes() == before


def test_the_catalogues_of_the_checkout_are_the_ones_that_travel() -> None:
    assert (data_file("locales") / "pt_BR" / "LC_MESSAGES" / "dragoman.po").is_file()
