"""Where a Zendesk account is reached."""

import re

from dragoman.domain import Connection, DragomanError

_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*", re.IGNORECASE)


def base_url(connection: Connection) -> str:
    """Return the account's address, without a slash at its end: base_url, or that of its subdomain.

    Raises:
        DragomanError: the connection has neither.
    """
    return connection.settings.get("base_url", "").rstrip("/") or subdomain_url(connection)


def subdomain_url(connection: Connection) -> str:
    """Return the address of the connection's subdomain.

    Raises:
        DragomanError: it is missing, or no subdomain.
    """
    subdomain = connection.settings.get("subdomain", "")
    if not _SUBDOMAIN.fullmatch(subdomain):
        raise DragomanError(
            f"connection {connection.name} needs its subdomain: the first word of yourshop.zendesk.com"
        )
    return f"https://{subdomain}.zendesk.com"
