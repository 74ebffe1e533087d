"""The open database, and everything that is kept in it."""

import time
from dataclasses import dataclass
from typing import Self

from dragoman.glossary import Termbases
from dragoman.glossary.forms import with_forms
from dragoman.glossary.genders import with_genders
from dragoman.settings import Settings
from dragoman.storage.conversations import Conversations
from dragoman.storage.database import Database
from dragoman.storage.demands import Demands
from dragoman.storage.draft_rules import RulesOfDrafts
from dragoman.storage.drafts import Drafts
from dragoman.storage.encryption import Cipher, unlock
from dragoman.storage.forwardings import Forwardings
from dragoman.storage.glossaries import GlossaryRows
from dragoman.storage.grants import Grants
from dragoman.storage.inbox import Inbox
from dragoman.storage.knowledge import Knowledge
from dragoman.storage.macros import Macros
from dragoman.storage.memory import Memory
from dragoman.storage.outgoing import Outbox
from dragoman.storage.shops import Shops
from dragoman.storage.stores import Stores
from dragoman.storage.transcripts import Transcripts
from dragoman.storage.watermarks import Watermarks

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Records:
    """The open database and what is in it. Any number of processes may have it open."""

    database: Database
    cipher: Cipher
    stores: Stores
    inbox: Inbox
    outbox: Outbox
    conversations: Conversations
    forwardings: Forwardings
    transcripts: Transcripts
    demands: Demands
    termbases: Termbases
    memory: Memory
    knowledge: Knowledge
    watermarks: Watermarks
    grants: Grants
    drafts: Drafts
    draft_rules: RulesOfDrafts
    macros: Macros
    shops: Shops

    @classmethod
    def open(cls, settings: Settings, *, create: bool = True) -> Self:
        """Open the database.

        Args:
            settings: Where it is, and its limits.
            create: Whether a missing one is made.

        Raises:
            DragomanError: it cannot be opened, or not with these keys.
        """
        database = Database.open(settings.database, create=create)
        try:
            cipher = unlock(database, settings.keys_file)
        except BaseException:
            database.close()
            raise
        return cls(
            database=database,
            cipher=cipher,
            stores=Stores(database, cipher, time.time),
            inbox=Inbox(
                database,
                cipher,
                time.time,
                lease=settings.lease,
                quiet=settings.quiet,
                backlog_limit=settings.backlog_limit,
                min_free_bytes=settings.min_free_disk * _MEGABYTE,
            ),
            outbox=Outbox(database, cipher, time.time),
            conversations=Conversations(database, cipher),
            forwardings=Forwardings(database, cipher),
            transcripts=Transcripts(database, cipher),
            demands=Demands(database, cipher, time.time),
            termbases=Termbases(
                GlossaryRows(database, cipher, time.time), lambda new: with_genders(with_forms(new))
            ),
            memory=Memory(database, cipher, time.time),
            knowledge=Knowledge(database, time.time),
            watermarks=Watermarks(database, cipher),
            grants=Grants(database, cipher, time.time),
            drafts=Drafts(database, cipher, time.time),
            draft_rules=RulesOfDrafts(database),
            macros=Macros(database, time.time),
            shops=Shops(database, cipher),
        )

    def close(self) -> None:
        """Commit what was handed in and let go of the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
