"""A draft from a question: what only a person answers is seen first, what is written is checked last."""

from dataclasses import replace

from dragoman.evidence import EvidenceKind
from dragoman.replies.asking import Asked, asked
from dragoman.replies.draft import Draft, Question, Reason, Writer, WriterFailed
from dragoman.replies.grounding.checking import Grounding


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
        try:
            draft = self._writer.write(question)
        except WriterFailed as error:
            return Draft((), withheld=Reason.WRITER_FAILED, detail=str(error), writer=self._writer.name)
        return self._grounding.check(replace(draft, writer=self._writer.name), question)


def _left_to_a_person(question: Question, wants: Asked) -> tuple[Reason | None, str]:
    if wants.reason is not None:
        return wants.reason, wants.detail
    if question.unproven:
        return Reason.IDENTITY, ", ".join(question.unproven)
    proven = any(one.kind is EvidenceKind.ORDER for one in question.evidence)
    if wants.about_own_order and not proven:
        return Reason.IDENTITY, ", ".join(wants.orders)
    return None, ""
