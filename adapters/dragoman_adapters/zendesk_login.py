"""How we prove to Zendesk who we are: OAuth, or an API token while Zendesk still takes them.

https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/ - API tokens stop
working on 30 April 2027.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Protocol

from dragoman.adapter import HelpdeskHttp, Refused, Response
from dragoman.domain import Connection, DragomanError, Secret
from dragoman.grants import Grant, HelpdeskGrants
from dragoman_adapters.oauth import grant_of

UNAUTHORIZED = 401


class Login(Protocol):
    """Sends requests to Zendesk in our name."""

    def request(
        self, method: str, url: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Response:
        """Send one request; raises what ``HelpdeskHttp.request`` raises."""
        ...


class _Bearer(ABC):
    """Requests bear a token, until Zendesk no longer takes it.

    Its 401 is the one sign of the end that is never wrong, and costs nothing, because a request that is
    refused has no effect.
    """

    def __init__(self, http: HelpdeskHttp) -> None:
        self._http = http

    def request(
        self, method: str, url: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Response:
        """Send one request; if the token is over, once more with a fresh one."""
        token = self._token(None)
        try:
            return self._bearing(token, method, url, json, params)
        except Refused as error:
            if error.status != UNAUTHORIZED:
                raise
        return self._bearing(self._token(token), method, url, json, params)

    @abstractmethod
    def _token(self, refused: Secret | None) -> Secret:
        """Return a token other than the one that was refused; of several threads one fetches it."""

    def _bearing(
        self, token: Secret, method: str, url: str, json: Any, params: Mapping[str, str] | None
    ) -> Response:
        headers = {"Authorization": f"Bearer {token.reveal()}"}
        return self._http.request(method, url, json=json, params=params, headers=headers)


class ClientCredentials(_Bearer):
    """OAuth's client credentials grant: we are the user who owns the OAuth client."""

    def __init__(self, http: HelpdeskHttp, base: str, client: Mapping[str, str], scopes: str) -> None:
        super().__init__(http)
        self._url = f"{base}/oauth/tokens"
        self._grant = {"grant_type": "client_credentials", **client, "scope": scopes}
        self._kept: Secret | None = None
        self._renewing = threading.Lock()

    def _token(self, refused: Secret | None) -> Secret:
        with self._renewing:
            if self._kept is None or self._kept == refused:
                answer = self._http.request("POST", self._url, json=self._grant).json
                self._kept = grant_of(answer, "Zendesk").access
            return self._kept


class RefreshToken(_Bearer):
    """OAuth's refresh token grant: we are the user who once let the OAuth client in.

    Each renewal ends both tokens before it, so that the session keeps the new ones, and one process renews.
    """

    def __init__(self, http: HelpdeskHttp, base: str, client: Mapping[str, str], first: Secret) -> None:
        super().__init__(http)
        self._url = f"{base}/oauth/tokens"
        self._client = client
        self._first = first

    def _token(self, refused: Secret | None) -> Secret:
        if not isinstance(self._http, HelpdeskGrants):
            raise Refused("refresh tokens need a session that keeps them")
        return self._http.access(self._first, self._renewed, refused)

    def _renewed(self, renewal: Secret | None) -> Grant:
        wanted = {"grant_type": "refresh_token", "refresh_token": (renewal or self._first).reveal()}
        try:
            answer = self._http.request("POST", self._url, json={**wanted, **self._client}).json
        except Refused as error:
            raise Refused(
                f"Zendesk takes the refresh token no longer ({error.status}): let the OAuth client in once "
                "more, and give the new one with --replace --secret refresh_token=-",
                error.status,
            ) from error
        return grant_of(answer, "Zendesk")


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
        client = {
            "client_id": settings["client_id"],
            "client_secret": credentials["client_secret"].reveal(),
        }
        if "refresh_token" in credentials:
            return RefreshToken(http, base, client, credentials["refresh_token"])
        return ClientCredentials(http, base, client, scopes)
    if settings.get("email") and "api_token" in credentials:
        return ApiToken(http, settings["email"], credentials["api_token"].reveal())
    raise DragomanError(
        f"connection {connection.name} cannot log in: give it client_id and client_secret (OAuth), "
        "or email and api_token (legacy)"
    )
