"""Which conversation a mail belongs to, and the ids of our own mails.

A conversation is a thread *with one person*: the id of the mail that began it, and who writes. So nobody gets
an answer that is meant for somebody else by naming another thread in their mail.

Our own mails carry the conversation in their Message-ID, for mail programs that answer with nothing but
``In-Reply-To``, and a proof that we wrote it: only who got one of our notes can answer it as an agent.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import sha256

from dragoman.domain import Visibility

_ID = re.compile(r"<[^<>\s]{1,400}>")
_OURS = re.compile(
    r"<dragoman\.(?P<kind>[np])\.(?P<nonce>[0-9a-f]{16})\.(?P<proof>[0-9a-f]{20})\."
    r"(?P<conversation>[\w-]+\.[0-9a-f]{16})@"
)
_KINDS = {Visibility.INTERNAL: "n", Visibility.PUBLIC: "p"}


@dataclass(frozen=True, slots=True)
class Ours:
    """What the Message-ID of one of our mails says."""

    visibility: Visibility
    conversation: str


class Ids:
    """Makes the Message-IDs of our mails, and knows them again.

    Args:
        secret: What proves that an id is ours.
        domain: What stands behind the @ of our ids.
    """

    def __init__(self, secret: bytes, domain: str) -> None:
        self._secret = secret
        self._domain = domain

    def __repr__(self) -> str:
        return f"Ids({self._domain})"

    def of(self, key: str, visibility: Visibility, conversation: str) -> str:
        """Return the Message-ID of the mail with this key: always the same one."""
        kind, nonce = _KINDS[visibility], sha256(key.encode()).hexdigest()[:16]
        proof = self._proof(kind, nonce, conversation)
        return f"<dragoman.{kind}.{nonce}.{proof}.{conversation}@{self._domain}>"

    def ours(self, message_id: str) -> Ours | None:
        """Return what an id of ours says; None for every other."""
        read = _OURS.match(message_id)
        if read is None:
            return None
        expected = self._proof(read["kind"], read["nonce"], read["conversation"])
        if not hmac.compare_digest(expected, read["proof"]):
            return None
        visibility = Visibility.INTERNAL if read["kind"] == "n" else Visibility.PUBLIC
        return Ours(visibility, read["conversation"])

    def _proof(self, kind: str, nonce: str, conversation: str) -> str:
        said = f"{kind}.{nonce}.{conversation}".encode()
        return hmac.new(self._secret, said, "sha256").hexdigest()[:20]

    def conversation_of(self, mail: EmailMessage) -> str:
        """Return the conversation that a shopper's mail belongs to."""
        person = _person(author_of(mail))
        named = references_of(mail)
        for one in reversed(named):
            ours = self.ours(one)
            if ours and ours.conversation.endswith(f".{person}"):
                return ours.conversation
        root = next((one for one in named if self.ours(one) is None), None) or message_id_of(mail)
        return f"{urlsafe_b64encode(root[1:-1].encode()).decode().rstrip('=')}.{person}"


def root_of(conversation: str) -> str:
    """Return the id of the mail that a conversation began with."""
    encoded = conversation.partition(".")[0]
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()


def belongs(mail: EmailMessage, conversation: str) -> bool:
    """Return whether a mail is by the person of a conversation."""
    return conversation.endswith(f".{_person(author_of(mail))}")


def author_of(mail: EmailMessage) -> str:
    """Return the address that answers to a mail go to, in lower case; also of one that a form wrote."""
    for header in ("Reply-To", "From"):
        address = parseaddr(str(mail.get(header, "")))[1].lower()
        if "@" in address:
            return address
    return ""


def references_of(mail: EmailMessage) -> list[str]:
    """Return the ids of the mails that a mail answers, the first of the thread first."""
    named = f"{mail.get('References', '')} {mail.get('In-Reply-To', '')}"
    return list(dict.fromkeys(_ID.findall(named)))


def message_id_of(mail: EmailMessage) -> str:
    """Return a mail's Message-ID, or for one that has none an id made of when and by whom it was written."""
    found = _ID.search(str(mail.get("Message-ID", "")))
    if found:
        return found.group()
    said = f"{mail.get('Date', '')}\n{mail.get('From', '')}\n{mail.get('Subject', '')}"
    return f"<{sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}@no-message-id>"


def _person(address: str) -> str:
    return sha256(address.encode("utf-8", "replace")).hexdigest()[:16]
