"""How we log in to a mailbox: with a password, or with what an authorization server grants (XOAUTH2).

Google and Microsoft take no passwords of mailboxes any more. Either grants tokens for a refresh token that a
person once agreed to; Microsoft 365 also to a program that an administrator let into the mailbox.

https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

import imaplib
import smtplib
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from dragoman.adapter import Field, HelpdeskHttp, NotSent, OutcomeUnknown, Refused
from dragoman.domain import Connection, DragomanError, Secret
from dragoman.grants import Grant, HelpdeskGrants
from dragoman_adapters.oauth import grant_of

FIELDS = (
    Field("password", "Password of the mailbox, or one for programs", secret=True, required=False),
    Field("username", "Name to log in with, if it is not the address", required=False),
    Field("token_url", "OAuth, where passwords are not taken: address that grants tokens", required=False),
    Field("client_id", "OAuth: id of the app", required=False),
    Field("client_secret", "OAuth: secret of the app", secret=True, required=False),
    Field(
        "refresh_token",
        "OAuth: refresh token; without one the app itself logs in",
        secret=True,
        required=False,
    ),
    Field("scope", "OAuth: scope, if the provider's usual one is not meant", required=False),
)

SETUP = (
    "Google Workspace and Gmail: make an OAuth client (kind Desktop app) in a project of Google Cloud, let "
    "the mailbox's owner agree to the scope https://mail.google.com/ (offline access), and give the refresh "
    "token with token_url=https://oauth2.googleapis.com/token.",
    "Microsoft 365: register an app in Microsoft Entra with the application permissions IMAP.AccessAsApp and "
    "SMTP.SendAsApp of Office 365 Exchange Online, let an administrator consent, make it known to Exchange "
    "(New-ServicePrincipal) and give it the mailbox (Add-MailboxPermission). Give its id and secret with "
    "token_url=https://login.microsoftonline.com/TENANT/oauth2/v2.0/token.",
)

# What an app asks Microsoft for, whose scopes are consented to beforehand.
_SCOPES: Mapping[str, str] = {"login.microsoftonline.com": "https://outlook.office365.com/.default"}


class Login(Protocol):
    """Logs in over a line that is already under TLS."""

    def read(self, imap: imaplib.IMAP4) -> None:
        """Log in to read mails; raises ``imaplib.IMAP4.error`` where it is refused."""
        ...

    def send(self, smtp: smtplib.SMTP) -> None:
        """Log in to send mails; raises ``smtplib.SMTPAuthenticationError`` where it is refused."""
        ...


class Password:
    """A name and a password."""

    def __init__(self, username: str, password: Secret) -> None:
        self._username = username
        self._password = password

    def read(self, imap: imaplib.IMAP4) -> None:
        """Log in to read mails."""
        imap.login(self._username, self._password.reveal())

    def send(self, smtp: smtplib.SMTP) -> None:
        """Log in to send mails."""
        smtp.login(self._username, self._password.reveal())


class Token:
    """A name, and a token that is fetched anew when it is nearly over, or when it is refused."""

    def __init__(self, username: str, source: "TokenSource") -> None:
        self._username = username
        self._source = source

    def read(self, imap: imaplib.IMAP4) -> None:
        """Log in to read mails."""

        def attempt(said: bytes) -> None:
            # A server that refuses says why, and waits for an empty answer before it says no.
            answers = iter((said, b""))
            imap.authenticate("XOAUTH2", lambda _: next(answers, b""))

        try:
            attempt(self._said(token := self._source.token()))
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            attempt(self._said(self._source.token(refused=token)))

    def send(self, smtp: smtplib.SMTP) -> None:
        """Log in to send mails."""

        def attempt(said: bytes) -> None:
            smtp.auth("XOAUTH2", lambda challenge=None: said.decode() if challenge is None else "")

        smtp.ehlo_or_helo_if_needed()
        try:
            attempt(self._said(token := self._source.token()))
        except smtplib.SMTPAuthenticationError:
            attempt(self._said(self._source.token(refused=token)))

    def _said(self, token: Secret) -> bytes:
        return f"user={self._username}\x01auth=Bearer {token.reveal()}\x01\x01".encode()


class TokenSource:
    """Fetches tokens; the session keeps them, and the refresh token that may come with each."""

    def __init__(self, connection: Connection, http: HelpdeskHttp) -> None:
        settings, credentials = connection.settings, connection.credentials
        self._http = http
        self._url = settings["token_url"]
        self._host = urlsplit(self._url).hostname or self._url
        self._client = {"client_id": settings.get("client_id", "")}
        if "client_secret" in credentials:
            self._client["client_secret"] = credentials["client_secret"].reveal()
        scope = settings.get("scope") or _SCOPES.get(self._host)
        self._refresh = credentials.get("refresh_token")
        self._scope = {"scope": scope} if scope and (settings.get("scope") or not self._refresh) else {}
        given = self._refresh or credentials.get("client_secret")
        if not given or not self._client["client_id"]:
            raise DragomanError(
                f"connection {connection.name} cannot log in: besides token_url give it client_id, and "
                "client_secret or refresh_token or both"
            )
        self._origin = given

    def token(self, refused: Secret | None = None) -> Secret:
        """Return a token other than the one that was refused.

        Raises:
            NotSent: the authorization server gave no answer.
            Refused: it grants none.
        """
        if not isinstance(self._http, HelpdeskGrants):
            raise Refused("tokens need a session that keeps them")
        return self._http.access(self._origin, self._granted, refused)

    def _granted(self, renewal: Secret | None) -> Grant:
        refresh = renewal or self._refresh
        wanted = {"grant_type": "client_credentials"}
        if self._refresh is not None and refresh is not None:
            wanted = {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}
        form = {**wanted, **self._client, **self._scope}
        try:
            return grant_of(self._http.request("POST", self._url, form=form).json, self._host)
        except OutcomeUnknown as error:
            raise NotSent(f"{self._host} granted no token: {error}") from error
        except Refused as error:
            raise Refused(
                f"{self._host} grants no token ({error.status}): check token_url, client_id, client_secret "
                "and scope; where there is a refresh_token, let the mailbox's owner agree once more and give "
                "the new one",
                error.status,
            ) from error


def login_of(connection: Connection, http: HelpdeskHttp, username: str) -> tuple[Login, Secret]:
    """Return how a connection logs in, and what it proves itself with.

    Raises:
        DragomanError: neither a password nor an app is given.
    """
    credentials = connection.credentials
    if connection.settings.get("token_url"):
        source = TokenSource(connection, http)
        return Token(username, source), credentials.get("client_secret") or credentials["refresh_token"]
    if "password" in credentials:
        return Password(username, credentials["password"]), credentials["password"]
    raise DragomanError(
        f"connection {connection.name} cannot log in: give it password, or token_url and client_id (OAuth)"
    )
