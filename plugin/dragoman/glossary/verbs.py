"""Whether a term is a verb, and which of its forms only a verb has: "refunded" is none of "refund", the noun.

Whoever writes a term rarely says what kind of word it is. The other languages of its concept mostly show it:
Romance infinitives have their endings, German nouns their capital.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from dragoman.glossary.concept import LanguageTerms, PartOfSpeech
from dragoman.tags import base

_INFINITIVES: Final[Mapping[str, tuple[str, ...]]] = {
    "pt": ("ar", "er", "ir", "or", "ôr", "-se"),
    "es": ("ar", "er", "ir", "ír", "arse", "erse", "irse"),
    "it": ("are", "ere", "ire", "rre", "arsi", "ersi", "irsi"),
    "fr": ("er", "ir", "re", "ïr"),
}
# Only verbs have one: "celular" and "lugar" end as infinitives do.
_GERUND: Final = "ndo"
_VERBAL_ENDINGS: Final = ("ed", "ing")


def is_verb(said: Mapping[str, LanguageTerms]) -> bool | None:
    """Return whether a term is a verb, as far as somebody says so or its languages show it; else None.

    Args:
        said: How it is said, by language.
    """
    told = [terms.part_of_speech for terms in said.values() if terms.part_of_speech is not None]
    if told:
        return PartOfSpeech.VERB in told
    shown = [_shows_verb(terms, base(language)) for language, terms in said.items()]
    return next((one for one in shown if one is not None), None)


def _shows_verb(terms: LanguageTerms, language: str) -> bool | None:
    first = terms.preferred.split(" ")[0]
    if language == "de":
        return False if terms.preferred[:1].isupper() else None
    infinitives = _INFINITIVES.get(language)
    if infinitives is None:
        return None
    if not first.casefold().endswith(infinitives):
        return False
    return True if any(form.endswith(_GERUND) for form in terms.forms) else None


def without_verbal(terms: LanguageTerms, language: str) -> Sequence[str]:
    """Return the forms of a term that is no verb, without those that only its verb has: "refunded"."""
    if base(language) != "en":
        return terms.forms
    own = terms.preferred.casefold()
    return [form for form in terms.forms if form.casefold() == own or not form.endswith(_VERBAL_ENDINGS)]
