"""One event, from its claim to its end: what it means, what it leads to, and what happens when that fails.

What is decided is stored before anything is sent, so whoever claims the event after a crash goes on where
it stopped. An error that nobody foresaw is treated like a crash: the lease runs out, the attempt stays
counted, and after three of them the inbox parks the event.
"""

import logging
from collections.abc import Sequence
from typing import Any

from dragoman.adapter import Adapter, Closed, NotSent, OutcomeUnknown, Refused
from dragoman.domain import Author, DragomanError, Message, Pointer, Visibility
from dragoman.pipeline.automatic import ask_for_answer, plan_answer
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.delivery import LeaseLost, Undecidable, deliver, leave_note, unsent
from dragoman.pipeline.draft_notes import draft_note, mistyped_note, no_draft_note
from dragoman.pipeline.drafting import last_draft, remember_use, show_draft
from dragoman.pipeline.forwarding import (
    answer_in,
    forward_of,
    plan_forwarded,
    remote_conversation,
    reopened,
    waiting,
)
from dragoman.pipeline.fuses import plan_left_alone
from dragoman.pipeline.inbound import plan_inbound, plan_language
from dragoman.pipeline.marker import DraftCommand, LanguageCommand, MistypedCommand, command_in
from dragoman.pipeline.outbound import plan_own_reply, plan_preview, plan_reply, result_of
from dragoman.pipeline.own_words import remember
from dragoman.pipeline.plan import Plan, internal_notes, outgoing_of
from dragoman.pipeline.whereabouts import whereabouts
from dragoman.storage.conversations import MessageRecord
from dragoman.storage.events import Claim, DraftRequest, EventState, NotesRequest, ReplyRequest
from dragoman.storage.forwardings import Origin
from dragoman.translation.mail.text import new_text

_log = logging.getLogger(__name__)


def work_on(context: Context, row: int) -> Sequence[int]:
    """Work on an event, if it can be claimed, and return the rows that can be worked on because of it.

    Never raises: what goes wrong is put off, parked, or left to the end of the lease and logged.
    """
    try:
        claim = context.inbox.claim(row)
        if claim is None:
            return ()
        began = context.clock()
        news = _work(context, claim)
        _log.info("event %s: worked on for %d ms", row, (context.clock() - began) * 1000)
        return list(dict.fromkeys((*news, *context.inbox.due(1, claim.conversation))))
    except Exception as error:
        # A worker thread outlives whatever one event does to it.
        _log.error("event %s: left as after a crash: %s", row, whereabouts(error))
        return ()


def _work(context: Context, claim: Claim) -> Sequence[int]:
    """Bring the event to an orderly end; return the rows of what it led to."""
    try:
        adapter = context.adapter(claim.store, claim.connection)
        if isinstance(claim.event, Pointer):
            return context.inbox.expand(claim, adapter.fetch(claim.event)) or ()
        if isinstance(claim.event, Message):
            origin = context.forwardings.origin(claim.store, claim.connection, claim.event.conversation)
            if origin is not None:
                return _hand_back(context, claim, claim.event, origin, mails=adapter.traits.mails)
        return _interpret_and_deliver(context, claim, adapter)
    except LeaseLost:
        _log.warning("event %s: the lease ended before the work did", claim.id)
    except NotSent as error:
        _try_again(context, claim, str(error), error.retry_after)
    except OutcomeUnknown as error:
        # The inbox keeps the event back for the quiet period besides: the request may still be landing.
        _try_again(context, claim, str(error), None)
    except DragomanError as error:
        _park(context, claim, str(error))
    return ()


def _hand_back(
    context: Context, claim: Claim, message: Message, origin: Origin, *, mails: bool
) -> Sequence[int]:
    """Put what an agent wrote at a helpdesk that we forward to into the conversation it is about."""
    store = context.stores.get(claim.store)
    ours = context.outbox.is_ours(claim.store, claim.connection, message.message_id)
    text = new_text(message.text) if mails else message.text
    answer = (
        None if ours or store is None else answer_in(message, text, store.marker, claim.connection, origin)
    )
    if answer is None:
        context.inbox.finish(claim, EventState.IGNORED)
        return ()
    return context.inbox.expand(claim, [answer], origin.connection) or ()


def _interpret_and_deliver(context: Context, claim: Claim, adapter: Adapter) -> Sequence[int]:
    """Return the rows of what the event led to."""
    case = _case(context, claim)
    if case is None:
        context.inbox.finish(claim, EventState.IGNORED)
        return ()
    if claim.state is EventState.NEW:
        with context.turns:
            plan = _plan(case, claim, mails=adapter.traits.mails)
        if plan is None:
            context.inbox.finish(claim, EventState.IGNORED)
            return ()
        where = remote_conversation(case, claim, adapter)
        outgoing = outgoing_of(plan, claim, where, notes=adapter.traits.notes)
        forward = forward_of(case, claim, adapter, plan)
        if not context.outbox.plan(claim, plan.record, outgoing, plan.update, forward):
            raise LeaseLost
    try:
        _deliver_where_it_is_open(case, claim, adapter)
    except (Refused, Undecidable) as error:
        _tell_agents(case, claim, adapter, error)
        raise
    result, news = _concluded(context, claim, case)
    context.inbox.finish(claim, EventState.DONE, result)
    return (*news, *waiting(context, claim, adapter))


def _deliver_where_it_is_open(case: Case, claim: Claim, adapter: Adapter) -> None:
    """Deliver; notes whose conversation takes no more go on in another one that is opened."""
    try:
        deliver(case.context, claim, adapter)
    except Closed:
        where = reopened(case, claim, adapter)
        if where is None:
            raise
        if not case.context.outbox.redirect(claim, where):
            raise LeaseLost from None
        deliver(case.context, claim, adapter)


def _case(context: Context, claim: Claim) -> Case | None:
    """Return the case of the event; None when its conversation was erased."""
    store = context.stores.get(claim.store)
    if store is None:
        raise DragomanError(f"there is no store {claim.store}: add it with dragoman store add, then replay")
    conversation = context.conversations.get(claim.store, claim.conversation)
    return None if conversation is None else Case.of(context, store, conversation)


def _plan(case: Case, claim: Claim, *, mails: bool) -> Plan | None:
    """Return what the event leads to; None for echoes, programs, and what agents tell each other."""
    event = claim.event
    if isinstance(event, ReplyRequest | DraftRequest | NotesRequest):
        return _plan_of_ours(case, event)
    if not isinstance(event, Message):
        return None
    ours = case.context.outbox.is_ours(claim.store, claim.connection, event.message_id)
    if ours or event.author is Author.BOT:
        return None
    if event.author is Author.SHOPPER:
        return None if event.automatic else plan_left_alone(case, event) or plan_inbound(case, event)
    return _plan_of_agent(case, event, mails=mails)


def _plan_of_ours(case: Case, event: ReplyRequest | DraftRequest | NotesRequest) -> Plan | None:
    if isinstance(event, ReplyRequest):
        choice = {"language": event.language, "own": event.translation}
        return plan_reply(case, event.event_id, event.text, author=event.author, **choice)
    return plan_answer(case, event) if isinstance(event, DraftRequest) else plan_forwarded(case, event)


def _plan_of_agent(case: Case, message: Message, *, mails: bool) -> Plan | None:
    if message.visibility is Visibility.PUBLIC:
        return plan_own_reply(case, message)
    command = command_in(new_text(message.text) if mails else message.text, case.store.marker)
    if command is None:
        return None
    if isinstance(command, LanguageCommand):
        return plan_language(case, command.language)
    if isinstance(command, DraftCommand | MistypedCommand):
        return _plan_of_draft(case, message.event_id, command)
    if command.preview:
        return plan_preview(case, command.text)
    return plan_reply(case, message.event_id, command.text)


def _plan_of_draft(case: Case, event_id: str, command: DraftCommand | MistypedCommand) -> Plan:
    if isinstance(command, MistypedCommand):
        return Plan(None, internal_notes(mistyped_note(case)))
    if not command.send:
        return Plan(None, internal_notes(draft_note(case, show_draft(case))))
    text = last_draft(case)
    return plan_reply(case, event_id, text) if text else Plan(None, internal_notes(no_draft_note(case)))


def _concluded(context: Context, claim: Claim, case: Case) -> tuple[dict[str, Any] | None, Sequence[int]]:
    """Do what follows from an event that came to its end.

    Returns:
        What the API answers for a reply that came through it, and the rows of what the event led to.
    """
    event = claim.event
    if isinstance(event, Message) and event.author is Author.SHOPPER:
        return None, ask_for_answer(context, claim)
    records = context.conversations.messages(claim.store, claim.conversation)
    record = next((one for one in records if _is_reply(one, event.event_id)), None)
    if record is None:
        return None, ()
    public = [post for post in context.outbox.of(claim) if post.outgoing.visibility is Visibility.PUBLIC]
    if public and not isinstance(event, DraftRequest):
        remember_use(case, record)
    if not isinstance(event, ReplyRequest):
        return None, ()
    remembered = remember(context, claim, record)
    return result_of(record, public[0].remote_id if public else None, remembered), ()


def _is_reply(record: MessageRecord, event_id: str) -> bool:
    return record.event_id == event_id and record.direction == "outbound"


def _try_again(context: Context, claim: Claim, reason: str, retry_after: float | None) -> None:
    at = context.patience.next_try(context.clock(), claim.received_at, claim.retries, retry_after)
    if at is None:
        _park(context, claim, f"given up after {claim.retries} tries: {reason}")
        return
    _log.info("event %s: put off for %d s", claim.id, at - context.clock())
    context.inbox.retry(claim, at, reason)


def _park(context: Context, claim: Claim, reason: str) -> None:
    _log.warning("event %s: parked", claim.id)
    context.inbox.park(claim, reason)


def _tell_agents(case: Case, claim: Claim, adapter: Adapter, error: DragomanError) -> None:
    """Leave a note about the message that stopped the delivery; not if that is a note which was refused."""
    stopped = unsent(case.context, claim)
    if stopped is None:
        return
    if isinstance(error, Undecidable):
        note = case.notes.perhaps_delivered(stopped)
    elif stopped.visibility is Visibility.PUBLIC:
        note = case.notes.not_delivered(stopped, str(error))
    else:
        return
    leave_note(claim, adapter, stopped, note)
