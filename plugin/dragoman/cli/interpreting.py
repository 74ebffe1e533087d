"""The engine behind ``dragoman translate``: packs from the data directory, no store, no database."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import click

from dragoman.domain import UNDETERMINED, Detection, Format, Translation
from dragoman.glossary import EMPTY, Interpreter, read_csv
from dragoman.language.model import LanguageModel
from dragoman.settings import Settings
from dragoman.tags import same_language
from dragoman.translation.assembly import RECIPES, Recipe, assemble_default_packs
from dragoman.translation.engine import Engine
from dragoman.translation.markup.documents import Document
from dragoman.translation.packs import PackLibrary
from dragoman.translation.translator import NoPack, Translator


@dataclass(frozen=True, slots=True)
class Markup:
    """How texts are read: what their markup is, and whether they are mails."""

    form: Format
    mail: bool

    @property
    def plain(self) -> bool:
        """Whether each line is a text of its own."""
        return self.form is Format.TEXT and not self.mail

    def words(self, text: str) -> str:
        """Return what of a text is language."""
        return text if self.plain else "\n".join(Document(text, self.form, mail=self.mail).texts())


class LineTranslator:
    """Translates lines whose languages differ into one target language.

    The default packs are assembled when a pair first needs one of them. A context manager: leaving it
    lets go of the models.
    """

    def __init__(self, settings: Settings, target: str, glossary: Path | None, markup: Markup) -> None:
        self._library = PackLibrary(settings.packs_dir)
        self._engine = Engine(self._library, settings.threads)
        self._interpreter = Interpreter(Translator(self._engine, LanguageModel().scores))
        self._glossary = read_csv(glossary) if glossary else EMPTY
        self._target = target
        self._markup = markup
        self._ready: dict[str, NoPack | None] = {}

    def __enter__(self) -> "LineTranslator":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def require(self, source: str) -> None:
        """Return if lines of this language can be translated.

        Raises:
            NoPack: they cannot.
            PackError: the default packs could not be assembled.
        """
        if missing := self._missing(source):
            raise missing

    def raise_missing(self) -> None:
        """Raise the first ``NoPack`` that a line met, if one did."""
        for missing in self._ready.values():
            if missing:
                raise missing

    def translate(self, texts: Sequence[str], detections: Sequence[Detection]) -> list[Translation | None]:
        """Return the translations in order; None where the language is unknown or has no pack."""
        translations: list[Translation | None] = [None] * len(texts)
        for source in dict.fromkeys(detection.language for detection in detections):
            if source == UNDETERMINED or self._missing(source):
                continue
            places = [place for place, detection in enumerate(detections) if detection.language == source]
            done = self._interpreter.interpret(
                [texts[place] for place in places],
                source,
                self._target,
                self._glossary,
                form=self._markup.form,
                mail=self._markup.mail,
            )
            for place, translation in zip(places, done, strict=True):
                translations[place] = translation
        return translations

    def _missing(self, source: str) -> NoPack | None:
        if source not in self._ready:
            self._ready[source] = self._look_for_pack(source)
        return self._ready[source]

    def _look_for_pack(self, source: str) -> NoPack | None:
        if same_language(source, self._target) or self._engine.route(source, self._target):
            return None
        if not any(self._would_lead_on(source, recipe) for recipe in RECIPES):
            return NoPack(source, self._target, self._engine.lacking(source, self._target))
        assemble_default_packs(self._library, _show)
        return None

    def _would_lead_on(self, source: str, recipe: Recipe) -> bool:
        """Return whether a default pack would translate from ``source``, alone or with one that is there."""
        begins, ends = same_language(recipe.source, source), same_language(recipe.target, self._target)
        return (
            (begins and ends)
            or (begins and bool(self._engine.pack(recipe.target, self._target)))
            or (ends and bool(self._engine.pack(source, recipe.source)))
        )


def _show(step: str) -> None:
    click.echo(step, file=sys.stderr)
