"""A draft from a question: what only a person answers is seen first, what is written is checked last."""

from dataclasses import replace
from typing import Final

from dragoman.evidence import EvidenceKind
from dragoman.replies.asking import Asked, asked
from dragoman.replies.contradicted import without_contradicted
from dragoman.replies.draft import Draft, Question, Reason, Sentence, Writer, WriterFailed
from dragoman.replies.grounding.checking import Grounding
from dragoman.replies.macro_choice import Filled, chosen
from dragoman.replies.reading.sentences import sentences

MACRO: Final = "macro"
"""The writer of drafts that repeat a macro of the store."""


class Drafting:
    """Writes drafts; one instance serves all threads.

    Args:
        writer: What writes them.
        grounding: What checks them.
    """

    def __init__(self, writer: Writer, grounding: Grounding) -> None:
        self._writer = writer
        self._grounding = grounding

    def write(self, question: Question) -> Draft:
        """Return a checked draft, or one that is withheld and says why. Nothing raises for what was asked."""
        wants = asked(question.turns, question.language, question.limit)
        reason, detail = _left_to_a_person(question, wants)
        if reason is not None:
            return Draft((), withheld=reason, detail=detail, writer=self._writer.name)
        if macro := chosen(question.macros, wants, question.evidence, question.language):
            by_macro = self._by_macro(macro, question)
            if by_macro.withheld is None:
                return by_macro
        try:
            draft = self._writer.write(question)
        except WriterFailed as error:
            return Draft((), withheld=Reason.WRITER_FAILED, detail=str(error), writer=self._writer.name)
        checked = self._grounding.check(replace(draft, writer=self._writer.name), question)
        return without_contradicted(checked, question, wants)

    def _by_macro(self, macro: Filled, question: Question) -> Draft:
        """Return what a macro says, checked: it cites itself and where its values come from."""
        cites = (macro.evidence.id, *macro.sources)
        said = sentences(macro.evidence.words, question.language)
        draft = Draft(
            tuple(Sentence(one.text, cites) for one in said), intent=macro.macro.intent, writer=MACRO
        )
        return self._grounding.check(draft, replace(question, evidence=(macro.evidence, *question.evidence)))


def _left_to_a_person(question: Question, wants: Asked) -> tuple[Reason | None, str]:
    if wants.reason is not None:
        return wants.reason, wants.detail
    if question.unproven:
        return Reason.IDENTITY, ", ".join(question.unproven)
    proven = any(one.kind is EvidenceKind.ORDER for one in question.evidence)
    if wants.about_own_order and not proven:
        return Reason.IDENTITY, ", ".join(wants.orders)
    return None, ""
