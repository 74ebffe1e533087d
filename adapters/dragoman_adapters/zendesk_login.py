"""How we prove to Zendesk who we are: OAuth, or an API token while Zendesk still takes them.

https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/ - API tokens stop
working on 30 April 2027.
"""

import threading
from collections.abc import Mapping
from typing import Any, Protocol

from dragoman.adapter import HelpdeskHttp, NotSent, Refused, Response
from dragoman.domain import Connection, DragomanError

UNAUTHORIZED = 401


class Login(Protocol):
    """Sends requests to Zendesk in our name."""

    def request(
        self, method: str, url: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Response:
        """Send one request; raises what ``HelpdeskHttp.request`` raises."""
        ...


class ClientCredentials:
    """OAuth's client credentials grant: we are the user who owns the OAuth client.

    A token is kept until Zendesk no longer takes it: its 401 is the one sign of expiry that is never
    wrong, and costs nothing, because a request that is refused has no effect.
    """

    def __init__(self, http: HelpdeskHttp, base: str, client_id: str, secret: str, scopes: str) -> None:
        self._http = http
        self._url = f"{base}/oauth/tokens"
        self._grant = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": secret,
            "scope": scopes,
        }
        self._token: str | None = None
        self._renewing = threading.Lock()

    def request(
        self, method: str, url: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Response:
        """Send one request; if the token has expired, once more with a fresh one."""
        kept = self._token
        if kept is not None:
            try:
                return self._bearing(kept, method, url, json, params)
            except Refused as error:
                if error.status != UNAUTHORIZED:
                    raise
        return self._bearing(self._renewed(kept), method, url, json, params)

    def _bearing(
        self, token: str, method: str, url: str, json: Any, params: Mapping[str, str] | None
    ) -> Response:
        headers = {"Authorization": f"Bearer {token}"}
        return self._http.request(method, url, json=json, params=params, headers=headers)

    def _renewed(self, refused: str | None) -> str:
        """Return a token other than the one that was refused; of several threads one fetches it."""
        with self._renewing:
            if self._token is None or self._token == refused:
                self._token = self._granted()
            return self._token

    def _granted(self) -> str:
        answer = self._http.request("POST", self._url, json=self._grant).json
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token:
            raise NotSent("Zendesk answered without an access_token")
        return token


class ApiToken:
    """Legacy: HTTP Basic with ``{email}/token`` and an API token."""

    def __init__(self, http: HelpdeskHttp, email: str, token: str) -> None:
        self._http = http
        self._auth = (f"{email}/token", token)

    def request(
        self, method: str, url: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Response:
        """Send one request."""
        return self._http.request(method, url, json=json, params=params, auth=self._auth)


def login(connection: Connection, http: HelpdeskHttp, base: str, scopes: str) -> Login:
    """Return the login that the connection is configured for, OAuth if it is configured for both.

    Raises:
        DragomanError: neither is complete.
    """
    settings, credentials = connection.settings, connection.credentials
    if settings.get("client_id") and "client_secret" in credentials:
        return ClientCredentials(
            http, base, settings["client_id"], credentials["client_secret"].reveal(), scopes
        )
    if settings.get("email") and "api_token" in credentials:
        return ApiToken(http, settings["email"], credentials["api_token"].reveal())
    raise DragomanError(
        f"connection {connection.name} cannot log in: give it client_id and client_secret (OAuth), "
        "or email and api_token (legacy)"
    )
