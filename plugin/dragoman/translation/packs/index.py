"""The index of packs that can be downloaded: Argos', or another one of the same form.

A JSON list of objects with ``package_version``, ``from_code``, ``to_code``, ``code`` and ``links``; see
https://github.com/argosopentech/argospm-index. It has neither sizes nor checksums.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from dragoman.translation.packs.download import Patience, fetch
from dragoman.translation.packs.languages import language_tag
from dragoman.translation.packs.licences import licence_of
from dragoman.translation.packs.pack import PackError

_LARGEST: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class Offer:
    """One pack of an index.

    Attributes:
        code: What the index calls it ("translate-en_es").
        source: Language it reads.
        target: Language it writes.
        version: Its version.
        licence: What the index says of its licence; indexes seldom do.
        links: Where it can be downloaded, over HTTP.
    """

    code: str
    source: str
    target: str
    version: str
    licence: str
    links: tuple[str, ...]

    @property
    def name(self) -> str:
        """What a person calls it: ``en-es``."""
        return f"{self.source}-{self.target}"

    @property
    def pack(self) -> str:
        """Name of the pack that it becomes."""
        return f"argos-{self.name}"


def read_index(url: str, patience: Patience) -> list[Offer]:
    """Fetch an index and return its offers by their names; those that make no sense are left out.

    Raises:
        PackError: it cannot be fetched or read; the text names the cure.
    """
    content = fetch(url, _LARGEST, patience)
    try:
        written = json.loads(content)
        if not isinstance(written, list):
            raise ValueError("it is no list")
    except ValueError as error:
        raise PackError(f"{url} is no index of packs ({error}): correct packs_index or --index") from error
    offers = [offer for one in written if (offer := _offer(one, url))]
    return sorted(offers, key=lambda offer: (offer.name, offer.version))


def choose(offers: Iterable[Offer], name: str, url: str) -> Offer:
    """Return the newest offer of a name: ``en-es``, ``en-pb``, ``en_pb`` or ``translate-en_pb``.

    Raises:
        PackError: there is none.
    """
    named = [offer for offer in offers if name.lower() in _names(offer)]
    if not named:
        raise PackError(
            f"{name} is neither a file here nor in the index {url}: dragoman packs available shows what is"
        )
    return max(named, key=lambda offer: _number(offer.version))


def _names(offer: Offer) -> set[str]:
    code = offer.code.removeprefix("translate-")
    return {one.lower() for one in (offer.name, offer.code, code, code.replace("_", "-"))}


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def _offer(one: Any, index: str) -> Offer | None:
    if not isinstance(one, Mapping) or one.get("type", "translate") != "translate":
        return None
    try:
        source, target = language_tag(str(one["from_code"])), language_tag(str(one["to_code"]))
    except (KeyError, ValueError):
        return None
    links = one.get("links")
    return Offer(
        code=str(one.get("code") or f"translate-{one['from_code']}_{one['to_code']}"),
        source=source,
        target=target,
        version=str(one.get("package_version") or "1"),
        licence=licence_of(str(one.get("license") or one.get("licence") or ""), ""),
        links=_followed(links if isinstance(links, list) else [], index),
    )


def _followed(links: Sequence[Any], index: str) -> tuple[str, ...]:
    """Return the links that are followed: HTTP, and no less safe than the index itself."""
    allowed = {"https"} if urlsplit(index).scheme == "https" else {"http", "https"}
    return tuple(link for link in links if isinstance(link, str) and urlsplit(link).scheme in allowed)
