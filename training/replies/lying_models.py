"""Models that lie, behind the writers that ask one: as an address on this machine, and as a local model."""

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

import ctranslate2
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer

from training.replies.lies import lies

_CONFIG: Final = {
    "eos_token": "</s>",
    "chat_template": "{% for message in messages %}{{ message.content }}\n{% endfor %}",
}


def lying_answer(prompt: str, language: str = "en") -> str:
    """Return what a lying model answers: a sentence a line, with the numbers of evidence that it claims.

    Args:
        prompt: What it was asked, with the evidence as JSON in it.
        language: A primary language, to lie in.
    """
    data = _data_in(prompt)
    numbered = [(str(piece["number"]), piece["text"]) for piece in data["evidence"]]
    told = lies(numbered, prompt, language)
    return "\n".join(f"{lie.text} " + "".join(f"[{one}]" for one in lie.cites if one) for lie in told)


@contextmanager
def lying_address(language: str = "en") -> Iterator[str]:
    """Answer OpenAI's chat completions with lies in a language for the block; give its address."""
    server = _Liar(("127.0.0.1", 0), _Completions)
    server.language = language
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def lying_local_model(folder: Path, texts: Iterable[str], language: str = "en") -> Iterator[None]:
    """Make a folder that is loaded as a local model, whose network lies, for the block.

    Templates, tokens and stretches are the real ones; only the network is another.

    Args:
        folder: Where the model is to be.
        texts: What its tokenizer learns from.
        language: A primary language, to lie in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.model").write_bytes(_tokenizer(texts))
    (folder / "tokenizer_config.json").write_text(json.dumps(_CONFIG))
    pieces = SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
    with patch.object(ctranslate2, "Generator", lambda *_args, **_options: _Network(pieces, language)):
        yield


class _Liar(ThreadingHTTPServer):
    language = "en"


class _Completions(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        language = cast(_Liar, self.server).language
        text = lying_answer(asked["messages"][-1]["content"], language)
        body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class _Result:
    sequences: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Network:
    """Stands where ``ctranslate2.Generator`` does, and goes on with the same lies from stretch to stretch."""

    pieces: SentencePieceProcessor
    language: str

    def generate_batch(
        self, starts: Sequence[Sequence[str]], *, static_prompt: Sequence[str], max_length: int, **_: Any
    ) -> list[_Result]:
        prompt = self.pieces.decode([*static_prompt, starts[0][0]])
        answer = self.pieces.encode(lying_answer(prompt, self.language), out_type=str)
        written = len(starts[0]) - 1
        return [_Result([answer[written : written + max_length]])]


def _tokenizer(texts: Iterable[str]) -> bytes:
    """Train a tokenizer that loses nothing, like those of instruct models."""
    written = BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=written,
        vocab_size=4000,
        hard_vocab_limit=False,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=False,
        minloglevel=2,
    )
    return written.getvalue()


def _data_in(prompt: str) -> dict[str, Any]:
    data, _ = json.JSONDecoder().raw_decode(prompt, prompt.index("{"))
    return dict(data)
