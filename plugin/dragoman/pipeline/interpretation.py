"""One text through the interpreter, with everything that can go wrong turned into a sentence with a cure.

A translation that fails is never a reason to keep a message from the agents, so nothing here raises.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from dragoman.domain import DragomanError, Format, Store, TermKind, Translation
from dragoman.glossary import EMPTY, Glossary, Term
from dragoman.glossary import Case as Rule
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.lately import Circumstances
from dragoman.pipeline.memory import Suggestion
from dragoman.pipeline.whereabouts import whereabouts
from dragoman.translation.packs import PackError
from dragoman.translation.putting_together import APPROVED
from dragoman.translation.translator import NoPack, Recall

_REMEMBERED = 20
"""Messages of a conversation that are looked at for how a term was said."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong or must not happen.

    Attributes:
        code: Stable name, for programs.
        text: One sentence in the agents' language that names the cure.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A translation, if there is one, and what went wrong on the way."""

    translation: Translation | None
    troubles: tuple[Trouble, ...] = ()


def interpret(
    case: Case,
    text: str,
    source: str,
    target: str,
    written: Mapping[str, str] = MappingProxyType({}),
    known: Mapping[str, str] = MappingProxyType({}),
) -> Interpretation:
    """Translate a text with the store's memory and glossary; without the latter where it cannot be read.

    Args:
        case: Whose text it is.
        text: The text.
        source: Its language.
        target: The language to write.
        written: How that language writes values and names of the text: amounts, days, products.
        known: What sentences of the text are in that language.
    """
    glossary, troubles = glossary_of(case, source, target)
    glossary = glossary.joined(
        Term(ours, theirs, TermKind.EXACT, Rule.KEEP) for ours, theirs in written.items()
    )
    glossary = glossary.saying(_said(case, target)) if glossary.with_alternatives else glossary
    try:
        (translation,) = _translated(
            case.context, case.store, [text], (source, target), glossary, known=known
        )
    except Exception as error:
        # A model may fail in any way; the original must reach the agents all the same.
        return Interpretation(None, (*troubles, _failure(case, error, source, target)))
    return Interpretation(translation, troubles)


def _written(ours: str, theirs: str) -> Term:
    return Term(ours, theirs, TermKind.DNT if ours == theirs else TermKind.EXACT, Rule.KEEP)


def _said(case: Case, target: str) -> dict[str, str]:
    """Return what concepts became in the last messages of the conversation, the latest of each."""
    said: dict[str, str] = {}
    for record in case.context.conversations.recent(case.store.id, case.conversation.id, 0.0, _REMEMBERED):
        for report in record.report.get("terms", ()) if record.target_language == target else ():
            if report["form"] is not None:
                said.setdefault(report.get("concept", ""), report["form"])
    return said


def translate_all(
    context: Context, store: Store, texts: Sequence[str], direction: tuple[str, str], form: Format
) -> list[Translation]:
    """Translate texts that belong to no conversation with the store's memory and glossary.

    Raises:
        DragomanError: the glossary cannot be read, or no pack does it, or it is damaged.
    """
    glossary = context.glossaries.of(store, *direction)
    return _translated(context, store, texts, direction, glossary, form=form)


def _translated(
    context: Context,
    store: Store,
    texts: Sequence[str],
    direction: tuple[str, str],
    glossary: Glossary,
    *,
    form: Format = Format.TEXT,
    known: Mapping[str, str] = MappingProxyType({}),
) -> list[Translation]:
    stamp = context.memory.rows.stamp(store.id)
    newest, _ = stamp
    # A store that approved nothing has nothing to be looked for.
    remembered = None if newest is None else partial(context.memory.recall, store.id, *direction)
    recall = _knowing(known, remembered) if known else remembered
    return context.lately.translate(
        texts,
        Circumstances(store.id, *direction, form, f"{glossary.version}/{glossary.fingerprint}", stamp),
        lambda news: context.interpreter.interpret(news, *direction, glossary, recall, form=form),
    )


def _knowing(known: Mapping[str, str], recall: Recall | None) -> Recall:
    """Return what recalls sentences whose translation is known, before those that people approved."""

    def recalled(sentences: Sequence[str]) -> Sequence[str | None]:
        approved = recall(sentences) if recall else [None] * len(sentences)
        return [known.get(one) or other for one, other in zip(sentences, approved, strict=True)]

    return recalled


def suggestions_for(case: Case, translation: Translation) -> tuple[Suggestion, ...]:
    """Return what people approved for sentences that are like those which the engine translated."""
    asked = [segment.source for segment in translation.segments if segment.method != APPROVED]
    languages = translation.source_language, translation.target_language
    return tuple(case.context.memory.suggest(case.store.id, *languages, asked))


def names_of(case: Case) -> tuple[str, ...]:
    """Return the store's terms that are never translated; none where the glossary cannot be read."""
    glossary, _ = glossary_of(case, case.store.pivot, case.store.pivot)
    return tuple(term.source for term in glossary.terms if term.kind is TermKind.DNT)


def not_enabled(case: Case, language: str) -> Trouble:
    """A language that the owner of the store has not asked for."""
    wording = case.notes.wording
    sentence = wording.text(
        "{language} is not enabled for this store. To enable it: "
        "dragoman store add {store} --languages {tags}",
        language=wording.language(language),
        store=case.store.id,
        tags=",".join((*case.store.languages, language)),
    )
    return Trouble("not_enabled", sentence)


def glossary_of(case: Case, source: str, target: str) -> tuple[Glossary, tuple[Trouble, ...]]:
    """Return the store's terms of a direction; none, and what is wrong, where they cannot be read."""
    try:
        return case.context.glossaries.of(case.store, source, target), ()
    except DragomanError as error:
        sentence = case.notes.wording.text("The glossary was left out: {reason}", reason=error)
        return EMPTY, (Trouble("glossary_unreadable", sentence),)


def _failure(case: Case, error: Exception, source: str, target: str) -> Trouble:
    wording = case.notes.wording
    if isinstance(error, NoPack):
        sentence = wording.text(
            "No pack translates {source} into {target}. To install one: {command}",
            source=wording.language(source),
            target=wording.language(target),
            command=error.command,
        )
        return Trouble("no_pack", sentence)
    if isinstance(error, PackError):
        # Its text names files of this machine, which are nothing for the agents.
        _log.error("translating %s to %s failed: %s", source, target, error)
        sentence = wording.text(
            "The pack for {source} into {target} cannot be used. To find out why: dragoman doctor",
            source=wording.language(source),
            target=wording.language(target),
        )
        return Trouble("pack_unusable", sentence)
    if isinstance(error, DragomanError):
        return Trouble("translation_failed", wording.text("The translation failed: {reason}", reason=error))
    _log.error("translating %s to %s failed at %s", source, target, whereabouts(error))
    sentence = wording.text(
        "The translation failed inside Dragoman ({error}); its log says where. Try it again later.",
        error=type(error).__name__,
    )
    return Trouble("translation_failed", sentence)
