"""The way of a request to a helpdesk: to an address that was checked, and within its time.

Built on the transport of ``requests``, below ``requests.Session``: redirects, cookies, proxies and
``.netrc`` do not exist here, so that no setting of the machine can lead a credential astray.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Event, Timer
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

from dragoman.adapter import NotSent

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of a host, the preferred first.

    Names, literals and the odd forms of ``inet_aton`` ("0x7f.1", "2130706433") all come out numeric.

    Raises:
        OSError: the name does not resolve.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Return whether a numeric address lies on the public internet, whatever it is wrapped in.

    IPv4 hides in several kinds of IPv6: mapped and NAT64 addresses are judged by what is in them, 6to4 and
    everything else outside of global unicast is not public (RFC 4291, 6052, 7526).
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip in _NAT64:
            ip = IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip not in _GLOBAL_UNICAST or ip.sixtofour:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def aimed_at(address: str, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    """Return the request aimed at a numeric address, the name kept in ``Host`` for server and TLS."""
    parts = urlsplit(str(prepared.url))
    literal = f"[{address}]" if ":" in address else address
    aimed = prepared.copy()
    aimed.url = parts._replace(netloc=f"{literal}:{parts.port}" if parts.port else literal).geturl()
    aimed.headers["Host"] = parts.netloc
    return aimed


@contextmanager
def cut_after(seconds: float, cut: Callable[[], object]) -> Iterator[None]:
    """Run the block with someone watching the clock, who cuts the connection when time is up.

    A socket's own time limit begins anew with every byte: a helpdesk that drips would hold us for ever.

    Raises:
        TimeoutError: the connection was cut. What the block read looks complete, but is not.
    """
    is_cut = Event()

    def cut_what_is_left() -> None:
        is_cut.set()
        try:
            cut()
        except (OSError, RuntimeError, ValueError):
            return  # the connection ended by itself in the same moment

    watch = Timer(seconds, cut_what_is_left)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
    if is_cut.is_set():
        raise TimeoutError


class OpenLine:
    """A connection that speaks anything but HTTP, to a numeric address that was checked.

    Attributes:
        socket: What is read from and written to.
    """

    def __init__(self, opened: socket.socket, host: str, authorities: str | None) -> None:
        self.socket = opened
        self._host = host
        self._authorities = authorities

    @classmethod
    def to(cls, address: str, port: int, host: str, seconds: float, authorities: str | None) -> "OpenLine":
        """Connect to an address.

        Args:
            address: Numeric.
            port: Its port.
            host: The name that TLS is proven against.
            seconds: Longest time to connect.
            authorities: PEM file with certificate authorities, or None for those of ``requests``.

        Raises:
            NotSent: there is no connection.
        """
        try:
            return cls(socket.create_connection((address, port), seconds), host, authorities)
        except OSError as error:
            raise NotSent(f"no connection to {host}: {_reason(error)}") from error

    def start_tls(self) -> None:
        """Go on under TLS.

        Raises:
            NotSent: the server does not prove its name.
        """
        context = ssl.create_default_context(cafile=self._authorities or DEFAULT_CA_BUNDLE_PATH)
        try:
            self.socket = context.wrap_socket(self.socket, server_hostname=self._host)
        except OSError as error:
            raise NotSent(f"no TLS with {self._host}: {_reason(error)}") from error

    def cut(self) -> None:
        """End it at once, also for who waits for an answer."""
        self.socket.shutdown(socket.SHUT_RDWR)

    def cut_if_open(self) -> None:
        """End it at once, unless it ended by itself in the same moment."""
        with suppress(OSError):
            self.cut()

    def close(self) -> None:
        """Close it."""
        self.socket.close()


class PinnedTransport(HTTPAdapter):
    """Connects to the numeric address in the URL and proves TLS against the name in ``Host``."""

    def deliver(
        self, aimed: requests.PreparedRequest, *, connect: float, total: float, authorities: str | None
    ) -> requests.Response:
        """Send a request that ``aimed_at`` made, and return the answer with its body still to be read.

        Args:
            aimed: The request.
            connect: Longest time to connect and agree on TLS, in seconds.
            total: Longest time until the head of the answer is there, in seconds.
            authorities: PEM file with certificate authorities, or None for those of ``requests``.

        Raises:
            NotSent: there is no connection, so nothing was sent.
            requests.RequestException, urllib3.exceptions.HTTPError, OSError: it broke later.
        """
        # requests passes a Timeout on as it is; its annotations know floats and pairs only.
        limits: Any = Timeout(connect=connect, total=total)
        return self.send(aimed, stream=True, timeout=limits, verify=authorities or True)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use the connections of this module."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[Any, Any]:
        """Name the server that must prove itself: the URL holds only a number."""
        host, tls = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            name = urlsplit(f"//{request.headers['Host']}").hostname
            return host, {**tls, "server_hostname": name}
        return host, tls


class _Punctual(HTTPConnection):
    """A connection that says so when it certainly did not open, and whose answer begins in time."""

    def connect(self) -> None:
        try:
            super().connect()
        except (HTTPError, OSError) as error:
            raise NotSent(f"no connection to the helpdesk: {_reason(error)}") from error

    def getresponse(self) -> Any:  # http.client and urllib3 disagree on the class
        with cut_after(float(self.timeout or 0), self._cut):
            return super().getresponse()

    def _cut(self) -> None:
        if self.sock:
            self.sock.shutdown(socket.SHUT_RD)


def _reason(error: BaseException) -> str:
    """Return why a connection failed, in the words of the system or of TLS where there are any."""
    root = error.__cause__ or error
    if isinstance(root, ssl.SSLCertVerificationError):
        return root.verify_message
    return getattr(root, "strerror", None) or type(root).__name__


class _PunctualTls(_Punctual, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Punctual


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _PunctualTls
