"""A storefront's conversations in another helpdesk: our notes go there, and agents' answers come back.

What the agents of the storefront would read as internal notes waits, stored in the same commit, in the
connection of the other helpdesk, where it is written into a conversation that is opened for it. What an agent
writes there comes back as an event of the storefront's conversation. Neither side waits for the other.
"""

from dragoman.adapter import Adapter, NotSent, Opening, Refused
from dragoman.domain import Author, DragomanError, Message, Visibility
from dragoman.pipeline.context import Case, Context
from dragoman.pipeline.delivery import unsent
from dragoman.pipeline.marker import is_command
from dragoman.pipeline.plan import Plan, internal_notes
from dragoman.storage.events import Claim, NotesRequest
from dragoman.storage.forwardings import Forward, Forwarding, Origin
from dragoman.storefront import FORWARD_TO


def forward_of(case: Case, claim: Claim, adapter: Adapter, plan: Plan) -> Forward | None:
    """Return what the agents of the other helpdesk are to read of an event; None where there is nothing."""
    connection = adapter.connection.settings.get(FORWARD_TO)
    texts = _texts(case, claim, plan)
    if not connection or not texts:
        return None
    language = next((post.shopper_language for post in plan.posts if post.shopper_language), None)
    queue = f"forwarded {claim.conversation}"
    return Forward(connection, NotesRequest(_notes_id(claim), queue, texts, language))


def waiting(context: Context, claim: Claim, adapter: Adapter) -> tuple[int, ...]:
    """Return the row of the notes about an event that wait for the other helpdesk, if there are any."""
    connection = adapter.connection.settings.get(FORWARD_TO)
    row = context.inbox.find(claim.store, connection, _notes_id(claim)) if connection else None
    return () if row is None else (row.id,)


def plan_forwarded(case: Case, notes: NotesRequest) -> Plan:
    """Write the notes, as long as this helpdesk takes them."""
    texts = [page for text in notes.texts for page in case.notes.pages([text])]
    return Plan(None, internal_notes(texts, notes.shopper_language))


def remote_conversation(case: Case, claim: Claim, adapter: Adapter) -> str:
    """Return what the helpdesk calls the conversation of an event; for forwarded notes it is opened.

    Raises:
        DragomanError: nothing can be opened there, or the conversation was erased.
        NotSent, OutcomeUnknown, Refused: as ``Adapter.open``.
    """
    if not isinstance(claim.event, NotesRequest):
        return claim.event.conversation
    forwarding = case.context.forwardings.of_queue(claim.store, claim.conversation)
    if forwarding is None:
        raise DragomanError("the conversation that these notes are about is forgotten: nothing is left to do")
    return forwarding.remote_id or _opened(case, claim, adapter, forwarding)


def reopened(case: Case, claim: Claim, adapter: Adapter) -> str | None:
    """Return where forwarded notes go whose conversation takes no more; None for all other messages.

    Raises:
        DragomanError, NotSent, OutcomeUnknown, Refused: as ``remote_conversation``.
    """
    stopped = unsent(case.context, claim)
    if stopped is None or not isinstance(claim.event, NotesRequest):
        return None
    forwarding = case.context.forwardings.of_queue(claim.store, claim.conversation)
    if forwarding is not None and forwarding.remote_id == stopped.conversation:
        case.context.forwardings.close(forwarding)
    return remote_conversation(case, claim, adapter)


def answer_in(message: Message, text: str, marker: str, connection: str, origin: Origin) -> Message | None:
    """Return what an agent's message at the other helpdesk is in the conversation that it is about.

    Args:
        message: What was written there.
        text: What is new in it.
        marker: What makes a note a command.
        connection: Name of that helpdesk's connection.
        origin: The conversation that it is about.

    Returns:
        An agent's command: a public reply is one, too. None for what is not meant for the shopper.
    """
    if message.author is not Author.AGENT or message.automatic:
        return None
    if message.visibility is Visibility.PUBLIC:
        text = f"{marker.rstrip()} {text}"
    if not is_command(text, marker):
        return None
    event_id = f"forwarded:{connection}:{message.event_id}"
    return Message(
        event_id=event_id,
        conversation=origin.remote_id,
        message_id=event_id,
        author=Author.AGENT,
        author_id=message.author_id,
        visibility=Visibility.INTERNAL,
        text=text,
        written_at=message.written_at,
    )


def _opened(case: Case, claim: Claim, adapter: Adapter, forwarding: Forwarding) -> str:
    """Open the conversation: marked before, and looked for only after the quiet period."""
    if not adapter.traits.opens:
        raise DragomanError(
            f"{adapter.name} cannot open conversations: correct {FORWARD_TO} of the storefront's connection"
        )
    known, now = case.context.forwardings, case.context.clock()
    quiet = 0.0 if forwarding.begun_at is None else forwarding.begun_at + case.context.inbox.quiet - now
    if quiet > 0:
        raise NotSent("a conversation may just be opening", quiet)
    title = case.notes.wording.text("Chat in the shop, {id}", id=forwarding.origin[:8])
    known.begin(forwarding, now)
    try:
        remote_id = adapter.open(Opening(_key(forwarding), title, case.notes.forwarded_here()[0]))
    except (NotSent, Refused):
        known.undo(forwarding)
        raise
    known.record(claim.store, claim.connection, forwarding, remote_id)
    return remote_id


def _key(forwarding: Forwarding) -> str:
    return f"{forwarding.origin}-{forwarding.closed}" if forwarding.closed else forwarding.origin


def _texts(case: Case, claim: Claim, plan: Plan) -> tuple[str, ...]:
    """Return the notes of a plan, and besides what agents elsewhere cannot see: what was said."""
    texts: list[str] = []
    event = claim.event
    if isinstance(event, Message) and event.author is Author.SHOPPER and not _quoted(plan):
        texts += case.notes.as_written(event.text)
    for post in plan.posts:
        texts += (post.text,) if post.visibility is Visibility.INTERNAL else case.notes.as_sent(post.text)
    return tuple(texts)


def _quoted(plan: Plan) -> bool:
    """Return whether the notes of a shopper's message have its text."""
    left_alone = plan.record is not None and "left_alone" in plan.record.report
    return bool(plan.posts) and not left_alone


def _notes_id(claim: Claim) -> str:
    return f"notes of {claim.connection}:{claim.event.event_id}"
