"""Which characters of a term the installed packs cannot write."""

from collections.abc import Callable
from functools import cache

from dragoman.glossary.conflicts import Unspelt
from dragoman.tags import same_language
from dragoman.translation.alphabet import Alphabet, read_alphabet
from dragoman.translation.packs import Pack


def unspelt_by(pack: Callable[[str, str], Pack | None], pivot: str, languages: tuple[str, ...]) -> Unspelt:
    """Return what tells the characters that cannot be written; without a pack it tells none.

    Args:
        pack: Returns the pack between two languages, if there is one.
        pivot: Language of the agents.
        languages: Languages of the shoppers.
    """

    @cache
    def alphabet(language: str) -> Alphabet:
        sources = languages if same_language(language, pivot) else (pivot,)
        found = (pack(source, language) for source in sources if not same_language(source, language))
        writing = next((one for one in found if one), None)
        return read_alphabet(writing.folder / writing.target_pieces) if writing else Alphabet(None)

    def unspelt(language: str, text: str) -> str:
        return "".join(text[start:end] for start, end in alphabet(language).unknown_runs(text))

    return unspelt
