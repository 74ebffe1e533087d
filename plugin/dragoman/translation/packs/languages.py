"""The codes that publishers of models write for languages, as the BCP 47 tags that we use."""

import re
from typing import Final

# Argos: https://github.com/argosopentech/argospm-index; OPUS-MT's target tokens are ISO 639-3.
_CODES: Final = {"zt": "zh-Hant", "zh": "zh-Hans", "pb": "pt-BR"}
_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?")


def language_tag(code: str) -> str:
    """Return the tag that a publisher's code stands for: ``zt`` → ``zh-Hant``, ``pb`` → ``pt-BR``.

    Raises:
        ValueError: it is no code of a language.
    """
    tag = _CODES.get(code, code)
    if not _TAG.fullmatch(tag):
        raise ValueError(f"{code!r} is no language")
    return tag
