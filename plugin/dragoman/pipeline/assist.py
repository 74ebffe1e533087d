"""Help beside a helpdesk that no program can enter: an agent brings a text and takes another one away.

Nothing is stored, nothing is sent, and nothing is remembered of whose text it was.
"""

from dataclasses import dataclass

from dragoman.domain import UNDETERMINED, Detection, Store, Translation
from dragoman.language.detector import TOLD
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.interpretation import interpret, not_enabled
from dragoman.pipeline.mixed import interpret_mixture, mixture_of
from dragoman.pipeline.notes import Notes
from dragoman.pipeline.outbound import Preview, previewed
from dragoman.storage.conversations import Conversation
from dragoman.tags import as_asked, same_language
from dragoman.translation.mail.text import new_text

_NO_CAP = 1 << 30


@dataclass(frozen=True, slots=True)
class Reading:
    """What a shopper's text says.

    Attributes:
        detection: Its language.
        translation: What it says in the agents' language; None where that is what it is in already, and
            where ``remarks`` say why not.
        remarks: What the agent should know, one sentence each.
    """

    detection: Detection
    translation: Translation | None
    remarks: tuple[str, ...]


def read(context: Context, store: Store, text: str, language: str | None = None) -> Reading:
    """Return what a shopper's text says.

    Args:
        context: The parts.
        store: The shop.
        text: What the shopper wrote; quoted history and signatures are left out.
        language: What the agent says it is in; None: it is detected.
    """
    case, new = _case(context, store, None), new_text(text)
    detection = _detection(case, new, language)
    if detection.language == UNDETERMINED:
        unknown = case.notes.wording.text("The language could not be told: choose it.")
        return Reading(detection, None, (unknown,))
    if same_language(detection.language, store.pivot):
        return Reading(detection, None, ())
    mixture = mixture_of(case, new, detection)
    if mixture is None:
        outcome = interpret(case, new, detection.language, store.pivot)
    else:
        detection, outcome = mixture.detection, interpret_mixture(case, mixture)
    remarks = [trouble.text for trouble in outcome.troubles]
    if not detection.enabled:
        remarks.insert(0, not_enabled(case, detection.language).text)
    if not detection.sure:
        unsure = case.notes.wording.text(
            "It is not sure that this is {language}: if not, choose it.",
            language=case.notes.wording.language(detection.language),
        )
        remarks.insert(0, unsure)
    if outcome.translation is not None:
        remarks += case.notes.warnings(outcome.translation)
    return Reading(detection, outcome.translation, tuple(remarks))


def answer(context: Context, store: Store, text: str, language: str) -> Preview:
    """Return an agent's answer in the shopper's language, and what that says when translated back."""
    return previewed(_case(context, store, language), text, language)


def _detection(case: Case, text: str, language: str | None) -> Detection:
    if language is None:
        return case.context.detector.detect(text, case.store.languages)
    known = as_asked(language, (*case.store.languages, case.store.pivot))
    return Detection(known or language, 1.0, known is not None, (TOLD,), sure=True)


def _case(context: Context, store: Store, language: str | None) -> Case:
    """Return a case of no conversation: whatever an agent brings has no past and no place."""
    nowhere = Conversation(
        id="",
        store=store.id,
        connection="",
        remote_id="",
        person=None,
        language=language,
        told=None,
        prior="{}",
        warned=False,
        updated_at=0.0,
    )
    return Case(context, store, nowhere, Notes(context.wording(store.locale), store.marker, _NO_CAP))
