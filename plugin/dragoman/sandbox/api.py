"""The API of the built-in helpdesk, for integrations and for tests: a bearer token, JSON in and out."""

import hmac
import threading
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from marshmallow import RAISE, Schema, ValidationError, fields, validate
from werkzeug.exceptions import GatewayTimeout, HTTPException, Unauthorized, default_exceptions

from dragoman.domain import Author, Visibility
from dragoman.sandbox.desk import LONGEST_TEXT, DeskMessage, SandboxDesk
from dragoman.sandbox.faults import FaultPlan, Faults, FaultsSchema

PAGE = 100


class AuthorSchema(Schema):
    """Who posts: an integration ("bot"), unless a test plays a person."""

    type = fields.Enum(Author, by_value=True, load_default=Author.BOT)


class NewMessageSchema(Schema):
    """A message to be stored."""

    text = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TEXT))
    visibility = fields.Enum(Visibility, by_value=True, load_default=Visibility.PUBLIC)
    author = fields.Nested(AuthorSchema, load_default={"type": Author.BOT})
    metadata = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)
    language = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=35))


class ShopperSchema(Schema):
    """Who begins a conversation."""

    id = fields.String(validate=validate.Regexp(r"[0-9A-Za-z-]{1,64}\Z"), load_default=None)
    name = fields.String(required=True, validate=validate.Length(min=1, max=80))
    locale = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=35))


class NewConversationSchema(Schema):
    """A conversation to be opened."""

    shopper = fields.Nested(ShopperSchema, required=True)


class ListSchema(Schema):
    """Which messages of a conversation to give."""

    after = fields.String(load_default=None)
    since = fields.Float(load_default=0.0)


def body_as(schema: Schema) -> dict[str, Any]:
    """Read the request's body.

    Raises:
        ValidationError: it is not what the schema says.
    """
    try:
        content = request.get_json()
    except RecursionError as error:
        raise ValidationError("nested too deeply") from error
    if not isinstance(content, dict):
        raise ValidationError("not an object")
    loaded: dict[str, Any] = schema.load(content, unknown=RAISE)
    return loaded


class Api:
    """The routes and what they need."""

    def __init__(self, desk: SandboxDesk, faults: FaultPlan, token: str, closing: threading.Event) -> None:
        self._desk = desk
        self._faults = faults
        self._token = token.encode()
        self._closing = closing

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        blueprint = Blueprint("api", __name__, url_prefix="/api")
        blueprint.before_request(self._authenticate)
        for rule, view, method in (
            ("/account", self._account, "GET"),
            ("/conversations", self._list_conversations, "GET"),
            ("/conversations", self._open_conversation, "POST"),
            ("/conversations/<conversation>/messages", self._list_messages, "GET"),
            ("/conversations/<conversation>/messages", self._post_message, "POST"),
            ("/faults", self._get_faults, "GET"),
            ("/faults", self._put_faults, "PUT"),
        ):
            blueprint.add_url_rule(rule, view.__name__.strip("_"), view, methods=[method])
        return blueprint

    def _authenticate(self) -> None:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, b"Bearer " + self._token):
            raise Unauthorized("the API wants its token: Authorization: Bearer …")

    def _account(self) -> ResponseReturnValue:
        return {"name": "Dragoman's built-in helpdesk"}

    def _list_conversations(self) -> ResponseReturnValue:
        return {"conversations": [one.to_json() for one in self._desk.conversations()]}

    def _open_conversation(self) -> ResponseReturnValue:
        shopper = body_as(NewConversationSchema())["shopper"]
        conversation = self._desk.open(shopper["name"], shopper["locale"], shopper["id"])
        return conversation.to_json(), HTTPStatus.CREATED

    def _list_messages(self, conversation: str) -> ResponseReturnValue:
        wanted = ListSchema().load(request.args)
        messages = [one for one in self._desk.messages(conversation) if one.created_at >= wanted["since"]]
        ids = [one.id for one in messages]
        start = ids.index(wanted["after"]) + 1 if wanted["after"] in ids else 0
        page = messages[start : start + PAGE]
        more = start + PAGE < len(messages)
        return {"messages": [one.to_json() for one in page], "next": page[-1].id if more else None}

    def _post_message(self, conversation: str) -> ResponseReturnValue:
        message = body_as(NewMessageSchema())
        self._desk.conversation(conversation)
        faults = self._faults.next() if message["author"]["type"] is Author.BOT else Faults()
        if faults.fail:
            return _failure(faults)
        if faults.late:
            return self._post_late(conversation, message, faults)
        self._closing.wait(faults.slow / 2)
        posted = self._post(conversation, message)
        self._closing.wait(faults.slow / 2)
        return posted.to_json(), HTTPStatus.CREATED

    def _post(self, conversation: str, message: dict[str, Any]) -> DeskMessage:
        return self._desk.post(
            conversation,
            message["author"]["type"],
            message["text"],
            visibility=message["visibility"],
            metadata=message["metadata"],
            language=message["language"],
        )

    def _post_late(self, conversation: str, message: dict[str, Any], faults: Faults) -> ResponseReturnValue:
        def land() -> None:
            if not self._closing.wait(faults.late):
                self._post(conversation, message)

        threading.Thread(target=land, name="sandbox-late", daemon=True).start()
        self._closing.wait(faults.hold)
        raise GatewayTimeout("no answer in time; the message may land later")

    def _get_faults(self) -> ResponseReturnValue:
        return self._faults.faults.to_json()

    def _put_faults(self) -> ResponseReturnValue:
        self._faults.set(Faults(**body_as(FaultsSchema())))
        return self._faults.faults.to_json()


def _failure(faults: Faults) -> ResponseReturnValue:
    known = default_exceptions.get(faults.fail)
    title = known().name if known else "Failure"
    headers = {} if faults.retry_after is None else {"Retry-After": str(faults.retry_after)}
    return (
        {"title": title, "status": faults.fail, "detail": "this failure was asked for"},
        faults.fail,
        headers,
    )


def problem(error: HTTPException) -> ResponseReturnValue:
    """Return an error as problem details (RFC 9457)."""
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    content = {"title": error.name, "status": status, "detail": error.description}
    return content, status, {"Content-Type": "application/problem+json"}
