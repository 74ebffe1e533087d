"""The tokens of a model that comes with ``tokenizer.json``: read by ``tokenizers``, an extra."""

from collections.abc import Sequence
from pathlib import Path

from dragoman.replies.draft import WriterFailed


class HuggingFaceTokenizer:
    """Cuts texts as the model's own tokenizer does.

    Args:
        path: The file ``tokenizer.json``.

    Raises:
        WriterFailed: the extra is not installed, or the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise WriterFailed(
                "the model's tokenizer.json needs the extra local-model: pip install 'dragoman[local-model]'"
            ) from error
        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # what tokenizers raises is a plain Exception
            raise WriterFailed(f"{path} cannot be read ({type(error).__name__}): install it again") from error

    def tokens(self, text: str) -> list[str]:
        """Return the tokens of a text; see ``Tokenizer``. The template brings those that begin a text."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).tokens)

    def text(self, tokens: Sequence[str]) -> str:
        """Return the text of tokens; see ``Tokenizer``."""
        ids = [self._tokenizer.token_to_id(token) for token in tokens]
        return str(self._tokenizer.decode([one for one in ids if one is not None]))
