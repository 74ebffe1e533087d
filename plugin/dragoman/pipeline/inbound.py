"""A shopper's message on its way in: its language, its translation, and the note that tells the agents.

Of a mail, only what is new in it is read: quoted history and signatures would decide the language, and they
were translated when they were written. The note and the record have the original whole.

Nothing here keeps the original from the agents: where the translation fails, whatever the reason, the note
says so and carries the original.
"""

from collections import Counter
from dataclasses import replace

from dragoman.domain import UNDETERMINED, Detection, Message, Translation
from dragoman.language.detector import TOLD
from dragoman.language.prior import NO_PRIOR, Prior
from dragoman.pipeline.context import Case
from dragoman.pipeline.interpretation import interpret, names_of, not_enabled
from dragoman.pipeline.marker import language_command
from dragoman.pipeline.mixed import Mixture, interpret_mixture, mixture_of
from dragoman.pipeline.plan import Plan, internal_notes, report_of
from dragoman.storage.conversations import MessageRecord
from dragoman.tags import as_asked, detectable, same_language
from dragoman.translation.mail.text import new_text
from dragoman.translation.protect import protected_spans

# An agent's word about an earlier conversation counts like that of so many conversations.
_TOLD_COUNTS = 5


def plan_inbound(case: Case, message: Message) -> Plan:
    """Return what is to be remembered of a shopper's message, and the notes that it needs, if any."""
    before = case.conversation
    new = new_text(message.text)
    detection, prior = case.context.detector.follow(
        new,
        case.store.languages,
        Prior.from_json(before.prior),
        message.locale,
        earlier=_earlier(case),
        told=before.told,
        names=names_of(case),
    )
    mixture = mixture_of(case, new, detection)
    translation, texts = _for_agents(case, mixture or detection, message.text, new)
    language = detection.language if detection.sure else before.language
    return Plan(
        record=MessageRecord(
            direction="inbound",
            original=message.text,
            translation=translation.text if translation else None,
            source_language=detection.language,
            target_language=translation.target_language if translation else None,
            report=report_of(translation, mixture.detection if mixture else detection),
            created_at=message.written_at or case.context.clock(),
            event_id=message.event_id,
        ),
        posts=internal_notes(texts, language if language != before.language else None),
        language=None if before.told else language,
        prior=prior.to_json(),
    )


def plan_language(case: Case, language: str | None) -> Plan:
    """Take an agent's word for the shopper's language, and translate again what the shopper wrote last.

    Args:
        case: Whose shopper it is.
        language: A BCP 47 tag; None leaves it to detection again.
    """
    wording = case.notes.wording
    if language is None:
        taken = wording.text("The shopper's language is detected again from their next message on.")
        return Plan(record=None, posts=internal_notes((taken,)), told="")
    tag = as_asked(language, (*case.store.languages, case.store.pivot)) or language
    taken = wording.text(
        "The shopper's language is {language} from now on: an agent said so.", language=wording.language(tag)
    )
    enabled = as_asked(tag, case.store.languages) is not None
    said = Detection(tag, 1.0, enabled, (TOLD,), sure=True)
    inbound = [
        record
        for record in case.context.conversations.messages(case.store.id, case.conversation.id)
        if record.direction == "inbound"
    ]
    last = inbound[-1].original if inbound else ""
    texts = _for_agents(case, said, last, new_text(last))[1]
    return Plan(record=None, posts=internal_notes((taken, *texts), tag), told=tag)


def _earlier(case: Case) -> Prior:
    """What the shopper's other conversations say of their language, for the first message of this one."""
    if Prior.from_json(case.conversation.prior).weights or case.conversation.told:
        return NO_PRIOR
    counts: Counter[str] = Counter()
    for other in case.context.conversations.earlier(case.conversation):
        if other.language is not None:
            counts[detectable(other.language)] += _TOLD_COUNTS if other.told else 1
    return Prior({tag: count / counts.total() for tag, count in counts.items()})


def _for_agents(
    case: Case, found: Detection | Mixture, text: str, new: str
) -> tuple[Translation | None, tuple[str, ...]]:
    """Return the translation of what is new, if there is one, and the notes about it or its absence."""
    if not _has_words(new):
        return None, ()
    detection = found.detection if isinstance(found, Mixture) else found
    if detection.language == UNDETERMINED:
        unknown = case.notes.wording.text(
            "Dragoman could not tell which language this is. The shopper's next message may settle it."
        )
        return None, case.notes.untranslated(detection, text, [unknown])
    if same_language(detection.language, case.store.pivot):
        return None, ()
    if isinstance(found, Mixture):
        outcome = interpret_mixture(case, found)
    else:
        outcome = interpret(case, new, detection.language, case.store.pivot)
    remarks = [trouble.text for trouble in outcome.troubles]
    if not detection.enabled:
        remarks.insert(0, not_enabled(case, detection.language).text)
    if not detection.sure:
        remarks.insert(0, _unsure(case, detection))
    if outcome.translation is None:
        return None, case.notes.untranslated(detection, text, remarks)
    translation = replace(outcome.translation, original=text)
    return translation, case.notes.translated(detection, translation, remarks)


def _unsure(case: Case, detection: Detection) -> str:
    return case.notes.wording.text(
        "It is not sure that this is {language}. If not, write {command} as a note, with the right tag.",
        language=case.notes.wording.language(detection.language),
        command=f"“{language_command(case.store.marker, detection.language)}”",
    )


def _has_words(text: str) -> bool:
    """Return whether there is anything to translate: not in an emoji, an order number, a link alone."""
    position = 0
    between = []
    for span in protected_spans(text):
        between.append(text[position : span.start])
        position = span.end
    between.append(text[position:])
    return any(map(str.isalpha, "".join(between)))
