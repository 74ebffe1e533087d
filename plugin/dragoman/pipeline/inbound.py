"""A shopper's message on its way in: its language, its translation, and the note that tells the agents.

Of a mail, only what is new in it is read: quoted history and signatures would decide the language, and they
were translated when they were written. The note and the record have the original whole.

Nothing here keeps the original from the agents: where the translation fails, whatever the reason, the note
says so and carries the original.
"""

from dataclasses import replace

from dragoman.domain import UNDETERMINED, Detection, Message, Translation
from dragoman.language.prior import Prior
from dragoman.pipeline.context import Case
from dragoman.pipeline.interpretation import interpret, not_enabled
from dragoman.pipeline.plan import Plan, internal_notes, report_of
from dragoman.storage.conversations import MessageRecord
from dragoman.tags import same_language
from dragoman.translation.mail.text import new_text
from dragoman.translation.protect import protected_spans


def plan_inbound(case: Case, message: Message) -> Plan:
    """Return what is to be remembered of a shopper's message, and the notes that it needs, if any."""
    before = case.conversation
    new = new_text(message.text)
    detection, prior = case.context.detector.follow(
        new, case.store.languages, Prior.from_json(before.prior), message.locale
    )
    translation, texts = _for_agents(case, detection, message.text, new)
    language = before.language if detection.language == UNDETERMINED else detection.language
    return Plan(
        record=MessageRecord(
            direction="inbound",
            original=message.text,
            translation=translation.text if translation else None,
            source_language=detection.language,
            target_language=translation.target_language if translation else None,
            report=report_of(translation, detection),
            created_at=message.written_at or case.context.clock(),
            event_id=message.event_id,
        ),
        posts=internal_notes(texts, language if language != before.language else None),
        language=language,
        prior=prior.to_json(),
    )


def _for_agents(
    case: Case, detection: Detection, text: str, new: str
) -> tuple[Translation | None, tuple[str, ...]]:
    """Return the translation of what is new, if there is one, and the notes about it or its absence."""
    if not _has_words(new):
        return None, ()
    if detection.language == UNDETERMINED:
        unknown = case.notes.wording.text(
            "Dragoman could not tell which language this is. The shopper's next message may settle it."
        )
        return None, case.notes.untranslated(detection, text, [unknown])
    if same_language(detection.language, case.store.pivot):
        return None, ()
    outcome = interpret(case, new, detection.language, case.store.pivot)
    remarks = [trouble.text for trouble in outcome.troubles]
    if not detection.enabled:
        remarks.insert(0, not_enabled(case, detection.language).text)
    if outcome.translation is None:
        return None, case.notes.untranslated(detection, text, remarks)
    translation = replace(outcome.translation, original=text)
    return translation, case.notes.translated(detection, translation, remarks)


def _has_words(text: str) -> bool:
    """Return whether there is anything to translate: not in an emoji, an order number, a link alone."""
    position = 0
    between = []
    for span in protected_spans(text):
        between.append(text[position : span.start])
        position = span.end
    between.append(text[position:])
    return any(map(str.isalpha, "".join(between)))
