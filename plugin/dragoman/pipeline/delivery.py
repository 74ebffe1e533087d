"""Mark, send, record; and after a crash: wait, look, then decide.

A message is marked as being sent, in a commit of its own, before its request leaves. Whoever finds that
mark later cannot know whether the message landed: the inbox keeps the event back for the quiet period, in
which a slow request may still be landing, and then we look at the helpdesk before anything is sent again.
A helpdesk that can neither be searched nor told our key gets each message at most once.
"""

import logging

from dragoman.adapter import Adapter, NotSent, OutcomeUnknown, Refused, Sighting
from dragoman.domain import DragomanError, Outgoing, Visibility
from dragoman.pipeline.context import Context
from dragoman.storage.events import Claim
from dragoman.storage.outgoing import OutgoingState, PlannedPost

_log = logging.getLogger(__name__)


class LeaseLost(Exception):  # noqa: N818 - a verdict, not a fault
    """Another worker owns the event by now; nothing more is ours to do."""


class Undecidable(DragomanError):  # noqa: N818
    """A message may or may not have landed, and the helpdesk has no way to tell."""


def deliver(context: Context, claim: Claim, adapter: Adapter) -> None:
    """Write everything that was planned for the event into its helpdesk, in order.

    Raises:
        LeaseLost: another worker owns the event.
        NotSent: the helpdesk did nothing; the message is unmarked.
        OutcomeUnknown: a message may still land; it stays marked.
        Undecidable: a marked message was found, and nobody can say whether it landed.
        Refused: the helpdesk will not take a message; it is unmarked.
    """
    for post in context.outbox.of(claim):
        if post.state is OutgoingState.SENT:
            continue
        if post.state is OutgoingState.SENDING and _adopted(context, claim, adapter, post):
            continue
        _send(context, claim, adapter, post.outgoing)


def _adopted(context: Context, claim: Claim, adapter: Adapter, post: PlannedPost) -> bool:
    """Look for a message whose request was begun; return whether it landed."""
    if not adapter.traits.finds:
        if adapter.traits.honours_key:
            return False
        raise Undecidable(
            f"whether a message reached conversation {post.outgoing.conversation} is not known, and "
            f"{adapter.name} cannot tell: look there; if it is missing: dragoman replay {claim.id} --resend"
        )
    known = context.outbox.known_ids(claim.store, claim.connection, claim.event.conversation)
    remote_id = adapter.find(Sighting(post.outgoing, post.sent_at or claim.received_at, known))
    if remote_id is None:
        return False
    _log.info("event %s: found as %s what was begun before", claim.id, remote_id)
    context.outbox.record(claim, post.outgoing.key, remote_id)
    return True


def _send(context: Context, claim: Claim, adapter: Adapter, message: Outgoing) -> None:
    if not context.outbox.begin(claim, message.key):
        raise LeaseLost
    try:
        remote_id = adapter.send(message)
    except (NotSent, Refused):
        context.outbox.unsend(claim, message.key)
        raise
    context.outbox.record(claim, message.key, remote_id)


def unsent(context: Context, claim: Claim) -> Outgoing | None:
    """Return the message that the delivery stopped at."""
    posts = context.outbox.of(claim)
    return next((post.outgoing for post in posts if post.state is not OutgoingState.SENT), None)


def leave_note(claim: Claim, adapter: Adapter, about: Outgoing, text: str) -> None:
    """Try once to tell the agents something about a message that stopped an event."""
    if not adapter.traits.notes:
        return
    note = Outgoing(f"{about.key}-about", about.conversation, Visibility.INTERNAL, text)
    try:
        adapter.send(note)
    except (NotSent, OutcomeUnknown, Refused) as error:
        _log.warning("event %s: no note could be left (%s)", claim.id, type(error).__name__)
