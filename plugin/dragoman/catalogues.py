"""Keeping the gettext catalogues complete: which messages the source has, and what the catalogues lack."""

import ast
import string
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from dragoman.shipped import data_file
from dragoman.wording import DOMAIN, SOURCE_LOCALE, available_locales

LINE_LENGTH = 110
_HEADER = "# Texts of Dragoman that shoppers and agents see: `dragoman messages extract` renews this file."
_AUTHORS = "The Dragoman authors"
_VERSION = "1"
_MARKERS = {"_", "message"}


def extract(sources: Collection[Path]) -> Catalog:
    """Return every message that the source folders use, with the files that use it."""
    template = Catalog(charset="utf-8", fuzzy=False)
    for folder in sources:
        for path in sorted(folder.rglob("*.py")):
            _add(template, python_messages(path.read_text("utf-8")), folder, path)
        for path in sorted(folder.rglob("templates/**/*.*")):
            _add(template, template_messages(path), folder, path)
    return template


def source_folders() -> list[Path]:
    """Return where our messages are written: the package, and the adapters beside it."""
    package = Path(__file__).parent
    adapters = package.parent.parent / "adapters" / "dragoman_adapters"
    return [folder for folder in (package, adapters) if folder.is_dir()]


def update(sources: Collection[Path]) -> Mapping[str, int]:
    """Bring every catalogue up to date with the source; return how many translations each lacks.

    New messages join, unused ones leave, translations stay. The English catalogue repeats the messages.
    """
    template = extract(sources)
    missing = {}
    for locale in available_locales():
        catalogue = _renewed(_read(catalogue_file(locale), locale), template, locale)
        with catalogue_file(locale).open("wb") as file:
            write_po(file, catalogue, width=LINE_LENGTH, sort_by_file=True, include_lineno=False)
        missing[locale] = sum(1 for message in catalogue if message.id and not message.string)
    return missing


def _renewed(old: Catalog, template: Catalog, locale: str) -> Catalog:
    """The messages of the template with the old translations and dates, lest every run be a change."""
    catalogue = Catalog(
        locale,
        header_comment=_HEADER,
        project="dragoman",
        version=_VERSION,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=_AUTHORS,
        language_team=_AUTHORS,
        msgid_bugs_address=_AUTHORS,
        fuzzy=False,
    )
    for message in template:
        if message.id:
            known = old.get(message.id)
            untranslated = message.id if locale == SOURCE_LOCALE else ""
            text = known.string if known and locale != SOURCE_LOCALE else untranslated
            catalogue.add(message.id, text, message.locations)
    return catalogue


def faults(sources: Collection[Path]) -> list[str]:
    """Return what is wrong with the catalogues, one line each: texts they lack, fields that differ."""
    template = extract(sources)
    found = []
    for locale in available_locales():
        catalogue = _read(catalogue_file(locale), locale)
        for message in template:
            if message.id:
                found += _faults_of(str(message.id), catalogue, locale)
        used = {message.id for message in template}
        found += [f"{locale}: no longer used: {one.id!r}" for one in catalogue if one.id not in used]
    return found


def catalogue_file(locale: str) -> Path:
    """Return the path of a locale's catalogue."""
    return data_file("locales") / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def python_messages(source: str) -> Iterator[str]:
    """Yield the messages of a Python source: the literal first arguments of ``wording.text(…)``.

    Also of ``message(…)``, which marks a text where it is defined, and of ``_(…)``. Babel's own method looks
    at names alone and would take every ``text(…)``, SQLAlchemy's among them.
    """
    for call in _calls(ast.parse(source)):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def template_messages(path: Path) -> Iterator[str]:
    """Yield the messages of a Jinja template: ``{{ _("…") }}``."""
    with path.open("rb") as file:
        for _, _, text, _ in babel_extract(file, ["_"], [], {"silent": "false"}):
            # A call with further arguments comes as a tuple: the text, then None for each of them.
            first = text[0] if isinstance(text, tuple) else text
            if first is not None:
                yield first


def _add(template: Catalog, messages: Iterator[str], folder: Path, path: Path) -> None:
    for text in messages:
        template.add(text, locations=[(f"{folder.name}/{path.relative_to(folder).as_posix()}", 0)])


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _words(node.func):
            yield node


def _words(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _MARKERS
    return isinstance(function, ast.Attribute) and function.attr == "text" and _is_wording(function.value)


def _is_wording(owner: ast.expr) -> bool:
    """Whether an expression is a ``Wording`` by its name: ``wording``, ``self._wording``, ``Wording(…)``."""
    if isinstance(owner, ast.Call):
        owner = owner.func
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name.lower().endswith("wording")


def _read(path: Path, locale: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _faults_of(message: str, catalogue: Catalog, locale: str) -> list[str]:
    entry = catalogue.get(message)
    if entry is None or not entry.string:
        return [f"{locale}: not translated: {message!r}"]
    if entry.fuzzy:
        return [f"{locale}: marked fuzzy: {message!r}"]
    if _fields(str(entry.string)) != _fields(message):
        return [f"{locale}: other {{fields}} than the message has: {message!r}"]
    return []


def _fields(message: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(message)} - {None}
