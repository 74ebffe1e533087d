"""Shopify's Admin API: what is asked of it, and how GraphQL says no.

https://shopify.dev/docs/api/usage/limits
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.adapter import HelpdeskHttp, NotSent, OutcomeUnknown, Refused
from dragoman.domain import Secret
from dragoman_adapters.shopify_login import AppLogin

VERSION = "2026-10"
_UNAUTHORIZED = 401
_LONGEST_WAIT = 60.0


class Admin:
    """Asks the shop in the name of the app.

    Args:
        http: The session.
        base: Address of the shop.
        login: What gives tokens.
    """

    def __init__(self, http: HelpdeskHttp, base: str, login: AppLogin) -> None:
        self._http = http
        self._base = base
        self._login = login

    def ask(self, document: str, variables: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Send a GraphQL document and return its data.

        Raises:
            NotSent: the shop's allowance is used up; it says for how long.
            Refused: the app may not, or what was asked for is wrong.
            OutcomeUnknown: the answer is not as documented, besides the session's reasons.
        """
        asked = {"query": document, "variables": dict(variables or {})}
        token = self._login.token()
        try:
            return _data_of(self._send(token, asked))
        except Refused as error:
            if error.status != _UNAUTHORIZED:
                raise
        return _data_of(self._send(self._login.token(refused=token), asked))

    def _send(self, token: Secret, asked: Mapping[str, Any]) -> Any:
        return self._http.request(
            "POST",
            f"{self._base}/admin/api/{VERSION}/graphql.json",
            json=asked,
            headers={"X-Shopify-Access-Token": token.reveal()},
        ).json


def _data_of(answer: Any) -> Mapping[str, Any]:
    """Return the data of an answer; GraphQL says no with HTTP 200."""
    if not isinstance(answer, dict):
        raise OutcomeUnknown("Shopify's answer is not as documented")
    errors = answer.get("errors")
    if errors:
        _refuse(errors if isinstance(errors, list) else [errors], answer)
    data = answer.get("data")
    if not isinstance(data, dict):
        raise OutcomeUnknown("Shopify's answer is not as documented")
    for result in data.values():
        complaints = result.get("userErrors") if isinstance(result, dict) else None
        if complaints:
            raise Refused(f"Shopify: {_message(complaints[0])}")
    return data


def _refuse(errors: Sequence[Any], answer: Mapping[str, Any]) -> None:
    codes = {_code(error) for error in errors}
    if "THROTTLED" in codes:
        raise NotSent("Shopify's allowance is used up", _wait(answer))
    if "ACCESS_DENIED" in codes:
        raise Refused(
            f"Shopify: {_message(errors[0])} - give the app the scope in shopify.app.toml, deploy it, and "
            "let the shop accept it"
        )
    raise Refused(f"Shopify: {_message(errors[0])}")


def _code(error: Any) -> str:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    return str(extensions.get("code", "")) if isinstance(extensions, dict) else ""


def _message(error: Any) -> str:
    """Return the first line of an error; errors name fields and scopes, never people."""
    text = error.get("message", "") if isinstance(error, dict) else error
    return str(text).strip().partition("\n")[0][:200] or "an error without a message"


def _wait(answer: Mapping[str, Any]) -> float:
    """Return the seconds until the bucket holds what the request costs."""
    try:
        cost = answer["extensions"]["cost"]
        status = cost["throttleStatus"]
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return min(_LONGEST_WAIT, max(1.0, missing / float(status["restoreRate"])))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 1.0
