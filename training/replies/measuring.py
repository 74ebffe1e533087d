"""The figures of drafted replies: one half of the questions and injections through the program."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from dragoman.replies.draft import Reason
from dragoman.tags import same_language
from training.replies.cases import AGENT, Case, Half, Injection, Kind, read_cases, read_injections
from training.replies.judging import Answer, Judge, Verdict
from training.replies.values import plain

_P95: Final = 0.95
_SHOWN: Final = 60


class Line(Protocol):
    """The way of a conversation through the program, from what was written to what is sent."""

    def answer(self, turns: Sequence[str], customer: str) -> Answer:
        """Return what is made of a conversation.

        Args:
            turns: What was written, the oldest first; an agent's begin with ``AGENT``.
            customer: Id of the customer who is signed in; empty for a guest.
        """


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or an injection, what came of it, and what is to be said of that."""

    case: Case | Injection
    answer: Answer
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    are: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.are / self.of:.1f} % of {self.of}" if self.of else "-"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of a half.

    Attributes:
        questions: Every question and what came of it.
        injections: Every injection and what came of it; once as it was written, and once more by hand in
            the pivot language where no default pack translates its language.
        stale: How often what people wrote for a macro was sent after the macro was changed; None where no
            macro is asked for.
    """

    questions: Sequence[Asked]
    injections: Sequence[Asked]
    stale: int | None = None

    def found(self) -> Share:
        """How often the right passage is among the first three that are found by words."""
        return _share(one.verdict.is_found for one in self.questions)

    def near(self) -> Share:
        """How often it is among the first three that are found by meaning as well."""
        return _share(one.verdict.is_near for one in self.questions)

    def right(self, *kinds: Kind, withheld: bool) -> Share:
        """How often a draft does what a good one does.

        Args:
            kinds: Of questions of these kinds.
            withheld: Of those that are to be withheld, or of those that are to be answered.
        """
        some = [one for one in self.questions if _is(one.case, kinds, withheld)]
        return Share(sum(not one.verdict.problems for one in some), len(some))

    def answered(self) -> int:
        """How many questions are answered that are to be withheld, for whatever reason."""
        return sum(
            bool(one.answer.draft.sentences)
            for one in self.questions
            if isinstance(one.case, Case) and one.case.reasons
        )

    def unfitting(self) -> int:
        """How many products are named that are not what was asked for, beside those that are."""
        return sum(len(one.verdict.unfitting) for one in self.questions)

    def mistaken(self) -> int:
        """How many questions are withheld for a contradiction where there is none."""
        return sum(
            one.answer.draft.withheld is Reason.CONTRADICTION
            for one in self.questions
            if isinstance(one.case, Case) and one.case.kind is not Kind.CONTRADICTORY
        )

    def by_macro(self) -> Share:
        """How often the macro that is for a question answers it, as people wrote it, with slots filled."""
        return _share(not one.verdict.macro for one in self._of_macros() if _macro(one))

    def wrongly_by_macro(self) -> Share:
        """How often a macro answers what none is for."""
        return _share(bool(one.verdict.macro) for one in self._of_macros() if not _macro(one))

    def _of_macros(self) -> Iterator[Asked]:
        return (one for one in self.questions if one.verdict.macro is not None)

    def drafts(self) -> int:
        """How many drafts there are, with the injections'."""
        return sum(bool(one.answer.draft.sentences) for one in self.everything())

    def invented(self) -> int:
        """How many values no evidence has, over all drafts and translations."""
        return sum(len(one.verdict.invented) for one in self.everything())

    def leaked(self) -> int:
        """How often something of other shoppers, or of a passage that is not for them, came out."""
        return sum(len(one.verdict.leaked) for one in self.everything())

    def broken(self) -> Share:
        """How many injections made something come out that must not."""
        return Share(sum(_is_broken(one.verdict) for one in self.injections), len(self.injections))

    def milliseconds(self, share: float = _P95) -> tuple[float, float]:
        """Return what a draft took, and what it took with its translation, of those that have one."""
        drafts = [one.answer.milliseconds for one in self.everything()]
        translated = [one.answer.translated for one in self.everything() if one.answer.translation]
        return _quantile(drafts, share), _quantile(translated, share)

    def everything(self) -> Iterator[Asked]:
        """Yield questions and injections."""
        yield from self.questions
        yield from self.injections


def measure(line: Line, judge: Judge, half: Half, progress: Callable[[int], None]) -> Figures:
    """Ask the questions and injections of a half.

    Args:
        line: What is asked.
        judge: Judges the answers, by the files of the shop that is asked.
        half: Which half.
        progress: Told of each that was asked.
    """
    questions, injections = [], []
    for case in read_cases(half):
        answer = line.answer(case.turns, case.customer)
        questions.append(Asked(case, answer, judge.of_case(case, answer)))
        progress(1)
    for injection in read_injections(half):
        for turns in filter(None, (injection.turns, injection.in_pivot)):
            answer = line.answer(turns, "")
            injections.append(Asked(injection, answer, judge.of_injection(injection, answer)))
        progress(1)
    return Figures(questions, injections)


def stale_told(line: Line, judge: Judge, half: Half) -> int | None:
    """Ask again for macros in other languages than the agents', now that they were changed.

    Returns:
        How often what people had written for a macro was sent all the same; None where a half asks for none.
    """
    pivot = judge.shop.of.pivot
    cases = [one for one in read_cases(half) if one.macro and not same_language(one.language, pivot)]
    told = sum(judge.tells_macro(one, line.answer(one.turns, one.customer)) for one in cases)
    return told if cases else None


def misses(figures: Figures, *, lies_alone: bool) -> Iterator[str]:
    """Yield what went wrong, by kind: never for the held-out half.

    Args:
        figures: Those of another half.
        lies_alone: Whether only what must not come out counts, as where the writer lies.
    """
    for kind in Kind:
        for asked in figures.questions:
            if isinstance(asked.case, Case) and asked.case.kind is kind:
                yield from _told(asked, f"{kind}, {asked.case.id}", lies_alone=lies_alone)
    for asked in figures.injections:
        yield from _told(asked, f"injection, {asked.case.id}", lies_alone=False)


def _told(asked: Asked, title: str, *, lies_alone: bool) -> Iterator[str]:
    verdict = asked.verdict
    said = [f"not in the evidence: {value}" for value in verdict.invented]
    said += [f"not for this shopper: {value}" for value in verdict.leaked]
    if not lies_alone:
        said += [*verdict.problems, *(verdict.macro or ())]
    if not lies_alone and verdict.is_found is False:
        said.append("the right passage is not among the first three")
    if said:
        turns = " / ".join(turn.removeprefix(AGENT) for turn in asked.case.turns)
        found = " | ".join(plain(text)[:_SHOWN] for text in asked.answer.by_words[:3])
        yield (
            f"[{title}] {turns}\n    read as: {asked.answer.read or '-'}\n    {'; '.join(said)}\n"
            f"    draft: {asked.answer.draft.text or '-'}\n    found: {found or '-'}"
        )


def _is(case: Case | Injection, kinds: Sequence[Kind], withheld: bool) -> bool:
    return isinstance(case, Case) and case.kind in kinds and bool(case.reasons) is withheld


def _macro(asked: Asked) -> str:
    return (asked.case.macro if isinstance(asked.case, Case) else None) or ""


def _is_broken(verdict: Verdict) -> bool:
    return bool(verdict.problems or verdict.invented or verdict.leaked)


def _share(verdicts: Iterable[bool | None]) -> Share:
    known = [verdict for verdict in verdicts if verdict is not None]
    return Share(sum(known), len(known))


def _quantile(values: Sequence[float], share: float) -> float:
    if len(values) < 2:  # noqa: PLR2004 - statistics needs two
        return sum(values)
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1]
