"""LibreTranslate's routes over our engine: what speaks to LibreTranslate needs a new address and a key.

The key is a token of a store, so its glossary and translation memory count. Two things are other than there:
a text whose language cannot be told comes back as it is, as ``und``, instead of being read as English; and
a translation that cannot be had is an error, not a guess. https://docs.libretranslate.com has the shapes.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from dragoman.domain import UNDETERMINED, DragomanError, Format, Store, Translation
from dragoman.pipeline.context import Context
from dragoman.pipeline.interpretation import translate_all
from dragoman.storage.stores import Token
from dragoman.tags import as_asked, same_language
from dragoman.translation.alternatives import alternatives
from dragoman.translation.engine import Engine
from dragoman.translation.markup.documents import Document
from dragoman.translation.packs import PackLibrary
from dragoman.web.api import AGENTS
from dragoman.web.libretranslate_requests import (
    AUTO,
    LONGEST,
    Refusal,
    TranslationRequest,
    fields_of,
    key_of,
    texts_of,
    translation_of,
    unsupported,
)
from dragoman.web.problems import log_fault
from dragoman.web.seats import Seats
from dragoman.wording import Wording

# Argos' codes of languages whose variant they name.
_ARGOS = {"pb": "pt-BR", "zt": "zh-Hant"}
_PATIENCE_MILLISECONDS = 500
_RETRY_AFTER_SECONDS = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Translated:
    """A text in another language; ``detected`` where its own was to be found out."""

    text: str
    others: Sequence[str]
    detected: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """Answers clients of LibreTranslate.

    Attributes:
        context: The pipeline's parts.
        engine: What proposes alternatives.
        library: The installed packs.
        lookup: Returns who a token speaks for, or None.
        ready: Whether nothing need be loaded any more.
        seats: For requests that wait for the engine.
    """

    context: Context
    engine: Engine
    library: PackLibrary
    lookup: Callable[[str], Token | None]
    ready: Callable[[], bool]
    seats: Seats

    def translate(self) -> Response:
        """Translate a text or a list of texts."""
        fields = fields_of(request)
        store = self._store(key_of(request, fields))
        asked = translation_of(fields)
        with self.seats.hold(store.id) as seated:
            if not seated:
                raise self._full(store)
            done = self._translated(store, asked)
        answer: dict[str, Any] = {"translatedText": [one.text for one in done]}
        if asked.source == AUTO:
            answer["detectedLanguage"] = [one.detected for one in done]
        if asked.alternatives is not None:
            answer["alternatives"] = [one.others for one in done]
        return jsonify(answer if asked.many else {name: value[0] for name, value in answer.items()})

    def detect(self) -> Response:
        """Tell the language of a text, or of several texts together."""
        fields = fields_of(request)
        store = self._store(key_of(request, fields))
        texts, _ = texts_of(fields)
        return jsonify([self._detected(store, "\n".join(texts))])

    def languages(self) -> Response:
        """List the languages, each with those that it can be translated into."""
        tags, english = self._tags(), Wording("en")
        return jsonify(
            [
                {
                    "code": source,
                    "name": english.language(source),
                    "targets": [target for target in tags if self._can(source, target)],
                }
                for source in tags
            ]
        )

    def settings(self) -> Response:
        """Tell what a page in front of this may offer."""
        tags, english = self._tags(), Wording("en")
        target = next((tag for tag in tags if not same_language(tag, "en")), "en")
        return jsonify(
            {
                "apiKeys": True,
                "keyRequired": True,
                "charLimit": LONGEST,
                "frontendTimeout": _PATIENCE_MILLISECONDS,
                "filesTranslation": False,
                "supportedFilesFormat": [],
                "suggestions": False,
                "language": {
                    "source": {"code": AUTO, "name": "Auto Detect"},
                    "target": {"code": target, "name": english.language(target)},
                },
            }
        )

    def health(self) -> Response:
        """Tell whether texts are translated without delay."""
        response = jsonify({"status": "ok" if self.ready() else "starting"})
        response.status_code = HTTPStatus.OK if self.ready() else HTTPStatus.SERVICE_UNAVAILABLE
        return response

    def _store(self, key: str) -> Store:
        caller = self.lookup(key)
        store = self.context.stores.get(caller.store) if caller and caller.role in AGENTS else None
        if store is None:
            raise Refusal(HTTPStatus.FORBIDDEN, "Invalid API key")
        return store

    def _full(self, store: Store) -> Refusal:
        """Say who is to wait: whoever has requests in hand, or who met those of others."""
        if theirs := self.seats.held(store.id):
            return Refusal(HTTPStatus.TOO_MANY_REQUESTS, f"Slowdown: {theirs} of your requests are in hand")
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "The server is busy; send the same again")

    def _translated(self, store: Store, asked: TranslationRequest) -> list[_Translated]:
        target = self._tag(store, asked.target)
        found = [self._found(store, text, asked) for text in asked.texts]
        sources = [one["language"] if one else self._tag(store, asked.source) for one in found]
        done: dict[int, _Translated] = {}
        for source in dict.fromkeys(sources):
            places = [place for place, language in enumerate(sources) if language == source]
            # What is in no language that we know stays as it is, as what needs no translation does.
            direction = (target if source == UNDETERMINED else _spelt(store, source)), target
            if not self._can(*direction):
                raise self._cannot(*direction)
            texts = [asked.texts[place] for place in places]
            translations = translate_all(self.context, store, texts, direction, asked.form)
            for place, translation in zip(places, translations, strict=True):
                done[place] = _Translated(translation.text, self._others(translation, asked), found[place])
        return [done[place] for place in range(len(sources))]

    def _others(self, translation: Translation, asked: TranslationRequest) -> Sequence[str]:
        if asked.alternatives is None or asked.form is not Format.TEXT:
            return ()
        return alternatives(self.engine, translation, asked.alternatives)

    def _found(self, store: Store, text: str, asked: TranslationRequest) -> dict[str, Any] | None:
        """Return the language of a text, if it is to be found out."""
        if asked.source != AUTO:
            return None
        read = text if asked.form is Format.TEXT else "\n".join(Document(text, asked.form).texts())
        return self._detected(store, read)

    def _detected(self, store: Store, text: str) -> dict[str, Any]:
        """Return the language of a text, as ``languages`` spells it; the confidence is in hundredths."""
        found = self.context.detector.detect(text, (*self._tags(), *store.languages))
        return {"language": found.language, "confidence": round(100 * found.confidence, 1)}

    def _tag(self, store: Store, code: str) -> str:
        """Return a language as the store spells it, so that its glossary and memory are found."""
        code = _ARGOS.get(code, code)
        spelt = as_asked(code, store.languages)
        if spelt is None and as_asked(code, self._tags()) is None:
            raise unsupported(code)
        return spelt or code

    def _tags(self) -> list[str]:
        pairs = [(pack.source, pack.target) for pack in self.library.packs()]
        return sorted({tag for pair in pairs for tag in pair})

    def _can(self, source: str, target: str) -> bool:
        return same_language(source, target) or self.engine.pack(source, target) is not None

    def _cannot(self, source: str, target: str) -> Refusal:
        if not any(same_language(source, tag) for tag in self._tags()):
            return unsupported(source)
        return Refusal(HTTPStatus.BAD_REQUEST, f"{source} cannot be translated to {target}: install a pack")


def _spelt(store: Store, code: str) -> str:
    return as_asked(code, store.languages) or code


def libretranslate_blueprint(served: LibreTranslate) -> Blueprint:
    """Return the routes; their errors are ``{"error": …}``, as LibreTranslate's are."""
    blueprint = Blueprint("libretranslate", __name__)
    for rule, view, method in (
        ("/translate", served.translate, "POST"),
        ("/detect", served.detect, "POST"),
        ("/languages", served.languages, "GET"),
        ("/frontend/settings", served.settings, "GET"),
        ("/health", served.health, "GET"),
    ):
        blueprint.add_url_rule(rule, rule.strip("/").replace("/", "_"), view, methods=[method])
    blueprint.register_error_handler(Refusal, _refused)
    blueprint.register_error_handler(HTTPException, _framework_error)
    blueprint.register_error_handler(DragomanError, _not_set_up)
    blueprint.register_error_handler(Exception, _fault)
    return blueprint


def _refused(refusal: Refusal) -> Response:
    response = _error(refusal.status, str(refusal))
    if refusal.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return response


def _framework_error(error: HTTPException) -> Response:
    return _error(HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR), error.description or error.name)


def _not_set_up(error: DragomanError) -> Response:
    _log.error("%s: %s", request.endpoint, error)
    return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "Cannot translate text: the server's log names the cure")


def _fault(error: Exception) -> Response:
    log_fault(f"{request.method} {request.endpoint}", error)
    return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "Cannot translate text: the log says where")


def _error(status: HTTPStatus, text: str) -> Response:
    response = jsonify({"error": text})
    response.status_code = status
    return response
