"""The note that shows an agent a draft: what it says in both languages, what says so, what was left out."""

from collections.abc import Iterator

from dragoman.evidence import Evidence
from dragoman.pipeline.context import Case
from dragoman.pipeline.drafting import Shown
from dragoman.pipeline.marker import draft_command
from dragoman.replies.reasons import reason_text
from dragoman.wording import Wording

_LEFT_OUT = 3


def no_draft_note(case: Case) -> tuple[str, ...]:
    """Return the note for an agent who would send a draft where there is none: what they can do."""
    why = case.notes.wording.text(
        "There is no draft to send: “{draft}” asks for one; a note that begins with {example} sends your "
        "words.",
        draft=draft_command(case.store.marker),
        example=case.notes.example,
    )
    return case.notes.pages([case.notes.wording.text("Not sent to the shopper"), f"⚠ {why}"])


def mistyped_note(case: Case) -> tuple[str, ...]:
    """Return the note for an agent whose note begins like a command and is none: what they may have meant."""
    why = case.notes.wording.text(
        "Did you mean “{draft}”, which asks for a draft, or “{send}”, which sends it? Nothing may stand "
        "behind.",
        draft=draft_command(case.store.marker),
        send=draft_command(case.store.marker, send=True),
    )
    return case.notes.pages([case.notes.wording.text("Not sent to the shopper"), f"⚠ {why}"])


def draft_note(case: Case, shown: Shown) -> tuple[str, ...]:
    """Return the note of a draft, or why there is none."""
    wording, draft = case.notes.wording, shown.draft
    if draft.withheld is not None:
        why = reason_text(wording, draft.withheld, draft.detail)
        return case.notes.pages([wording.text("No draft · please answer yourself"), f"⚠ {why}"])
    head = wording.text("Draft · nothing was sent")
    if shown.translation is not None:
        head = case.notes.lit(head, shown.translation)
    alarms = [f"⚠ {trouble.text}" for trouble in shown.troubles]
    if shown.translation is not None:
        alarms += [f"⚠ {text}" for text in case.notes.warnings(shown.translation)]
    if shown.leaves_machine:
        alarms.append(f"⚠ {wording.text('The conversation left this machine to be answered.')}")
    advice = wording.text(
        "To send it as it is: “{send}”. To change it, write it in a note that begins with {example}",
        send=draft_command(case.store.marker, send=True),
        example=case.notes.example,
    )
    blocks = [
        head,
        draft.text,
        _translated(case, shown),
        "\n".join(_sources(wording, draft.evidence)),
        "\n".join(_left_out(wording, shown)),
        "\n".join([*_terms(case, shown), *alarms, advice]),
    ]
    return case.notes.pages(blocks)


def _translated(case: Case, shown: Shown) -> str:
    if shown.translation is None:
        return ""
    language = case.notes.wording.language(shown.translation.target_language)
    return f"{case.notes.wording.text('In {language}:', language=language)}\n{shown.translation.text}"


def _sources(wording: Wording, evidence: tuple[Evidence, ...]) -> Iterator[str]:
    if evidence:
        yield wording.text("It says what these say:")
    for piece in evidence:
        yield f"• {piece.title}{f' ({piece.link})' if piece.link else ''}"


def _left_out(wording: Wording, shown: Shown) -> Iterator[str]:
    for removed in shown.draft.removed[:_LEFT_OUT]:
        why = reason_text(wording, removed.reason, removed.words)
        yield wording.text("Left out: “{sentence}” {why}", sentence=removed.text, why=why)


def _terms(case: Case, shown: Shown) -> Iterator[str]:
    yield from case.notes.terms(shown.drafted.terms)
    if shown.translation is not None:
        yield from case.notes.terms(shown.translation.terms)
