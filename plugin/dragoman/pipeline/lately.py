"""Texts that were translated lately, so that a preview and the reply that follows it are translated once.

Nobody approved these: they are kept in memory alone, few of them, and let go of when a shopper is erased. One
is found again only where nothing that it depends on has changed: the files of the pack and how they decode,
the version of the glossary, and what the store has approved.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dragoman.domain import Format, Translation
from dragoman.translation.packs import DecodeSettings, Pack

_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a translation depends on besides the text and the pack.

    Attributes:
        store: Id of the store.
        source: Language of the text.
        target: Language of the translation.
        form: What the markup of the text is.
        glossary: Version and fingerprint of the glossary.
        memory: Stamp of what the store has approved.
    """

    store: str
    source: str
    target: str
    form: Format
    glossary: str
    memory: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class _Key:
    circumstances: Circumstances
    files: tuple[tuple[str, str], ...]
    decode: DecodeSettings
    text: str


class Lately:
    """Remembers translations; thread-safe.

    Args:
        pack: Returns the pack of a direction.
        limit: How many texts are remembered; with 0 none is.
    """

    def __init__(self, pack: Callable[[str, str], Pack | None], limit: int) -> None:
        self._pack = pack
        self._limit = limit
        self._lock = threading.Lock()
        self._known: OrderedDict[_Key, Translation] = OrderedDict()

    def translate(
        self,
        texts: Sequence[str],
        circumstances: Circumstances,
        translate: Callable[[Sequence[str]], Sequence[Translation]],
    ) -> list[Translation]:
        """Return the translations of texts: remembered ones, and new ones for the others.

        Args:
            texts: The texts.
            circumstances: What their translations depend on.
            translate: Translates texts; its errors come out of here.
        """
        pack = self._pack(circumstances.source, circumstances.target) if self._limit else None
        if pack is None:
            return list(translate(texts))
        files = tuple(sorted(pack.files.items()))
        keys = [_Key(circumstances, files, pack.decode, text) for text in texts]
        found = {key: translation for key in keys if (translation := self._get(key))}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            for key, translation in zip(missing, translate([key.text for key in missing]), strict=True):
                found[key] = translation
                self._keep(key, translation)
        return [found[key] for key in keys]

    def __len__(self) -> int:
        with self._lock:
            return len(self._known)

    def forget(self) -> None:
        """Let go of every text."""
        with self._lock:
            self._known.clear()

    def _get(self, key: _Key) -> Translation | None:
        with self._lock:
            translation = self._known.get(key)
            if translation is not None:
                self._known.move_to_end(key)
        return translation and replace(translation, milliseconds=0.0)

    def _keep(self, key: _Key, translation: Translation) -> None:
        if len(key.text) > _LONGEST:
            return
        with self._lock:
            self._known[key] = translation
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
