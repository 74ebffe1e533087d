"""A conversation that plays itself: every step goes over HTTP, as with a helpdesk of another maker."""

import secrets
import textwrap
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
import requests

from dragoman.cli.demo_servers import CONNECTION, STORE, DemoServers
from dragoman.domain import UNDETERMINED, DragomanError, Visibility
from dragoman.pipeline.marker import draft_command
from dragoman.storage.events import FINAL, EventState
from dragoman.wording import Wording

_WAIT_SECONDS = 60.0
_LOOK_SECONDS = 0.01
_REQUEST_SECONDS = 30
_LABEL = 14

_FIRST_SAY = (
    "Olá! Fiz o pedido #48213 na semana passada e paguei R$ 129,90.\n"
    "O pacote ainda não chegou. O código de rastreamento é BR48213: https://rastreio.example/BR48213\n"
    "Vocês podem verificar, por favor?"
)
_FIRST_ANSWER = (
    "Sorry for the delay. Your order #48213 left our warehouse yesterday and will arrive on Friday. "
    "You can track the delivery at https://rastreio.example/BR48213. "
    "We refunded the shipping costs of R$ 12,50."
)
_DRAFT_ABOUT = "What the shop knows answers this, so the agent asks for a draft:"
_ANY_ANSWER = "Thank you for your message. We will check this and write to you again tomorrow."
_THINGS = ("A cadeira azul", "A mochila verde", "A bicicleta", "A mesa de madeira", "A câmera")
_FAULTS = (
    "chegou quebrada",
    "veio sem o manual",
    "é menor do que eu esperava",
    "não é da cor que eu escolhi",
)
_WISHES = ("Posso devolver?", "Quero meu dinheiro de volta.", "Vocês podem enviar outra?")


_DRAFTED = (
    "Onde está o meu pedido #48213? Meu e-mail é ana@example.com.",
    "Em quantos dias posso devolver uma luminária?",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a shopper writes and an agent answers; without an answer, a draft is asked for and sent."""

    say: str
    answer: str | None
    about: str = ""


def exchanges(say: str | None, answer: str | None) -> tuple[Exchange, ...]:
    """Return what is played: what was asked for, or two exchanges of which nobody has seen the second."""
    if say is not None or answer is not None:
        return (Exchange(say or _FIRST_SAY, answer or (_FIRST_ANSWER if say is None else _ANY_ANSWER)),)
    number = 10_000 + secrets.randbelow(90_000)
    price = f"R$ {20 + secrets.randbelow(400)},{secrets.randbelow(10)}0"
    new = f"{secrets.choice(_THINGS)} do pedido #{number} {secrets.choice(_FAULTS)}. Paguei {price}."
    reply = f"I apologize for the problem with order #{number}. Today we refunded {price}."
    return (
        Exchange(_FIRST_SAY, _FIRST_ANSWER),
        Exchange(
            f"{new} {secrets.choice(_WISHES)}",
            reply,
            "And now words put together at random, a moment ago:",
        ),
        *(Exchange(say, None, _DRAFT_ABOUT) for say in _DRAFTED),
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """What Dragoman wrote because of a message, and how many milliseconds after it."""

    visibility: str
    text: str
    milliseconds: float


class Player:
    """Plays the shopper and the agent at the built-in helpdesk, and shows what each of them sees."""

    def __init__(self, servers: DemoServers) -> None:
        self._servers = servers
        self._wording = Wording(STORE.locale)

    def play(self, played: Sequence[Exchange]) -> None:
        """Play a conversation.

        Raises:
            DragomanError: a message was not worked on; the text says why.
        """
        shopper = {"name": "Ana Souza"}
        chat = self._desk("POST", "conversations", {"shopper": shopper})["id"]
        for exchange in played:
            if exchange.about:
                click.echo(f"\n{exchange.about}")
            self._from_shopper(chat, exchange.say)
            if exchange.answer is None:
                self._drafted(chat)
            else:
                self._from_agent(chat, exchange.answer)

    def _from_shopper(self, chat: str, text: str) -> None:
        _show("shopper", text)
        arrived = self._post(chat, "shopper", Visibility.PUBLIC, text)
        message = self._last_message(chat)
        found = message["report"]["detection"]
        name = self._wording.language(found["language"])
        tag = "" if found["language"] == UNDETERMINED else f" ({found['language']})"
        _show("language", f"{name}{tag}, confidence {found['confidence']:.2f}")
        self._show_details(message)
        for one in arrived:
            _show("note", one.text, one.milliseconds)

    def _from_agent(self, chat: str, text: str) -> None:
        _show("agent", text)
        conversation = self._conversation(chat)["id"]
        preview = self._dragoman(
            "POST", f"conversations/{conversation}/reply", {"text": text, "mode": "preview"}
        )
        if preview["back_translation"]:
            _show("says", f"{preview['back_translation']}  (translated back, before it is sent)")
        arrived = self._post(chat, "agent", Visibility.INTERNAL, f"{STORE.marker}{text}")
        self._show_details(self._last_message(chat), translated=False)
        for one in arrived:
            label = "shopper gets" if one.visibility == Visibility.PUBLIC else "note"
            _show(label, one.text, one.milliseconds)

    def _drafted(self, chat: str) -> None:
        for command in (draft_command(STORE.marker), draft_command(STORE.marker, send=True)):
            _show("agent", command)
            for one in self._post(chat, "agent", Visibility.INTERNAL, command):
                label = "shopper gets" if one.visibility == Visibility.PUBLIC else "note"
                _show(label, one.text, one.milliseconds)

    def _show_details(self, message: Mapping[str, Any], *, translated: bool = True) -> None:
        if translated and message["translation"]:
            _show("translation", message["translation"])
        kept = [f"{span['text']} ({span['kind']})" for span in message["report"].get("protected", ())]
        if kept:
            _show("kept as is", ", ".join(kept))

    def _post(self, chat: str, author: str, visibility: Visibility, text: str) -> list[Arrival]:
        """Write a message as a person, and return what Dragoman wrote because of it."""
        body = {"text": text, "visibility": visibility, "author": {"type": author}}
        ours = self._desk("POST", f"conversations/{chat}/messages", body)
        self._wait_for(ours["id"])
        later = self._desk("GET", f"conversations/{chat}/messages?after={ours['id']}")["messages"]
        return [
            Arrival(one["visibility"], one["text"], (one["created_at"] - ours["created_at"]) * 1000)
            for one in later
        ]

    def _wait_for(self, message: str) -> None:
        """Wait until Dragoman is done with a message.

        Raises:
            DragomanError: it was parked, or took longer than a minute.
        """
        inbox = self._servers.dragoman.records.inbox
        deadline = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < deadline:
            row = inbox.find(STORE.id, CONNECTION, self._servers.event(message))
            if row is not None and row.state is EventState.PARKED:
                raise DragomanError(f"the message was parked: {row.error}")
            if row is not None and row.state in FINAL:
                return
            time.sleep(_LOOK_SECONDS)
        raise DragomanError(
            f"the message was not worked on within {_WAIT_SECONDS:.0f} s; DRAGOMAN_LOG_LEVEL=debug shows why"
        )

    def _conversation(self, chat: str) -> dict[str, Any]:
        """Return what Dragoman knows of the conversation."""
        listed = self._dragoman("GET", "conversations")["conversations"]
        (ours,) = [one["id"] for one in listed if one["remote_id"] == self._servers.conversation(chat)]
        return self._dragoman("GET", f"conversations/{ours}")

    def _last_message(self, chat: str) -> dict[str, Any]:
        message: dict[str, Any] = self._conversation(chat)["messages"][-1]
        return message

    def _desk(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        return _call(method, f"{self._servers.desk_url}/api/{path}", self._servers.desk_token, body)

    def _dragoman(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        address = f"{self._servers.url}/api/v1/stores/{STORE.id}/{path}"
        return _call(method, address, self._servers.token, body)


def _call(method: str, address: str, token: str, body: Any) -> dict[str, Any]:
    with requests.Session() as session:
        session.trust_env = (
            False  # a proxy of the environment has nothing to do with this machine's own ports
        )
        answer = session.request(
            method,
            address,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_REQUEST_SECONDS,
        )
    if not answer.ok:
        raise DragomanError(f"{method} {address} answered {answer.status_code}: {answer.text}")
    content: dict[str, Any] = answer.json()
    return content


def _show(label: str, text: str, milliseconds: float | None = None) -> None:
    """Print a step: its name, beside it the text with its line breaks, below it how long it took."""
    indent = " " * _LABEL
    click.echo(f"\n{click.style(label.ljust(_LABEL), bold=True)}{textwrap.indent(text, indent).lstrip()}")
    if milliseconds is not None:
        click.echo(indent + click.style(f"({milliseconds:.0f} ms after it was written)", dim=True))
