"""Drafts by a language model behind an address that speaks OpenAI's chat completions.

https://platform.openai.com/docs/api-reference/chat/create; llama.cpp, Ollama, vLLM and others speak it too.
Off unless the owner names an address. Unless that is this machine's own, the shopper's words leave it, with
what tells who they are covered up.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from dragoman.adapter import HelpdeskHttp, NotSent, OutcomeUnknown, Refused
from dragoman.domain import Secret
from dragoman.replies.draft import Draft, Question, WriterFailed
from dragoman.replies.writers.covering import Covering
from dragoman.replies.writers.prompt import draft_from, prompt_for

_PIECES = 8
_MOST_TOKENS = 400
_LONGEST_ANSWER = 8000
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class EndpointWriter:
    """Asks a model elsewhere.

    Args:
        http: The guarded session: no private address that is not allowed, no redirect, 2 MiB at most.
        address: Where the interface begins, such as "https://api.example/v1".
        model: Name of the model there.
        key: What it wants to be paid with; None where it wants nothing.
    """

    name = "endpoint"

    def __init__(self, http: HelpdeskHttp, address: str, model: str, key: Secret | None) -> None:
        self._http = http
        self._address = f"{address.rstrip('/')}/chat/completions"
        self._model = model
        self._key = key
        self.leaves_machine = urlsplit(address).hostname not in _THIS_MACHINE

    def write(self, question: Question) -> Draft:
        """Return what the model writes; see ``Writer``."""
        covering = Covering()
        prompt = prompt_for(covering.covered(question), _PIECES)
        asked = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": prompt.instructions},
                {"role": "user", "content": prompt.data},
            ],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
        }
        return draft_from(covering.uncovered(self._answer(asked)), prompt.evidence, self.name)

    def _answer(self, asked: dict[str, Any]) -> str:
        headers = {"Authorization": f"Bearer {self._key.reveal()}"} if self._key else {}
        try:
            answer = self._http.request("POST", self._address, json=asked, headers=headers).json
        except (NotSent, OutcomeUnknown, Refused) as error:
            raise WriterFailed(
                f"the model's address gives no answer ({error}): check draft_endpoint, or set draft_writer "
                "to extractive"
            ) from error
        try:
            text = answer["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            text = None
        if not isinstance(text, str) or len(text) > _LONGEST_ANSWER:
            raise WriterFailed(
                "the model's address answers otherwise than OpenAI's chat completions do: "
                "check draft_endpoint"
            )
        return text
