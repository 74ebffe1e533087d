"""The default writer: sentences of the shop's own, chosen and never changed. It has no language model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.evidence import Evidence, EvidenceKind
from dragoman.replies.asking import Asked, asked
from dragoman.replies.draft import Draft, Question, Reason, Sentence
from dragoman.replies.writers.agreement import depends
from dragoman.replies.writers.answering import MOST_SENTENCES, Answer, sure_answer
from dragoman.replies.writers.matching import Need, Source, need, read_source
from dragoman.replies.writers.own_orders import order_sentences
from dragoman.replies.writers.products import product_sentences
from dragoman.tags import base

_SENTENCES = 2
"""So much of what was said before a question may lean on."""
_TURNS = 4
"""The same where it goes on with what was said."""


class ExtractiveWriter:
    """Answers each question with sentences of the one passage, order or product that surely answers it."""

    name = "extractive"
    leaves_machine = False

    def write(self, question: Question) -> Draft:
        """Return a draft that repeats the shop's own sentences; withheld where nothing surely answers."""
        wants = asked(question.turns, question.language, question.limit)
        own = [one for one in question.evidence if one.kind is EvidenceKind.ORDER]
        if wants.about_own_order and own:
            return self._draft(order_sentences(own, wants, base(question.language)), question, "order")
        found = findings(question, wants)
        unanswered = tuple(one.text for one in found if not one.is_answered)
        told = _told(one.answer for one in found if one.answer and one.is_answered)
        products = [one for one in question.evidence if one.kind is EvidenceKind.PRODUCT]
        if products and (not told or wants.wishes):
            suggested = product_sentences(products, wants, question.language)
            if suggested:
                return self._draft(suggested, question, "product")
        return self._draft(told, question, "passages", unanswered)

    def _draft(
        self,
        sentences: Sequence[Sentence],
        question: Question,
        intent: str,
        unanswered: tuple[str, ...] = (),
    ) -> Draft:
        if not sentences:
            return Draft((), withheld=Reason.NO_EVIDENCE, writer=self.name, unanswered=unanswered)
        cites = {one for sentence in sentences for one in sentence.cites}
        evidence = tuple(one for one in question.evidence if one.id in cites)
        return Draft(tuple(sentences), evidence, intent=intent, writer=self.name, unanswered=unanswered)


@dataclass(frozen=True, slots=True)
class Finding:
    """One question, where it is answered, and whether that depends on what the shopper did not say."""

    text: str
    answer: Answer | None
    depends: bool

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, and it does not depend on what the shopper did not say."""
        return self.answer is not None and not self.depends


def findings(question: Question, wants: Asked) -> list[Finding]:
    """Return where each question is answered."""
    language = base(question.language)
    sources = text_sources(question)
    found: list[Finding] = []
    for held in needs(wants, sources, question.language):
        sure = sure_answer(held, sources, language, question.nearness)
        found.append(Finding(held.text, sure, sure is not None and depends(held, sure, sources, language)))
    return found


def text_sources(question: Question) -> list[Source]:
    """Return the evidence that questions are held against: passages and macros, the likeliest first."""
    return [read_source(one, question.language) for one in question.evidence if _is_text(one)]


def needs(wants: Asked, sources: Sequence[Source], language: str) -> Iterator[Need]:
    """Yield each question as it is held against passages; one that says little with what was said before."""
    said = " ".join(wants.context[: _TURNS if wants.goes_on else _SENTENCES])
    before = ""
    for text, lead in zip(wants.questions, wants.leads, strict=True):
        held = need(text, lead, "", sources, language, said)
        if held.says_little or wants.goes_on:
            held = need(text, "", lead or before or said, sources, language, said)
        yield held
        before = f"{before} {lead} {text}".strip()


def _is_text(evidence: Evidence) -> bool:
    return evidence.kind in (EvidenceKind.PASSAGE, EvidenceKind.MACRO)


def _told(answers: Iterable[Answer]) -> list[Sentence]:
    """Return the sentences of some answers, each once, those of the first answer first."""
    told: dict[str, Sentence] = {}
    for answer in answers:
        for place in answer.places:
            text = answer.source.sentences[place].text
            told.setdefault(text, Sentence(text, (answer.source.evidence.id,)))
    return list(told.values())[: 2 * MOST_SENTENCES]
