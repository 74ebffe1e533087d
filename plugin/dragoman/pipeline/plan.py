"""What one event leads to, decided and stored before anything is sent."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from dragoman.domain import Detection, Outgoing, Translation, Visibility
from dragoman.storage.conversations import ConversationUpdate, MessageRecord
from dragoman.storage.events import Claim
from dragoman.storage.outgoing import key_of
from dragoman.translation.masking import masked


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be written into the helpdesk; its place in the plan gives it its key."""

    visibility: Visibility
    text: str
    shopper_language: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be remembered of an event, and what is to be written because of it.

    Attributes:
        record: The message, as written and as translated.
        posts: What is written into the helpdesk, in this order.
        language: The shopper's language from now on; None, as for the others below: as before.
        prior: What the conversation shows of its language from now on.
        warned: Whether the agents have been told of a reply in the wrong language.
        told: The language that an agent says the shopper writes; empty takes that back.
    """

    record: MessageRecord | None
    posts: tuple[Post, ...] = ()
    language: str | None = None
    prior: str | None = None
    warned: bool | None = None
    told: str | None = None

    @property
    def update(self) -> ConversationUpdate:
        """What is news about the conversation."""
        return ConversationUpdate(self.language, self.prior, self.warned, self.told)


def outgoing_of(plan: Plan, claim: Claim, conversation: str, *, notes: bool = True) -> list[Outgoing]:
    """Return the plan's posts as the helpdesk of the event is to get them.

    Args:
        plan: What was decided.
        claim: The event that it was decided for.
        conversation: What the helpdesk calls the conversation that they belong to.
        notes: Whether the helpdesk takes internal notes; without them agents read what is remembered.
    """
    return [
        Outgoing(
            key=key_of(claim.store, claim.connection, claim.event.event_id, position),
            conversation=conversation,
            visibility=post.visibility,
            text=post.text,
            shopper_language=post.shopper_language,
        )
        for position, post in enumerate(plan.posts)
        if notes or post.visibility is Visibility.PUBLIC
    ]


def internal_notes(texts: Iterable[str], shopper_language: str | None = None) -> tuple[Post, ...]:
    """Return internal notes; the first tags the conversation with the shopper's language, if that is news."""
    posts = [Post(Visibility.INTERNAL, text) for text in texts]
    if posts and shopper_language is not None:
        posts[0] = Post(Visibility.INTERNAL, posts[0].text, shopper_language)
    return tuple(posts)


def report_of(translation: Translation | None, detection: Detection | None = None) -> dict[str, Any]:
    """Return how a message was understood and translated, as JSON can carry it."""
    report: dict[str, Any] = {}
    if detection is not None:
        report["detection"] = asdict(detection)
    if translation is not None:
        whole = asdict(replace(translation, protected=masked(translation.protected)))
        report |= {name: whole[name] for name in ("segments", "protected", "terms", "glossary", "quality")}
        report["light"] = translation.light
        report["warnings"] = [
            {"code": warning.code, "values": dict(warning.values)} for warning in translation.warnings
        ]
    return report
