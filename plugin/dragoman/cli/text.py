"""``dragoman detect`` and ``dragoman translate``: standard input to standard output, line by line."""

import re
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from dragoman import domain
from dragoman.cli.lines import Line, Progress, as_json_line, batches, whole, write
from dragoman.domain import UNDETERMINED, Detection, Format, Translation
from dragoman.language.detector import Detector
from dragoman.language.prior import NO_PRIOR, Prior
from dragoman.language.second_opinion import SecondOpinion
from dragoman.settings import Settings
from dragoman.translation.masking import masked

REMEMBERED = 10_000
"""Conversations whose language is remembered while a stream is read; then the oldest is forgotten."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_GIVEN = "given by --from"


def _tag(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Check a language tag; its spelling stays as it was asked for."""
    if value is None:
        return None
    tag = value.strip()
    if not _TAG.fullmatch(tag):
        raise click.BadParameter(f"{value!r} is not a language tag; write one like en or pt-BR")
    return tag


def _tags(ctx: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Check language tags with commas between them."""
    if value is None:
        return None
    return tuple(tag for part in value.split(",") if (tag := _tag(ctx, option, part)))


class Conversations:
    """Detects line after line; lines of one conversation know what the earlier ones showed."""

    def __init__(self, languages: Sequence[str] | None = None) -> None:
        self._detector = Detector(second_opinion=SecondOpinion.if_installed())
        self._languages = languages
        self._priors: OrderedDict[str, Prior] = OrderedDict()

    def detect(self, line: Line) -> Detection:
        """Return the language of a line."""
        key = line.conversation
        prior = NO_PRIOR if key is None else self._priors.pop(key, NO_PRIOR)
        detection, prior = self._detector.follow(line.text, self._languages, prior, line.locale)
        if key is not None:
            self._priors[key] = prior
            if len(self._priors) > REMEMBERED:
                self._priors.popitem(last=False)
        return detection


@click.command()
@click.option(
    "--languages",
    callback=_tags,
    metavar="TAGS",
    help="Languages that are enabled: en,pt-BR,… (default: all).",
)
@click.option("--json", "as_json", is_flag=True, help="Read and write JSON lines.")
def detect(languages: tuple[str, ...] | None, as_json: bool) -> None:
    """Tell the language of each line of standard input.

    Writes a tag, a tab and the confidence (0 to 1) for each line; und and 0 where there is no evidence.
    A language that is not among --languages is still named, never replaced by one that is.
    """
    conversations = Conversations(languages)
    progress = Progress()
    for batch in batches(as_json):
        write([_detected(conversations, line, as_json) for line in batch])
        progress.add(len(batch))
    progress.end()


def _detected(conversations: Conversations, line: Line, as_json: bool) -> str:
    started = time.perf_counter()
    detection = conversations.detect(line)
    if as_json:
        return as_json_line(_record(detection, None, (), (time.perf_counter() - started) * 1000))
    return f"{detection.language}\t{_confidence(detection):g}"


@click.command()
@click.option(
    "--from",
    "source",
    callback=_tag,
    metavar="TAG",
    help="Language of the lines (default: each is detected).",
)
@click.option("--to", "target", callback=_tag, metavar="TAG", required=True, help="Language to translate to.")
@click.option(
    "--glossary",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with the header source,target and optional columns kind (dnt, exact, inflect), case, note.",
)
@click.option("--json", "as_json", is_flag=True, help="Read and write JSON lines.")
@click.option(
    "--format",
    "form",
    type=click.Choice([str(form) for form in Format]),
    default=str(Format.TEXT),
    show_default=True,
    help="What the markup of the texts is. Except with --json, html and markdown are read as one text.",
)
@click.option(
    "--mail",
    is_flag=True,
    help="Leave quoted history and signatures as they are. Except with --json, the input is one text.",
)
@click.pass_obj
def translate(
    settings: Settings,
    *,
    source: str | None,
    target: str,
    glossary: Path | None,
    as_json: bool,
    form: str,
    mail: bool,
) -> None:
    """Translate each line of standard input.

    Without --from each line's language is detected; a line whose language cannot be told comes back as it
    is, and so does one without an installed pack: the command then ends with exit code 3.
    """
    from dragoman.cli.interpreting import LineTranslator, Markup  # noqa: PLC0415 - loads the engine

    markup = Markup(Format(form), mail)
    with LineTranslator(settings, target, glossary, markup) as translator:
        if source is not None:
            translator.require(source)
        conversations = Conversations()
        progress = Progress()
        for batch in batches(as_json) if as_json or markup.plain else [whole()]:
            started = time.perf_counter()
            detections = [
                _given(source)
                if source
                else conversations.detect(replace(line, text=markup.words(line.text)))
                for line in batch
            ]
            detecting = (time.perf_counter() - started) * 1000 / len(batch)
            translations = translator.translate([line.text for line in batch], detections)
            write(
                [
                    _as_json(line, detection, translation, target, detecting)
                    if as_json
                    else _as_text(line, translation, one_line=markup.plain)
                    for line, detection, translation in zip(batch, detections, translations, strict=True)
                ]
            )
            progress.add(len(batch))
        progress.end()
        translator.raise_missing()


def _given(language: str) -> Detection:
    return Detection(language, 1.0, enabled=True, evidence=(_GIVEN,), sure=True)


def _as_text(line: Line, translation: Translation | None, *, one_line: bool) -> str:
    text = line.text if translation is None else translation.text
    # One line for each line, whatever a model writes.
    return text.replace("\n", " ") if one_line else text.removesuffix("\n")


def _as_json(
    line: Line, detection: Detection, translation: Translation | None, target: str, detecting: float
) -> str:
    if translation is not None:
        return as_json_line(
            _record(detection, translation, translation.warnings, detecting + translation.milliseconds)
        )
    return as_json_line(_record(detection, None, _why_untranslated(line, detection, target), detecting))


def _why_untranslated(line: Line, detection: Detection, target: str) -> tuple[domain.Warning, ...]:
    if detection.language != UNDETERMINED:
        return (domain.Warning("no_pack", (("source", detection.language), ("target", target))),)
    return (domain.Warning("undetermined_language"),) if line.text.strip() else ()


def _record(
    detection: Detection,
    translation: Translation | None,
    warnings: Sequence[domain.Warning],
    milliseconds: float,
) -> Mapping[str, Any]:
    """The stable keys of JSON output; what does not apply is null or empty."""
    return {
        "language": detection.language,
        "confidence": _confidence(detection),
        "evidence": detection.evidence,
        "translation": translation.text if translation else None,
        "segments": [asdict(segment) for segment in translation.segments] if translation else [],
        "protected": [asdict(span) for span in masked(translation.protected)] if translation else [],
        "terms": [asdict(term) for term in translation.terms] if translation else [],
        "quality": translation.quality if translation else None,
        "light": translation.light if translation else None,
        "warnings": [_worded(warning) for warning in warnings],
        "ms": round(milliseconds, 3),
    }


def _worded(warning: domain.Warning) -> Mapping[str, Any]:
    from dragoman.wording import SOURCE_LOCALE, Wording, warning_text  # noqa: PLC0415 - reads the catalogues

    text = warning_text(Wording(SOURCE_LOCALE), warning)
    return {"code": warning.code, "text": text, "values": dict(warning.values)}


def _confidence(detection: Detection) -> float:
    return round(detection.confidence, 4)
