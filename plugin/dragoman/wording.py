"""The texts that shoppers and agents see, in their language.

Texts are written in English where they are used, as ``wording.text("Language: {language}", language=…)``;
gettext catalogues in ``locales/`` hold them for each locale, and ``dragoman messages`` keeps the catalogues
complete. Catalogues are read as they are written (``.po``): nothing is compiled beforehand.
"""

import gettext
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Final

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dragoman import domain
from dragoman.domain import UNDETERMINED, Light, TermReport
from dragoman.shipped import data_file

DOMAIN: Final = "dragoman"
SOURCE_LOCALE: Final = "en"


class Wording:
    """Our texts in one locale.

    Attributes:
        locale: The catalogue in use, as BCP 47 writes it: the nearest to what was asked for, or English.
    """

    def __init__(self, locale: str) -> None:
        known = available_locales()
        wanted = locale.replace("-", "_")
        by_language = {name.partition("_")[0]: name for name in known}
        found = negotiate_locale([wanted], known) or by_language.get(wanted.partition("_")[0].lower())
        self._name = found or SOURCE_LOCALE
        self._catalogue = _catalogue(self._name)
        self.locale = self._name.replace("_", "-")

    def text(self, message: str, **values: object) -> str:
        """Return a message in this locale with its ``{named}`` fields filled in.

        A message that the catalogue lacks is said in English. Values are inserted as they are: whoever
        puts the text into markup escapes it.
        """
        translated = self._catalogue.gettext(message)
        return translated.format_map(values) if values else translated

    def language(self, tag: str) -> str:
        """Return the name of a language ("Portuguese (Brazil)"); a tag without a name stands for itself."""
        if tag == UNDETERMINED:
            return self.text(message("undetermined language"))
        try:
            name = Locale.parse(tag, sep="-" if "-" in tag else "_").get_display_name(self._name)
        except (ValueError, UnknownLocaleError):
            return tag
        return name or tag


def message(text: str) -> str:
    """Return the text unchanged: marks a message for the catalogues where it is defined, not used."""
    return text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message with its values, made where nobody knows yet in which language it will be said.

    Attributes:
        message: The message, marked by ``message``.
        values: What its fields are filled with.
    """

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def said(self, wording: Wording) -> str:
        """Return it in a locale; values that are phrases themselves too."""
        values = {
            name: value.said(wording) if isinstance(value, Phrase) else value for name, value in self.values
        }
        return wording.text(self.message, **values)

    def __str__(self) -> str:
        """Return it in English, for logs and errors."""
        return self.said(Wording(SOURCE_LOCALE))


def said(told: Phrase | str, wording: Wording) -> str:
    """Return a phrase in a locale; what is text already stays as it is."""
    return told.said(wording) if isinstance(told, Phrase) else told


def phrase(text: str, **values: object) -> Phrase:
    """Return a message with its values, to be said later: ``phrase(message("…{term}…"), term=…)``."""
    return Phrase(text, tuple(values.items()))


def available_locales() -> list[str]:
    """Return the locales that have a catalogue, by the names of their folders ("en", "pt_BR")."""
    return sorted(path.parent.parent.name for path in data_file("locales").glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    compiled = BytesIO()
    with (data_file("locales") / locale / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


_WARNINGS: Final = {
    "undetermined_language": message("The language could not be determined; the text was not translated."),
    "no_pack": message("No pack translates {source} to {target}; the text was not translated."),
    "two_steps": message("Translated in two steps, through {through} (packs {packs})."),
    "variant": message("The translation is written in {served}, not in {asked}."),
    "term_missed": message("The term “{source}” did not become “{target}” in the translation."),
    "forbidden_term": message("“{words}” is forbidden in this store's glossary: write “{term}”."),
    "split": message("This sentence was translated in pieces, to keep its values: “{source}”"),
    "unsure": message("The engine was not certain of this sentence: “{source}”"),
    "value_changed": message("A value that must stay as it is was changed or lost: “{source}”"),
    "value_order": message("Values of this sentence may have changed places: “{source}”"),
    "number_changed": message("The numbers of this sentence and its translation differ: “{source}”"),
    "empty": message("This sentence has no translation: “{source}”"),
    "unknown_word": message("The engine does not know a word of this sentence: “{source}”"),
    "untranslated": message("This sentence came back untranslated: “{source}”"),
    "wrong_language": message("The translation of this sentence is in another language: “{source}”"),
    "negation_changed": message("The translation may say the opposite of this sentence: “{source}”"),
    "question_changed": message("A question became a statement, or the other way round: “{source}”"),
    "repetition": message("The translation of this sentence repeats itself: “{source}”"),
    "length": message("The translation of this sentence is unusually long or short: “{source}”"),
    "condition_lost": message("A condition of this sentence may be lost or turned round: “{source}”"),
    "word_lost": message("A word of this sentence may be missing in its translation: “{source}”"),
    "another_sense": message("A word of this sentence may have been taken in another sense: “{source}”"),
}

_LANGUAGES: Final = {
    "no_pack": ("source", "target"),
    "variant": ("served", "asked"),
    "two_steps": ("through",),
}
"""Values of warnings that are language tags."""


_LIGHTS: Final = {
    Light.GREEN: message("🟢 looks right"),
    Light.AMBER: message("🟡 check it"),
    Light.RED: message("🔴 do not rely on it"),
}


def light_text(wording: Wording, light: Light) -> str:
    """Return a traffic light as a sign and a few words."""
    return wording.text(_LIGHTS[light])


def term_told(wording: Wording, report: TermReport) -> TermReport:
    """Return the proof for a term with its reason, if it was missed, for a person to read."""
    return replace(report, reason=wording.text(report.reason)) if report.reason else report


def warning_text(wording: Wording, warning: domain.Warning) -> str:
    """Return a warning as one sentence for a person."""
    sentence = _WARNINGS.get(warning.code)
    values = dict(warning.values)
    for key in _LANGUAGES.get(warning.code, ()):
        values[key] = wording.language(values[key])
    if sentence is None:
        return wording.text("Please check this translation ({code}).", code=warning.code)
    return wording.text(sentence, **values)
