"""How the app logs in to the shop's Admin API.

An app of the shop's own organisation gives its secret and gets a token (client credentials). Any other app is
opened in the shop's admin once, exchanges what that proves for a token that lives an hour, and from then on
each refresh token for the next; one that is not used for ninety days is over.

https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/token-exchange
https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from dragoman.adapter import HelpdeskHttp, OutcomeUnknown, Refused
from dragoman.domain import Secret
from dragoman.grants import Grant, HelpdeskGrants
from dragoman_adapters.oauth import grant_of

_EXCHANGE = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
    "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
    "expiring": "1",
}
_BAD_REQUEST, _UNAUTHORIZED = 400, 401


class AppLogin(Protocol):
    """Gives access tokens."""

    def token(self, refused: Secret | None = None) -> Secret:
        """Return a token other than the one that was refused."""
        ...


class App:
    """What the app is to Shopify, and where its tokens are granted.

    Args:
        http: The session.
        base: Address of the shop.
        client_id: Shopify's id of the app.
        secrets: The app's client secrets, the newest first: requests are made with that one.
    """

    def __init__(self, http: HelpdeskHttp, base: str, client_id: str, secrets: Sequence[Secret]) -> None:
        self._http = http
        self._url = f"{base}/admin/oauth/access_token"
        self._client_id = client_id
        self._secrets = secrets
        self.place = Secret(f"{base} {client_id}")

    def grant(self, asked: Mapping[str, str]) -> Any:
        """Ask for a grant and return what was answered."""
        secret = self._secrets[0].reveal() if self._secrets else ""
        client = {"client_id": self._client_id, "client_secret": secret}
        return self._http.request("POST", self._url, json={**client, **asked}).json


class ClientCredentials:
    """A token is kept until Shopify no longer takes it: a request that is refused has no effect."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._token: Secret | None = None

    def token(self, refused: Secret | None = None) -> Secret:
        """Return a token.

        Raises:
            Refused: Shopify does not know the app, its secret, or its stay in this shop.
            OutcomeUnknown: the answer is not as documented.
        """
        if self._token is None or self._token == refused:
            answer = self._app.grant({"grant_type": "client_credentials"})
            token = answer.get("access_token") if isinstance(answer, dict) else None
            if not isinstance(token, str) or not token:
                raise OutcomeUnknown("Shopify answered without an access_token")
            self._token = Secret(token)
        return self._token


class Exchanged:
    """Tokens that came of opening the app in the shop's admin; the session keeps them.

    A client secret that rotates leaves them good: only where they are asked for is the secret given.
    """

    def __init__(self, app: App, http: HelpdeskHttp) -> None:
        self._app = app
        self._http = http

    def exchange(self, session: str) -> None:
        """Take what the admin's session is exchanged for.

        Raises:
            Refused: Shopify does not grant it.
        """
        answer = self._app.grant({**_EXCHANGE, "subject_token": session})
        self._kept.keep(self._app.place, grant_of(answer, "Shopify"))

    def token(self, refused: Secret | None = None) -> Secret:
        """Return a token.

        Raises:
            Refused: the app has to be opened in the shop's admin (once more).
        """
        return self._kept.access(self._app.place, self._renewed, refused)

    def _renewed(self, renewal: Secret | None) -> Grant:
        if renewal is None:
            raise Refused("open the app once in the shop's admin, under Apps: that lets it in")
        asked = {"grant_type": "refresh_token", "refresh_token": renewal.reveal()}
        try:
            return grant_of(self._app.grant(asked), "Shopify")
        except Refused as error:
            if error.status not in {_BAD_REQUEST, _UNAUTHORIZED}:
                raise
            raise Refused(
                "Shopify no longer lets the app in: check its newest client secret, and open the app in the "
                "shop's admin once more",
                error.status,
            ) from error

    @property
    def _kept(self) -> HelpdeskGrants:
        if not isinstance(self._http, HelpdeskGrants):
            raise Refused("tokens that are exchanged need a session that keeps them")
        return self._http
