"""Answers that are sent without an agent: only what the owner allowed, and only where nothing is in doubt."""

from dragoman.domain import Light, Visibility
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.draft_notes import draft_note
from dragoman.pipeline.drafting import Shown, show_draft
from dragoman.pipeline.outbound import plan_reply
from dragoman.pipeline.plan import Plan, internal_notes
from dragoman.storage.events import Claim, DraftRequest
from dragoman.tags import same_language

_MOST_IN_A_CONVERSATION = 3


def ask_for_answer(context: Context, claim: Claim) -> list[int]:
    """Have a shopper's message looked at for an answer, if the owner allows any; return the new rows."""
    if not context.drafting.rules.get(claim.store).automatic:
        return []
    request = DraftRequest(f"draft of {claim.event.event_id}", claim.event.conversation)
    return list(context.inbox.accept(claim.store, claim.connection, [request]))


def plan_answer(case: Case, request: DraftRequest) -> Plan | None:
    """Answer a shopper without an agent, or show the agents the draft that was not safe enough for that.

    Returns:
        None where the owner allows nothing of the kind, or an agent is in the conversation already.
    """
    said = case.context.conversations.messages(case.store.id, case.conversation.id)
    answered = [record for record in said if record.direction == "outbound"]
    by_agents = [record for record in answered if not record.event_id.startswith("draft of ")]
    if by_agents or len(answered) >= _MOST_IN_A_CONVERSATION or not said or said[-1].direction != "inbound":
        return None
    shown = show_draft(case)
    if not _allowed(case, shown):
        return None
    if _doubtful(shown) or not said[-1].report.get("detection", {}).get("sure"):
        return Plan(None, internal_notes(draft_note(case, shown)))
    author = case.notes.wording.text("Dragoman, without an agent")
    plan = plan_reply(case, request.event_id, shown.draft.text, author=author)
    public = any(post.visibility is Visibility.PUBLIC for post in plan.posts)
    return plan if public else Plan(None, internal_notes(draft_note(case, shown)))


def _allowed(case: Case, shown: Shown) -> bool:
    """Return whether the owner allows an answer of this kind, in the shopper's language, without an agent."""
    language = case.conversation.language or ""
    return shown.draft.withheld is None and any(
        _covers(intent, shown.draft.intent) and same_language(allowed, language)
        for intent, allowed in case.context.drafting.rules.get(case.store.id).automatic
    )


def _covers(allowed: str, intent: str) -> bool:
    """Return whether an intent is allowed: "order" covers macros of orders as well, such as "order.where"."""
    return intent == allowed or intent.startswith(f"{allowed}.")


def _doubtful(shown: Shown) -> bool:
    """Return whether any check found anything."""
    translation = shown.translation
    green = translation is None or (translation.light is Light.GREEN and not translation.warnings)
    return bool(shown.draft.removed or shown.troubles) or not green
