"""A second opinion on short texts whose language is not sure: lingua, where the extra is installed.

lingua (https://github.com/pemistahl/lingua-rs, Apache-2.0) is slower than all else here and keeps some 20 MB
for each language that it was ever asked about, so it is asked little, and only about those of the store's
languages that are still in question.
"""

import threading
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

_KEPT = 200
_LEAST = 1e-4
"""What lingua calls impossible is only unlikely: it was never shown an order in a hurry."""


class SecondOpinion:
    """Asks lingua; one instance serves all threads. The languages' models load when first asked about."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._known: Mapping[str, Any] | None = None
        self._detectors: dict[frozenset[str], Any] = {}

    @classmethod
    def if_installed(cls) -> "SecondOpinion | None":
        """Return one if ``dragoman[lingua]`` is installed."""
        return cls() if find_spec("lingua") else None

    def weigh(self, words: Sequence[str], languages: Sequence[str]) -> Mapping[str, float]:
        """Return the weight of each of the languages that lingua knows, summing to 1.

        Fewer than two of them is nothing to choose from, and the answer is empty.
        """
        known = self._languages()
        asked = frozenset(tag for tag in languages if tag in known)
        if len(asked) < 2:  # noqa: PLR2004 - said above
            return {}
        found = self._detector(asked).compute_language_confidence_values(" ".join(words))
        weights = {_tag(one.language): max(one.value, _LEAST) for one in found}
        total = sum(weights.values())
        return {tag: weight / total for tag, weight in weights.items()}

    def _languages(self) -> Mapping[str, Any]:
        with self._loading:
            if self._known is None:
                from lingua import Language  # noqa: PLC0415 - an extra, and slow

                self._known = {_tag(language): language for language in Language.all()}
            return self._known

    def _detector(self, languages: frozenset[str]) -> Any:
        """Return lingua's detector of some languages; making one takes 0.1 ms, its models are shared."""
        if languages not in self._detectors:
            from lingua import LanguageDetectorBuilder  # noqa: PLC0415 - as above

            known = self._languages()
            builder = LanguageDetectorBuilder.from_languages(*(known[tag] for tag in sorted(languages)))
            if len(self._detectors) >= _KEPT:
                self._detectors.clear()
            self._detectors[languages] = builder.build()
        return self._detectors[languages]


def _tag(language: Any) -> str:
    return str(language.iso_code_639_1.name).lower()
