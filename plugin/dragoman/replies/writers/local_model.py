"""Drafts by an instruct model on this machine, from a folder that the owner installs.

The folder is what ``ct2-transformers-converter --copy_files tokenizer.json tokenizer_config.json`` writes of
a Hugging Face model (https://opennmt.net/CTranslate2/guides/transformers.html), or holds a SentencePiece
``tokenizer.model`` in the place of ``tokenizer.json``. How a conversation is written for it, and what ends an
answer, stands in ``tokenizer_config.json``: its ``chat_template`` is Jinja, rendered in a sandbox as
Transformers does, and its ``eos_token`` the token.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import ctranslate2
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dragoman.replies.draft import Draft, Question, WriterFailed
from dragoman.replies.writers.prompt import Prompt, draft_from, prompt_for

CONFIG = "tokenizer_config.json"
_PIECES = 8
_MOST_TOKENS = 300
_STRETCH = 25
_CURE = "install the model's folder again, or set draft_writer to extractive"


class Tokenizer(Protocol):
    """Cuts a text into a model's tokens and puts them together again."""

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of a text, its special ones among them."""

    def text(self, tokens: Sequence[str]) -> str:
        """Return the text of tokens, without the special ones."""


class LocalWriter:
    """Asks a model of this machine; it is loaded when it is first asked. Thread-safe, one question at a time.

    Args:
        folder: Where the model is.
        threads: Threads that compute.
        context: The most tokens that prompt and answer may have together.
        seconds: How long an answer may take; what is written until then counts.
        clock: Seconds that only go forward.
    """

    name = "local model"
    leaves_machine = False

    def __init__(
        self,
        folder: Path,
        *,
        threads: int,
        context: int = 4096,
        seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._threads = threads
        self._context = context
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._model: _Loaded | None = None

    def write(self, question: Question) -> Draft:
        """Return what the model writes; see ``Writer``."""
        with self._lock:
            if self._model is None:
                self._model = _loaded(self._folder, self._threads)
            prompt, tokens = self._fitting(self._model, question)
            answer = self._answer(self._model, tokens)
        return draft_from(answer, prompt.evidence, self.name)

    def _fitting(self, model: "_Loaded", question: Question) -> tuple[Prompt, list[str]]:
        """Return the prompt with as much evidence as there is room for, and its tokens."""
        room = self._context - _MOST_TOKENS
        for pieces in range(min(_PIECES, len(question.evidence)), -1, -1):
            prompt = prompt_for(question, pieces)
            tokens = model.tokenizer.tokens(model.written(prompt))
            if len(tokens) <= room:
                return prompt, tokens
        raise WriterFailed("the message is too long for the model: answer it yourself")

    def _answer(self, model: "_Loaded", tokens: list[str]) -> str:
        """Return what the model writes, a stretch at a time, until it ends or the time does.

        CTranslate2 can call back after each token, but aborts when the callback is let go of without
        Python's lock (4.8.5). The prompt is computed once: it is the static one of all stretches.
        """
        deadline = self._clock() + self._seconds
        written: list[str] = []
        while len(written) < _MOST_TOKENS and self._clock() <= deadline:
            (found,) = model.generator.generate_batch(
                [[tokens[-1], *written]],
                static_prompt=tokens[:-1],
                max_length=_STRETCH,
                sampling_topk=1,
                include_prompt_in_result=False,
                end_token=model.end or None,
            )
            written += found.sequences[0]
            if len(found.sequences[0]) < _STRETCH:
                break
        return model.tokenizer.text(written)


class _Loaded:
    """A model in memory."""

    def __init__(
        self, generator: ctranslate2.Generator, tokenizer: Tokenizer, config: Mapping[str, Any]
    ) -> None:
        self.generator = generator
        self.tokenizer = tokenizer
        self._special = {name: _token(config.get(name)) for name in ("bos_token", "eos_token")}
        self.end = self._special["eos_token"]
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.globals["raise_exception"] = _refused
        self._template = environment.from_string(config["chat_template"])

    def written(self, prompt: Prompt) -> str:
        """Return the conversation as the model wants it written, up to where its answer begins."""
        apart = [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.data},
        ]
        try:
            return self._rendered(apart)
        except TemplateError:
            # Some templates know no system: https://huggingface.co/docs/transformers/chat_templating
            together = f"{prompt.instructions}\n\n{prompt.data}"
        try:
            return self._rendered([{"role": "user", "content": together}])
        except TemplateError as error:
            raise WriterFailed(f"the model's chat_template cannot be used ({error}): {_CURE}") from error

    def _rendered(self, messages: Sequence[Mapping[str, str]]) -> str:
        return self._template.render(messages=messages, add_generation_prompt=True, **self._special)


def _loaded(folder: Path, threads: int) -> _Loaded:
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        generator = ctranslate2.Generator(str(folder), intra_threads=threads, compute_type="auto")
        return _Loaded(generator, _tokenizer(folder), config)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, TemplateError) as error:
        raise WriterFailed(f"the model in {folder} cannot be loaded ({error}): {_CURE}") from error


def _tokenizer(folder: Path) -> Tokenizer:
    if (folder / "tokenizer.json").exists():
        from dragoman.replies.writers.hugging_face import HuggingFaceTokenizer  # noqa: PLC0415 - an extra

        return HuggingFaceTokenizer(folder / "tokenizer.json")
    from dragoman.replies.writers.sentence_piece import SentencePieceTokenizer  # noqa: PLC0415 - likewise

    return SentencePieceTokenizer(folder / "tokenizer.model")


def _token(told: Any) -> str:
    """Return a special token, which stands there as a text or as an object."""
    return str(told.get("content", "") if isinstance(told, dict) else told or "")


def _refused(message: str) -> None:
    raise TemplateError(message)
