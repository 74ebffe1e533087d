"""Reads a shop's own site by its sitemap, as its robots.txt allows and no faster than it asks for.

https://www.sitemaps.org/protocol.html and RFC 9309. Only pages of the sitemap's own host are read, through
the guarded session, which speaks to no private network and reads no endless answer.
"""

import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from lxml import etree

from dragoman.adapter import NotSent, OutcomeUnknown, Refused
from dragoman.helpdesk_http import USER_AGENT, Page
from dragoman.replies.knowledge.document import About, Document, KnowledgeError, Problem
from dragoman.replies.knowledge.files import read_file

_MAPS: Final = 50
_WHOLE_MAPS: Final = frozenset({"/sitemap.xml", "/sitemap_index.xml"})
_REDIRECTS: Final = 3
_LONGEST_PAUSE: Final = 10.0
_LARGEST_MAP: Final = 20 << 20
_GZIP: Final = b"\x1f\x8b"
_NOT_FOUND: Final = range(400, 500)
_SUFFIXES: Final = {"text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf"}


class Fetching(Protocol):
    """The session that a site is read through."""

    def fetch(self, url: str) -> Page:
        """Return what stands at an address, or where a redirect leads to."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages of a site are read.

    Attributes:
        below: Beginnings of the paths that are wanted; empty: every page.
        limit: The most that are read.
    """

    below: tuple[str, ...] = ()
    limit: int = 500


@dataclass
class Site:
    """A site that is read.

    Attributes:
        http: The session.
        address: Of its sitemap.
        pause: Waits for some seconds between two pages.
        complete: Whether every page of the site was looked at, as far as its sitemap says.
    """

    http: Fetching
    address: str
    pause: Callable[[float], None]
    complete: bool = True
    _robots: RobotFileParser = field(default_factory=RobotFileParser)

    @property
    def origin(self) -> str:
        """The site's address without any path: what the names of its documents begin with."""
        return urljoin(self.address, "/")

    def documents(self, basis: About, choice: Choice, done: Callable[[int, int], None]) -> Iterator[Document]:
        """Yield the pages, each a document that is known by its address; one that cannot be read says why.

        Args:
            basis: What holds for them unless they say otherwise.
            choice: Which pages are wanted.
            done: Told after each page how many are read and how many there are.

        Raises:
            KnowledgeError: the sitemap or robots.txt cannot be read.
        """
        self._read_robots()
        pages = [page for page in dict.fromkeys(self._pages()) if _below(page, choice.below)]
        # A sitemap of another name may be one of several that the site has.
        whole = urlsplit(self.address).path in _WHOLE_MAPS
        self.complete = whole and not choice.below and len(pages) <= choice.limit
        pages = pages[: choice.limit]
        seconds = min(_LONGEST_PAUSE, float(self._robots.crawl_delay(USER_AGENT) or 0))
        for number, page in enumerate(pages, 1):
            if seconds and number > 1:
                self.pause(seconds)
            yield self._document(page, basis)
            done(number, len(pages))

    def _read_robots(self) -> None:
        try:
            page = self._arrived(urljoin(self.origin, "robots.txt"))
        except Refused as error:
            if error.status not in _NOT_FOUND:
                raise KnowledgeError(f"robots.txt cannot be read: {error}") from error
            page = Page(b"", "text/plain")
        except (NotSent, OutcomeUnknown) as error:
            # A site that cannot say what may be read is not read (RFC 9309, section 2.3.1.4).
            raise KnowledgeError(f"robots.txt cannot be read: {error}; try again later") from error
        self._robots.parse(page.content.decode("utf-8", "replace").splitlines())

    def _pages(self) -> Iterator[str]:
        maps = [self.address]
        for number, address in enumerate(maps):
            if number == _MAPS:
                raise KnowledgeError(
                    f"the sitemap has more than {_MAPS} parts: give the address of one of them"
                )
            root = self._map(address)
            found = [word for loc in root.iter("{*}loc") if (word := (loc.text or "").strip())]
            own = [one for one in found if self._own(one)]
            if etree.QName(root).localname == "sitemapindex":
                maps += own
            else:
                yield from own

    def _map(self, address: str) -> etree._Element:
        try:
            content = _unzipped(self._arrived(address).content)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
            root = etree.fromstring(content, parser)
        except (NotSent, OutcomeUnknown, Refused, zlib.error, etree.XMLSyntaxError) as error:
            raise KnowledgeError(f"the sitemap {address} cannot be read: {error}") from error
        if etree.QName(root).localname not in {"urlset", "sitemapindex"}:
            raise KnowledgeError(f"{address} is no sitemap: its address often ends with /sitemap.xml")
        return root

    def _document(self, address: str, basis: About) -> Document:
        if not self._robots.can_fetch(USER_AGENT, address):
            return Document(address, (), (Problem("", "robots.txt asks that it is not read"),))
        try:
            page = self._arrived(address)
            suffix = _SUFFIXES.get(page.kind)
            if suffix is None:
                raise KnowledgeError(f"it is {page.kind or 'of no kind'}, and no page")
            read = read_file(f"page{suffix}", page.content, replace(basis, link=address), lambda *_: None)
        except (NotSent, OutcomeUnknown, Refused, KnowledgeError) as error:
            return Document(address, (), (Problem("", str(error)),))
        return replace(read, name=address)

    def _arrived(self, address: str) -> Page:
        """Return what stands at an address, following redirects that stay on the site."""
        for _ in range(_REDIRECTS + 1):
            page = self.http.fetch(address)
            if page.location is None:
                return page
            address = urljoin(address, page.location)
            if not self._own(address):
                raise Refused("it leads to another site: give that one's sitemap")
        raise Refused("it leads from one address to the next without an end")

    def _own(self, address: str) -> bool:
        here, there = urlsplit(self.address), urlsplit(address)
        return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def _below(address: str, beginnings: Collection[str]) -> bool:
    path = urlsplit(address).path
    return not beginnings or any(path.startswith(one) for one in beginnings)


def _unzipped(content: bytes) -> bytes:
    """Return a sitemap, which may be compressed, up to a size: a small file can unpack without an end."""
    if not content.startswith(_GZIP):
        return content
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    unpacked = unpacking.decompress(content, _LARGEST_MAP)
    if unpacking.unconsumed_tail:
        raise KnowledgeError(f"the sitemap unpacks to more than {_LARGEST_MAP >> 20} MB")
    return unpacked
