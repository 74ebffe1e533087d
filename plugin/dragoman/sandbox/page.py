"""The live page of the built-in helpdesk: the shop's chat on one side, the agent's desk on the other.

There is no login, so the page is for this machine alone: requests must come from it and name it, and what
changes something must come from the page itself.
"""

from collections.abc import Sequence
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import Forbidden, NotFound

from dragoman.domain import Author, Visibility
from dragoman.sandbox.api import body_as
from dragoman.sandbox.desk import LONGEST_TEXT, DeskConversation, DeskMessage, SandboxDesk
from dragoman.sandbox.webhooks import WebhookSender
from dragoman.wording import Wording

SHOP = "Casa Lume"
OWN_HOSTS = {"127.0.0.1", "::1", "localhost"}
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# What people write, not texts of ours: each stays in its language whatever the page's is.
SHOPPERS = {
    "pt-BR": ("Ana Souza", "João Lima", "Beatriz Rocha", "Caio Mendes"),
    "en": ("Emma Clarke", "Noah Reed", "Grace Hall", "Owen Price"),
}
SHOPPER_EXAMPLES = {
    "pt-BR": (
        "Oi! Meu pedido #48213 ainda não chegou. Podem verificar?",
        "Comprei 2 luminárias por R$ 349,90 e uma veio quebrada. Quero trocar.",
        "O cupom VERAO15 não funciona em https://casalume.example/ofertas",
        "Em quantos dias posso devolver uma luminária?",
        "Onde está o meu pedido #48213? Meu e-mail é ana@example.com.",
    ),
    "en": (
        "Hi! My order #48213 has not arrived yet. Could you check?",
        "One of the 2 lamps arrived broken. I would like to exchange it.",
    ),
}
AGENT_EXAMPLES = (
    "I am sorry about the delay. Your order #48213 left today and arrives by Friday.",
    "We will send you a new lamp at no cost. Please send a photo to care@casalume.example.",
    "The coupon VERAO15 is valid until December 20. Please try again.",
)


class PostSchema(Schema):
    """What a person on the page writes."""

    author = fields.Enum(Author, by_value=True, required=True, validate=validate.NoneOf([Author.BOT]))
    visibility = fields.Enum(Visibility, by_value=True, load_default=Visibility.PUBLIC)
    text = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TEXT))


class OpenSchema(Schema):
    """Which shopper begins a conversation."""

    language = fields.String(required=True, validate=validate.OneOf(SHOPPERS))


class Page:
    """The routes and what they need."""

    def __init__(self, desk: SandboxDesk, webhooks: WebhookSender) -> None:
        self._desk = desk
        self._webhooks = webhooks

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        blueprint = Blueprint("page", __name__)
        blueprint.before_request(_only_this_machine)
        blueprint.after_request(_harden)
        blueprint.add_url_rule("/", "page", self._page)
        blueprint.add_url_rule("/page/state", "state", self._state)
        messages = "/page/conversations/<conversation>/messages"
        for rule, view in (
            ("/page/conversations", self._open),
            (messages, self._post),
            (f"{messages}/<message>/deliver", self._deliver),
        ):
            blueprint.add_url_rule(rule, view.__name__.strip("_"), view, methods=["POST"])
        return blueprint

    def _page(self) -> ResponseReturnValue:
        language = request.args.get("shopper", "")
        language = language if language in SHOPPERS else next(iter(SHOPPERS))
        agent, shopper = Wording(request.args.get("locale", "en")), Wording(language)
        return render_template(
            "sandbox/page.html",
            _=agent.text,
            agent_locale=agent.locale,
            shop_text=shopper.text,
            shopper_locale=shopper.locale,
            shopper_language=language,
            shop=SHOP,
            shopper_examples=SHOPPER_EXAMPLES[language],
            agent_examples=AGENT_EXAMPLES,
            longest_text=LONGEST_TEXT,
        )

    def _state(self) -> ResponseReturnValue:
        """Everything the page shows; 304 while nothing changes."""
        wording = Wording(request.args.get("locale", "en"))
        conversations = self._desk.conversations()
        open_now = request.args.get("conversation")
        response = jsonify(
            conversations=[self._summary(one, wording) for one in reversed(conversations)],
            messages=[self._shown(one) for one in self._messages_of(open_now, conversations)],
        )
        response.add_etag()
        return response.make_conditional(request)

    def _messages_of(
        self, conversation: str | None, known: Sequence[DeskConversation]
    ) -> Sequence[DeskMessage]:
        """Return the messages of a conversation; of one that was forgotten, none."""
        if conversation is None or all(one.id != conversation for one in known):
            return ()
        return self._desk.messages(conversation)

    def _summary(self, conversation: DeskConversation, wording: Wording) -> dict[str, Any]:
        messages = self._desk.messages(conversation.id)
        said = [one for one in messages if one.visibility is Visibility.PUBLIC]
        return {
            "id": conversation.id,
            "name": conversation.shopper.name,
            "language": conversation.language,
            "language_name": wording.language(conversation.language) if conversation.language else None,
            "last": said[-1].text[:120] if said else "",
            "updated_at": messages[-1].created_at if messages else conversation.opened_at,
            "count": len(messages),
        }

    def _shown(self, message: DeskMessage) -> dict[str, Any]:
        return {
            "id": message.id,
            "author": message.author.type.value,
            "name": message.author.name,
            "public": message.visibility is Visibility.PUBLIC,
            "text": message.text,
            "created_at": message.created_at,
            "delivery": self._webhooks.state(message.id).value,
        }

    def _open(self) -> ResponseReturnValue:
        language = body_as(OpenSchema())["language"]
        names = SHOPPERS[language]
        name = names[len(self._desk.conversations()) % len(names)]
        return self._desk.open(name, language).to_json(), HTTPStatus.CREATED

    def _post(self, conversation: str) -> ResponseReturnValue:
        written = body_as(PostSchema())
        message = self._desk.post(
            conversation, written["author"], written["text"], visibility=written["visibility"]
        )
        return self._shown(message), HTTPStatus.CREATED

    def _deliver(self, conversation: str, message: str) -> ResponseReturnValue:
        """Deliver the webhook of a message once more."""
        for one in self._desk.messages(conversation):
            if one.id == message:
                self._webhooks.send(self._desk.conversation(conversation), one)
                return self._shown(one)
        raise NotFound(f"there is no message {message} in this conversation")


def _only_this_machine() -> None:
    """Let in what comes from this machine, and write only what comes from the page.

    The name in ``Host`` is checked because a foreign site can make its own name resolve to this machine.
    """
    host = urlsplit(f"//{request.host}").hostname
    if host not in OWN_HOSTS or not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104
        raise Forbidden("the demo's page is for the machine it runs on: open http://127.0.0.1 there")
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if request.method == "POST" and (
        foreign or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    ):
        raise Forbidden("another site may not write here")


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
