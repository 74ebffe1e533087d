"""Parley, a helpdesk that exists nowhere: an adapter written from the README's section and nothing else."""

from typing import Any, ClassVar

from marshmallow import Schema, fields

from dragoman.adapter import Adapter, Field, Request, Sighting, Signing, Traits, Verified
from dragoman.domain import Author, Message, Outgoing, Visibility
from dragoman_adapters import reading, signatures

ROLES = {"buyer": Author.SHOPPER, "clerk": Author.AGENT}


class Parley(Adapter):
    """One Parley account; Parley keeps a "tag" of ours with each entry."""

    name: ClassVar[str] = "parley"
    traits: ClassVar[Traits] = Traits(
        signing=Signing.SHARED_SECRET,
        signature="X-Parley-Token carries the secret",
        events=("entry",),
        scopes=("threads",),
        fields=(Field("base_url", "Address"), Field("key", "API key", secret=True)),
        finds=True,
        setup=("Parley, Settings, Hooks: add {url} with the signing secret as its token.",),
    )

    def verify(self, request: Request) -> None:
        signatures.check_shared(request.headers.get("x-parley-token", ""), self.connection.signing_secrets)

    def parse(self, delivery: Verified) -> list[Message]:
        with reading.delivery():
            hook = HOOK.loads(delivery.request.body.decode())
            entries = [ENTRY.load(entry) for entry in hook["entries"] if hook["hook"] == "entry"]
        return [_message(hook["thread"], entry) for entry in entries]

    def send(self, message: Outgoing) -> str:
        secret = message.visibility is Visibility.INTERNAL
        entry = {"says": message.text, "secret": secret, "tag": message.key}
        return str(self._call(ADDED, "POST", f"/threads/{message.conversation}", entry)["nr"])

    def find(self, sighting: Sighting) -> str | None:
        read = self._call(THREAD, "GET", f"/threads/{sighting.message.conversation}")
        return next((e["nr"] for e in read["entries"] if e["tag"] == sighting.message.key), None)

    def probe(self) -> str:
        return str(self._call(reading.schema(me=reading.Text()), "GET", "/me")["me"])

    def _call(self, answers: Schema, method: str, path: str, body: Any = None) -> Any:
        url, key = self.connection.settings["base_url"] + path, self.connection.credentials["key"]
        answer = self.http.request(method, url, json=body, headers={"X-Key": key.reveal()})
        with reading.answer("Parley"):
            return answers.load(answer.json)


def _message(thread: str, entry: dict[str, Any]) -> Message:
    seen = Visibility.INTERNAL if entry["secret"] else Visibility.PUBLIC
    role = ROLES.get(entry["role"], Author.BOT)
    return Message(entry["nr"], thread, entry["nr"], role, entry["who"], seen, entry["says"])


ADDED = reading.schema(nr=reading.Number(), tag=reading.Text(load_default="", allow_none=True))
THREAD = reading.schema(entries=fields.List(fields.Nested(ADDED), required=True))
HOOK = reading.schema(
    hook=reading.Text(), thread=reading.Number(), entries=fields.List(fields.Dict(), required=True)
)
ENTRY = reading.schema(
    nr=reading.Number(),
    who=reading.Word(),
    role=reading.Text(),
    says=reading.Text(),
    secret=fields.Boolean(required=True),
)
