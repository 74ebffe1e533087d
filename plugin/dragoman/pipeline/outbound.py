"""An agent's reply on its way out: into the shopper's language, checked, and held where it is not safe.

A reply is held rather than sent when the shopper's language is unknown or not enabled, when nothing
translates into it, and when the translation is visibly wrong or loses a value or a term that the shop
insists on. Never is it sent in a language that nobody asked for. One that is longer than the helpdesk takes
goes out in parts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dragoman import domain
from dragoman.domain import UNDETERMINED, Message, Store, TermKind, TermPolicy, Translation, Visibility
from dragoman.glossary.interpreter import FORBIDDEN_TERM, TERM_MISSED
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.drafting import known_of_drafts, written_for
from dragoman.pipeline.interpretation import (
    Trouble,
    interpret,
    not_enabled,
    suggestions_for,
)
from dragoman.pipeline.memory import Suggestion
from dragoman.pipeline.own_words import in_own_words
from dragoman.pipeline.parts import parts_of
from dragoman.pipeline.plan import Plan, Post, internal_notes, report_of
from dragoman.storage.conversations import Conversation, MessageRecord
from dragoman.tags import as_asked, same_language
from dragoman.translation.faults import Fault
from dragoman.translation.quality import UNSURE
from dragoman.wording import warning_text

_SURELY = 0.9
_UNSAFE = frozenset(
    {
        Fault.VALUES,
        Fault.NUMBERS,
        Fault.EMPTY,
        Fault.UNKNOWN,
        Fault.UNTRANSLATED,
        Fault.LANGUAGE,
        Fault.NEGATION,
        Fault.REPETITION,
        FORBIDDEN_TERM,
    }
)
# A person may write a number as a word.
_UNSAFE_BY_HAND = frozenset({Fault.VALUES, FORBIDDEN_TERM})


@dataclass(frozen=True, slots=True)
class _Reply:
    """An agent's reply, translated as far as that was possible.

    Attributes:
        text: What the agent wrote.
        language: The language that the shopper is to get; None when it is not known.
        translation: The translation, if there is one.
        holds: Why it must not be sent; empty when it may.
    """

    text: str
    language: str | None
    translation: Translation | None
    holds: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reply would look like; nothing is sent or stored.

    Attributes:
        translation: The reply, translated; None when ``holds`` says why not.
        back_translation: The translation, translated back; None where no pack does that.
        warnings: What a person should look at, one sentence each.
        holds: Why it would not be sent as it is; empty when it would.
        suggestions: What people approved for sentences that are like those of the reply.
    """

    translation: Translation | None
    back_translation: Translation | None
    warnings: tuple[str, ...]
    holds: tuple[Trouble, ...]
    suggestions: tuple[Suggestion, ...] = ()


def preview(
    context: Context,
    store: Store,
    conversation: Conversation,
    text: str,
    *,
    language: str | None = None,
    own: str | None = None,
) -> Preview:
    """Return what the shopper would get for an agent's text, and what that says when translated back.

    Args:
        context: The parts.
        store: The shop.
        conversation: Whose shopper it is for.
        text: What the agent wrote.
        language: The language to translate into; by default the conversation's.
        own: The agent's own wording in that language, if they have one.

    Raises:
        DragomanError: the conversation's connection is gone.
    """
    return previewed(Case.of(context, store, conversation), text, language, own)


def plan_preview(case: Case, text: str) -> Plan:
    """Answer an agent's preview command with a note."""
    shown = previewed(case, text, None)
    reasons = [hold.text for hold in shown.holds]
    if shown.translation is None:
        texts = case.notes.held(text, reasons, None)
    else:
        texts = case.notes.preview(shown.translation, shown.back_translation, reasons, shown.suggestions)
    return Plan(record=None, posts=internal_notes(texts))


def plan_reply(
    case: Case,
    event_id: str,
    text: str,
    *,
    author: str | None = None,
    language: str | None = None,
    own: str | None = None,
) -> Plan:
    """Send an agent's reply, or hold it and say why.

    Args:
        case: Whose shopper it is for.
        event_id: The event that asks for it.
        text: What the agent wrote.
        author: Who sends it, where the helpdesk does not show what they wrote: a note then tells both.
        language: The language to translate into; by default the conversation's.
        own: The author's own wording in that language, if they have one: it is sent as written.
    """
    reply = _translate(case, text, language, own)
    translation = reply.translation
    posts: tuple[Post, ...]
    if translation is None or reply.holds:
        posts = internal_notes(case.notes.held(text, [hold.text for hold in reply.holds], translation))
    else:
        posts = tuple(Post(Visibility.PUBLIC, part) for part in parts_of(translation.text, case.notes.cap))
        if author is not None or _shown(case.store, translation):
            posts += internal_notes(case.notes.sent(translation, author))
    return Plan(_record(case, reply, event_id), posts)


def plan_own_reply(case: Case, message: Message) -> Plan:
    """Leave an agent's own public reply alone; if it is in the wrong language, say so once."""
    store, shopper = case.store, case.conversation.language
    detection = case.context.detector.detect(message.text, store.languages)
    record = MessageRecord(
        direction="outbound",
        original=message.text,
        translation=None,
        source_language=detection.language,
        target_language=None,
        report=report_of(None, detection),
        created_at=message.written_at or case.context.clock(),
        event_id=message.event_id,
    )
    if (
        shopper is None
        or case.conversation.warned
        or same_language(shopper, store.pivot)
        or not same_language(detection.language, store.pivot)
    ):
        return Plan(record)
    return Plan(record, internal_notes(case.notes.reply_left_alone(store.pivot, shopper)), warned=True)


def result_of(record: MessageRecord, message_id: str | None, remembered: int) -> dict[str, Any]:
    """Return what the API tells of a reply, from what was stored of it: a crash in between changes nothing.

    Args:
        record: The reply as it was planned.
        message_id: The helpdesk's id of the public reply, if one was sent.
        remembered: How many of its sentences were approved for the translation memory.
    """
    holds = record.report.get("holds", [])
    return {
        "status": "held" if holds else "sent",
        "language": record.target_language,
        "translation": record.translation,
        "warnings": record.report.get("warnings", []),
        "holds": holds,
        "message_id": message_id,
        "remembered": remembered,
    }


def _translate(case: Case, text: str, language: str | None, own: str | None) -> _Reply:
    """Translate an agent's reply and say why it must not be sent, if it must not."""
    wording = case.notes.wording
    target = language or case.conversation.language
    if not text.strip():
        empty = wording.text(
            "There is nothing to send: write the reply after “{marker}”.", marker=case.store.marker.strip()
        )
        return _Reply(text, target, None, (Trouble("empty", empty),))
    if target is None or target == UNDETERMINED:
        unknown = wording.text(
            "The shopper's language is not known yet. Wait for their next message, or answer in their "
            "language yourself."
        )
        return _Reply(text, None, None, (Trouble("language_unknown", unknown),))
    enabled = as_asked(target, (*case.store.languages, case.store.pivot))
    if enabled is None:
        return _Reply(text, target, None, (not_enabled(case, target),))
    written = known_of_drafts(case, text, enabled)
    own = own or written_for(case, text, enabled)
    if own is None:
        source = _language_of(case, text, enabled)
        outcome = interpret(case, text, source, enabled, written.values, written.sentences)
        unsafe = _UNSAFE
    else:
        outcome = in_own_words(case, text, case.store.pivot, enabled, own, written.values)
        unsafe = _UNSAFE_BY_HAND
    faults = _faults(case, outcome.translation, unsafe)
    return _Reply(text, enabled, outcome.translation, (*outcome.troubles, *faults))


def _language_of(case: Case, text: str, target: str) -> str:
    """Return the language a reply is read as: the pivot, unless it surely is the shopper's already."""
    detection = case.context.detector.detect(text, (case.store.pivot, target))
    already = same_language(detection.language, target) and detection.confidence >= _SURELY
    return target if already else case.store.pivot


def _faults(case: Case, translation: Translation | None, codes: Collection[str]) -> list[Trouble]:
    """Return what makes a translation unsafe to send: these warnings, missed terms."""
    if translation is None:
        return []
    wording = case.notes.wording
    policy = _policy(case.store, translation.target_language)
    missed = [
        domain.Warning(TERM_MISSED, (("source", term.source), ("target", term.target)))
        for term in translation.terms
        if term.applied is None and _holds(policy, term.kind)
    ]
    unsafe = [warning for warning in translation.warnings if warning.code in codes]
    return [Trouble(warning.code, warning_text(wording, warning)) for warning in (*unsafe, *missed)]


def _policy(store: Store, language: str) -> TermPolicy | None:
    """Return what the store wants done with replies in a language that miss a term."""
    policies = dict(store.terms)
    tag = as_asked(language, tuple(policies))
    return policies[tag] if tag is not None else None


def _holds(policy: TermPolicy | None, kind: TermKind) -> bool:
    """Return whether a missed term of a kind holds a reply."""
    return policy is TermPolicy.HOLD or (policy is None and kind is not TermKind.INFLECT)


def _shown(store: Store, translation: Translation) -> bool:
    """Return whether the agents get a note because of what may be wrong with a reply that is sent."""
    silent = {UNSURE}
    if _policy(store, translation.target_language) is TermPolicy.SEND:
        silent.add(TERM_MISSED)
    return any(warning.code not in silent for warning in translation.warnings)


def previewed(case: Case, text: str, language: str | None, own: str | None = None) -> Preview:
    """Return what ``preview`` does, of a case."""
    reply = _translate(case, text, language, own)
    translation = reply.translation
    if translation is None:
        return Preview(None, None, (), reply.holds)
    back = interpret(case, translation.text, translation.target_language, case.store.pivot)
    warnings = tuple(case.notes.warnings(translation))
    suggestions = () if own is not None else suggestions_for(case, translation)
    return Preview(translation, back.translation, warnings, reply.holds, suggestions)


def _record(case: Case, reply: _Reply, event_id: str) -> MessageRecord:
    translation = reply.translation
    report = report_of(translation)
    if reply.holds:
        report["holds"] = [{"code": hold.code, "text": hold.text} for hold in reply.holds]
    return MessageRecord(
        direction="outbound",
        original=reply.text,
        translation=translation.text if translation else None,
        source_language=translation.source_language if translation else case.store.pivot,
        target_language=reply.language,
        report=report,
        created_at=case.context.clock(),
        event_id=event_id,
    )
