"""Helpdesks of chats, played by the demo: how they keep what is written on its page, and tell of it."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Flask

from dragoman.domain import Author, Secret, Visibility
from dragoman.sandbox.desk import SandboxDesk
from dragoman.sandbox.desks import (
    chatwoot,
    front,
    generic,
    intercom,
)
from dragoman.sandbox.desks.played import DAY, Played, Told, Writing, as_html
from dragoman_adapters.html_text import text_of
from dragoman_adapters.signatures import hexdigest
from dragoman_adapters.standard_webhooks import headers_for


class PlayedChatwoot(Played):
    """Chatwoot: messages, told by the account's webhook."""

    name: ClassVar[str] = "chatwoot"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._account = chatwoot.ChatwootAccount(clock)
        self._account.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return self._account.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url, "account_id": str(chatwoot.ACCOUNT)}

    def credentials(self) -> Mapping[str, str]:
        """Return an access token."""
        return {"access_token": self._account.token}

    def write(self, writing: Writing) -> Told:
        """Store a message."""
        there = self._account.conversations.get(writing.conversation)
        conversation = there or self._account.open(writing.conversation)
        return self._tell(
            conversation,
            self._account.write(
                conversation,
                writing.text,
                kind="outgoing" if writing.by_agent else "incoming",
                sender=chatwoot.AGENT if writing.by_agent else writing.shopper,
                private=not writing.public,
            ),
        )

    def signed(self, body: bytes, at: float) -> dict[str, str]:
        """Return the signature."""
        timestamp = str(int(at))
        digest = hexdigest(timestamp.encode() + b"." + body, Secret(self._secret), "sha256")
        return {"x-chatwoot-signature": digest, "x-chatwoot-timestamp": timestamp}

    def _tell(self, conversation: chatwoot.Conversation, message: dict[str, Any]) -> Told:
        return Told(self._account.delivery(conversation, message), f"message:{message['id']}")

    def _by_api(self, conversation: chatwoot.Conversation, message: dict[str, Any]) -> None:
        told, public = self._tell(conversation, message), not message["private"]
        self.appears(conversation.id, told, message["content"], public=public, tags=conversation.labels)


class PlayedFront(Played):
    """Front: mails and comments; its webhooks only tell which."""

    name: ClassVar[str] = "front"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._company = front.FrontCompany(clock)
        self._company.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return self._company.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url, "author_id": front.API_USER}

    def credentials(self) -> Mapping[str, str]:
        """Return an API token."""
        return {"api_token": self._company.token}

    def remote_id(self, number: int) -> str:
        """Return an id as Front's are."""
        return f"cnv_{number}"

    def write(self, writing: Writing) -> Told:
        """Store a mail or a comment."""
        number = self.remote_id(writing.conversation)
        conversation = self._company.conversations.get(number) or self._company.open(number)
        if not writing.public:
            return self._tell(self._company.comment(conversation, writing.text))
        handle = f"shopper-{writing.shopper}@example.com"
        sender = {"name": writing.name, "handle": handle, "role": "from"}
        body = f"<p>{as_html(writing.text)}</p>"
        different: dict[str, Any] = {"body": body, "recipients": [sender]}
        if writing.by_agent:
            different |= {"is_inbound": False, "author": front.teammate(front.AGENT)}
        return self._tell(self._company.write(conversation, writing.text, **different))

    def signed(self, body: bytes, at: float) -> dict[str, str]:
        """Return the signature."""
        return front.signature(body, self._secret, at)

    def _tell(self, event: dict[str, Any]) -> Told:
        target = event["target"]
        return Told(front.delivery(event), f"{target['_meta']['type']}:{target['data']['id']}")

    def _by_api(self, conversation: front.Conversation, event: dict[str, Any]) -> None:
        said, public = event["target"]["data"], event["type"] != "comment"
        text = said["text"] if public else said["body"]
        number = int(conversation.id.removeprefix("cnv_"))
        self.appears(number, self._tell(event), text, public=public, tags=conversation.tags)


class PlayedGeneric(Played):
    """A program of the shop's own."""

    name: ClassVar[str] = "generic"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._program = generic.Program("a-request-secret", {})
        self._program.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return what answers requests."""
        return self._program.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the one address of the program."""
        return {"url": f"{url}/dragoman"}

    def credentials(self) -> Mapping[str, str]:
        """Return what requests are signed with."""
        return {"request_secret": self._program.secret}

    def write(self, writing: Writing) -> Told:
        """Store a message."""
        conversation = self.remote_id(writing.conversation)
        kept = self._program.conversations.setdefault(conversation, [])
        author = Author.AGENT if writing.by_agent else Author.SHOPPER
        message = {
            "id": f"m-{len(kept) + 1}-{conversation}",
            "conversation": conversation,
            "author": {"type": author.value, "id": "rosa" if writing.by_agent else str(writing.shopper)},
            "visibility": (Visibility.PUBLIC if writing.public else Visibility.INTERNAL).value,
            "text": writing.text,
            "created_at": self._clock(),
        }
        kept.append({**message, "key": None, "language": None})
        return self._tell(message)

    def signed(self, body: bytes, at: float) -> dict[str, str]:
        """Return the signature."""
        return headers_for(self._secret, "msg_1", int(at), body)

    def _tell(self, message: Mapping[str, Any]) -> Told:
        event = {"type": "message.created", "data": {"message": message}}
        return Told(json.dumps(event).encode(), str(message["id"]))

    def _by_api(self, conversation: str, message: dict[str, Any]) -> None:
        told = self._tell({**message, "author": {"type": "bot", "id": "dragoman"}})
        public = message["visibility"] == Visibility.PUBLIC
        tags = [f"lang-{message['language']}"] if message["language"] else []
        self.appears(int(conversation), told, message["text"], public=public, tags=tags)


class PlayedIntercom(Played):
    """Intercom: parts, told by webhook topics."""

    name: ClassVar[str] = "intercom"

    def __init__(self, desk: SandboxDesk, secret: str, clock: Callable[[], float] = time.time) -> None:
        super().__init__(desk, secret, clock)
        self._workspace = intercom.IntercomWorkspace(clock)
        self._workspace.on_api_message = self._by_api

    def app(self) -> Flask:
        """Return the API."""
        return self._workspace.app()

    def settings(self, url: str) -> Mapping[str, str]:
        """Return the settings."""
        return {"base_url": url, "admin_id": intercom.API_USER}

    def credentials(self) -> Mapping[str, str]:
        """Return an access token."""
        return {"access_token": self._workspace.token}

    def write(self, writing: Writing) -> Told:
        """Store a part."""
        conversation = self._workspace.conversations.get(writing.conversation)
        if conversation is None:
            conversation = self._workspace.open(writing.conversation)
            conversation.created_at -= int(DAY)  # what it was opened with is history
        author = {**intercom.SHOPPER, "id": str(writing.shopper), "name": writing.name}
        if writing.by_agent:
            author = intercom.admin(intercom.AGENT)
        return self._tell(
            conversation,
            self._workspace.write(
                conversation,
                f"<p>{as_html(writing.text)}</p>",
                kind="comment" if writing.public else "note",
                author=author,
            ),
        )

    def signed(self, body: bytes, at: float) -> dict[str, str]:  # noqa: ARG002 - the signature has no time
        """Return the signature."""
        return {"x-hub-signature": hexdigest(body, Secret(self._secret), "sha1")}

    def _tell(self, conversation: intercom.Conversation, part: dict[str, Any]) -> Told:
        topics = {"comment": "conversation.admin.replied", "note": "conversation.admin.noted"}
        by_admin = part["author"]["type"] == "admin"
        topic = topics[part["part_type"]] if by_admin else "conversation.user.replied"
        return Told(self._workspace.delivery(conversation, part, topic), f"part:{part['id']}")

    def _by_api(self, conversation: intercom.Conversation, part: dict[str, Any]) -> None:
        told, public = self._tell(conversation, part), part["part_type"] != "note"
        self.appears(conversation.id, told, text_of(part["body"]), public=public, tags=conversation.tags)
